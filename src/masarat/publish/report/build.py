"""Puts the report together: template, style, scripts and data in one file."""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from masarat.publish.report.data import report_data
from masarat.publish.report.summary import summary_html

if TYPE_CHECKING:
    from masarat.publish.edition import Edition

SCRIPTS = (
    "words.js",
    "clock.js",
    "plan.js",
    "chart.js",
    "streets.js",
    "map.js",
    "arrivals.js",
    "timespace.js",
    "checkpoints.js",
    "vehicles.js",
    "driver.js",
    "table.js",
    "main.js",
)

# Columns of the report's table, in the order in which table.js fills them.
TABLE_COLUMNS = (
    "departure",
    "convoy",
    "corridor",
    "assembly_point",
    "vehicle",
    "vehicle_class",
    "boarding",
    "groups",
    "people",
    "checkpoints",
    "destination",
    "arrival",
    "escort",
)

_SLOT = re.compile(r"\{\{(w:)?(\w+)\}\}")


def report_html(edition: Edition) -> str:
    """Return the report: one HTML file that asks for nothing from anywhere."""
    words = edition.words
    headings = (
        f'<th scope="col">{escape(words.text(f"column_{column}"))}</th>' for column in TABLE_COLUMNS
    )
    lead = f'<p class="lead">{escape(edition.description)}</p>' if edition.description else ""
    slots = {
        "lang": words.lang,
        "dir": words.direction,
        "title": escape(edition.title),
        "description": lead,
        "summary": summary_html(edition),
        "table_headings": "".join(headings),
        "footer": escape(words.text("footer", digest=edition.plan.instance[:16])),
        "style": _part("report.css"),
        "scripts": "".join(f"\n{_part(name)}" for name in SCRIPTS),
        "data": embedded_json(report_data(edition)),
    }

    def filled(match: re.Match[str]) -> str:
        is_word, key = match.groups()
        return escape(words.text(key)) if is_word else slots[key]

    return _SLOT.sub(filled, _part("template.html"))


def embedded_json(value: object) -> str:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


@cache
def _part(name: str) -> str:
    return (files("masarat.publish.report") / name).read_text(encoding="utf-8")
