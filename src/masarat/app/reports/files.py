"""Files of reports: which form a file has, reading it whole, writing it in one step."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from masarat.app.writing.atomic import write_whole
from masarat.core.errors import Fault, ReportsError, UsageError
from masarat.reports.exchange.decoding import SIZE_LIMIT

if TYPE_CHECKING:
    from datetime import tzinfo
    from pathlib import Path

    from masarat.reports.entries import Things

ENDINGS = (".json", ".csv", ".jsonld")


def read_things(path: Path, zone: tzinfo = UTC) -> Things:
    """Read the reports of a file: JSON, CSV or JSON-LD, told apart by its ending.

    Raises
    ------
    ReportsError
        With every fault.
    UsageError
        If it has another ending.
    OSError
        If it cannot be read.
    """
    from masarat.reports.exchange.csv_file import read_csv
    from masarat.reports.exchange.json_file import read_json
    from masarat.reports.exchange.jsonld import read_jsonld

    _known(path)
    if path.stat().st_size > SIZE_LIMIT:
        found = f"{path.stat().st_size / 2**20:,.1f} MB"
        raise ReportsError([Fault(file=path.name, found=found, expected="at most 128 MB")])
    data = path.read_bytes()
    ending = path.suffix.casefold()
    if ending == ".csv":
        return read_csv(data, path.name, zone)
    return (read_jsonld if ending == ".jsonld" else read_json)(data, path.name)


def write_things(things: Things, path: Path) -> None:
    """Write reports to a file in the form of its ending.

    Raises
    ------
    UsageError
        If it has another ending.
    OSError
        If it cannot be written; nothing half-written is left.
    """
    from masarat.reports.exchange.csv_file import write_csv
    from masarat.reports.exchange.json_file import write_json
    from masarat.reports.exchange.jsonld import write_jsonld

    _known(path)
    forms = {".csv": write_csv, ".json": write_json, ".jsonld": write_jsonld}
    write = forms[path.suffix.casefold()]
    write_whole(path, write(things).encode())


def zone_named(name: str) -> ZoneInfo:
    """Return the time zone of this name.

    Raises
    ------
    UsageError
        If there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        msg = f"found {name!r}, expected a time zone such as Asia/Damascus"
        raise UsageError(msg) from error


def holds_things(path: Path) -> bool:
    """Whether a file of this name holds reports and is no journal."""
    return path.suffix.casefold() in ENDINGS


def _known(path: Path) -> None:
    if not holds_things(path):
        msg = f"{path.name}: expected a file that ends in {', '.join(ENDINGS)}"
        raise UsageError(msg)
