"""report.html of a quickest clearance: one file that asks for nothing from anywhere."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from masarat.publish.quickest.drawing import (
    BINDING_COLOUR,
    CUT_COLOUR,
    EXIT_COLOUR,
    LOAD_COLOURS,
    PLACE_COLOUR,
    curve_svg,
    map_svg,
)
from masarat.publish.quickest.orders import orders, route_words
from masarat.publish.quickest.phrases import (
    bottleneck,
    closure_sentence,
    notes,
    road_name,
    sentences,
    time_words,
    who,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from masarat.publish.quickest.edition import QuickestEdition

MOST_ORDERS = 400
MOST_ROWS = 60
"""Rows of a table in the report; the files beside it hold all."""

_SLOT = re.compile(r"\{\{(w:)?(\w+)\}\}")


def report_html(edition: QuickestEdition) -> str:
    """Return the report."""
    words = edition.words
    slots = {
        "lang": words.lang,
        "dir": words.direction,
        "title": escape(edition.title),
        "who": escape(who(edition)),
        "summary": _summary(edition),
        "map": _map(edition),
        "curve": _curve(edition),
        "cut": _cut(edition),
        "closures": _closures(edition),
        "orders": _orders(edition),
        "notes": _notes(edition),
        "footer": escape(
            words.text(
                "quickest_footer",
                digest=edition.traffic.digest[:16],
                resolution=time_words(words, edition.step),
            )
        ),
        "style": _part("report", "report.css") + _part("quickest", "report.css"),
        "script": _part("quickest", "report.js"),
    }

    def filled(match: re.Match[str]) -> str:
        is_word, key = match.groups()
        return escape(words.text(key)) if is_word else slots[key]

    return _SLOT.sub(filled, _part("quickest", "report.html"))


@cache
def _part(package: str, name: str) -> str:
    return (files(f"masarat.publish.{package}") / name).read_text(encoding="utf-8")


def _section(edition: QuickestEdition, key: str, body: str, intro: str = "") -> str:
    if not body:
        return ""
    name = f"{key.removeprefix('quickest_head_')}-head"
    told = f"<p>{escape(edition.words.text(intro))}</p>" if intro else ""
    head = escape(edition.words.text(key))
    return f'<section aria-labelledby="{name}"><h2 id="{name}">{head}</h2>{told}{body}</section>'


def _summary(edition: QuickestEdition) -> str:
    words = edition.words
    lines = sentences(edition)
    first = f'<p class="big"><strong>{escape(lines[0])}</strong></p>' if lines else ""
    rest = "".join(f"<p>{escape(line)}</p>" for line in lines[1:])
    cards = [("quickest_card_vehicles", words.number(edition.traffic.vehicles))]
    for key, seconds in (
        ("quickest_card_bound", edition.bound_seconds),
        ("quickest_card_time", edition.seconds),
    ):
        if seconds is not None:
            cards.insert(0, (key, time_words(words, seconds)))
    used = f"{words.number(len(edition.loads))} / {words.number(len(edition.traffic.arc_id))}"
    cards.append(("quickest_card_roads", used))
    shown = "".join(
        f"<div><dt>{escape(words.text(key))}</dt><dd>{escape(value)}</dd></div>"
        for key, value in cards
    )
    return f'{first}{rest}<dl class="cards">{shown}</dl>'


def _map(edition: QuickestEdition) -> str:
    drawing = map_svg(edition)
    if not drawing:
        return ""
    words = edition.words
    steps = len(LOAD_COLOURS)
    entries = [("#cfd6dd", "line", words.text("quickest_legend_unused"))]
    entries += [
        (colour, "thick", f"{100 * i // steps}-{100 * (i + 1) // steps}%")
        for i, colour in enumerate(LOAD_COLOURS)
    ]
    entries += [
        (CUT_COLOUR, "cuts", words.text("quickest_legend_cut")),
        (PLACE_COLOUR, "round", words.text("quickest_legend_place")),
        (BINDING_COLOUR, "round", words.text("quickest_legend_binding")),
    ]
    if edition.cut_off:
        entries.append(("#bd0026", "ring", words.text("quickest_legend_cut_off")))
    entries.append((EXIT_COLOUR, "triangle", words.text("quickest_legend_exit")))
    return _section(edition, "quickest_head_map", drawing + _legend(entries), "quickest_intro_map")


def _legend(entries: Iterable[tuple[str, str, str]]) -> str:
    """Return a legend of entries: colour, kind of mark, words."""
    items = "".join(
        f'<li><i class="{kind}" style="--key:{colour}" aria-hidden="true"></i>'
        f"<bdi>{escape(text)}</bdi></li>"
        for colour, kind, text in entries
    )
    return f'<ul class="legend">{items}</ul>'


def _curve(edition: QuickestEdition) -> str:
    drawing = curve_svg(edition)
    words = edition.words
    legend = _legend(
        [
            ("#0072b2", "line", words.text("quickest_legend_flow")),
            ("#17222d", "dashes", words.text("quickest_legend_bound")),
        ]
    )
    body = drawing + legend if drawing else ""
    return _section(edition, "quickest_head_arrivals", body, "quickest_intro_arrivals")


def _cut(edition: QuickestEdition) -> str:
    words, traffic = edition.words, edition.traffic
    told = "".join(f"<p>{escape(line)}</p>" for line in bottleneck(edition))
    capacity = edition.problem.network.capacity
    roads = (
        (
            edition.arc_name(row.arc),
            words.number(int(capacity[row.arc])),
            time_words(words, row.seconds),
            words.number(int(row.vehicles)),
        )
        for row in edition.cut[:MOST_ROWS]
    )
    table = _table(edition, ("road", "capacity", "open", "passes"), roads, {1, 3})
    ranked = sorted(edition.binding_sources, key=lambda at: (-int(traffic.supply[at]), at))
    places = (
        (edition.source_name(at), words.number(int(traffic.supply[at])))
        for at in ranked[:MOST_ROWS]
    )
    there = _table(edition, ("place", "vehicles"), places, {1})
    head = escape(words.text("quickest_head_places"))
    both = f'<div class="columns"><div>{table}</div><div><h3>{head}</h3>{there}</div></div>'
    return _section(edition, "quickest_head_cut", told + (both if edition.binding_sources else ""))


def _closures(edition: QuickestEdition) -> str:
    if edition.closures is None:
        return ""
    rows = (
        (road_name(edition, closure), closure_sentence(edition, closure))
        for closure in edition.closures[:MOST_ROWS]
    )
    return _section(
        edition, "quickest_head_closures", _table(edition, ("road", "delay"), rows, set())
    )


def _orders(edition: QuickestEdition) -> str:
    words = edition.words
    rows = (
        (
            edition.source_name(order.source),
            edition.moment(order.begin),
            edition.moment(order.end),
            words.number(order.vehicles),
            words.number(order.per_hour),
            route_words(edition, order.arcs),
            edition.sink_name(order.sink),
        )
        for order in orders(edition)[:MOST_ORDERS]
    )
    keys = ("place", "from", "until", "vehicles", "rate", "route", "exit")
    table = _table(edition, keys, rows, {3, 4})
    body = f'<div class="orders" tabindex="0">{table}</div>' if edition.streams else ""
    return _section(edition, "quickest_head_orders", body, "quickest_intro_orders")


def _notes(edition: QuickestEdition) -> str:
    items = "".join(f"<li><bdi>{escape(note)}</bdi></li>" for note in notes(edition))
    return _section(
        edition, "quickest_head_notes", f'<ul class="plain">{items}</ul>' if items else ""
    )


def _table(
    edition: QuickestEdition, keys: Sequence[str], rows: Iterable[Sequence[str]], numeric: set[int]
) -> str:
    words = edition.words
    mark = [' class="number"' if i in numeric else "" for i in range(len(keys))]
    heads = "".join(
        f'<th scope="col"{mark[i]}>{escape(words.text(f"quickest_column_{key}"))}</th>'
        for i, key in enumerate(keys)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{mark[i]}><bdi>{escape(cell)}</bdi></td>" for i, cell in enumerate(row))
        + "</tr>"
        for row in rows
    )
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="wide">{table}</div>'
