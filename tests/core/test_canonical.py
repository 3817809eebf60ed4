"""Canonical bytes: RFC 8785 over text in NFC, floats and doubtful objects refused."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from masarat.core.canonical import canonical_bytes, digest

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def in_nfc(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {in_nfc(key): in_nfc(item) for key, item in value.items()}
    return [in_nfc(item) for item in value] if isinstance(value, list) else value


def collides(value: Any) -> bool:
    if isinstance(value, dict):
        return len(in_nfc(value)) < len(value) or any(map(collides, value.values()))
    return isinstance(value, list) and any(map(collides, value))


@given(PLAIN)
def test_it_is_rfc_8785_of_the_text_in_nfc(value: Any) -> None:
    if collides(value):
        with pytest.raises(ValueError, match="one name"):
            canonical_bytes(value)
    else:
        assert canonical_bytes(value) == rfc8785.dumps(in_nfc(value))


def test_members_beyond_the_basic_plane_are_in_the_order_of_utf_16() -> None:
    assert canonical_bytes({"\uff5e": 1, "\U0001f600": 2}) == '{"😀":2,"～":1}'.encode()  # noqa: RUF001


def test_two_spellings_of_one_name_have_one_digest() -> None:
    assert digest({"name": "\u0625\u0639\u0632\u0627\u0632"}) == digest(
        {"name": "\u0627\u0655\u0639\u0632\u0627\u0632"},
    )


@pytest.mark.parametrize("value", [1.5, {"a": [1.0]}, {1: "a"}, {"a": b"a"}, float("nan")])
def test_what_is_not_plain_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="cannot put"):
        canonical_bytes(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), {"a": "\ud800"}])
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"domain|surrogates"):
        canonical_bytes(value)


def test_two_spellings_of_one_member_are_refused() -> None:
    with pytest.raises(ValueError, match="one name"):
        canonical_bytes({"\u00e9": 1, "e\u0301": 2})
