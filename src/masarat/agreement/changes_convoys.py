"""What changed in a timetable: convoys matched with their counterparts, in words people use."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from masarat.agreement.phrases import Phrase
from masarat.core.canonical import canonical_bytes
from masarat.core.instants import read_instant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import timedelta

    Convoy = Mapping[str, Any]


def convoy_phrases(before: Sequence[Convoy], after: Sequence[Convoy]) -> Iterator[Phrase]:
    """Yield what changed from the convoys of one timetable to those of another.

    Convoys that differ in their number alone are counterparts; of the others, those of the same
    name. What is left was added or removed.
    """
    olds = {convoy["convoy"]: convoy for convoy in before}
    news = {convoy["convoy"]: convoy for convoy in after}
    counterparts = _counterparts(before, after)
    renumbered = sum(old != new for new, old in counterparts.items())
    if renumbered:
        yield Phrase("convoys_renumbered", {"n": renumbered})
    matched = set(counterparts.values())
    for name, convoy in news.items():
        if name in counterparts:
            continue
        if name in olds and name not in matched:
            yield from _differences(olds[name], convoy)
        else:
            yield Phrase("convoy_added", {**_said(convoy), "n": people(convoy)})
    for name, convoy in olds.items():
        if name not in matched and (name not in news or name in counterparts):
            yield Phrase("convoy_removed", {**_said(convoy), "n": people(convoy)})


def _counterparts(before: Sequence[Convoy], after: Sequence[Convoy]) -> dict[str, str]:
    """Return new name -> old name of convoys that differ in their number at most."""
    waiting: dict[bytes, list[str]] = {}
    for convoy in before:
        waiting.setdefault(_nameless(convoy), []).append(convoy["convoy"])
    found = {}
    for convoy in after:
        names = waiting.get(_nameless(convoy))
        if names:
            name = convoy["convoy"]
            found[name] = name if name in names else names[0]
            names.remove(found[name])
    return found


def _nameless(convoy: Convoy) -> bytes:
    return canonical_bytes({name: value for name, value in convoy.items() if name != "convoy"})


def people(convoy: Convoy) -> int:
    """People aboard a convoy of a timetable."""
    return sum(count for goes in convoy["people"].values() for count in goes.values())


def _said(convoy: Convoy) -> dict[str, Any]:
    return {"convoy": convoy["convoy"], "departs": convoy["departs"]}


def _differences(old: Convoy, new: Convoy) -> Iterator[Phrase]:
    name = new["convoy"]
    shift = read_instant(new["departs"]) - read_instant(old["departs"])
    if shift:
        values = {"convoy": name, "before": old["departs"], "after": new["departs"]}
        yield Phrase("convoy_departs", values)
    if read_instant(new["arrives"]) - read_instant(old["arrives"]) != shift:
        values = {"convoy": name, "before": old["arrives"], "after": new["arrives"]}
        yield Phrase("convoy_arrives", values)
    if old["assembly_point"] != new["assembly_point"]:
        values = {"before": old["assembly_point"], "after": new["assembly_point"]}
        yield Phrase("convoy_leaves_from", {"convoy": name, **values})
    yield from _vehicles(old, new)
    yield from _people(old, new)
    if old.get("escort") != new.get("escort"):
        values = {"before": old.get("escort") or "-", "after": new.get("escort") or "-"}
        yield Phrase("convoy_escort", {"convoy": name, **values})
    if _hours(old, shift) != _hours(new):
        yield Phrase("convoy_hours", {"convoy": name})


def _vehicles(old: Convoy, new: Convoy) -> Iterator[Phrase]:
    olds = {each["class"]: each["vehicles"] for each in old["vehicles"]}
    news = {each["class"]: each["vehicles"] for each in new["vehicles"]}
    for cls in sorted(olds.keys() | news.keys()):
        if olds.get(cls, 0) != news.get(cls, 0):
            values = {"class": cls, "before": olds.get(cls, 0), "after": news.get(cls, 0)}
            yield Phrase("convoy_vehicles", {"convoy": new["convoy"], **values})


def _people(old: Convoy, new: Convoy) -> Iterator[Phrase]:
    olds, news = _loads(old), _loads(new)
    for group, destination in sorted(olds.keys() | news.keys()):
        before, after = olds[group, destination], news[group, destination]
        if before != after:
            where = {"convoy": new["convoy"], "group": group, "destination": destination}
            yield Phrase("convoy_people", {**where, "before": before, "after": after})


def _loads(convoy: Convoy) -> Counter[tuple[str, str]]:
    return Counter(
        {
            (group, destination): count
            for group, goes in convoy["people"].items()
            for destination, count in goes.items()
        }
    )


def _hours(convoy: Convoy, shift: timedelta | None = None) -> list[Any]:
    """Return boarding, entry, exit and inspections, moved by `shift`."""
    moments = [convoy["boards"], convoy["enters"], convoy["leaves"]]
    places = []
    for inspection in convoy["inspections"]:
        places.append(inspection["checkpoint"])
        moments += [inspection["arrives"], inspection["from"], inspection["until"]]
    read = [read_instant(moment) for moment in moments]
    return [*places, *(read if shift is None else [moment + shift for moment in read])]


def trip_phrases(
    member: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[Phrase]:
    """Yield how many trips of empty vehicles are new, and how many are no more."""
    olds, news = Counter(map(canonical_bytes, before)), Counter(map(canonical_bytes, after))
    added, removed = (news - olds).total(), (olds - news).total()
    kept = len(after) - added
    yield Phrase(member, {"kept": kept, "added": added, "removed": removed})
