"""Canonical bytes and digests of plain data.

RFC 8785 (JSON Canonicalization Scheme) over text in Unicode NFC, with floats refused: a digest
must not depend on how a number was computed or a name was typed.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import Any

import rfc8785

_MOST = 2**53 - 1
_ASTRAL = "\U00010000"
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _plain(value: Any) -> Any:  # noqa: ANN401  (any plain data)
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if not -_MOST <= value <= _MOST:
            raise rfc8785.IntegerDomainError(value)
        return value
    if isinstance(value, dict):
        return _plain_object(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    msg = f"cannot put {type(value).__name__} into a digest"
    raise TypeError(msg)


def _plain_object(value: dict[Any, Any]) -> dict[str, Any]:
    plain = {}
    for key, item in value.items():
        if not isinstance(key, str):
            msg = f"cannot put a member named by {type(key).__name__} into a digest"
            raise TypeError(msg)
        plain[_plain(key)] = _plain(item)
    if len(plain) < len(value):
        msg = "two members of one object have names that are one name in Unicode NFC"
        raise ValueError(msg)
    return plain


def canonical_bytes(value: Any) -> bytes:  # noqa: ANN401  (any plain data)
    """Return the canonical JSON of `value`.

    Parameters
    ----------
    value
        Nested dicts, lists, tuples, text, whole numbers, booleans and None.

    Raises
    ------
    TypeError
        If a float or any other type is inside.
    ValueError
        If two members of one object have one name in NFC, or a number is beyond 2^53.
    """
    plain = _plain(value)
    text = _ENCODER.encode(plain)
    if text.isascii() or max(text) < _ASTRAL:
        return text.encode()
    # RFC 8785 sorts by UTF-16: beyond the basic plane that is not the order of code points.
    return rfc8785.dumps(plain)


def digest(value: Any) -> str:  # noqa: ANN401  (any plain data)
    """Return the SHA-256 of `canonical_bytes(value)` as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()
