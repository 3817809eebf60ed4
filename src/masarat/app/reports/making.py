"""Reports from what people type: the cells of a row, as in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.core.errors import UsageError
from masarat.reports.exchange.cells import write_list
from masarat.reports.exchange.csv_file import GLOSS, read_row, row_of
from masarat.reports.members import WrongContentError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from masarat.app.commands.reports_options import Said
    from masarat.reports.report import Report

_PLAIN = (
    "id",
    "claim",
    "by",
    "what",
    "text",
    "modality",
    "said_by",
    "published_by",
    "occurred",
    "said",
    "published",
    "where",
    "quote",
    "quote_lang",
    "document",
    "reliability",
)


def row_typed(said: Said) -> dict[str, str]:
    """Return what was typed as cells of a row.

    Raises
    ------
    UsageError
        If a gloss does not say its language.
    """
    row = {name: value for name in _PLAIN if (value := getattr(said, name))}
    for name in ("number", "credibility"):
        if (value := getattr(said, name)) is not None:
            row[name] = str(value)
    if said.about:
        row["about"] = "; ".join(each if ":" in each else f"place:{each}" for each in said.about)
    if said.through:
        row["through"] = "; ".join(said.through)
    if said.distance:
        row["distance"] = write_list(said.distance)
    for each in said.gloss or ():
        lang, equals, text = each.partition("=")
        if not equals or not text:
            msg = f"--gloss: found {each!r}, expected LANGUAGE=TEXT"
            raise UsageError(msg)
        row[GLOSS + lang] = text
    return row


def report_of(row: Mapping[str, str], zone: tzinfo) -> Report:
    """Return the report of a row.

    Raises
    ------
    UsageError
        With everything that is wrong.
    """
    try:
        return read_row(row, zone)
    except WrongContentError as error:
        wrong = "\n".join(f"--{each}".replace("_", "-", 1) for each in error.wrong)
        raise UsageError(wrong) from error


def corrected(report: Report, said: Said, zone: tzinfo) -> Report:
    """Return a report as it should have been: with what was typed in place of what it said.

    Raises
    ------
    UsageError
        With everything that is wrong.
    """
    row = row_of(report)
    del row["id"]
    if said.quote:
        row = {name: row[name] for name in row if not name.startswith("quote_")}
    return report_of({name: cell for name, cell in (row | row_typed(said)).items() if cell}, zone)
