"""CSV as spreadsheets write it: encodings, delimiters, quoting, each fault with its line."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from masarat.core.errors import Fault, ScenarioError
from masarat.scenario.cells import is_clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

SIZE_LIMIT = 64 * 2**20
"""Largest file that is read, in bytes: a million rows fit."""

_DELIMITERS = ",;\t"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_bytes(path: Path, name: str, limit: int | None = None) -> bytes:
    """Read a file of at most `limit` bytes (None: `SIZE_LIMIT`); a larger one is never opened.

    Raises
    ------
    ScenarioError
        If the file is missing, unreadable or too large.
    """
    check_size(path, name, SIZE_LIMIT if limit is None else limit)
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(name, error) from error


def check_size(path: Path, name: str, limit: int) -> None:
    """Refuse a file of more than `limit` bytes, without reading it.

    Raises
    ------
    ScenarioError
        If the file is missing or too large.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _unreadable(name, error) from error
    if size > limit:
        raise ScenarioError([size_fault(name, size, limit)])


def size_fault(name: str, size: int, limit: int) -> Fault:
    """Return the fault of a file that is too large."""
    found, most = (f"{value / 2**20:,.1f} MB" for value in (size, limit))
    return Fault(file=name, found=found, expected=f"at most {most}")


def _unreadable(name: str, error: OSError) -> ScenarioError:
    missing = isinstance(error, FileNotFoundError)
    hint = "" if missing else error.strerror or "unreadable"
    expected = "this file, which is missing" if missing else "a readable file"
    return ScenarioError([Fault(file=name, expected=expected, hint=hint)])


def decode(data: bytes, name: str) -> str:
    """Decode UTF-8 (with or without byte order mark) or UTF-16 (with one).

    Raises
    ------
    ScenarioError
        If the bytes are in another encoding or in several; names the first wrong line.
    """
    encoding = "utf-16" if data[:2] in _UTF16 else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ScenarioError([_encoding_fault(data, error, name)]) from error
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        hint = _saving(name)
        fault = Fault(file=name, row=row, found="a zero byte", expected="text in UTF-8", hint=hint)
        raise ScenarioError([fault])
    return text


def _encoding_fault(data: bytes, error: UnicodeDecodeError, name: str) -> Fault:
    row = data[: error.start].count(b"\n") + 1
    earlier = data[: error.start]
    mixed = error.encoding.startswith("utf-8") and any(byte > 0x7F for byte in earlier)  # noqa: PLR2004  (ASCII)
    found = data[error.start : error.start + 8].decode("latin-1")
    expected = (
        "one encoding in the whole file: lines above are UTF-8, this one is not"
        if mixed
        else "text in UTF-8"
    )
    shown = "bytes " + " ".join(f"{ord(c):02x}" for c in found)
    return Fault(file=name, row=row, found=shown, expected=expected, hint=_saving(name))


def _saving(name: str) -> str:
    return f"save the file as {'UTF-8 text' if name.endswith(('.yaml', '.yml')) else 'CSV UTF-8'}"


def parse(text: str, name: str) -> list[tuple[int, list[str]]]:
    """Split CSV into (row number, cells); the header shows the delimiter: comma, semicolon, tab.

    Rows are counted as spreadsheets do: one with a line break in a cell is one row.

    Raises
    ------
    ScenarioError
        If quotes are not closed, a cell is too long or holds control characters.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines: list[tuple[int, list[str]]] = []
    faults: list[Fault] = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            lines.append((number, cells))
            faults.extend(
                Fault(
                    file=name,
                    row=number,
                    found=cell[:80],
                    expected="text without control characters",
                )
                for cell in cells
                if not is_clean(cell.replace("\r\n", "\n"))
            )
    except csv.Error as error:
        fault = Fault(
            file=name, row=number + 1, expected="a well-formed line of CSV", hint=str(error)
        )
        raise ScenarioError([*faults, fault]) from error
    if faults:
        raise ScenarioError(faults)
    return [(number, [cell.replace("\r\n", "\n") for cell in cells]) for number, cells in lines]


def _delimiter(text: str) -> str:
    for line in text.splitlines():
        if line.strip() and not line.lstrip('"').startswith("#"):
            return max(_DELIMITERS, key=line.count)
    return ","


def write(lines: Iterable[Sequence[str]]) -> str:
    """Return lines as CSV with commas."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(lines)
    return buffer.getvalue()
