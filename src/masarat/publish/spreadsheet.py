"""CSV that opens in a spreadsheet: UTF-8 with a byte order mark, and no cell is a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BYTE_ORDER_MARK = "\ufeff"
# Cells that begin so are run as formulas by spreadsheets, full-width forms included.
# Source: OWASP, "CSV Injection".
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_cell(value: object) -> str:
    """Return `value` as text that no spreadsheet takes for a formula.

    Text that would be one gets an apostrophe in front; whole numbers are left alone.
    """
    text = str(value)
    if isinstance(value, int):
        return text
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """Return `rows` as CSV (RFC 4180: CRLF, quotes doubled)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return (_BYTE_ORDER_MARK + out.getvalue()).encode()
