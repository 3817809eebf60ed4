"""Lower bounds on clearance times, each with a certificate that `plan.certificate` re-verifies.

docs/bound.md states the theorem. `rides` lists what a vehicle can do in a day, `roundabout` how it
comes back, `capacity` what the shared resources give by a minute; `days` prices a vehicle's best
day, `master` finds good prices, and `search` finds the latest minute that can be excluded.
"""
