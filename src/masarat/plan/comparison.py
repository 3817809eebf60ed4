"""What changed from one plan to another: figures, convoys, destinations."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from masarat.plan.document import Left

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from masarat.plan.document import Bound, Convoy, Plan


TIMES = frozenset({"departure", "arrival", "boarding", "passages"})
"""What of a convoy is when, not who or where."""

SUMS = frozenset({"vehicles", "people", "destinations"})
"""What of a convoy is about all its rides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A whole number before and after."""

    what: str
    before: int
    after: int

    @property
    def by(self) -> int:
        """How much more it is after."""
        return self.after - self.before

    def __str__(self) -> str:
        return f"{self.what}: {self.before} -> {self.after} ({self.by:+d})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvoyChange:
    """A convoy of the first plan and its counterpart in the second.

    `fields` are the names of what differs: those of `TIMES`, "escort", "vehicles", "people",
    "destinations", or "rides" where only who drives whom differs. A convoy is *retimed* when only
    times differ.
    """

    before: str
    after: str
    fields: tuple[str, ...]
    depart_before: int
    depart_after: int

    @property
    def retimed(self) -> bool:
        """Whether only times differ."""
        return TIMES.issuperset(self.fields)

    def __str__(self) -> str:
        name = self.before if self.before == self.after else f"{self.before} (now {self.after})"
        moved = self.depart_after - self.depart_before
        return f"{name}: {', '.join(self.fields)}" + (f" ({moved:+d} min)" if moved else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationChange:
    """A group whose people go elsewhere: people for each destination, before and after."""

    group: str
    before: dict[str, int]
    after: dict[str, int]

    def __str__(self) -> str:
        return f"{self.group}: {_people(self.before)} -> {_people(self.after)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftChange:
    """Other people of a group who are left, or for another reason; nobody: no reason."""

    group: str
    before: int
    after: int
    reason_before: str
    reason_after: str

    def __str__(self) -> str:
        before = _with_reason(self.before, self.reason_before)
        return f"{self.group}: {before} -> {_with_reason(self.after, self.reason_after)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything that differs between two plans, but for seed and effort.

    `figures` are clearance and bound, of each priority too, people planned, left and staying,
    person-minutes and vehicle-minutes; `arrivals` the people for each destination; `trips_added`
    and `trips_removed` empty trips. All list only what differs, as do the rest. `besides` names
    what has no list of its own.
    """

    same_instance: bool
    figures: tuple[Change, ...]
    arrivals: tuple[Change, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[ConvoyChange, ...]
    destinations: tuple[DestinationChange, ...]
    left: tuple[LeftChange, ...]
    trips_added: tuple[str, ...]
    trips_removed: tuple[str, ...]
    besides: tuple[str, ...]

    @property
    def retimed(self) -> tuple[ConvoyChange, ...]:
        """The changed convoys of which only the times differ."""
        return tuple(change for change in self.changed if change.retimed)

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self._parts() and self.same_instance

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return asdict(self)

    def _parts(self) -> list[tuple[str, list[str]]]:
        altered = [str(change) for change in self.changed if not change.retimed]
        parts = [
            ("Figures", [str(change) for change in self.figures]),
            ("People arriving", [str(change) for change in self.arrivals]),
            ("Convoys added", list(self.added)),
            ("Convoys removed", list(self.removed)),
            ("Convoys retimed", [str(change) for change in self.retimed]),
            ("Convoys changed", altered),
            ("Groups with other destinations", [str(change) for change in self.destinations]),
            ("People left", [str(change) for change in self.left]),
            ("Empty trips", self._trips()),
            ("Also different", list(self.besides)),
        ]
        return [(title, lines) for title, lines in parts if lines]

    def _trips(self) -> list[str]:
        added, removed = len(self.trips_added), len(self.trips_removed)
        return [f"{added} added, {removed} removed"] if added or removed else []

    def __str__(self) -> str:
        lines = [] if self.same_instance else ["The plans are of different instances."]
        for title, items in self._parts():
            lines.append(f"{title}:")
            lines += [f"  {item}" for item in items]
        return "\n".join(lines) or "The plans are the same."


def compare(a: Plan, b: Plan) -> Comparison:
    """Say what changes from plan `a` to plan `b`.

    Convoys are matched by id where corridor and assembly point are the same under that id; the
    others by corridor, assembly point and their order of departure there.
    """
    pairs, removed, added = _matched(a, b)
    found = Comparison(
        same_instance=a.instance == b.instance,
        figures=_changes(_figures(a), _figures(b)),
        arrivals=_changes(_arrivals(a), _arrivals(b)),
        added=tuple(convoy.id for convoy in added),
        removed=tuple(convoy.id for convoy in removed),
        changed=tuple(_convoy_changes(pairs)),
        destinations=_destination_changes(a, b),
        left=tuple(_left_changes(a, b)),
        trips_added=_trips_only_of(b, a),
        trips_removed=_trips_only_of(a, b),
        besides=tuple(what for what, of in BESIDES.items() if of(a) != of(b)),
    )
    if found.same and replace(a, seed=b.seed, effort=b.effort) != b:
        return replace(found, besides=("details that no list shows",))
    return found


BESIDES: Mapping[str, Callable[[Plan], object]] = {
    "title": lambda plan: plan.title,
    "start": lambda plan: plan.start,
    "proof of the bounds": lambda plan: (
        _proof(plan.bound),
        [_proof(each.bound) for each in plan.by_priority],
    ),
    "reports that the plan rests on": lambda plan: plan.rests_on,
}
"""What else a plan says, in words."""


def _proof(bound: Bound) -> object:
    return bound.source, bound.certificate


def _figures(plan: Plan) -> dict[str, int]:
    return {
        "clearance minutes": plan.clearance_minutes,
        "bound minutes": plan.bound.minutes,
        **{
            f"clearance minutes of priority {each.priority}": each.clearance_minutes
            for each in plan.by_priority
        },
        **{
            f"bound minutes of priority {each.priority}": each.bound.minutes
            for each in plan.by_priority
        },
        "people planned": plan.planned,
        "people left": plan.people_left,
        "people staying": plan.staying,
        "person-minutes": plan.person_minutes,
        "vehicle-minutes": plan.vehicle_minutes,
    }


def _arrivals(plan: Plan) -> dict[str, int]:
    people: Counter[str] = Counter()
    for places in _by_group(plan).values():
        people.update(places)
    return dict(sorted(people.items()))


def _by_group(plan: Plan) -> dict[str, Counter[str]]:
    people: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for convoy in plan.convoys:
        for ride in convoy.rides:
            for load in ride.loads:
                people[load.group][ride.destination] += load.people
    return people


def _changes(before: dict[str, int], after: dict[str, int]) -> tuple[Change, ...]:
    return tuple(
        Change(what=what, before=before.get(what, 0), after=after.get(what, 0))
        for what in dict.fromkeys((*before, *after))
        if before.get(what, 0) != after.get(what, 0)
    )


def _matched(a: Plan, b: Plan) -> tuple[list[tuple[Convoy, Convoy]], list[Convoy], list[Convoy]]:
    """Return matched pairs, and the convoys of `a` and of `b` that have no counterpart."""
    named = {(convoy.id, *_track(convoy)): convoy for convoy in b.convoys}
    pairs, waiting = [], []
    for convoy in a.convoys:
        twin = named.pop((convoy.id, *_track(convoy)), None)
        if twin is None:
            waiting.append(convoy)
        else:
            pairs.append((convoy, twin))
    others = _by_track(named.values())
    removed = []
    for convoy in sorted(waiting, key=_departure):
        candidates = others[_track(convoy)]
        if candidates:
            pairs.append((convoy, candidates.pop(0)))
        else:
            removed.append(convoy)
    added = [convoy for convoys in others.values() for convoy in convoys]
    order = {convoy.id: place for place, convoy in enumerate(a.convoys)}
    pairs.sort(key=lambda pair: order[pair[0].id])
    return pairs, sorted(removed, key=_departure), sorted(added, key=_departure)


def _track(convoy: Convoy) -> tuple[str, str]:
    return convoy.corridor, convoy.assembly_point


def _departure(convoy: Convoy) -> tuple[int, str]:
    return convoy.depart, convoy.id


def _by_track(convoys: Iterable[Convoy]) -> defaultdict[tuple[str, str], list[Convoy]]:
    tracks: defaultdict[tuple[str, str], list[Convoy]] = defaultdict(list)
    for convoy in sorted(convoys, key=_departure):
        tracks[_track(convoy)].append(convoy)
    return tracks


def _convoy_changes(pairs: Iterable[tuple[Convoy, Convoy]]) -> Iterable[ConvoyChange]:
    for before, after in pairs:
        if fields := _differing(before, after):
            yield ConvoyChange(
                before=before.id,
                after=after.id,
                fields=fields,
                depart_before=before.depart,
                depart_after=after.depart,
            )


def _differing(before: Convoy, after: Convoy) -> tuple[str, ...]:
    """Return what differs; who drives whom only where no sum shows it already."""
    facts_before, facts_after = _facts(before), _facts(after)
    fields = tuple(name for name, fact in facts_before.items() if fact != facts_after[name])
    if SUMS.isdisjoint(fields) and _driven(before) != _driven(after):
        return (*fields, "rides")
    return fields


def _facts(convoy: Convoy) -> dict[str, Hashable]:
    """Return what a convoy is; times but the first two count from its departure."""
    people: Counter[str] = Counter()
    goals: Counter[str] = Counter()
    for ride in convoy.rides:
        for load in ride.loads:
            people[load.group] += load.people
            goals[ride.destination] += load.people
    return {
        "departure": convoy.depart,
        "arrival": tuple(sorted(ride.arrive for ride in convoy.rides)),
        "boarding": tuple(sorted(convoy.depart - ride.board for ride in convoy.rides)),
        "passages": _passages(convoy),
        "escort": convoy.escort,
        "vehicles": tuple(sorted(ride.vehicle for ride in convoy.rides)),
        "people": tuple(sorted(people.items())),
        "destinations": tuple(sorted(goals.items())),
    }


def _passages(convoy: Convoy) -> tuple[Hashable, ...]:
    start = convoy.depart
    stops = [
        (each.checkpoint, *(minute - start for minute in (each.arrive, each.start, each.until)))
        for each in convoy.passages
    ]
    return (convoy.entry - start, convoy.exit - start, *stops)


def _driven(convoy: Convoy) -> set[Hashable]:
    """Return who drives whom where."""
    return {(ride.vehicle, ride.destination, frozenset(ride.loads)) for ride in convoy.rides}


def _destination_changes(a: Plan, b: Plan) -> tuple[DestinationChange, ...]:
    before, after = _by_group(a), _by_group(b)
    return tuple(
        DestinationChange(
            group=group,
            before=dict(sorted(before.get(group, Counter()).items())),
            after=dict(sorted(after.get(group, Counter()).items())),
        )
        for group in sorted({*before, *after})
        if before.get(group, Counter()) != after.get(group, Counter())
    )


def _left_changes(a: Plan, b: Plan) -> Iterable[LeftChange]:
    before, after = ({left.group: left for left in plan.left} for plan in (a, b))
    for group in sorted({*before, *after}):
        nobody = Left(group=group, people=0, reason="")
        one, other = before.get(group, nobody), after.get(group, nobody)
        if one != other:
            yield LeftChange(
                group=group,
                before=one.people,
                after=other.people,
                reason_before=one.reason,
                reason_after=other.reason,
            )


def _trips_only_of(a: Plan, b: Plan) -> tuple[str, ...]:
    """Return the empty trips of `a`, by id, that `b` has under no id."""
    others = {replace(trip, id="") for trip in b.empty_trips}
    return tuple(trip.id for trip in a.empty_trips if replace(trip, id="") not in others)


def _with_reason(people: int, reason: str) -> str:
    return f"{people} ({reason})" if people else "nobody"


def _people(places: dict[str, int]) -> str:
    return ", ".join(f"{people} to {place}" for place, people in places.items()) or "nobody"
