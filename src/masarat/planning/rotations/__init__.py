"""Instances in which vehicles do not meet: nothing is shared on the way but rooms and people.

The bus evacuation problem (Bish 2011) is of this kind. A plan is then one tour a vehicle, each
timed by itself, and searching over tours is far quicker than dispatching convoys.
"""

from masarat.planning.rotations.problem import Rotations, rotations_of
from masarat.planning.rotations.search import RotationSearch, rotation_search

__all__ = ["RotationSearch", "Rotations", "rotation_search", "rotations_of"]
