"""What people write (`document`), its files, and the solver-ready numbers (`instance`)."""

from masarat.scenario.document import Scenario
from masarat.scenario.reading import load
from masarat.scenario.validation import Validation, validate

__all__ = ["Scenario", "Validation", "load", "validate"]
