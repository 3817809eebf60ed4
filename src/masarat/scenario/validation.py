"""What a scenario's tables alone show to be wrong, before roads are built and time is spent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.core.errors import Fault
from masarat.scenario.consistency import reference_faults
from masarat.scenario.contradictions import contradictions, window_times
from masarat.scenario.instance import room
from masarat.scenario.reach import reach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.scenario.clash import Contradiction
    from masarat.scenario.document import Scenario, ScenarioCorridor, ScenarioVehicles
    from masarat.scenario.reach import Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What is wrong with a scenario.

    Parameters
    ----------
    faults
        The tables do not fit together: nothing can be planned.
    warnings
        A plan can be made, but people or means will be left out, for the reason stated.
    contradictions
        Lines that cannot hold together, as few as possible; a plan leaves those people out too.
    """

    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.faults or self.warnings or self.contradictions)

    def messages(self) -> tuple[str, ...]:
        """Return everything as text, one message each."""
        return tuple(str(item) for item in (*self.faults, *self.warnings, *self.contradictions))


def validate(scenario: Scenario) -> Validation:
    """Say what is wrong with a scenario, as far as its own tables show it.

    Roads from an imported network are not looked at: what they cannot reach is said when planning.
    """
    faults = tuple(reference_faults(scenario))
    if faults:
        return Validation(faults=faults)
    return Validation(warnings=tuple(_warnings(scenario)), contradictions=contradictions(scenario))


def _warnings(scenario: Scenario) -> Iterator[Fault]:
    roads = reach(scenario)
    yield from _unused_corridors(scenario)
    yield from _not_carried(scenario)
    if roads is not None:
        yield from _unreached(scenario, roads)
        yield from _short_windows(scenario, roads)


def _serves(cls: ScenarioVehicles, corridor: ScenarioCorridor) -> bool:
    return not cls.corridors or corridor.id in cls.corridors


def _unused_corridors(scenario: Scenario) -> Iterator[Fault]:
    for i, corridor in enumerate(scenario.corridors):
        if not any(_serves(cls, corridor) for cls in scenario.vehicles):
            file, row = scenario.where("corridors", i)
            expected = "a corridor that some vehicle class may serve"
            yield Fault(file=file, row=row, field="id", found=corridor.id, expected=expected)


def _not_carried(scenario: Scenario) -> Iterator[Fault]:
    for i, group in enumerate(scenario.groups):
        if group.need is None or any(room(cls, group.need) for cls in scenario.vehicles):
            continue
        file, row = scenario.where("groups", i)
        expected = "a need that some vehicle class meets"
        yield Fault(
            file=file,
            row=row,
            field="need",
            found=str(group.need),
            expected=expected,
            hint=f"no vehicle can carry '{group.id}', everybody in it will be left",
        )


def _unreached(scenario: Scenario, roads: Reach) -> Iterator[Fault]:
    for i, group in enumerate(scenario.groups):
        for destination in group.destinations:
            if any(roads.trip(group.at, c, destination) is not None for c in scenario.corridors):
                continue
            file, row = scenario.where("groups", i)
            yield Fault(
                file=file,
                row=row,
                field="destinations",
                found=destination,
                expected=f"a place that a corridor reaches from {group.at} on open roads",
                hint=_not_sent(group.at, destination, roads),
            )


def _not_sent(at: str, destination: str, roads: Reach) -> str:
    barred = roads.is_barred(at, destination)
    why = ": loaded vehicles pass a checkpoint only on a corridor" if barred else ""
    return f"nobody will be sent there{why}"


def _short_windows(scenario: Scenario, roads: Reach) -> Iterator[Fault]:
    for corridor in scenario.corridors:
        rows = [i for i, row in enumerate(scenario.windows) if row.of == corridor.id]
        span = _span(scenario, corridor, roads)
        longest = max((w.minutes for w in scenario.open_windows(corridor.id)), default=0)
        if not rows or span is None or longest >= span:
            continue
        file, row = scenario.where("windows", rows[0])
        yield Fault(
            file=file,
            row=row,
            field="until",
            found=window_times(scenario, scenario.windows[rows[0]])[1],
            expected=f"a window of at least {span} minutes, which the trip takes",
            hint=f"{corridor.id} is open for at most {longest} at a time: nobody can use it",
        )


def _span(scenario: Scenario, corridor: ScenarioCorridor, roads: Reach) -> int | None:
    """Return least minutes on the corridor, inspections of one vehicle included."""
    driving = roads.span(corridor)
    if driving is None:
        return None
    inspected = sum(
        point.minutes
        for point in scenario.checkpoints
        if point.outbound
        and point.place in corridor.places
        and (not point.corridors or corridor.id in point.corridors)
    )
    return driving + inspected
