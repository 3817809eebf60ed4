"""Reports and what is said of them as plain data, and back, every member checked.

Members that are empty are left out. Members that this version does not know are kept (`extra` of
a report), so that a newer ledger passes through an older program unharmed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from masarat.core.canonical import canonical_bytes, digest
from masarat.core.instants import write_instant
from masarat.journal.spelling import spell
from masarat.reports.members import DEFAULTS, Members, Wrong, WrongContentError, put
from masarat.reports.report import (
    Alias,
    Claim,
    Grading,
    Link,
    Quote,
    Report,
    Side,
    Source,
    Subject,
    When,
)
from masarat.reports.text import WrongTextError, check_id, check_text
from masarat.reports.vocabulary import (
    CREDIBILITIES,
    KINDS,
    LINKS,
    MODALITIES,
    PRECISIONS,
    RELIABILITIES,
    SUBJECTS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from masarat.reports.report import Modality, Precision, Relation, SubjectKind


def report_content(report: Report) -> dict[str, Any]:
    """Return a report as plain data: what goes into the journal and into JSON files."""
    members: dict[str, Any] = {
        "id": report.id,
        "about": [str(subject) for subject in report.about],
        "claim": _claim_content(report.claim),
        "modality": report.modality,
        "said_by": report.said_by and source_content(report.said_by),
        "through": [source_content(source) for source in report.through],
        "published_by": source_content(report.published_by),
        "occurred": report.occurred and when_content(report.occurred),
        "said": report.said and when_content(report.said),
        "published": when_content(report.published),
        "where": report.where,
        "quote": report.quote and _quote_content(report.quote),
        "distance": list(report.distance),
        "glosses": dict(report.glosses),
        "reliability": report.reliability,
        "credibility": report.credibility,
    }
    told = {name: value for name, value in members.items() if _tells(name, value)}
    for pointer, value in report.extra.items():
        put(told, pointer, value)
    return told


def report_id(content: Mapping[str, Any]) -> str:
    """Return the id of a report that has none of its own: from the digest of its content."""
    return f"r-{digest({k: v for k, v in content.items() if k != 'id'})[:12]}"


def read_report(data: object) -> Report:
    """Return the report that plain data describe.

    Raises
    ------
    WrongContentError
        With every member that is wrong.
    """
    members = Members(data)
    about = members.several("about", read_subject)
    if not about and not members.wrong:
        members.blame("about", "at least one place, link, corridor or agreement")
    if len(set(about)) < len(about):
        members.blame("about", "each subject once")
    report = members.made(
        lambda: Report(
            id=members.text("id", check_id),
            about=about,
            claim=members.inside("claim", _read_claim),
            modality=cast("Modality", members.choice("modality", MODALITIES)),
            said_by=members.maybe("said_by", _read_source),
            through=tuple(members.inner("through", _read_source)),
            published_by=members.inside("published_by", _read_source),
            occurred=members.maybe("occurred", _read_when),
            said=members.maybe("said", _read_when),
            published=members.inside("published", _read_when),
            where=members.text("where"),
            quote=members.maybe("quote", _read_quote),
            distance=members.several("distance", _checked_text),
            glosses=members.texts("glosses"),
            reliability=members.choice("reliability", RELIABILITIES),
            credibility=cast("int", members.one_of("credibility", CREDIBILITIES, 6)),
            extra=members.extra(),
        )
    )
    check_spellable(report.extra)
    return report if report.id else replace(report, id=report_id(report_content(report)))


def check_spellable(extra: Mapping[str, Any]) -> None:
    """Refuse unknown members that a journal cannot hold.

    Raises
    ------
    WrongContentError
        Naming them.
    """
    for name, value in extra.items():
        try:
            spell({name: value})
            canonical_bytes(value)
        except (ValueError, TypeError) as error:
            raise WrongContentError([Wrong(name, f"what a journal can hold: {error}")]) from error


def link_content(link: Link) -> dict[str, Any]:
    """Return a link between reports as plain data."""
    at = write_instant(link.at) if link.at else ""
    members = {"relation": link.relation, "report": link.report, "target": link.target}
    return {k: v for k, v in {**members, "at": at, "reason": link.reason}.items() if v}


def read_link(data: object) -> Link:
    """Return the link that plain data describe.

    Raises
    ------
    WrongContentError
        With every member that is wrong.
    """
    members = Members(data)
    link = members.made(
        lambda: Link(
            relation=cast("Relation", members.choice("relation", LINKS)),
            report=members.text("report", check_id),
            target=members.needed("target", check_id),
            at=members.moment("at"),
            reason=members.text("reason"),
        )
    )
    if not link.report and link.relation != "retracts":
        raise WrongContentError([Wrong("report", f"the id of the report that {link.relation}")])
    if link.report == link.target:
        raise WrongContentError([Wrong("target", "another report", link.target)])
    return link


def grading_content(grading: Grading) -> dict[str, Any]:
    """Return a grading as plain data."""
    names = ("report", "source", "reliability", "credibility", "reason")
    return {name: value for name in names if (value := getattr(grading, name))}


def read_grading(data: object) -> Grading:
    """Return the grading that plain data describe.

    Raises
    ------
    WrongContentError
        With every member that is wrong.
    """
    members = Members(data)
    grading = members.made(
        lambda: Grading(
            report=members.text("report", check_id),
            source=members.text("source"),
            reliability=cast("str | None", members.one_of("reliability", (None, *RELIABILITIES))),
            credibility=cast("int | None", members.one_of("credibility", (None, *CREDIBILITIES))),
            reason=members.text("reason"),
        )
    )
    if bool(grading.report) == bool(grading.source):
        raise WrongContentError([Wrong("report", "either a report or a source")])
    if grading.reliability is None and grading.credibility is None:
        raise WrongContentError([Wrong("reliability", "a reliability A-F or a credibility 1-6")])
    if grading.source and grading.credibility is not None:
        raise WrongContentError([Wrong("credibility", "none: only a report has a credibility")])
    return grading


def side_content(side: Side) -> dict[str, Any]:
    """Return a side as plain data."""
    members = {"names": dict(side.names), "allies": sorted(side.allies)}
    members["rivals"] = sorted(side.rivals)
    return {"id": side.id, **{name: value for name, value in members.items() if value}}


def read_side(data: object) -> Side:
    """Return the side that plain data describe.

    Raises
    ------
    WrongContentError
        With every member that is wrong.
    """
    members = Members(data)
    return members.made(
        lambda: Side(
            id=members.needed("id", check_id),
            names=members.texts("names"),
            allies=frozenset(members.several("allies", _checked_id)),
            rivals=frozenset(members.several("rivals", _checked_id)),
        )
    )


def alias_content(alias: Alias) -> dict[str, Any]:
    """Return the names of a source as plain data."""
    side = {"side": alias.side} if alias.side else {}
    return {"source": alias.source, "names": list(alias.names), **side}


def read_alias(data: object) -> Alias:
    """Return the names of a source that plain data describe.

    Raises
    ------
    WrongContentError
        With every member that is wrong.
    """
    members = Members(data)
    return members.made(
        lambda: Alias(
            source=members.needed("source"),
            names=members.several("names", _checked_text),
            side=members.text("side", check_id),
        )
    )


def read_subject(text: object) -> Subject:
    """Return the subject that `text` names: `place:atarib`, `link:atarib,rashidin`.

    Raises
    ------
    ValueError
        If it names none.
    """
    expected = f"{' or '.join(f'{kind}:ID' for kind in SUBJECTS)} (a link: link:ID,ID)"
    if not isinstance(text, str):
        raise WrongTextError(expected)
    kind, colon, rest = text.partition(":")
    if not colon or kind not in SUBJECTS:
        raise WrongTextError(expected)
    ids = tuple(rest.split(","))
    for each in ids:
        check_id(each)
    return Subject(cast("SubjectKind", kind), ids)


def when_content(when: When) -> dict[str, str]:
    """Return an interval of time as plain data."""
    until = {"until": write_instant(when.until)} if when.until else {}
    return {"start": write_instant(when.start), **until, "precision": when.precision}


def _tells(name: str, value: object) -> bool:
    return value not in (None, "", [], {}) and value != DEFAULTS.get(name)


def _claim_content(claim: Claim) -> dict[str, Any]:
    members = {"by": claim.by, "what": claim.what, "number": claim.number, "text": claim.text}
    told = {name: value for name, value in members.items() if value not in (None, "")}
    return {"kind": claim.kind, **told}


def source_content(source: Source) -> dict[str, Any]:
    """Return a source as plain data."""
    members = {"role": source.role, "side": source.side}
    told: dict[str, Any] = {name: value for name, value in members.items() if value}
    return {"name": source.name, **told, **({} if source.named else {"named": False})}


def _quote_content(quote: Quote) -> dict[str, Any]:
    members = {"lang": quote.lang, "start": quote.start, "end": quote.end}
    members["document"] = quote.document
    told = {name: value for name, value in members.items() if value not in (None, "")}
    return {"text": quote.text, **told}


def _read_claim(members: Members) -> Claim:
    return Claim(
        kind=members.choice("kind", tuple(KINDS)),
        by=members.text("by"),
        what=members.text("what"),
        number=members.whole("number"),
        text=members.text("text"),
    )


def _read_source(members: Members) -> Source:
    return Source(
        name=members.needed("name"),
        role=members.text("role"),
        side=members.text("side", check_id),
        named=bool(members.one_of("named", (True, False), otherwise=True)),
    )


def _read_when(members: Members) -> When:
    start, until = members.moment("start"), members.moment("until")
    if start is None:
        members.blame("start", "a moment as 2016-12-05T08:00:00Z")
    elif until is not None and until <= start:
        members.blame("until", f"a moment after {write_instant(start)}", write_instant(until))
    return When(
        start=cast("datetime", start),
        until=until,
        precision=cast("Precision", members.choice("precision", PRECISIONS, "interval")),
    )


def _read_quote(members: Members) -> Quote:
    text = members.needed("text")
    start, end = members.whole("start"), members.whole("end")
    if (start is None) != (end is None):
        members.blame("end", "both offsets or none")
    if start is not None and end is not None and end - start != len(text):
        members.blame("end", f"{start + len(text)}, where the quoted words end", str(end))
    return Quote(
        text=text, lang=members.text("lang"), start=start, end=end, document=members.plain()
    )


def _checked_text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise WrongTextError("text")
    check_text(value)
    return value


def _checked_id(value: object) -> str:
    if not isinstance(value, str):
        raise WrongTextError("an id")
    check_id(value)
    return value
