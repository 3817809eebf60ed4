"""The means to corrupt a valid plan, each with the rule that must refuse it.

A corruption takes (instance, plan, rng) and returns the instance and the plan that no longer fit
together, or None where it does not apply. Figures and digests are made consistent afterwards, so
that the named rule is what must catch it. *Edges* tighten the instance to just what the plan uses
(`over=0`, still valid) or one further (`over=1`, broken by one).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tests.plan.naive import with_figures

from masarat.core.windows import Window, Windows
from masarat.plan.rules.ground import Ground, movers

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable

    from masarat.plan.document import Convoy, EmptyTrip, Passage, Plan, Ride
    from masarat.plan.verdict import Rule
    from masarat.scenario.instance import Instance, VehicleClass

Corrupted = tuple["Instance", "Plan"]
T = TypeVar("T")


class Edge(Protocol):
    """Tightens the instance to what the plan uses, and `over` further."""

    def __call__(
        self, instance: Instance, plan: Plan, rng: random.Random, *, over: int
    ) -> Corrupted | None: ...


@dataclass(frozen=True)
class Corruption:
    """A named corruption and the rule that refuses it."""

    name: str
    rule: Rule
    apply: Callable[[Instance, Plan, random.Random], Corrupted | None]


CORRUPTIONS: dict[str, Corruption] = {}
EDGES: dict[str, Edge] = {}

Apply = "Callable[[Instance, Plan, random.Random], Corrupted | None]"


def corruption(rule: Rule) -> Callable[[Any], Any]:
    """Register a corruption whose figures are made consistent again."""

    def register(function: Any) -> Any:
        name = function.__name__

        def apply(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
            result = function(instance, plan, rng)
            return None if result is None else consistent(*result)

        CORRUPTIONS[name] = Corruption(name, rule, apply)
        return function

    return register


def edge(rule: Rule) -> Callable[[Any], Any]:
    """Register an edge, as corruption and as edge."""

    def register(function: Any) -> Any:
        def at(
            instance: Instance, plan: Plan, rng: random.Random, *, over: int
        ) -> Corrupted | None:
            result = function(instance, plan, rng, over)
            return None if result is None else consistent(*result)

        def apply(instance: Instance, plan: Plan, rng: random.Random) -> Corrupted | None:
            return at(instance, plan, rng, over=1)

        name = function.__name__
        EDGES[name] = at
        CORRUPTIONS[name] = Corruption(name, rule, apply)
        return function

    return register


def statement(rule: Rule) -> Callable[[Any], Any]:
    """Register a corruption of what the plan states: nothing is made consistent again."""

    def register(function: Any) -> Any:
        CORRUPTIONS[function.__name__] = Corruption(function.__name__, rule, function)
        return function

    return register


def consistent(instance: Instance, plan: Plan) -> Corrupted:
    """Give the plan the figures of its table and the digest of the instance."""
    return instance, with_figures(instance, replace(plan, instance=instance.digest))


# Picking and editing.


def pick(rng: random.Random, items: Iterable[T]) -> T | None:
    listed = list(items)
    return rng.choice(listed) if listed else None


def all_rides(plan: Plan) -> list[tuple[int, int, Convoy, Ride]]:
    return [
        (i, j, convoy, ride)
        for i, convoy in enumerate(plan.convoys)
        for j, ride in enumerate(convoy.rides)
    ]


def with_convoy(plan: Plan, index: int, **changes: Any) -> Plan:
    convoys = list(plan.convoys)
    convoys[index] = replace(convoys[index], **changes)
    return replace(plan, convoys=tuple(convoys))


def with_ride(plan: Plan, convoy: int, index: int, **changes: Any) -> Plan:
    rides = list(plan.convoys[convoy].rides)
    rides[index] = replace(rides[index], **changes)
    return with_convoy(plan, convoy, rides=tuple(rides))


def with_trip(plan: Plan, index: int, **changes: Any) -> Plan:
    trips = list(plan.empty_trips)
    trips[index] = replace(trips[index], **changes)
    return replace(plan, empty_trips=tuple(trips))


def changed(items: tuple[T, ...], key: str, value: str, **changes: Any) -> tuple[T, ...]:
    """Return `items` with `changes` to the one whose `key` is `value`."""
    return tuple(
        replace(item, **changes) if getattr(item, key) == value else item  # type: ignore[type-var]
        for item in items
    )


def with_group(instance: Instance, group: str, **changes: Any) -> Instance:
    return replace(instance, groups=changed(instance.groups, "id", group, **changes), _digest=[])


def with_class(instance: Instance, name: str, **changes: Any) -> Instance:
    classes = changed(instance.classes, "id", name, **changes)
    return replace(instance, classes=classes, _digest=[])


def with_corridor(instance: Instance, corridor: str, **changes: Any) -> Instance:
    corridors = changed(instance.corridors, "id", corridor, **changes)
    return replace(instance, corridors=corridors, _digest=[])


def with_checkpoint(instance: Instance, place: str, **changes: Any) -> Instance:
    checkpoints = changed(instance.checkpoints, "place", place, **changes)
    return replace(instance, checkpoints=checkpoints, _digest=[])


def with_destination(instance: Instance, place: str, **changes: Any) -> Instance:
    destinations = changed(instance.destinations, "place", place, **changes)
    return replace(instance, destinations=destinations, _digest=[])


def shifted(convoy: Convoy, minutes: int) -> Convoy:
    return replace(
        convoy,
        depart=convoy.depart + minutes,
        entry=convoy.entry + minutes,
        exit=convoy.exit + minutes,
        passages=shifted_passages(convoy.passages, minutes),
        rides=tuple(
            replace(ride, board=ride.board + minutes, arrive=ride.arrive + minutes)
            for ride in convoy.rides
        ),
    )


def shifted_passages(passages: tuple[Passage, ...], minutes: int) -> tuple[Passage, ...]:
    return tuple(
        replace(
            passage,
            arrive=passage.arrive + minutes,
            start=passage.start + minutes,
            until=passage.until + minutes,
        )
        for passage in passages
    )


def most_at_once(intervals: Iterable[tuple[int, int]]) -> int:
    """Count minute by minute."""
    busy: Counter[int] = Counter()
    for start, until in intervals:
        busy.update(range(start, until))
    return max(busy.values(), default=0)


def always(instance: Instance) -> Windows:
    return Windows.of([Window(0, instance.end + 1000)])


def class_of(instance: Instance, vehicle: str) -> VehicleClass:
    return Ground(instance).vehicles[vehicle]


def is_alone(instance: Instance, convoy: Convoy) -> bool:
    return any(class_of(instance, ride.vehicle).alone for ride in convoy.rides)


def passing(plan: Plan) -> list[tuple[Convoy | EmptyTrip, Passage]]:
    return [(mover, passage) for mover in movers(plan) for passage in mover.passages]
