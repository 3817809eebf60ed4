"""Verification of bounds: from the instance and a certificate's prices alone.

The theorem (docs/bound.md): give every person in scope a value and every shared resource a price.
If the values add up to more than (1) everything that the resources can give by minute T costs, plus
(2) the most that every single vehicle can collect in its best day until T, then not everybody in
scope can have arrived by T. Any prices will do; bad ones merely prove nothing. All sums are of
whole numbers.

This package shares no code with the planner: `trips` enumerates what a vehicle can do from the
rules page, `supply` adds up what there is, and `days` finds the best day by its own dynamic
program. A second kind of certificate counts rides (`counted`, `paths`) and goes through cases
(`branching`).
"""

from masarat.plan.certificate.loads import verify_counted as verify_counted
from masarat.plan.certificate.verifying import verify_bound as verify_bound
