"""What a scenario says that is probably not meant, though everything can be planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.core.errors import Fault, suggestion
from masarat.scenario.settings import write_end, write_start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.core.windows import Window
    from masarat.scenario.document import Scenario

FASTEST_FACTOR = 2
"""A speed factor above is probably a percentage or a speed."""

FASTEST_KMH = 200
"""A speed above is no convoy's: ten of 400 and metres an hour are usual slips."""


def notes(scenario: Scenario) -> Iterator[Fault]:
    """Yield what is worth a look."""
    yield from _nobody(scenario)
    yield from _factors(scenario)
    yield from _speeds(scenario)
    yield from _capitals(scenario)
    yield from _together(scenario)
    yield from _outside(scenario)


def _note(
    scenario: Scenario, at: tuple[str, int | str], field: str, found: str, expected: str, hint: str
) -> Fault:
    file, row = scenario.where(*at)
    return Fault(file=file, row=row, field=field, found=found, expected=expected, hint=hint)


def _nobody(scenario: Scenario) -> Iterator[Fault]:
    if not any(group.need is not None and scenario.people(group) for group in scenario.groups):
        file = scenario.where("groups", 0)[0] if scenario.groups else "groups.csv"
        yield Fault(file=file, expected="groups with people who leave: there is nothing to plan")


def _factors(scenario: Scenario) -> Iterator[Fault]:
    expected = f"a factor of at most {FASTEST_FACTOR}"
    hint = "0.8 or 80% is a fifth slower"
    if (factor := scenario.roads.season_factor) > FASTEST_FACTOR:
        name = "roads.season_factor"
        yield _note(scenario, ("settings", name), name, f"{float(factor):g}", expected, hint)
    for i, cls in enumerate(scenario.vehicles):
        if (factor := cls.speed_factor) > FASTEST_FACTOR:
            found = f"{float(factor):g}"
            yield _note(scenario, ("vehicles", i), "speed_factor", found, expected, hint)


def _speeds(scenario: Scenario) -> Iterator[Fault]:
    expected = f"at most {FASTEST_KMH} km/h"
    for i, link in enumerate(scenario.links):
        if link.speed_kmh is not None and link.speed_kmh > FASTEST_KMH:
            yield _note(scenario, ("links", i), "speed_kmh", str(link.speed_kmh), expected, "")
    classes = {link.road_class for link in scenario.links}
    for name, speed in scenario.roads.speeds_kmh.items():
        key = f"roads.speeds_kmh.{name}"
        if speed > FASTEST_KMH:
            yield _note(scenario, ("settings", key), key, str(speed), expected, "")
        meant = suggestion(name, classes, cutoff=0.8)
        if meant and name not in classes and not scenario.roads.network:
            yield _note(scenario, ("settings", key), key, name, "a class of links.csv", meant)


def _capitals(scenario: Scenario) -> Iterator[Fault]:
    for table in ("places", "groups", "corridors", "vehicles", "escorts"):
        first: dict[str, str] = {}
        for i, item in enumerate(getattr(scenario, table)):
            other = first.setdefault(item.id.casefold(), item.id)
            if other != item.id:
                expected = "ids that differ in more than capitals"
                hint = f"'{other}' is another row"
                yield _note(scenario, (table, i), "id", item.id, expected, hint)


def _together(scenario: Scenario) -> Iterator[Fault]:
    rows = {i: group.together for i, group in enumerate(scenario.groups) if group.together}
    labels = list(rows.values())
    for i, label in rows.items():
        if labels.count(label) == 1:
            others = sorted({*labels} - {label})
            expected = "a label that stands at two groups or more"
            hint = suggestion(label, others, cutoff=0.8)
            yield _note(scenario, ("groups", i), "together", label, expected, hint)


def _outside(scenario: Scenario) -> Iterator[Fault]:
    """Yield the suspensions and windows that lie wholly before the start or after the end."""
    clock = scenario.clock
    name = "rules.suspensions"
    spans: list[tuple[tuple[str, int | str], str, Window]] = [
        *((("settings", name), name, span) for span in scenario.suspensions),
        *((("windows", i), "from", row.window) for i, row in enumerate(scenario.windows)),
    ]
    expected = f"a time of this scenario, from {write_start(clock)} to {write_end(clock)}"
    for at, field, span in spans:
        if span.until <= 0 or span.start >= scenario.end:
            found = f"{clock.write(span.start)} to {clock.write(span.until)}"
            yield _note(scenario, at, field, found, expected, "")
