"""report.html: one file that works without a network."""
