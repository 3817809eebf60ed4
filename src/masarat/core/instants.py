"""Moments of the world's clock: whole seconds in UTC, written as `2016-12-13T17:05:00Z`.

One spelling only (RFC 3339, upper case, no fraction, no offset but Z), because a moment is part of
what is signed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

_SPELLING = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)


def read_instant(text: str) -> datetime:
    """Return the moment that `text` spells.

    Raises
    ------
    ValueError
        If it is spelt in any other way, or there is no such moment.
    """
    if not _SPELLING.fullmatch(text):
        msg = f"expected a moment as 2016-12-13T17:05:00Z, not {text!r}"
        raise ValueError(msg)
    return datetime.fromisoformat(text)


def write_instant(moment: datetime) -> str:
    """Return the one spelling of `moment`; fractions of a second are cut off.

    Raises
    ------
    ValueError
        If `moment` does not say its offset from UTC.
    """
    if moment.utcoffset() is None:
        msg = "a moment needs its offset from UTC"
        raise ValueError(msg)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)
