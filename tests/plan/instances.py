"""Random tiny and small instances that exercise every rule.

`random_instance(rng, size=n)` makes an instance of about n vehicle loads: the same state of `rng`
gives the same instance. All features come and go by chance: open corridors, shared checkpoints,
inspected returns, windows, escort pools, suspensions, limits per hour, linked operations, paces,
vehicles that travel alone, own vehicles, units, groups that stay together. Not every instance can
be planned completely.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from masarat.core.windows import Window, Windows
from masarat.scenario.instance import (
    AssemblyPoint,
    Checkpoint,
    Corridor,
    Destination,
    EscortPool,
    Group,
    Instance,
    LinkedOperation,
    Need,
    VehicleClass,
)

if TYPE_CHECKING:
    import random

END = 400


@dataclass
class _Draft:
    """What is being put together."""

    rng: random.Random
    size: int
    points: list[str] = field(default_factory=list)
    goals: list[str] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    corridors: list[Corridor] = field(default_factory=list)
    paces: int = 1

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def some(self, items: list[str], share: float = 0.7) -> list[str]:
        """Return at least one of `items`, in order."""
        chosen = [item for item in items if self.chance(share)]
        return chosen or [self.rng.choice(items)]

    def minutes(self, least: int, most: int) -> tuple[int, ...]:
        """Return minutes for each pace: the second is half as slow again."""
        fast = self.rng.randint(least, most)
        return (fast, -(-fast * 3 // 2))[: self.paces]


def random_instance(rng: random.Random, *, size: int) -> Instance:
    """Return a random instance of about `size` vehicle loads (3 is tiny, 12 small)."""
    draft = _Draft(rng, size)
    draft.paces = rng.choice([1, 1, 2])
    draft.points = [f"a{i}" for i in range(1, rng.randint(1, 2 if size < 6 else 3) + 1)]
    draft.goals = [f"d{i}" for i in range(1, rng.randint(1, 2) + 1)]
    draft.starts = [rng.choice([*draft.points, "s1"]) if draft.chance(0.7) else "s1"]
    for number in range(1, rng.choice([1, 1, 2]) + 1):
        draft.corridors.append(_corridor(draft, number))
    groups = _groups(draft)
    classes = _classes(draft, groups)
    return Instance(
        title="Random",
        start="2030-01-01T06:00:00+02:00",
        end=END,
        groups=groups,
        assembly_points=tuple(
            AssemblyPoint(place=place, bays=rng.choice([None, 1, 2])) for place in draft.points
        ),
        destinations=_destinations(draft, groups),
        corridors=tuple(draft.corridors),
        checkpoints=_checkpoints(draft),
        escorts=_escorts(draft),
        classes=classes,
        linked=_linked(draft, groups),
        suspensions=Windows.of(_window(rng, 5, 40, 20) for _ in range(rng.choice([0, 0, 1, 2]))),
        roads=_roads(draft),
        paces=(Fraction(1), Fraction(3, 2))[: draft.paces],
        aboard_limit=rng.choice([None, None, rng.randint(15, 50)]),
        small_last_convoy=draft.chance(0.4),
        staying=rng.choice([0, 7]),
    )


def _window(rng: random.Random, earliest: int, latest: int, longest: int) -> Window:
    start = rng.randint(earliest, latest)
    return Window(start, start + rng.randint(4, longest))


def _windows(draft: _Draft, share: float) -> Windows:
    if not draft.chance(share):
        return Windows.of([Window(0, END)])
    rng = draft.rng
    first = _window(rng, 0, 20, 40)
    return Windows.of([first, Window(first.until + rng.randint(3, 15), END)])


def _corridor(draft: _Draft, number: int) -> Corridor:
    rng = draft.rng
    middle = [f"c{number}-{i}" for i in range(rng.choice([0, 1, 2, 2, 3]))]
    if middle and draft.chance(0.2):
        middle[0] = rng.choice(draft.points)
    if len(middle) > 1 and draft.chance(0.2):
        middle[-1] = draft.goals[0]
    if number > 1 and len(middle) > 1 and draft.corridors[0].places and draft.chance(0.6):
        shared = rng.choice(draft.corridors[0].places)
        if shared not in middle:
            middle[rng.choice([0, 1])] = shared
    legs = [draft.minutes(1, 4) for _ in middle[1:]]
    back = [draft.minutes(1, 4) for _ in middle[1:]]
    smallest = rng.choice([1, 1, 1, 2])
    return Corridor(
        id=f"c{number}",
        places=tuple(middle),
        legs=tuple(tuple(leg[pace] for leg in legs) for pace in range(draft.paces)),
        back_legs=tuple(tuple(leg[pace] for leg in back) for pace in range(draft.paces)),
        windows=_windows(draft, 0.35),
        headway=rng.choice([0, 0, 2, 5]),
        smallest=smallest,
        largest=max(smallest, rng.randint(1, 3)),
        per_hour=rng.choice([None, None, None, max(smallest, rng.randint(1, 3))]),
        returns=draft.chance(0.9),
        returns_in_windows=draft.chance(0.3),
    )


def _checkpoints(draft: _Draft) -> tuple[Checkpoint, ...]:
    rng = draft.rng
    places = sorted({place for corridor in draft.corridors for place in corridor.places})
    return tuple(
        Checkpoint(
            place=place,
            lanes=rng.randint(1, 2),
            minutes=rng.randint(1, 4),
            windows=_windows(draft, 0.25),
            longest_wait=rng.choice([0, 0, 3, 10]),
            corridors=frozenset(draft.some([c.id for c in draft.corridors], 0.9)),
            back_corridors=frozenset(
                corridor.id for corridor in draft.corridors if draft.chance(0.4)
            ),
        )
        for place in places
        if draft.chance(0.5)
    )


def _escorts(draft: _Draft) -> tuple[EscortPool, ...]:
    ids = [corridor.id for corridor in draft.corridors]
    return tuple(
        EscortPool(
            id=f"pool{i}", teams=draft.rng.randint(1, 2), corridors=frozenset(draft.some(ids))
        )
        for i in range(draft.rng.choice([0, 0, 1, 1, 2]))
    )


def _groups(draft: _Draft) -> tuple[Group, ...]:
    rng = draft.rng
    many = rng.randint(1, min(3, draft.size))
    together = "kin" if draft.chance(0.3) else ""
    groups = []
    for number in range(1, many + 1):
        need = rng.choice([Need.SEAT, Need.SEAT, Need.SEAT, Need.STRETCHER, Need.OWN])
        unit = rng.choice([1, 1, 2]) if need is Need.SEAT else 1
        loads = max(1, draft.size // many)
        groups.append(
            Group(
                id=f"g{number}",
                assembly_point=rng.choice(draft.points),
                people=rng.randint(1, 2 * loads),
                need=need,
                priority=rng.choice([1, 2]),
                ready=rng.choice([0, 0, rng.randint(1, 15)]),
                destinations=tuple(draft.some(draft.goals)),
                unit=unit,
                may_split=draft.chance(0.5),
                together=together if draft.chance(0.7) else "",
            ),
        )
    return tuple(groups)


def _classes(draft: _Draft, groups: tuple[Group, ...]) -> tuple[VehicleClass, ...]:
    rng = draft.rng
    needs = {group.need for group in groups}
    ids = [corridor.id for corridor in draft.corridors]
    classes = [_fleet(draft, "bus", rng.randint(1, 2 if draft.size < 6 else 3), ids)]
    if Need.STRETCHER in needs or draft.chance(0.15):
        classes.append(_fleet(draft, "ambulance", 1, ids))
    if Need.OWN in needs:
        classes.append(_own(draft, ids))
    return tuple(classes)


def _fleet(draft: _Draft, name: str, count: int, corridors: list[str]) -> VehicleClass:
    rng = draft.rng
    bus = name == "bus"
    alone = draft.chance(0.25)
    return VehicleClass(
        id=name,
        count=count,
        seats=rng.randint(2, 3) if bus else rng.randint(0, 1),
        stretchers=0 if bus else rng.randint(1, 2),
        start_place=rng.choice(["", *draft.starts, *draft.starts]),
        available=rng.choice([0, 0, rng.randint(1, 10)]),
        load=rng.randint(0, 3),
        unload=rng.randint(0, 3),
        pace=rng.randrange(draft.paces),
        corridors=frozenset(draft.some(corridors, 0.9)),
        comes_back=draft.chance(0.85),
        smallest=1 if alone else None,
        largest=rng.randint(1, 2) if alone else None,
    )


def _own(draft: _Draft, corridors: list[str]) -> VehicleClass:
    alone = draft.chance(0.5)
    return VehicleClass(
        id="car",
        count=draft.rng.randint(1, 2),
        seats=draft.rng.randint(1, 3),
        start_place="",
        available=draft.rng.choice([0, 8]),
        pace=draft.rng.randrange(draft.paces),
        corridors=frozenset(draft.some(corridors, 0.9)),
        comes_back=draft.chance(0.2),
        own=True,
        smallest=1 if alone else None,
        largest=draft.rng.randint(1, 3) if alone else None,
    )


def _destinations(draft: _Draft, groups: tuple[Group, ...]) -> tuple[Destination, ...]:
    people = sum(group.people for group in groups)
    return tuple(
        Destination(
            place=place,
            capacity=draft.rng.choice([None, None, people, max(1, people // 2 + 1)]),
            ready=draft.rng.choice([0, 0, draft.rng.randint(5, 30)]),
        )
        for place in draft.goals
    )


def _linked(draft: _Draft, groups: tuple[Group, ...]) -> tuple[LinkedOperation, ...]:
    if len(groups) < 2 or not draft.chance(0.4):
        return ()
    rng = draft.rng
    ids = [group.id for group in groups]
    rng.shuffle(ids)
    cut = rng.randint(1, len(ids) - 1)
    a, b = frozenset(ids[:cut]), frozenset(ids[cut:])
    if draft.chance(0.5):
        tolerance = Fraction(rng.choice([2, 3, 4]), 4)
        return (LinkedOperation(id="tie", a=a, b=b, tolerance=tolerance),)
    ratio = Fraction(rng.choice([1, 2]), 2)
    return (LinkedOperation(id="tie", a=a, b=b, ratio=ratio, slack=rng.randint(0, 3)),)


def _roads(draft: _Draft) -> dict[tuple[str, str], tuple[int, ...]]:
    pairs = [(start, point) for start in draft.starts for point in draft.points]
    for corridor in draft.corridors:
        if corridor.is_open:
            for point in draft.points:
                for goal in draft.goals:
                    pairs += [(point, goal), (goal, point)]
        else:
            first, last = corridor.places[0], corridor.places[-1]
            for point in draft.points:
                pairs += [(point, first), (first, point)]
            for goal in draft.goals:
                pairs += [(last, goal), (goal, last)]
    return {
        (start, end): draft.minutes(1, 6)
        for start, end in dict.fromkeys(pairs)
        if start != end and not draft.chance(0.02)
    }
