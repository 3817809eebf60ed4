"""What changed between two revisions, detail by detail, in phrases that any language can word.

A detail keeps its sign-offs exactly where its digest stays (promise 6): `compare` names every
detail whose digest differs, and for each of them says what differs, in the terms that people use:
"convoy ramouseh/7 departs 06:40 instead of 06:25". Phrases are keys of words with their values;
moments and names are worded by whoever prints them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from masarat.agreement.changes_convoys import convoy_phrases, trip_phrases
from masarat.agreement.phrases import Phrase
from masarat.core.canonical import canonical_bytes, digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Fate = Literal["same", "changed", "added", "removed"]

KEYED_BY = ("group", "place", "class", "pool", "destination", "kind", "convoy", "checkpoint")
"""Members by which the items of a list are told apart, the first that all of them have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailChange:
    """What became of one detail from one revision to the next.

    A detail that is "changed" or "removed" loses its sign-offs; one that is "added" has none yet.
    `phrases` say what differs, of changed details only.
    """

    detail: str
    fate: Fate
    before: str = ""
    after: str = ""
    phrases: tuple[Phrase, ...] = field(default=())

    @property
    def voids(self) -> bool:
        """Whether sign-offs on this detail no longer count."""
        return self.fate in ("changed", "removed")


def compare(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> tuple[DetailChange, ...]:
    """Return what became of every detail, in the order of `after`, those removed last.

    Parameters
    ----------
    before, after
        Content by detail of the two revisions.
    """
    names = [*after, *(name for name in before if name not in after)]
    return tuple(_change(name, before.get(name), after.get(name)) for name in names)


def _change(
    name: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> DetailChange:
    old = digest(before) if before is not None else ""
    new = digest(after) if after is not None else ""
    if before is None or after is None:
        fate: Fate = "added" if before is None else "removed"
        return DetailChange(detail=name, fate=fate, before=old, after=new)
    if old == new:
        return DetailChange(detail=name, fate="same", before=old, after=new)
    phrases = tuple(_phrases(before, after))
    return DetailChange(detail=name, fate="changed", before=old, after=new, phrases=phrases)


def _phrases(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Phrase]:
    for member in dict.fromkeys((*before, *after)):
        old, new = before.get(member), after.get(member)
        if member in before and member in after and _same(old, new):
            continue
        if member == "convoys" and after.get("kind") == "timetable":
            yield from convoy_phrases(old or [], new or [])
        elif member in ("empty_vehicles_return", "trips"):
            yield from trip_phrases(member, old or [], new or [])
        elif member not in before:
            yield Phrase("new", {"path": (member,), "after": new})
        elif member not in after:
            yield Phrase("gone", {"path": (member,), "before": old})
        else:
            yield from _differences((member,), old, new)


def _differences(path: tuple[str, ...], old: object, new: object) -> Iterator[Phrase]:
    """Yield a phrase for each value that differs, as deep as both sides have the same form."""
    if _same(old, new):
        return
    inner = _inside(old, new)
    if inner is None:
        yield Phrase("value", {"path": path, "before": old, "after": new})
        return
    olds, news = inner
    for name in dict.fromkeys((*olds, *news)):
        if name not in news:
            yield Phrase("gone", {"path": (*path, name), "before": olds[name]})
        elif name not in olds:
            yield Phrase("new", {"path": (*path, name), "after": news[name]})
        else:
            yield from _differences((*path, name), olds[name], news[name])


def _inside(old: object, new: object) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return both as objects, if both are objects or lists whose items are told apart by a key."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old, new
    if not (isinstance(old, list) and isinstance(new, list)):
        return None
    items = [*old, *new]
    if not items or not all(isinstance(item, dict) for item in items):
        return None
    for key in KEYED_BY:
        if all(key in item for item in items):
            olds = {str(item[key]): item for item in old}
            news = {str(item[key]): item for item in new}
            told_apart = len(olds) == len(old) and len(news) == len(new)
            return (olds, news) if told_apart else None
    return None


def _same(old: object, new: object) -> bool:
    return canonical_bytes(old) == canonical_bytes(new)
