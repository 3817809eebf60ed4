"""Judging flows over time: that the witness is a flow, and that the binding set proves the bound.

Shares no code with the solvers (`masarat.planning.flow`), which it does not import: what it needs
of their values is written down in `shapes`. `check` recomputes everything in whole numbers.
"""

from masarat.plan.flows.checker import check
from masarat.plan.flows.verdict import FlowVerdict, FlowViolation

__all__ = ["FlowVerdict", "FlowViolation", "check"]
