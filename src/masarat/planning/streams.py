"""Who goes where: people of each group by destination, before any timetable.

A fluid program chooses destinations (and, implicitly, corridors) so that the busiest resource is
as little busy as possible; whole units are then rounded within the destinations' capacities. A
*stream* is what results: people of one group for one destination.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from masarat.planning.kernel import FAR
from masarat.planning.lp import INF, Program
from masarat.planning.rooms import going_to, usable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from masarat.planning.model import Model
    from masarat.scenario.instance import Group, Need


TINY = 1e-6
"""Less than this of a vehicle is nothing."""

USED = 0.02
"""A kind of vehicle that carries less than this share is as good as unused."""

GAP, NODES = 0.005, 200
"""How near the best an integer program is solved, and by how many nodes at most."""

HORIZON = 1000.0
"""Cost of a minute of the fluid program's horizon, against a thousandth for a vehicle-minute."""


@dataclass(frozen=True, slots=True)
class Stream:
    """`people` of group number `group` for destination number `destination`.

    What the fluid program says of them: the `lines` that it uses, how many people go on each of
    these (`shares`), which `kinds` of vehicles carry people with such needs (`USED` of them at
    least), and the `horizon` in minutes.
    """

    group: int
    destination: int
    people: int
    lines: tuple[int, ...] = ()
    shares: tuple[float, ...] = ()
    kinds: tuple[int, ...] = ()
    horizon: int = 0


@dataclass(frozen=True, slots=True)
class _Way:
    group: int
    destination: int
    line: int
    kind: int
    takes: int
    minutes: int
    column: int


def assign(
    model: Model,
    waiting: Mapping[str, int],
    room: Mapping[str, int],
    strain: Sequence[float] = (),
) -> list[Stream]:
    """Choose destinations for the people who are still waiting.

    Parameters
    ----------
    waiting
        People by group id.
    room
        People that each destination can still take, by place; a place that is missing takes any
        number.
    strain
        By corridor: how much busier it gets than the program believes (1: as believed).

    Returns
    -------
    list of Stream
        In the order of groups, then destinations. People for whom no way exists are in none.
    """
    room = _whole(model, waiting, room)
    fluid = fluid_program(model, waiting, room, strain)
    program, ways = fluid.program, fluid.ways
    _one_destination_rows(model, ways, program)
    values = _solved(model, fluid) or [0.0] * len(program.costs)
    by_line: dict[tuple[int, int], dict[int, float]] = {}
    for way in ways:
        mine = by_line.setdefault((way.group, way.destination), {})
        mine[way.line] = mine.get(way.line, 0.0) + way.takes * values[way.column]
    kinds = _kinds_used(model, ways, values)
    shares = {key: sum(lines.values()) for key, lines in by_line.items()}
    people = _rounded(model, waiting, room, shares)
    _make_room(model, waiting, room, shares, people)
    _even_out(model, people, room)
    streams: list[Stream] = []
    for (g, d), n in sorted(people.items()):
        used = {line: x for line, x in sorted(by_line[g, d].items()) if x > TINY}
        horizon = round(values[fluid.horizon])
        streams.append(Stream(g, d, n, tuple(used), tuple(used.values()), kinds[g], horizon))
    return streams


def _whole(model: Model, waiting: Mapping[str, int], room: Mapping[str, int]) -> dict[str, int]:
    """Return the room that whole units of those who wait can fill."""
    groups = [
        replace(group, people=waiting[group.id])
        for group in model.instance.groups
        if waiting.get(group.id)
    ]
    return {place: usable(free, going_to(place, groups)) for place, free in room.items()}


def unplaced(groups: Sequence[Group], streams: Sequence[Stream]) -> dict[int, int]:
    """Return how many people of `groups` are in no stream, by priority; nothing for none."""
    placed = Counter[int]()
    for stream in streams:
        placed[stream.group] += stream.people
    found = Counter[int]()
    for number, group in enumerate(groups):
        found[group.priority] += group.people - placed[number]
    return {priority: people for priority, people in found.items() if people}


def _solved(model: Model, fluid: Fluid) -> list[float] | None:
    """Solve the program; where people have to be left, the most urgent are the last to be."""
    program, groups = fluid.program, model.instance.groups
    values = program.solve(gap=GAP, nodes=NODES)
    urgent = sorted({groups[g].priority for g in fluid.left})
    nobody = values is not None and all(values[n] < TINY for n in fluid.left.values())
    if values is None or nobody or not urgent[1:]:
        return values
    costs = program.costs
    for priority in urgent:
        mine = [n for g, n in fluid.left.items() if groups[g].priority == priority]
        program.costs = [0.0] * len(costs)
        for column in mine:
            program.costs[column] = 1.0
        least = program.solve(gap=GAP, nodes=NODES)
        if least is not None:
            people = sum(least[column] for column in mine)
            program.row(-INF, people + TINY, [(column, 1.0) for column in mine])
    program.costs = costs
    return program.solve(gap=GAP, nodes=NODES) or values


def _kinds_used(model: Model, ways: list[_Way], values: list[float]) -> dict[int, tuple[int, ...]]:
    """Return by group the kinds that carry people of its need and priority."""
    groups = model.instance.groups
    carried: dict[tuple[Need, int], dict[int, float]] = {}
    for way in ways:
        group = groups[way.group]
        mine = carried.setdefault((group.need, group.priority), {})
        mine[way.kind] = mine.get(way.kind, 0.0) + way.takes * values[way.column]
    found: dict[int, tuple[int, ...]] = {}
    for g in {way.group for way in ways}:
        mine = carried[groups[g].need, groups[g].priority]
        least = USED * sum(mine.values())
        found[g] = tuple(sorted(kind for kind, people in mine.items() if people > least))
    return found


@dataclass(frozen=True, slots=True)
class Fluid:
    """The fluid program: `rows` says which row is about what, as ("people", group number) etc.

    `horizon` is the column of the horizon, `left` by group number those of people who are left.
    """

    program: Program
    ways: list[_Way]
    rows: dict[tuple[str, int], int]
    horizon: int
    left: dict[int, int]


def fluid_program(
    model: Model,
    waiting: Mapping[str, int],
    room: Mapping[str, int],
    strain: Sequence[float] = (),
) -> Fluid:
    """Build the fluid program: the least horizon in which resources suffice by the minute."""
    program = Program()
    ways = _ways(model, waiting, room, program)
    horizon = program.column(cost=HORIZON)
    rows: dict[tuple[str, int], int] = {}
    left: dict[int, int] = {}
    by_group: dict[int, list[_Way]] = {}
    for way in ways:
        by_group.setdefault(way.group, []).append(way)
    for number, group in enumerate(model.instance.groups):
        people = waiting.get(group.id, 0)
        if number not in by_group or people == 0:
            continue
        terms = [(way.column, float(way.takes)) for way in by_group[number]]
        left[number] = program.column(cost=1e7 / group.priority, upper=float(people))
        rows["people", number] = program.row(people, people, [*terms, (left[number], 1.0)])
    for d, place in enumerate(model.destinations):
        if place in room:
            terms = [(w.column, float(w.takes)) for w in ways if w.destination == d]
            rows["destinations", d] = program.row(-INF, float(room[place]), terms)
    even = strain or [1.0] * len(model.instance.corridors)
    rows |= _resource_rows(model, ways, program, horizon, even)
    return Fluid(program, ways, rows, horizon, left)


def _ways(
    model: Model, waiting: Mapping[str, int], room: Mapping[str, int], program: Program
) -> list[_Way]:
    ways: list[_Way] = []
    for g, group in enumerate(model.instance.groups):
        people = waiting.get(group.id, 0)
        if people == 0 or group.assembly_point not in model.a_index:
            continue
        least = people % group.unit or group.unit
        places = [d for d in group.destinations if room.get(d, least) >= least]
        a = model.a_index[group.assembly_point]
        for kind in range(len(model.kinds)):
            takes = model.takes(kind, group)
            if takes == 0:
                continue
            for line in range(len(model.line_a)):
                if model.line_a[line] != a or not model.serves(kind, line):
                    continue
                for place in places:
                    minutes = _cycle(model, kind, line, model.d_index[place])
                    if minutes < FAR:
                        column = program.column(cost=minutes / 1000.0)
                        d = model.d_index[place]
                        ways.append(_Way(g, d, line, kind, takes, minutes, column))
    return ways


def _cycle(model: Model, kind: int, line: int, d: int) -> int:
    cls, trip = model.kinds[kind], model.travel(kind, line, d)
    if trip >= FAR:
        return FAR
    back = int(model.empty[kind, d, : len(model.assembly)].min()) if cls.comes_back else 0
    return cls.load + trip + cls.unload + (back if back < FAR else trip)


def _resource_rows(
    model: Model,
    ways: list[_Way],
    program: Program,
    horizon: int,
    strain: Sequence[float],
) -> dict[tuple[str, int], int]:
    instance = model.instance
    end = max(instance.end, 1)
    rows: dict[tuple[str, int], int] = {}
    for kind in range(len(model.kinds)):
        members = model.vehicle_kind == kind
        terms = [(w.column, float(w.minutes)) for w in ways if w.kind == kind]
        late = float(model.vehicle_free[members].sum())
        program.row(-INF, -late, [*terms, (horizon, -float(members.sum()))])
    for c, corridor in enumerate(instance.corridors):
        mine = [w for w in ways if model.line_c[w.line] == c]
        open_share = corridor.windows.clipped(0, end).minutes / end
        terms = [(w.column, strain[c] * corridor.headway / corridor.largest) for w in mine]
        rows["corridors", c] = program.row(-INF, 0.0, [*terms, (horizon, -open_share)])
    for q, checkpoint in enumerate(instance.checkpoints):
        through = {c for c in range(len(instance.corridors)) if q in model.stop_q[c]}
        open_share = checkpoint.windows.clipped(0, end).minutes / end
        each = checkpoint.minutes / checkpoint.lanes
        terms = [
            (w.column, strain[c] * each)
            for w in ways
            if (c := int(model.line_c[w.line])) in through
        ]
        rows["checkpoints", q] = program.row(-INF, 0.0, [*terms, (horizon, -open_share)])
    for point, place in enumerate(model.assembly):
        bays = instance.assembly_points[point].bays
        if bays:
            terms = [
                (w.column, float(model.kinds[w.kind].load))
                for w in ways
                if instance.groups[w.group].assembly_point == place
            ]
            rows["bays", point] = program.row(-INF, 0.0, [*terms, (horizon, -float(bays))])
    for p, pool in enumerate(instance.escorts):
        terms = []
        for way in ways:
            c = int(model.line_c[way.line])
            if p in model.pools[c] and len(model.pools[c]) == 1:
                cls = model.kinds[way.kind]
                busy = int(model.access[0, way.line] + model.inside[0, c])
                busy = min(busy + int(model.back[way.line, way.destination]), end)
                largest = cls.largest or instance.corridors[c].largest
                terms.append((way.column, busy / largest))
        rows["escorts", p] = program.row(-INF, 0.0, [*terms, (horizon, -float(pool.teams))])
    return rows


def _one_destination_rows(model: Model, ways: list[_Way], program: Program) -> None:
    """Keep unsplittable groups, and groups that go together, to one destination."""
    labels: dict[str, list[Group]] = {}
    for group in model.instance.groups:
        if group.together:
            labels.setdefault(f"together {group.together}", []).append(group)
        elif not group.may_split and len(group.destinations) > 1:
            labels.setdefault(f"group {group.id}", []).append(group)
    for members in labels.values():
        numbers = {model.instance.groups.index(group) for group in members}
        choice: dict[int, int] = {}
        for way in ways:
            if way.group in numbers:
                chosen = choice.setdefault(
                    way.destination,
                    -1,
                )
                if chosen < 0:
                    choice[way.destination] = program.column(upper=1.0, integer=True)
                most = model.instance.groups[way.group].people / way.takes + 1
                program.row(-INF, 0.0, [(way.column, 1.0), (choice[way.destination], -most)])
        if choice:
            program.row(-INF, 1.0, [(column, 1.0) for column in choice.values()])


def _rounded(
    model: Model,
    waiting: Mapping[str, int],
    room: dict[str, int],
    shares: dict[tuple[int, int], float],
) -> dict[tuple[int, int], int]:
    people: dict[tuple[int, int], int] = {}
    for (g, d), share in sorted(shares.items()):
        group, place = model.instance.groups[g], model.destinations[d]
        whole = int(share / group.unit + 1e-6) * group.unit
        whole = min(whole, room.get(place, whole))
        if whole:
            people[g, d] = whole
            if place in room:
                room[place] -= whole
    order = sorted(
        range(len(model.instance.groups)), key=lambda g: model.instance.groups[g].priority
    )
    for g in order:
        group = model.instance.groups[g]
        missing = waiting.get(group.id, 0) - sum(n for (h, _), n in people.items() if h == g)
        mine = {d: shares[g, d] for d in _open_to(group, g, shares)}
        while missing > 0 and mine:
            unit = min(group.unit, missing)
            free = [d for d in mine if room.get(model.destinations[d], missing) >= unit]
            if not free:
                break
            d = max(free, key=lambda d: (mine[d] - people.get((g, d), 0), -d))
            place = model.destinations[d]
            step = unit
            if len(free) == 1:
                most = min(missing, room.get(place, missing))
                step = most if most == missing else most // group.unit * group.unit
            people[g, d] = people.get((g, d), 0) + step
            missing -= step
            if place in room:
                room[place] -= step
    return {key: n for key, n in people.items() if n}


def _open_to(group: Group, g: int, shares: dict[tuple[int, int], float]) -> list[int]:
    """Return where more of a group may go; if to one place only, where the program sends it."""
    places = sorted(d for h, d in shares if h == g)
    used = [d for d in places if shares[g, d] > TINY]
    return places if used and group.may_split and not group.together else used


def _make_room(
    model: Model,
    waiting: Mapping[str, int],
    room: dict[str, int],
    shares: dict[tuple[int, int], float],
    people: dict[tuple[int, int], int],
) -> None:
    """Place those who are left by moving others, the most urgent first.

    Who moves has another destination with room for them, or is less urgent and looks for one later.
    """
    groups = model.instance.groups
    for g in sorted(range(len(groups)), key=lambda g: groups[g].priority):
        group = groups[g]
        missing = waiting.get(group.id, 0) - sum(n for (h, _), n in people.items() if h == g)
        while missing > 0:
            unit = min(group.unit, missing)
            places = [d for d in _open_to(group, g, shares) if model.destinations[d] in room]
            free = [d for d in places if room[model.destinations[d]] >= unit]
            if free:
                d = free[0]
            else:
                moves = [
                    (target < 0, amount, h, d, target)
                    for d in places
                    for h, amount, target in _moves(model, room, shares, people, (g, d, missing))
                ]
                if not moves:
                    break
                _, amount, h, d, target = min(moves)
                _shift(model, room, people, (h, d, -amount))
                if target >= 0:
                    _shift(model, room, people, (h, target, amount))
            most = min(missing, room[model.destinations[d]])
            step = most if most == missing else most // group.unit * group.unit
            _shift(model, room, people, (g, d, step))
            missing -= step


def _moves(
    model: Model,
    room: dict[str, int],
    shares: dict[tuple[int, int], float],
    people: dict[tuple[int, int], int],
    asked: tuple[int, int, int],
) -> Iterator[tuple[int, int, int]]:
    """Yield (group, people, target) whose move makes room for `asked`: of group, place, people.

    Target -1: the group is less urgent, and they go nowhere for now.
    """
    g, d, missing = asked
    group, free = model.instance.groups[g], room[model.destinations[d]]
    for (h, place), n in people.items():
        other = model.instance.groups[h]
        if place != d or h == g or other.together:
            continue
        wanted = min(-((free - missing) // other.unit) * other.unit, n) if other.may_split else n
        targets = [e for k, e in shares if k == h and e != d]
        if other.priority > group.priority:
            targets.append(-1)
        for target in sorted(targets):
            there = room.get(model.destinations[target], n) if target >= 0 else n
            amount = wanted
            if there < wanted:
                amount = there // other.unit * other.unit if other.may_split else 0
            if amount and free + amount >= min(group.unit, missing):
                yield h, amount, target


def _shift(
    model: Model, room: dict[str, int], people: dict[tuple[int, int], int], by: tuple[int, int, int]
) -> None:
    """Send so many people more (or fewer) of a group to a destination."""
    g, d, more = by
    people[g, d] = people.get((g, d), 0) + more
    if not people[g, d]:
        del people[g, d]
    if model.destinations[d] in room:
        room[model.destinations[d]] -= more


def _even_out(model: Model, people: dict[tuple[int, int], int], room: dict[str, int]) -> None:
    """Move what does not fill a vehicle to where the group's other people go.

    A destination's last places seldom are whole vehicle-loads. A group split there needs one ride
    more than it has loads, and with few vehicles one ride more is one round more.
    """
    for g in sorted({g for g, _ in people}):
        group = model.instance.groups[g]
        load = max((model.takes(kind, group) for kind in range(len(model.kinds))), default=0)
        if not load or not group.may_split or group.together:
            continue
        while move := _rest_to_move(model, people, room, (g, load)):
            origin, target, amount = move
            _shift(model, room, people, (g, origin, -amount))
            _shift(model, room, people, (g, target, amount))


def _rest_to_move(
    model: Model,
    people: dict[tuple[int, int], int],
    room: dict[str, int],
    whose: tuple[int, int],
) -> tuple[int, int, int] | None:
    """Return (from, to, people) of the least rest whose move saves a ride, None if none does."""
    g, load = whose
    unit = model.instance.groups[g].unit
    mine = {d: n for (h, d), n in people.items() if h == g}
    moves = [
        (rest, origin, target)
        for origin, n in mine.items()
        for target, m in mine.items()
        if target != origin
        and (rest := n % load)
        and rest % unit == 0
        and (rest <= -m % load)
        and rest <= room.get(model.destinations[target], rest)
    ]
    if not moves:
        return None
    rest, origin, target = min(moves)
    return origin, target, rest
