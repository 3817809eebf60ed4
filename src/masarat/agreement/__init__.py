"""The agreement: parties, details, sign-offs, and the gate."""
