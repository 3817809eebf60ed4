"""Ledgers from files: a journal, an exported copy of one, or a file of reports."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from masarat.core.canonical import canonical_bytes
from masarat.core.errors import Fault, InputError
from masarat.reports.entries import FORMS, Things
from masarat.reports.ledger import Ledger, fold
from masarat.reports.members import WrongContentError

if TYPE_CHECKING:
    from pathlib import Path

    from masarat.reports.members import Wrong

FORMAT = "masarat reports"
EXPECTED = "a journal with reports, or a file of reports"


def ledger_content(ledger: Ledger) -> dict[str, Any]:
    """Return a ledger as plain data: what a file of reports holds."""
    things = Things(
        reports=tuple(ledger.reports.values()),
        links=ledger.links,
        gradings=ledger.gradings,
        sides=tuple(ledger.sides.values()),
        sources=tuple(ledger.sources.values()),
    )
    written = {form.several: [form.write(each) for each in things.of(form)] for form in FORMS}
    return {"format": FORMAT, **{name: items for name, items in written.items() if items}}


def ledger_bytes(ledger: Ledger) -> bytes:
    """Return a file of reports: canonical JSON, the same bytes for the same ledger."""
    return canonical_bytes(ledger_content(ledger)) + b"\n"


def read_ledger(path: Path) -> Ledger:
    """Read the ledger at `path`.

    Raises
    ------
    InputError
        If there is none, or it is not one, with every fault.
    JournalError
        If it is a journal that is not sound.
    """
    if not path.is_file():
        raise InputError([Fault(file=str(path), found="no such file", expected=EXPECTED)])
    with path.open("rb") as file:
        start = file.read(1)
    data = _json(path) if start == b"{" else None
    if isinstance(data, dict) and data.get("format") == FORMAT:
        return Ledger.of(_things(data, path.name))
    from masarat.app.journals import open_follower

    return fold(open_follower(str(path)).news())


def _json(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None


def _things(data: dict[str, Any], name: str) -> Things:
    faults: list[Fault] = []
    found: dict[str, Any] = {}
    known = {"format", *(form.several for form in FORMS)}
    faults += [
        Fault(file=name, found=member, expected=f"one of {', '.join(sorted(known))}")
        for member in data
        if member not in known
    ]
    for form in FORMS:
        items = data.get(form.several, [])
        if not isinstance(items, list):
            faults.append(Fault(file=name, field=form.several, expected="a list"))
            continue
        made = []
        for place, item in enumerate(items, 1):
            try:
                made.append(form.read(item))
            except WrongContentError as error:
                faults += [_fault(name, f"{form.several}.{place}", each) for each in error.wrong]
        found[form.several] = tuple(made)
    if faults:
        raise InputError(faults)
    return Things(**found)


def _fault(name: str, at: str, wrong: Wrong) -> Fault:
    return Fault(
        file=name,
        field=f"{at}.{wrong.field}",
        found=wrong.found,
        expected=wrong.expected,
        hint=wrong.hint,
    )
