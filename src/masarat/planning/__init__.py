"""Bounds and movement tables."""
