"""Reports as JSON: one object with `format`, and a list of each sort of thing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from masarat.core.errors import Fault, ReportsError, suggestion
from masarat.reports.entries import FORMS, Things
from masarat.reports.exchange.decoding import decode, faults_of
from masarat.reports.members import WrongContentError

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMAT = "masarat reports"


def things_content(things: Things) -> dict[str, Any]:
    """Return things as plain data."""
    written = {form.several: [form.write(each) for each in things.of(form)] for form in FORMS}
    return {
        "format": FORMAT,
        **{name: items for name, items in written.items() if items},
        **things.extra,
    }


def write_json(things: Things) -> str:
    """Return things as the text of a file."""
    return json.dumps(things_content(things), ensure_ascii=False, indent=1) + "\n"


def read_json(data: bytes, file: str) -> Things:
    """Return the things that a file holds; a mere list is one of reports.

    Raises
    ------
    ReportsError
        With every fault: the field says which thing of which list.
    """
    return read_content(parse_json(data, file), file)


def parse_json(data: bytes, file: str) -> Any:  # noqa: ANN401  (whatever JSON holds)
    """Return what a file of JSON holds, without fractions.

    Raises
    ------
    ReportsError
        If it is no JSON, with the row.
    """
    text = decode(data, file)
    try:
        return json.loads(text, parse_float=_no_fraction, parse_constant=_no_fraction)
    except json.JSONDecodeError as error:
        fault = Fault(file=file, row=error.lineno, expected="JSON", hint=error.msg)
        raise ReportsError([fault]) from error
    except (ValueError, RecursionError) as error:
        hint = "it is nested too deep" if isinstance(error, RecursionError) else str(error)
        raise ReportsError([Fault(file=file, expected="JSON", hint=hint)]) from error


def read_content(content: object, file: str) -> Things:
    """Return the things that plain data hold.

    Raises
    ------
    ReportsError
        With every fault.
    """
    if isinstance(content, list):
        content = {"format": FORMAT, "reports": content}
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        expected = f'an object with "format": "{FORMAT}", or a list of reports'
        raise ReportsError([Fault(file=file, expected=expected)])
    faults: list[Fault] = []
    found: dict[str, tuple[Any, ...]] = {}
    for form in FORMS:
        items = content.get(form.several, [])
        if not isinstance(items, list):
            faults.append(Fault(file=file, field=form.several, expected="a list"))
            continue
        made = []
        for place, item in enumerate(items, 1):
            try:
                made.append(form.read(item))
            except WrongContentError as error:
                faults += faults_of(error, file, None, f"{form.several}.{place}")
        found[form.several] = tuple(made)
    known = ("format", *(form.several for form in FORMS))
    extra = {name: value for name, value in content.items() if name not in known}
    faults += _misspelt(extra, known, file)
    if faults:
        raise ReportsError(faults)
    return Things(**found, extra=extra)


def _misspelt(names: Iterable[str], known: tuple[str, ...], file: str) -> list[Fault]:
    """Return faults of members that are nearly known ones; others are kept as they are."""
    return [
        Fault(file=file, field=name, expected="a member that is known", hint=hint)
        for name in names
        if (hint := suggestion(name, known))
    ]


def _no_fraction(text: str) -> float:
    msg = f"{text} is no whole number"
    raise ValueError(msg)
