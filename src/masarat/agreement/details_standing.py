"""Details that every agreement has: free choice, return, monitoring, and what holds it together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from masarat.agreement.details import only
from masarat.agreement.wording import in_languages
from masarat.core.instants import write_instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.agreement.details import Detail, Source


def standing(source: Source) -> Iterator[Detail]:
    """Yield the standing details in their order."""
    contents = {
        "voluntariness": _protected(source),
        "return": {},
        "monitoring": _named(source, "monitors", source.terms.monitors),
        "notification": _notice(source),
        "suspension": {
            **_named(source, "may_suspend", source.terms.may_suspend),
            "must_renew": list(source.terms.must_renew),
            "party_names": only(
                source.terms.names, (*source.terms.may_suspend, *source.terms.must_renew)
            ),
        },
        "ceasefire": _ceasefire(source),
    }
    for kind, content in contents.items():
        values = {"minutes": source.terms.notice_minutes} if kind == "notification" else {}
        text = in_languages(kind, source.languages, **values)
        yield source.detail(kind, "", None, {"text": text, **content})


def _protected(source: Source) -> dict[str, Any]:
    """Count those who stay, place by place: a number to protect, nothing that tells them apart."""
    staying: Counter[str] = Counter()
    for group in source.scenario.groups:
        if group.need is None:
            staying[group.at] += source.scenario.people(group)
    return {
        "protected": [
            {"place": place, "people": people} for place, people in sorted(staying.items())
        ],
        "place_names": only(source.places, staying),
    }


def _named(source: Source, member: str, parties: tuple[str, ...]) -> dict[str, Any]:
    return {member: list(parties), "party_names": only(source.terms.names, parties)}


def _notice(source: Source) -> dict[str, Any]:
    named = _named(source, "notified", source.terms.notified)
    return {**named, "minutes_before_departure": source.terms.notice_minutes}


def _ceasefire(source: Source) -> dict[str, Any]:
    terms = source.terms
    start, end = source.moment(0), source.moment(source.instance.end)
    return {
        "area": dict(terms.area or source.scenario.title),
        "start": write_instant(terms.start) if terms.start else start,
        "until": write_instant(terms.until) if terms.until else end,
        "time_zone": source.scenario.time_zone,
    }
