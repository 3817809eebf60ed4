"""The ways to and from corridors: loaded vehicles slip round no inspection, empty ones are free.

A loaded way (assembly point to a corridor's first place, a corridor's last place to a destination,
on open corridors assembly point to destination) passes through no place where convoys are
inspected; such a place may be its start or end. Otherwise people could reach the far end of another
corridor through its crossing without the inspection that was agreed for it. An empty way takes any
open road.

One table serves both uses, so a pair that loaded vehicles need holds the loaded minutes, or is
missing, for empty ones too. Loaded vehicles need a way to a corridor only where a group waits that
the corridor takes to one of its destinations; elsewhere the empty minutes hold, so that vehicles
which start at an assembly point behind a checkpoint can leave it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from fractions import Fraction

    from masarat.network.router import Router
    from masarat.scenario.document import Scenario
    from masarat.scenario.instance import Corridor, Group

Minutes = dict[tuple[str, str], "Fraction"]
"""Exact minutes at speed factor 1 by pair of places; a missing pair cannot be driven."""


def access_minutes(
    scenario: Scenario, router: Router, groups: Sequence[Group], corridors: Iterable[Corridor]
) -> Minutes:
    """Return the minutes of every pair that `Instance.roads` holds."""
    shut = {row.place for row in scenario.checkpoints if row.outbound}
    assembly = {group.assembly_point for group in groups}
    wanted = {place for group in groups for place in group.destinations}
    starts = {row.start_place for row in scenario.vehicles if row.start_place}
    corridors = list(corridors)
    routed = [corridor for corridor in corridors if not corridor.is_open]
    firsts = {corridor.places[0] for corridor in routed}
    lasts = {corridor.places[-1] for corridor in routed}
    straight = assembly if len(routed) < len(corridors) else set()

    def between(origins: set[str], targets: set[str], avoid: Collection[str] = ()) -> Minutes:
        found = router.minutes(sorted(origins), sorted(targets), avoid)
        return {(start, end): minutes for start, end, minutes in found}

    to_corridors = between(assembly, firsts, shut)
    onward = between(lasts, wanted, shut) | between(straight, wanted, shut)
    empty = (
        between(starts, assembly)
        | between(firsts, assembly)
        | between(wanted, lasts)
        | between(wanted, straight)
    )
    strict = to_corridors | onward
    loaded = _used(groups, routed, onward) | _pairs(lasts, wanted) | _pairs(straight, wanted)
    return strict | {pair: minutes for pair, minutes in empty.items() if pair not in loaded}


def _pairs(origins: Iterable[str], targets: Collection[str]) -> set[tuple[str, str]]:
    return {(start, end) for start in origins for end in targets}


def _used(
    groups: Iterable[Group], corridors: Sequence[Corridor], onward: Collection[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Return the pairs of assembly point and first place by which a group gets to a destination."""
    return {
        (group.assembly_point, corridor.places[0])
        for group in groups
        for corridor in corridors
        for last in (corridor.places[-1],)
        if any(place == last or (last, place) in onward for place in group.destinations)
    }
