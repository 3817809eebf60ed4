"""Quickest clearance: exact flows over time, without a time-expanded network.

Knows nothing of people, parties or files: arrays in (`problem`), proven answers out (`answer`).
"""
