"""The report's head as HTML: readable where scripts do not run."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from masarat.plan.content import gap_of
from masarat.publish.clock import long_date_time
from masarat.publish.people import movements
from masarat.publish.reasons import reason_words
from masarat.publish.report.phrases import bound_sources, clearance_sentences, since
from masarat.publish.streets import chain_words, passed, says_words, status_words, street_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

    from masarat.publish.edition import Edition
    from masarat.publish.streets import Said, Span, Street


def summary_html(edition: Edition) -> str:
    """Return clearance, bound, people and what binds."""
    return "\n".join(
        part
        for part in (
            _sentences(edition),
            _cards(edition),
            _left(edition),
            '<div class="columns">',
            _by_priority(edition),
            _what_binds(edition),
            "</div>",
            _who_goes_where(edition),
            _streets(edition),
        )
        if part
    )


def _sentences(edition: Edition) -> str:
    when, proof = clearance_sentences(edition)
    return f'<p class="big"><strong>{escape(when)}</strong> {escape(proof)}</p>'


def _cards(edition: Edition) -> str:
    plan, words = edition.plan, edition.words
    rides = sum(len(convoy.rides) for convoy in plan.convoys)
    vehicles = len({ride.vehicle for convoy in plan.convoys for ride in convoy.rides})
    cards = (
        (
            "card_clearance",
            words.duration(plan.clearance_minutes),
            words.count("minutes", plan.clearance_minutes),
        ),
        ("card_planned", words.number(plan.planned), ""),
        (
            "card_left",
            words.number(plan.people_left),
            words.text("nobody_left") if not plan.left else "",
        ),
        ("card_staying", words.number(plan.staying), words.text("staying_protected")),
        (
            "card_movements",
            words.count("ui_convoys", len(plan.convoys)),
            words.text(
                "card_rides",
                rides=words.count("rides", rides),
                vehicles=words.count("vehicles", vehicles),
            ),
        ),
    )
    return '<dl class="cards">' + "".join(_card(words.text(k), v, s) for k, v, s in cards) + "</dl>"


def _card(term: str, value: str, small: str) -> str:
    note = f"<small>{escape(small)}</small>" if small else ""
    return f"<div><dt>{escape(term)}</dt><dd>{escape(value)}{note}</dd></div>"


def _left(edition: Edition) -> str:
    words = edition.words
    if not edition.plan.left:
        return ""
    rows = (
        (
            edition.names.group(left.group),
            words.number(left.people),
            reason_words(edition, left.reason),
        )
        for left in edition.plan.left
    )
    heads = (words.text("column_group"), words.text("column_people"), words.text("column_reason"))
    return f"<h3>{escape(words.text('head_left'))}</h3>{_table(heads, rows, numeric={1})}"


def _by_priority(edition: Edition) -> str:
    words, now = edition.words, edition.instance.now
    rows = (
        (
            str(part.priority),
            *_last_arrival(edition, part.clearance_minutes),
            _bound(edition, part.bound.minutes),
            _share(edition, gap_of(part.clearance_minutes, part.bound.minutes, now)),
        )
        for part in edition.plan.by_priority
    )
    keys = ("priority", "last_arrival", "after", since(edition, "bound"), "gap")
    table = _table([words.text(f"column_{key}") for key in keys], rows, numeric={0, 4})
    return f"<div><h3>{escape(words.text('head_priorities'))}</h3>{table}</div>"


def _last_arrival(edition: Edition, minutes: int) -> tuple[str, str]:
    """Return when the last person arrives, and after how long; nothing where nobody moves."""
    words = edition.words
    if not minutes:
        return "", ""
    return long_date_time(words, edition.clock.local(minutes)), words.duration(minutes)


def _bound(edition: Edition, minutes: int) -> str:
    if minutes > edition.instance.end:
        return edition.words.text("not_all_by_end")
    return edition.words.duration(minutes)


def _share(edition: Edition, share: Fraction | None) -> str:
    return "" if share is None else edition.words.percent(share)


def _what_binds(edition: Edition) -> str:
    words = edition.words
    items = bound_sources(edition)
    if not items:
        return ""
    listed = "".join(f"<li>{escape(item)}</li>" for item in items)
    intro = escape(words.text("intro_binds"))
    return f"<div><h3>{escape(words.text('head_binds'))}</h3><p>{intro}</p><ul>{listed}</ul></div>"


def _who_goes_where(edition: Edition) -> str:
    words, clock = edition.words, edition.clock
    rows = (
        (
            edition.names.group(movement.group),
            edition.names.place(edition.groups[movement.group].assembly_point),
            edition.names.place(movement.destination),
            words.number(movement.people),
            long_date_time(words, clock.local(movement.first_departure)),
            long_date_time(words, clock.local(movement.last_arrival)),
        )
        for movement in movements(edition)
    )
    keys = ("group", "assembly_point", "destination", "people", "first_departure", "last_arrival")
    table = _table([words.text(f"column_{key}") for key in keys], rows, numeric={3})
    return f"<details><summary>{escape(words.text('head_people'))}</summary>{table}</details>"


def _streets(edition: Edition) -> str:
    """Return what is reported of each street, what that does here, and who said it."""
    rests_on, words = edition.plan.rests_on, edition.words
    if rests_on is None or not edition.reported.streets:
        return ""
    known = datetime.fromisoformat(rests_on.known).astimezone(ZoneInfo(edition.clock.zone))
    rows = [
        (
            street_name(edition, street.kind, street.ids),
            status_words(edition, span.status, span.by),
            words.text(
                "span_moment",
                **{
                    "from": long_date_time(words, edition.clock.local(span.start)),
                    "until": long_date_time(words, edition.clock.local(span.until)),
                },
            ),
            _done(edition, street, span),
            _reports(edition, span.reports),
            _reports(edition, span.against),
        )
        for street in edition.reported.streets
        for span in street.spans
    ]
    keys = ("street", "status", "when", "does", "reports", "against")
    table = _table([words.text(f"column_{key}") for key in keys], rows, numeric=set())
    head = escape(words.text("head_streets"))
    intro = escape(words.text("intro_streets", moment=long_date_time(words, known)))
    return f'<details id="streets"><summary>{head}</summary><p>{intro}</p>{table}</details>'


def _reports(edition: Edition, reports: Iterable[Said]) -> str:
    words = edition.words
    return words.text("ui_separator").join(
        words.text(
            "ui_report_line",
            says=says_words(edition, said.says),
            chain=chain_words(edition, said),
            moment=long_date_time(words, edition.clock.local(said.published)),
            id=said.id,
        )
        for said in reports
    )


def _done(edition: Edition, street: Street, span: Span) -> str:
    """Return what a status does to the plan."""
    words = edition.words
    found: list[str] = []
    for each in passed(edition, street):
        if not any(window.overlaps(span.start, span.until) for window in each.windows):
            continue
        if each.does == "forbid":
            whom = ", ".join(_whom(edition, one) for one in each.barred)
            found.append(words.text("street_forbidden", whom=whom))
        else:
            key = "street_closed" if each.does == "close" else "street_warned"
            found.append(words.text(key))
        if each.avoided_by:
            corridors = ", ".join(map(edition.names.corridor, each.avoided_by))
            found.append(words.text("street_avoided", corridors=corridors))
        if each.convoys:
            convoys = words.count("ui_convoys", len(each.convoys))
            found.append(words.text("street_passed", convoys=convoys))
    return words.text("ui_separator").join(found) or words.text("street_nothing")


def _whom(edition: Edition, one: str) -> str:
    if one in ("people", "empty"):
        return edition.words.text(f"whom_{one}")
    if one in edition.classes:
        return edition.names.vehicles(one)
    return edition.names.corridor(one)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, numeric: set[int]) -> str:
    mark = [' class="number"' if i in numeric else "" for i in range(len(heads))]
    head = "".join(f'<th scope="col"{mark[i]}>{escape(cell)}</th>' for i, cell in enumerate(heads))
    body = "".join(
        "<tr>"
        + "".join(f"<td{mark[i]}>{escape(cell)}</td>" for i, cell in enumerate(row))
        + "</tr>"
        for row in rows
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="wide">{table}</div>'
