"""The one byte form of what a journal holds: RFC 8785 without fractions, at most 64 levels deep.

`spell` is the reference encoder of the `rfc8785` package. `parse` first tries the C encoder of the
standard library, which writes the same bytes wherever no text sorts differently by code point than
by UTF-16 unit, that is without characters from U+E000 on (whose UTF-8 begins with 0xEE or more),
and asks the reference encoder about the rest.
"""

from __future__ import annotations

import json
import re
from typing import Any

import rfc8785

DEEPEST = 64
_LARGEST = 2**53 - 1  # RFC 8785, appendix D: whole numbers that every reader keeps exactly
_OPENING = re.compile(rb"[\[{]")
_BRACKET = re.compile(rb"[\[\]{}]")
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"')
_TOO_DEEP = f"this is nested more than {DEEPEST} levels deep"
_SORTED_OTHERWISE = re.compile(rb"[\xee-\xff]")
_fast = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def spell(data: Any) -> bytes:  # noqa: ANN401  (any plain data)
    """Return the one byte form of `data`.

    Raises
    ------
    ValueError
        If `data` holds a fraction, a number beyond 2^53 - 1, text that is not Unicode, or is
        nested too deeply.
    """
    try:
        octets = rfc8785.dumps(data)
    except UnicodeEncodeError as error:
        msg = "this holds what canonical JSON cannot"
        raise ValueError(msg) from error
    except RecursionError as error:
        raise ValueError(_TOO_DEEP) from error
    parse(octets)
    return octets


def parse(octets: bytes) -> Any:  # noqa: ANN401
    """Return the data that `octets` spell.

    Raises
    ------
    ValueError
        If they are not the one byte form of anything.
    """
    try:
        text = octets.decode()
        data = json.loads(
            text, parse_float=_no_fraction, parse_constant=_no_fraction, parse_int=_whole
        )
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        msg = "this is not JSON"
        raise ValueError(msg) from error
    except RecursionError as error:
        raise ValueError(_TOO_DEEP) from error
    _check_depth(octets)
    if not _is_form_of(octets, data):
        msg = "this is not in canonical form (RFC 8785)"
        raise ValueError(msg)
    return data


def _is_form_of(octets: bytes, data: object) -> bool:
    try:
        if not _SORTED_OTHERWISE.search(octets) and _fast.encode(data).encode() == octets:
            return True
        return rfc8785.dumps(data) == octets  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        msg = "this holds what canonical JSON cannot"
        raise ValueError(msg) from error


def _check_depth(octets: bytes) -> None:
    if len(_OPENING.findall(octets)) <= DEEPEST:
        return
    depth = 0
    for bracket in _BRACKET.findall(_TEXT.sub(b"", octets)):
        depth += 1 if bracket in b"[{" else -1
        if depth > DEEPEST:
            raise ValueError(_TOO_DEEP)


def _whole(text: str) -> int:
    value = int(text) if len(text) <= len(str(-_LARGEST)) else _LARGEST + 1
    if abs(value) > _LARGEST:
        msg = f"this holds {text}: whole numbers reach to 2^53 - 1 only"
        raise ValueError(msg)
    return value


def _no_fraction(text: str) -> float:
    msg = f"this holds {text}: a journal has whole numbers only"
    raise ValueError(msg)
