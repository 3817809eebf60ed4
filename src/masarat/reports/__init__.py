"""Attributed reports: who said what, through whom, about which place and time."""
