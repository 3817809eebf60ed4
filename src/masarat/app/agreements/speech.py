"""How an agreement is told to people: in a language, in its own time zone, with its names."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from masarat.agreement.wording import named, vocabulary
from masarat.core.errors import UsageError
from masarat.core.instants import read_instant
from masarat.publish.wording import Words, words
from masarat.scenario.clock import BadTimeError, parse_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from masarat.agreement.parties import Draft
    from masarat.agreement.phrases import Phrase

_MOST_TEXT = 120
_KIND_OF = {
    "a": "group",
    "b": "group",
    "group": "group",
    "groups": "group",
    "left": "group",
    "class": "class",
    "classes": "class",
    "corridor": "corridor",
    "corridors": "corridor",
    "convoys_on": "corridor",
    "empty_vehicles_on": "corridor",
    **dict.fromkeys(
        ("assembly_point", "checkpoint", "chosen", "destination", "destinations", "from", "place"),
        "place",
    ),
    **dict.fromkeys(("places", "protected", "starts_at", "to"), "place"),
}
"""What the ids below a member of a content name."""


def zone_of(contents: Iterable[Mapping[str, Any]]) -> ZoneInfo:
    """Return the time zone that the ceasefire's content names; UTC if none does."""
    for content in contents:
        name = content.get("time_zone")
        if isinstance(name, str):
            try:
                return ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                break
    return ZoneInfo("UTC")


def read_moment(text: str | None, zone: ZoneInfo, otherwise: datetime) -> datetime:
    """Return the moment that `text` means in `zone`: 2016-12-14 05:00, or 2016-12-14T03:00:00Z.

    Raises
    ------
    UsageError
        If it means none.
    """
    if text is None:
        return otherwise
    try:
        return read_instant(text)
    except ValueError:
        pass
    try:
        return parse_moment(text.strip(), zone).astimezone(UTC)
    except (BadTimeError, OverflowError) as error:
        expected = "a time such as 2016-12-14 05:00 or 2016-12-14T03:00:00Z"
        hint = getattr(error, "hint", "") or zone.key
        msg = f"found {text!r}, expected {expected} ({hint})"
        raise UsageError(msg) from error


@dataclass(frozen=True)
class Speech:
    """Words of one language, with the names and the time zone of an agreement.

    Parameters
    ----------
    lang
        "ar", "en" or "ru".
    draft
        Its parties and title.
    contents
        Contents by detail, for titles and names.
    """

    lang: str
    draft: Draft
    contents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @cached_property
    def words(self) -> Words:
        """The words of the language, those of published plans beside those of agreements."""
        return Words(self.lang, {**words(self.lang).table, **vocabulary(self.lang)})

    @cached_property
    def zone(self) -> ZoneInfo:
        """The agreement's time zone."""
        return zone_of(self.contents.values())

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
        """Names by id, by kind of what is named: one id may be that of several things."""
        found = {
            kind: ChainMap(
                *(
                    content[f"{kind}_names"]
                    for content in self.contents.values()
                    if isinstance(content.get(f"{kind}_names"), dict)
                )
            )
            for kind in ("place", "group", "class")
        }
        corridors = {
            str(content["corridor"]): content["names"]
            for content in self.contents.values()
            if "corridor" in content and content.get("names")
        }
        parties = {party.id: party.names for party in self.draft.parties}
        return {"party": parties, **found, "corridor": corridors}

    @property
    def title(self) -> str:
        """The agreement's title."""
        return named(self.draft.title, self.lang, self.draft.agreement)

    def text(self, key: str, **values: object) -> str:
        """Return a text with its values."""
        return self.words.text(key, **values)

    def count(self, key: str, n: int) -> str:
        """Return the plural form of a text for `n`."""
        return self.words.count(key, n)

    def name(self, of: str, kind: str = "") -> str:
        """Return the name of a party, place, group, class or corridor; without one its id.

        What is of this `kind` comes first where several things have the id.
        """
        kinds = sorted(self.names, key=lambda each: each != kind)
        known = next((self.names[each][of] for each in kinds if of in self.names[each]), {})
        return named(known, self.lang, of)

    def listed(self, items: Iterable[str]) -> str:
        """Return items with commas between."""
        return ("، " if self.lang == "ar" else ", ").join(items)

    def detail(self, detail: str) -> str:
        """Return the title of a detail; without one its id."""
        title = self.contents.get(detail, {}).get("title", {})
        return named(title, self.lang, detail)

    def office(self, signatory: str) -> str:
        """Return a signatory's office and party."""
        if signatory not in self.draft.by_signatory:
            return signatory
        party, office = self.draft.by_signatory[signatory]
        return self.listed([named(office.office, self.lang, signatory), self.name(party.id)])

    def moment(self, at: datetime) -> str:
        """Return a moment on the clocks there: 14 December 2016, 05:00."""
        local = at.astimezone(self.zone)
        month = self.words.text(f"month_{local.month}")
        day = self.words.text("date_day", day=local.day, month=month)
        return f"{day} {local.year}, {local:%H:%M}"

    def hour(self, at: datetime, beside: datetime | None = None) -> str:
        """Return the time of day, with the date where it is not that of `beside`."""
        local = at.astimezone(self.zone)
        if beside is not None and beside.astimezone(self.zone).date() == local.date():
            return f"{local:%H:%M}"
        month = self.words.text(f"month_short_{local.month}")
        return f"{self.words.text('date_day', day=local.day, month=month)} {local:%H:%M}"

    def value(self, value: object, beside: object = None, member: str = "") -> str:
        """Return a value of a content as people read it.

        Parameters
        ----------
        beside
            The value that it is compared with.
        member
            The member of a content that it is the value of.
        """
        if isinstance(value, bool):
            return self.text("yes" if value else "no")
        if value is None:
            return self.text("any")
        if isinstance(value, int):
            return self.words.number(value)
        if isinstance(value, str):
            return self._word(value, beside, _KIND_OF.get(member, ""))
        if isinstance(value, list):
            items = (self.value(item, member=member) for item in value)
            return self.listed(items) or self.text("none")
        if isinstance(value, dict) and value.keys() == {"from", "until"}:
            return f"{self.value(value['from'])} - {self.value(value['until'], value['from'])}"
        if isinstance(value, dict):
            members = self.in_order(value)
            said = (f"{self.label(k)}: {self.value(value[k], member=k)}" for k in members)
            return self.listed(said)
        return str(value)

    def in_order(self, members: Iterable[str]) -> list[str]:
        """Return members of a content in the order in which people read them."""
        places = {key: place for place, key in enumerate(self.words.table)}
        return sorted(members, key=lambda member: places.get(f"m_{member}", len(places)))

    def label(self, member: str, kind: str = "") -> str:
        """Return what a member of a content is called, or the name of what has this id."""
        key = f"m_{member}"
        return self.text(key) if key in self.words.table else self.name(member, kind)

    def phrase(self, phrase: Phrase) -> str:
        """Return a phrase in words."""
        values = dict(phrase.values)
        if phrase.key in ("value", "new", "gone"):
            return self._difference(phrase.key, values)
        if phrase.key == "convoys_renumbered":
            return self.count(phrase.key, values["n"])
        before, after = values.get("before"), values.get("after")
        said = {name: self.value(value, member=name) for name, value in values.items()}
        if before is not None:
            said["after"] = self.value(after, before)
        if "n" in values:
            said["people"] = self.count("people", values["n"])
        return self.text(phrase.key, **said)

    def _difference(self, key: str, values: Mapping[str, Any]) -> str:
        path = values["path"]
        above = ("", *path)
        what = ": ".join(
            self.label(part, _KIND_OF.get(up, "")) for up, part in zip(above, path, strict=False)
        )
        last = next((part for part in reversed(path) if part in _KIND_OF), "")
        before, after = (self.value(values.get(side), member=last) for side in ("before", "after"))
        if key == "value" and max(len(before), len(after)) > _MOST_TEXT:
            return self.text("text_differs", what=what)
        return self.text(key, what=what, before=before, after=after)

    def _word(self, value: str, beside: object, kind: str) -> str:
        try:
            at = read_instant(value)
        except ValueError:
            return self.name(value, kind)
        try:
            return self.hour(at, read_instant(beside) if isinstance(beside, str) else None)
        except ValueError:
            return self.hour(at)
