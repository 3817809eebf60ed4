"""All named corruptions, by name; `EDGES` are those that can also just hold."""

from __future__ import annotations

from tests.plan import (
    corruptions_limits,
    corruptions_people,
    corruptions_sharing,
    corruptions_statements,
    corruptions_vehicles,
)
from tests.plan.corrupting import CORRUPTIONS, EDGES

__all__ = [
    "CORRUPTIONS",
    "EDGES",
    "corruptions_limits",
    "corruptions_people",
    "corruptions_sharing",
    "corruptions_statements",
    "corruptions_vehicles",
]
