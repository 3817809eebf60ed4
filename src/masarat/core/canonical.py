"""Canonical bytes and digests of plain data.

RFC 8785 (JSON Canonicalization Scheme) over text in Unicode NFC, with floats refused: a digest
must not depend on how a number was computed or a name was typed.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

import rfc8785


def _plain(value: Any) -> Any:  # noqa: ANN401  (any plain data)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    msg = f"cannot put {type(value).__name__} into a digest"
    raise TypeError(msg)


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
    """
    return rfc8785.dumps(_plain(value))


def digest(value: Any) -> str:  # noqa: ANN401  (any plain data)
    """Return the SHA-256 of `canonical_bytes(value)` as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()
