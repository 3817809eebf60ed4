"""Values that every other package shares: errors, windows, minutes, digests."""
