"""How reports are told to people: in a language, on a clock, with the names of places and sides."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from masarat.agreement.wording import named
from masarat.publish.wording import Words, isolated, words
from masarat.reports.times import PARTS
from masarat.reports.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import tzinfo

    from masarat.reports.ledger import Ledger
    from masarat.reports.report import Claim, Report, Source, Subject, When
    from masarat.scenario.document import Scenario


@dataclass(frozen=True)
class Speech:
    """Words of one language, with names by kind and id.

    Parameters
    ----------
    lang
        "ar", "en" or "ru".
    zone
        The clock on which times are told.
    names
        Names by language, by kind of thing ("place", "corridor", "side"), by id.
    """

    lang: str
    zone: tzinfo = UTC
    names: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)

    @cached_property
    def words(self) -> Words:
        """The words of the language, those of published plans beside those of reports."""
        return Words(self.lang, {**words(self.lang).table, **vocabulary(self.lang)})

    def text(self, key: str, **values: object) -> str:
        """Return a text with its values."""
        return self.words.text(key, **values)

    def count(self, key: str, n: int) -> str:
        """Return the plural form of a text for `n`."""
        return self.words.count(key, n)

    def name(self, kind: str, of: str) -> str:
        """Return the name of a place, corridor or side; without one its id."""
        return named(self.names.get(kind, {}).get(of, {}), self.lang, of)

    def listed(self, items: Iterable[str]) -> str:
        """Return items with commas between."""
        return ("، " if self.lang == "ar" else ", ").join(items)

    def foreign(self, words: str) -> str:
        """Return words of any language so that they keep their own direction in the line."""
        return words if not words or (words.isascii() and self.lang != "ar") else isolated(words)

    def subject(self, subject: Subject) -> str:
        """Return what a report is about."""
        if subject.kind == "link":
            first, second = (self.name("place", each) for each in subject.ids)
            return self.text("between", a=first, b=second)
        return self.name(subject.kind, subject.ids[0])

    def with_kind(self, subject: Subject) -> str:
        """Return what a report is about, with what that is."""
        return self.text(f"kind_{subject.kind}", name=self.subject(subject))

    def date(self, moment: datetime) -> str:
        """Return a day on the clock here: 5 December 2016."""
        local = moment.astimezone(self.zone)
        month = self.text(f"month_{local.month}")
        return self.text(
            "date_year", date=self.text("date_day", day=local.day, month=month), year=local.year
        )

    def moment(self, moment: datetime) -> str:
        """Return a moment on the clock here: 5 December 2016, 18:00."""
        return self.listed([self.date(moment), f"{moment.astimezone(self.zone):%H:%M}"])

    def when(self, when: When) -> str:
        """Return an interval no more precisely than the report has it."""
        start = when.start.astimezone(self.zone)
        if when.precision == "minute":
            return self.moment(when.start)
        middle = when.start + (when.until - when.start) / 2 if when.until else when.start
        if when.precision == "day":  # somebody's day is not quite that of another clock
            return self.date(middle)
        if when.precision == "part":
            part = next((name for name, hours in PARTS.items() if hours[0] == start.hour), None)
            if part:
                return self.text(f"part_{part}", day=self.date(when.start))
        if when.precision == "month":
            local = middle.astimezone(self.zone)
            return f"{self.text(f'month_{local.month}')} {local.year}"
        if when.precision == "year":
            return str(middle.year)
        return self._between(when)

    def _between(self, when: When) -> str:
        if when.until is None:
            return self.text("from_on", start=self.moment(when.start))
        last = when.until - timedelta(minutes=1)
        if when.start.year == 1:
            return self.text("before", until=self.moment(when.until))
        return self.text("from_until", start=self.moment(when.start), until=self.moment(last))

    def source(self, source: Source) -> str:
        """Return a source with its role and side."""
        said = self.foreign(source.name)
        if source.role:
            said = self.text("source_role", name=said, role=self.foreign(source.role))
        if source.side:
            said = self.text("source_side", name=said, side=self.name("side", source.side))
        return said if source.named else self.text("unnamed", name=said)

    def chain(self, report: Report) -> str:
        """Return who said it, through whom, published by whom."""
        publisher = self.source(report.published_by)
        relays = ""
        for relay in map(self.source, report.through):
            relays = self.text("relays", a=relays, b=relay) if relays else relay
        if report.said_by is None:
            key = "chain_relayed" if relays else "chain_own"
            return self.text(key, relays=relays, publisher=publisher)
        speaker = self.source(report.said_by)
        key = "chain" if relays else "chain_direct"
        return self.text(key, speaker=speaker, relays=relays, publisher=publisher)

    def claim(self, report: Report) -> str:
        """Return what is claimed, with its modality where it is not simply asserted."""
        said = self._claim(report.claim)
        if report.modality == "asserted":
            return said
        return self.text(
            "claim_modality", claim=said, modality=self.text(f"modality_{report.modality}")
        )

    def _claim(self, claim: Claim) -> str:
        said = self.text(f"kind_{claim.kind}")
        if claim.number is not None:
            what = self.text("people") if claim.what in ("", "people") else self.foreign(claim.what)
            return self.text(
                "claim_number", claim=said, number=self.words.number(claim.number), what=what
            )
        if claim.by:
            return self.text("claim_by", claim=said, by=self.name("side", claim.by))
        return said

    def value(self, value: str, by: Iterable[str]) -> str:
        """Return a value of a status."""
        side = self.listed(self.name("side", each) for each in by)
        return self.text(f"value_{value}", side=side)

    def says(self, says: str) -> str:
        """Return what a report says on a question, as a status has it."""
        if not says:
            return self.text("says_nothing")
        plain = says.removeprefix("not ")
        kind, _, by = plain.partition(" ")
        said = self.text(f"kind_{kind}")
        if by:
            said = self.text("claim_by", claim=said, by=self.name("side", by))
        return said if plain == says else self.text("not_claim", claim=said)


def speech_of(
    lang: str, ledger: Ledger, scenario: Scenario | None = None, zone: str | None = None
) -> Speech:
    """Return the words of a language with the names of a ledger's sides and a scenario's places.

    Parameters
    ----------
    zone
        The clock; if None that of the scenario, else UTC.
    """
    from masarat.app.reports.files import zone_named

    names = {"side": {side.id: side.names for side in ledger.sides.values()}}
    if scenario is None:
        return Speech(lang, zone_named(zone) if zone else UTC, names)
    return Speech(
        lang,
        zone_named(zone) if zone else ZoneInfo(scenario.time_zone),
        {
            **names,
            "place": {place.id: place.names for place in scenario.places},
            "corridor": {corridor.id: corridor.names for corridor in scenario.corridors},
        },
    )
