"""Whether the ids that tables use are defined, and checkpoints lie on their corridors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from masarat.network.corridors import Route
    from masarat.network.faults import Faults
    from masarat.scenario.document import Scenario

Reference = tuple[str, str, str, str]
"""Table, column, id used, kind of object that it should name."""


def check_references(scenario: Scenario, faults: Faults) -> None:
    """Collect the ids that no row defines; corridors, links and travel check their own places."""
    corridors = {row.id for row in scenario.corridors}
    inspected = {row.place for row in scenario.checkpoints}
    known = {
        "place": {place.id for place in scenario.places},
        "corridor": corridors,
        "group": {row.id for row in scenario.groups},
        "corridor or checkpoint": corridors | inspected,
    }
    for table, column, word, kind in _references(scenario):
        faults.known(table, column, word, known[kind], f"the id of a {kind}")


def _references(scenario: Scenario) -> Iterator[Reference]:
    for group in scenario.groups:
        yield "groups", f"at of {group.id}", group.at, "place"
        for place in group.destinations:
            yield "groups", f"destinations of {group.id}", place, "place"
    for row in scenario.vehicles:
        if row.start_place:
            yield "vehicles", f"start_place of {row.id}", row.start_place, "place"
        for corridor in row.corridors:
            yield "vehicles", f"corridors of {row.id}", corridor, "corridor"
    for pool in scenario.escorts:
        for corridor in pool.corridors:
            yield "escorts", f"corridors of {pool.id}", corridor, "corridor"
    yield from _rule_references(scenario)


def _rule_references(scenario: Scenario) -> Iterator[Reference]:
    for operation in scenario.linked:
        for side, groups in (("a", operation.a), ("b", operation.b)):
            for group in groups:
                yield "linked", f"{side} of {operation.id}", group, "group"
    for window in scenario.windows:
        yield "windows", "of", window.of, "corridor or checkpoint"
    for row in scenario.checkpoints:
        yield "checkpoints", "place", row.place, "place"
        for corridor in row.corridors:
            yield "checkpoints", f"corridors of {row.place}", corridor, "corridor"
        for corridor in row.back_corridors:
            yield "checkpoints", f"back_corridors of {row.place}", corridor, "corridor"


def check_checkpoints(scenario: Scenario, routes: Sequence[Route], faults: Faults) -> None:
    """Collect checkpoints that lie on no route of a corridor that they name."""
    routed = {route.corridor.id for route in routes}
    passing = {(route.corridor.id, place) for route in routes for place in route.places}
    for row in scenario.checkpoints:
        for column, named in (("corridors", row.corridors), ("back_corridors", row.back_corridors)):
            for corridor in named:
                if corridor in routed and (corridor, row.place) not in passing:
                    expected = f"a corridor that passes {row.place}"
                    faults.add("checkpoints", f"{column} of {row.place}", corridor, expected)
