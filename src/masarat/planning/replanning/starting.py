"""Where a search starts in the middle of an operation: from the old plan's rest, and from nothing.

The old plan's rest is a dispatch list like any other. Dispatched from the state as it is, it gives
the old movement table as far as that is still possible; often that is the best table to begin with.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from masarat.planning.dispatcher import alternatives, build, empty_jobs
from masarat.planning.kernel import PARTS
from masarat.planning.model import Model
from masarat.planning.rooms import going_with
from masarat.planning.search import Search, copy_jobs
from masarat.planning.streams import Stream, assign

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from masarat.plan.document import Convoy, Plan
    from masarat.planning.dispatcher import Problem
    from masarat.planning.kernel import Struct
    from masarat.planning.options import Options
    from masarat.planning.replanning.rest import Rest
    from masarat.scenario.instance import Group, Instance

ASSIGNMENTS = 3
"""Fluid programs solved for a start from nothing, each with the strain that the last one left."""


def starts(rest: Rest, plan: Plan, options: Options) -> Iterator[Search]:
    """Yield searches to choose from, the start from nothing first."""
    yield from cold_starts(rest, options)
    warm = warm_start(rest, plan, options)
    if warm is not None:
        yield warm


def cold_starts(rest: Rest, options: Options) -> Iterator[Search]:
    """Yield searches whose destinations a fluid program chooses; strained corridors count more."""
    instance = rest.remaining.instance
    waiting = {group.id: group.people for group in instance.groups}
    strain = [1.0] * len(instance.corridors)
    for _ in range(ASSIGNMENTS):
        search = _search(rest, assign(rest.remaining, waiting, rest.room(), strain), options)
        yield search
        if not search.problem.streams:
            return
        strain = [old * new for old, new in zip(strain, search.strain(), strict=True)]


def _search(rest: Rest, streams: Sequence[Stream], options: Options) -> Search:
    # the model of the rest numbers kinds differently
    streams = [replace(stream, kinds=()) for stream in streams]
    everywhere = [*streams, *alternatives(rest.opened, streams)]
    problem = build(rest.opened, everywhere, rest.begin(everywhere), rest.room())
    return Search(problem, options.seed, options.threads)


def warm_start(rest: Rest, plan: Plan, options: Options) -> Search | None:
    """Return a search that goes on from the rest of `plan`, None where it does not fit any more."""
    convoys = [convoy for convoy in plan.convoys if convoy.depart >= rest.instance.now]
    streams = streams_of(rest, convoys)
    if not streams:
        return None
    search = _search(rest, streams, options)
    jobs = jobs_of(search.problem, convoys)
    for chain in search.chains[1:]:
        cost, found = chain.cost, empty_jobs(search.problem)
        copy_jobs(found, chain.best)
        if chain.begin(chain.rule, jobs) > cost:
            chain.begin(chain.rule, found)
    return search


def streams_of(rest: Rest, convoys: Sequence[Convoy]) -> list[Stream]:
    """Return who goes where: by the old plan, and whom it leaves, where there is room.

    Nothing where it has nothing to do, or does not fit any more.
    """
    model = rest.remaining
    groups = {group.id: number for number, group in enumerate(model.instance.groups)}
    people: dict[tuple[int, int], int] = {}
    for convoy in convoys:
        for ride in convoy.rides:
            for load in ride.loads:
                key = groups[load.group], model.d_index[ride.destination]
                people[key] = people.get(key, 0) + load.people
    streams = [Stream(g, d, n) for (g, d), n in sorted(people.items())]
    if not streams or not _fit(rest, streams):
        return []
    for stream in _others(rest, streams):
        key = stream.group, stream.destination
        people[key] = people.get(key, 0) + stream.people
    return [Stream(g, d, n) for (g, d), n in sorted(people.items())]


def _others(rest: Rest, streams: Sequence[Stream]) -> list[Stream]:
    """Return where people go who are in none of `streams`, as far as there is room."""
    instance, room = rest.remaining.instance, rest.room()
    waiting = {group.id: group.people for group in instance.groups}
    for stream in streams:
        waiting[instance.groups[stream.group].id] -= stream.people
        place = instance.destinations[stream.destination].place
        if place in room:
            room[place] -= stream.people
    if not any(waiting.values()):
        return []
    groups = tuple(_going_on(group, instance, streams) for group in instance.groups)
    return assign(Model(replace(instance, groups=groups, _digest=[])), waiting, room)


def _going_on(group: Group, instance: Instance, streams: Sequence[Stream]) -> Group:
    """Return the group, bound to where `streams` take those who go to one place with it."""
    if group.may_split and not group.together:
        return group
    mine = {each.id for each in going_with(instance, group)}
    places = {
        instance.destinations[stream.destination].place
        for stream in streams
        if instance.groups[stream.group].id in mine
    }
    bound = tuple(place for place in group.destinations if place in places)
    return replace(group, destinations=bound) if places else group


def _fit(rest: Rest, streams: Sequence[Stream]) -> bool:
    """Whether the streams move people who wait, where they may go, by ways that are open."""
    instance = rest.remaining.instance
    moved = [0] * len(instance.groups)
    arriving = [0] * len(instance.destinations)
    for stream in streams:
        group, place = instance.groups[stream.group], instance.destinations[stream.destination]
        moved[stream.group] += stream.people
        arriving[stream.destination] += stream.people
        if place.place not in group.destinations or not _open(rest, stream):
            return False
    waiting = all(n <= group.people for n, group in zip(moved, instance.groups, strict=True))
    return waiting and all(
        d.capacity is None or people <= d.capacity
        for d, people in zip(instance.destinations, arriving, strict=True)
    )


def _open(rest: Rest, stream: Stream) -> bool:
    model = rest.remaining
    a = model.a_index[model.instance.groups[stream.group].assembly_point]
    return bool(model.reaches[model.line_a == a, stream.destination].any())


def jobs_of(problem: Problem, convoys: Sequence[Convoy]) -> Struct:
    """Return the dispatch list that asks for `convoys`, in order of departure."""
    model = problem.model
    groups = {group.id: number for number, group in enumerate(model.instance.groups)}
    numbers = {(s.group, s.destination): number for number, s in enumerate(problem.streams)}
    jobs = empty_jobs(problem)
    listed = sorted(convoys, key=lambda convoy: (convoy.depart, convoy.id))
    for job, convoy in enumerate(listed[: problem.most_rides]):
        asked: dict[int, int] = {}
        for ride in convoy.rides:
            key = groups[ride.loads[0].group], model.d_index[ride.destination]
            asked[numbers[key]] = asked.get(numbers[key], 0) + 1
        point = model.a_index[convoy.assembly_point]
        jobs["line"][job] = model.line_index[point, model.c_index[convoy.corridor]]
        jobs["depart"][job] = convoy.depart
        for part, (stream, vehicles) in enumerate(sorted(asked.items())[:PARTS]):
            jobs["stream"][job, part] = stream
            jobs["vehicles"][job, part] = vehicles
    jobs["count"][0] = min(len(listed), problem.most_rides)
    return jobs
