"""Bounds and movement tables: `solve`, and what it takes and tells."""

from masarat.planning.options import Options, Progress
from masarat.planning.solve import solve

__all__ = ["Options", "Progress", "solve"]
