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
    """Read a file, refusing one that is larger than `limit` (`SIZE_LIMIT` if None) bytes before reading it.

    Raises
    ------
    ScenarioError
        If the file is missing, unreadable or too large.
    """
    most = SIZE_LIMIT if limit is None else limit
    try:
        size = path.stat().st_size
        if size <= most:
            return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise ScenarioError([Fault(file=name, expected="a readable file", hint=reason)]) from error
    expected = f"a file of at most {most / 2**20:.0f} MB"
    raise ScenarioError([Fault(file=name, found=f"{size / 2**20:.0f} MB", expected=expected)])


def decode(data: bytes, name: str) -> str:
    """Decode UTF-8 (with or without byte order mark) or UTF-16 (with one).

    Raises
    ------
    ScenarioError
        If the bytes are in another encoding or in more than one; names the first line that is wrong.
    """
    encoding = "utf-16" if data[:2] in _UTF16 else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ScenarioError([_encoding_fault(data, error, name)]) from error
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        hint = "save the file as CSV UTF-8"
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
    return Fault(
        file=name, row=row, found=shown, expected=expected, hint="save the file as CSV UTF-8"
    )


def parse(text: str, name: str) -> list[tuple[int, list[str]]]:
    """Split CSV text into (line number, cells); the delimiter is the header's: comma, semicolon or tab.

    Raises
    ------
    ScenarioError
        If quotes are not closed, a cell is too long or holds control characters.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines: list[tuple[int, list[str]]] = []
    faults: list[Fault] = []
    before = 0
    try:
        for cells in reader:
            number, before = before + 1, reader.line_num
            lines.append((number, cells))
            faults.extend(
                Fault(
                    file=name,
                    row=number,
                    found=repr(cell)[:80],
                    expected="text without control characters",
                )
                for cell in cells
                if not is_clean(cell.replace("\r\n", "\n"))
            )
    except csv.Error as error:
        fault = Fault(
            file=name, row=before + 1, expected="a well-formed line of CSV", hint=str(error)
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
