"""Quickest clearance where roads open, close, or change their capacity on the way.

No static network tells the least time then: it is bracketed, a proven bound below and a flow above.
"""
