"""Reports as a table: CSV with a row of HXL tags below the header (hxlstandard.org, 1.1).

One row a report; links to other reports stand in the row of the report that has them. What a table
has no column for (sides, sources, gradings, retractions by the keeper) is in JSON only.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from masarat.core.errors import Fault, ReportsError, suggestion
from masarat.reports.content import read_link, read_report, source_content, when_content
from masarat.reports.entries import Things
from masarat.reports.exchange.cells import (
    read_list,
    read_sources,
    write_list,
    write_source,
    write_sources,
)
from masarat.reports.exchange.decoding import decode, fault_of
from masarat.reports.members import Wrong, WrongContentError, put
from masarat.reports.text import WrongTextError
from masarat.reports.times import read_when, write_when
from masarat.reports.vocabulary import LINKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import tzinfo

    from masarat.reports.report import Link, Report

COLUMNS: Mapping[str, str] = {
    "id": "#meta+id",
    "about": "#loc+code+list",
    "claim": "#event+type",
    "by": "#group+code",
    "what": "#item+name",
    "number": "#indicator+num",
    "text": "#description+claim",
    "modality": "#meta+modality",
    "said_by": "#org+source+speaker",
    "through": "#org+source+relay+list",
    "published_by": "#org+source+publisher",
    "occurred": "#date+occurred",
    "said": "#date+said",
    "published": "#date+published",
    "where": "#loc+name+utterance",
    "quote": "#description+quote",
    "quote_lang": "#meta+quote+lang",
    "quote_start": "#meta+quote+start",
    "quote_end": "#meta+quote+end",
    "document": "#meta+quote+document",
    "distance": "#meta+distance+list",
    "reliability": "#meta+reliability",
    "credibility": "#meta+credibility",
    **{relation: f"#meta+{relation}+list" for relation in LINKS},
    "extra": "#meta+extra",
}
"""Columns and their HXL tags; beside them `gloss_LANG`, `#description+gloss+i_LANG`."""

GLOSS = "gloss_"
_PLAIN = ("id", "modality", "reliability", "where")
_TIMES = ("occurred", "said", "published")


def write_csv(things: Things) -> str:
    """Return reports and the links between them as a table."""
    langs = sorted({lang for report in things.reports for lang in report.glosses})
    header = [*COLUMNS, *(GLOSS + lang for lang in langs)]
    tags = [*COLUMNS.values(), *(f"#description+gloss+i_{lang}" for lang in langs)]
    links: dict[str, dict[str, list[str]]] = {}
    for link in things.links:
        if link.report:
            links.setdefault(link.report, {}).setdefault(link.relation, []).append(link.target)
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerow(dict(zip(header, tags, strict=True)))
    for report in things.reports:
        related = {name: write_list(found) for name, found in links.get(report.id, {}).items()}
        writer.writerow({**row_of(report), **related})
    return buffer.getvalue()


def read_csv(data: bytes, file: str, zone: tzinfo) -> Things:
    """Return the reports of a table and the links between them.

    Parameters
    ----------
    zone
        Of times that are written without one.

    Raises
    ------
    ReportsError
        With every fault: row and column say where.
    """
    rows = _rows(decode(data, file), file)
    first = next(rows, None)
    if first is None:
        raise ReportsError([Fault(file=file, expected="a table with a header")])
    header = [name.strip() for name in first[1]]
    faults = list(_wrong_header(header, file))
    if faults:
        raise ReportsError(faults)
    reports: list[Report] = []
    links: list[Link] = []
    for number, cells in rows:
        if all(not cell.strip() or cell.startswith("#") for cell in cells):
            continue  # an empty line, or the tags
        if len(cells) != len(header):
            expected = f"{len(header)} cells"
            faults.append(Fault(file=file, row=number, found=f"{len(cells)}", expected=expected))
            continue
        row = {name: cell for name, cell in zip(header, cells, strict=True) if cell.strip()}
        try:
            report = read_row(row, zone)
            reports.append(report)
            links += _links(row, report.id)
        except WrongContentError as error:
            faults += [fault_of(wrong, file, number) for wrong in error.wrong]
    if faults:
        raise ReportsError(faults)
    return Things(reports=tuple(reports), links=tuple(links))


def row_of(report: Report) -> dict[str, str]:
    """Return a report as the cells of its row, without links."""
    claim, quote = report.claim, report.quote
    cells = {
        "id": report.id,
        "about": "; ".join(map(str, report.about)),
        "claim": claim.kind,
        "by": claim.by,
        "what": claim.what,
        "number": _number(claim.number),
        "text": claim.text,
        "modality": report.modality,
        "said_by": write_source(report.said_by),
        "through": write_sources(report.through),
        "published_by": write_source(report.published_by),
        "occurred": write_when(report.occurred) if report.occurred else "",
        "said": write_when(report.said) if report.said else "",
        "published": write_when(report.published),
        "where": report.where,
        "distance": write_list(report.distance),
        "reliability": report.reliability,
        "credibility": str(report.credibility),
        "extra": json.dumps(dict(report.extra), ensure_ascii=False) if report.extra else "",
    }
    if quote:
        cells |= {
            "quote": quote.text,
            "quote_lang": quote.lang,
            "quote_start": _number(quote.start),
            "quote_end": _number(quote.end),
            "document": quote.document,
        }
    return cells | {GLOSS + lang: text for lang, text in report.glosses.items()}


def read_row(row: Mapping[str, str], zone: tzinfo) -> Report:
    """Return the report of a row: its cells by column, empty ones left out.

    Raises
    ------
    WrongContentError
        With every column that is wrong.
    """
    content, wrong = _content(row, zone)
    try:
        report = read_report(content)
    except WrongContentError as error:
        known = {each.field for each in wrong}
        wrong += [each for each in map(_in_column, error.wrong) if each.field not in known]
    else:
        if not wrong:
            return report
    raise WrongContentError(wrong)


def _content(row: Mapping[str, str], zone: tzinfo) -> tuple[dict[str, Any], list[Wrong]]:
    """Return a row as the plain data of a report, and the cells that cannot be read."""
    wrong: list[Wrong] = []
    claim: dict[str, Any] = {name: row[name] for name in ("by", "what", "text") if name in row}
    content: dict[str, Any] = {
        "about": [part.strip() for part in row.get("about", "").split(";") if part.strip()],
        "claim": {"kind": row.get("claim", ""), **claim},
        "distance": read_list(row.get("distance", "")),
        "glosses": {n.removeprefix(GLOSS): row[n] for n in row if n.startswith(GLOSS)},
        **{name: row[name] for name in _PLAIN if name in row},
    }
    _numbers(row, content, wrong)
    for name in _TIMES:
        if name in row:
            try:
                content[name] = when_content(read_when(row[name], zone))
            except WrongTextError as error:
                wrong.append(Wrong(name, error.expected, error.found))
    _chain(row, content, wrong)
    if "extra" in row:
        _extra(row["extra"], content, wrong)
    return content, wrong


def _chain(row: Mapping[str, str], content: dict[str, Any], wrong: list[Wrong]) -> None:
    """Put the sources of a chain where they belong."""
    for name in ("said_by", "published_by", "through"):
        try:
            found = [source_content(each) for each in read_sources(row.get(name, ""))]
        except WrongTextError as error:
            wrong.append(Wrong(name, error.expected, error.found))
            continue
        if name == "through":
            content[name] = found
        elif len(found) > 1:
            wrong.append(Wrong(name, "one source: name | role | side", row[name][:80]))
        elif found:
            content[name] = found[0]


def _numbers(row: Mapping[str, str], content: dict[str, Any], wrong: list[Wrong]) -> None:
    """Put whole numbers and the quote where they belong."""
    found: dict[str, int] = {}
    for name in ("number", "quote_start", "quote_end", "credibility"):
        if name in row:
            try:
                found[name] = int(row[name])
            except ValueError:
                wrong.append(Wrong(name, "a whole number", row[name][:80]))
    if "number" in found:
        content["claim"]["number"] = found["number"]
    if "credibility" in found:
        content["credibility"] = found["credibility"]
    if "quote" in row:
        quote: dict[str, Any] = {"text": row["quote"]}
        texts = (("lang", "quote_lang"), ("document", "document"))
        quote |= {name: row[column] for name, column in texts if column in row}
        offsets = (("start", "quote_start"), ("end", "quote_end"))
        quote |= {name: found[column] for name, column in offsets if column in found}
        content["quote"] = quote


def _extra(cell: str, content: dict[str, Any], wrong: list[Wrong]) -> None:
    """Put members that no column has back where they stood."""
    try:
        members = json.loads(cell)
        for pointer, value in members.items():
            put(content, pointer, value)
    except (ValueError, AttributeError, KeyError, IndexError, TypeError, RecursionError):
        wrong.append(Wrong("extra", "an object of members by JSON Pointer", cell[:80]))


def _links(row: Mapping[str, str], report: str) -> list[Link]:
    return [
        read_link({"relation": relation, "report": report, "target": target})
        for relation in LINKS
        for target in read_list(row.get(relation, ""))
    ]


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _in_column(wrong: Wrong) -> Wrong:
    """Return what is wrong with a member as wrong with the column that it stands in."""
    first, _, inner = wrong.field.partition(".")
    names = {"quote": "quote", "claim": inner or "claim", "glosses": GLOSS + inner}
    if first == "quote" and inner in ("lang", "start", "end"):
        first = f"quote_{inner}"
    elif first == "quote" and inner == "document":
        first = inner
    elif first == "claim" and inner == "kind":
        first = "claim"
    else:
        first = names.get(first, first)
    return Wrong(first, wrong.expected, wrong.found, wrong.hint)


def _wrong_header(header: Sequence[str], file: str) -> Iterator[Fault]:
    for place, name in enumerate(header):
        if name in header[:place]:
            yield Fault(file=file, row=1, found=name, expected="each column once")
        elif name not in COLUMNS and not name.startswith(GLOSS):
            expected = "a column that is known"
            hint = suggestion(name, COLUMNS) or f"known are {', '.join(COLUMNS)}, gloss_LANG"
            yield Fault(file=file, row=1, found=name, expected=expected, hint=hint)
    for name in ("about", "claim", "published_by", "published"):
        if name not in header:
            yield Fault(file=file, row=1, field=name, expected="this column")


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Return rows with their line numbers, the header first.

    Raises
    ------
    ReportsError
        If the text is no CSV from some row on.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    before = 0
    try:
        for cells in reader:
            yield before + 1, [cell.replace("\r\n", "\n") for cell in cells]
            before = reader.line_num
    except csv.Error as error:
        fault = Fault(file=file, row=before + 1, expected="a line of CSV", hint=str(error))
        raise ReportsError([fault]) from error


def _delimiter(text: str) -> str:
    return max(",;\t", key=text.partition("\n")[0].count)
