"""What a detail says, member by member: lines and tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from masarat.agreement.wording import named
from masarat.app.agreements.answers import table_lines
from masarat.core.instants import read_instant
from masarat.core.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from masarat.app.agreements.speech import Speech

_UNTOLD = (
    *("detail", "kind", "title", "names"),
    *("place_names", "group_names", "class_names", "party_names"),
)
"""Members that say what the first line and the names in all others say."""


def content_lines(speech: Speech, content: Mapping[str, Any], digest: str) -> Iterator[str]:
    """Yield what a detail says, its digest first."""
    yield speech.detail(str(content.get("detail", content["kind"])))
    yield f"  {digest}"
    for member in speech.in_order(content):
        if member not in _UNTOLD:
            yield from _told(speech, member, content[member], 1)


def _told(speech: Speech, member: str, value: object, depth: int) -> Iterator[str]:
    indent, label = "  " * depth, speech.label(member)
    if isinstance(value, dict) and value and value.keys() <= set(LANGUAGES):
        yield f"{indent}{label}: {named(value, speech.lang, '')}"
    elif isinstance(value, dict) and value:
        yield f"{indent}{label}:"
        for name in speech.in_order(value):
            yield from _told(speech, name, value[name], depth + 1)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        yield f"{indent}{label}:"
        yield from (f"{indent}  {line}" for line in _table(speech, value))
    else:
        yield f"{indent}{label}: {speech.value(value, member=member)}"


def _table(speech: Speech, items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    members = speech.in_order(dict.fromkeys(member for item in items for member in item))
    rows = [[speech.label(member) for member in members]]
    rows += [[_cell(speech, member, item.get(member)) for member in members] for item in items]
    yield from table_lines(rows)


def _cell(speech: Speech, member: str, value: object) -> str:
    if member == "people" and isinstance(value, dict):
        return speech.listed(
            f"{count:,} {speech.name(group, 'group')} > {speech.name(to, 'place')}"
            for group, goes in value.items()
            for to, count in goes.items()
        )
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return speech.listed(_item(speech, item) for item in value)
    return speech.value(value, member=member)


def _item(speech: Speech, item: Mapping[str, Any]) -> str:
    """Return an inspection, vehicles of a class, or people for a destination, in short."""
    if "checkpoint" in item:
        start, until = read_instant(item["from"]), read_instant(item["until"])
        hours = f"{speech.hour(start)} - {speech.hour(until, start)}"
        return f"{speech.name(item['checkpoint'], 'place')} {hours}"
    for what, count in (("class", "vehicles"), ("destination", "people")):
        if what in item and count in item:
            return f"{speech.words.number(item[count])} {speech.value(item[what], member=what)}"
    return speech.value(dict(item))
