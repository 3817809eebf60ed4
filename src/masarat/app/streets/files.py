"""The reports kept with a plan, as plain data and as a file: the same bytes for the same ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from masarat.core.canonical import canonical_bytes
from masarat.core.errors import Fault, ReportsError
from masarat.reports.ledger import Ledger

if TYPE_CHECKING:
    from datetime import tzinfo
    from pathlib import Path

EXPECTED = "a journal with reports, or a file of reports"


def ledger_content(ledger: Ledger) -> dict[str, Any]:
    """Return a ledger as plain data: what a file of reports holds."""
    from masarat.app.reports.desk import everything
    from masarat.reports.exchange.json_file import things_content

    return things_content(everything(ledger))


def ledger_bytes(ledger: Ledger) -> bytes:
    """Return a file of reports: canonical JSON."""
    return canonical_bytes(ledger_content(ledger)) + b"\n"


def ledger_at(path: Path, zone: tzinfo) -> Ledger:
    """Read the ledger at `path`: a journal, an exported copy of one, or a file of reports.

    Parameters
    ----------
    zone
        Of the times in a CSV file.

    Raises
    ------
    ReportsError
        If there is none, or it is not one, with every fault.
    JournalError
        If it is a journal that is not sound.
    """
    from masarat.app.reports.desk import read_ledger
    from masarat.app.reports.files import holds_things, read_things

    if not path.is_file():
        found = "a folder" if path.is_dir() else "no such file"
        raise ReportsError([Fault(file=str(path), found=found, expected=EXPECTED)])
    if holds_things(path):
        return Ledger.of(read_things(path, zone))
    return read_ledger(str(path))
