"""Quickest clearance where roads open, close, or change their capacity on the way.

No static network tells the least time then: it is bracketed, a proven bound below and a flow above.
"""

from masarat.planning.flow.varying.changes import Changes, VaryingClearance, in_windows
from masarat.planning.flow.varying.solve import Bracket, quickest_varying

__all__ = ["Bracket", "Changes", "VaryingClearance", "in_windows", "quickest_varying"]
