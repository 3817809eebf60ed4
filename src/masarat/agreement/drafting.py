"""Drafting: from a checked plan and the parties' terms to the details of an agreement."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from masarat.agreement.details import Detail, Source
from masarat.agreement.details_movement import (
    approach,
    convoys_of,
    corridors,
    fleet,
    inspections,
    timetables,
)
from masarat.agreement.details_people import destinations, linked, medical
from masarat.agreement.details_standing import standing

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["Detail", "Source", "convoy_names", "draft_details", "groups_covered"]

_MAKERS = (
    corridors,
    timetables,
    inspections,
    approach,
    fleet,
    destinations,
    medical,
    linked,
    standing,
)


def draft_details(source: Source, waived: Collection[str] = ()) -> tuple[Detail, ...]:
    """Return the details of an agreement in their order, without kinds that are `waived`.

    Parameters
    ----------
    source
        The plan must have passed its check: drafting does not judge it.
    waived
        Kinds left out because the parties waived them by name.
    """
    made = chain.from_iterable(make(source) for make in _MAKERS)
    return tuple(detail for detail in made if detail.kind not in waived)


def convoy_names(source: Source) -> dict[str, str]:
    """Return the id in the plan of every convoy, by the name that details give it."""
    return {
        name: convoy.id
        for corridor in source.instance.corridors
        for name, convoy in convoys_of(source.plan, corridor.id, source.kept).items()
    }


def groups_covered(source: Source) -> tuple[str, ...]:
    """Return the ids of the groups that the plan speaks of, those left with a reason included."""
    return tuple(sorted(group.id for group in source.instance.groups))
