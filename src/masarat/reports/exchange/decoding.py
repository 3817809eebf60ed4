"""Bytes of files to text, each fault with its row; encodings of the region named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.core.errors import Fault, ReportsError

if TYPE_CHECKING:
    from masarat.reports.members import Wrong, WrongContentError

SIZE_LIMIT = 128 * 2**20
"""Largest file that is read, in bytes: a million reports fit."""

_SUSPECTS = (("cp1256", "Arabic", "\u0621", "\u064a"), ("cp1251", "Russian", "\u0410", "\u044f"))
_SHARE = 0.9


def decode(data: bytes, file: str) -> str:
    """Return the text of a file: UTF-8, or UTF-16 with a byte order mark.

    Raises
    ------
    ReportsError
        If it is in another encoding, which is named where it shows, is too large, or holds zeros.
    """
    if len(data) > SIZE_LIMIT:
        found = f"{len(data) / 2**20:,.1f} MB"
        raise ReportsError([Fault(file=file, found=found, expected="at most 128 MB")])
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        shown = data[error.start : error.start + 8].hex(" ")
        fault = Fault(
            file=file,
            row=row,
            found=f"bytes {shown}",
            expected="text in UTF-8",
            hint=_suspect(data),
        )
        raise ReportsError([fault]) from error
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise ReportsError([Fault(file=file, row=row, found="a zero", expected="text in UTF-8")])
    return text


def faults_of(error: WrongContentError, file: str, row: int | None, at: str = "") -> list[Fault]:
    """Return what is wrong with one thing as faults of a file."""
    return [fault_of(wrong, file, row, at) for wrong in error.wrong]


def fault_of(wrong: Wrong, file: str, row: int | None, at: str = "") -> Fault:
    """Return what is wrong with a member as a fault of a file; `at` is where the thing stands."""
    field = f"{at}.{wrong.field}" if at else wrong.field
    return Fault(
        file=file,
        row=row,
        field=field,
        found=wrong.found,
        expected=wrong.expected,
        hint=wrong.hint,
    )


def _suspect(data: bytes) -> str:
    """Name the one-byte encoding in which nearly everything beyond ASCII is letters."""
    octets = bytes(octet for octet in data[:200_000] if octet > 0x7F)  # noqa: PLR2004  (ASCII)
    for name, language, first, last in _SUSPECTS:
        text = octets.decode(name, errors="replace")
        if sum(first <= c <= last for c in text) >= _SHARE * len(text):
            return f"it looks like {language} in {name}: save it as UTF-8"
    return "save it as UTF-8"
