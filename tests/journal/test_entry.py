"""Entries: one byte form, a digest over it, a signature by the node."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from masarat.journal.entry import Entry, Place, make_entry, read_entry

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
NOON = datetime(2016, 12, 13, 12, tzinfo=UTC)


def first() -> Entry:
    return make_entry(Place(), "journal.opened", {"title": "حلب", "count": 3}, NOON, KEY)


def test_an_entry_survives_its_byte_form() -> None:
    entry = first()
    assert read_entry(entry.octets) == entry
    assert read_entry(entry.octets).digest == entry.digest


def test_the_node_signs_every_member() -> None:
    entry = first()
    assert entry.signed_by_node
    data: dict[str, Any] = json.loads(entry.octets)
    changes: tuple[dict[str, Any], ...] = (
        {"sequence": 2},
        {"kind": "journal.closed"},
        {"time": "2016-12-13T12:00:01Z"},
        {"body": {"title": "حلب", "count": 4}},
        {"previous": "0"},
        {"journal": "0"},
        {"node": "0" * 64},
    )
    for change in changes:
        other = read_entry(rfc8785.dumps({**data, **change}))
        assert not other.signed_by_node, change
        assert other.digest != entry.digest


def test_two_spellings_of_one_name_are_two_entries() -> None:
    composed = make_entry(Place(), "k", {"name": "\u0623"}, NOON, KEY)
    decomposed = make_entry(Place(), "k", {"name": "\u0627\u0654"}, NOON, KEY)
    assert composed.digest != decomposed.digest


SPOILT = {
    "line end": lambda octets: octets + b"\n",
    "space before": lambda octets: b" " + octets,
    "space within": lambda octets: octets.replace(b'"count":3', b'"count": 3'),
    "fraction": lambda octets: octets.replace(b'"count":3', b'"count":3.5'),
    "not a number": lambda octets: octets.replace(b'"count":3', b'"count":NaN'),
    "bool for number": lambda octets: octets.replace(b'"sequence":1', b'"sequence":true'),
    "other spelling of time": lambda octets: octets.replace(b"12:00:00Z", b"12:00:00+00:00"),
    "unknown member": lambda octets: octets.replace(b'"kind"', b'"king"'),
    "cut": lambda octets: octets[:-1],
    "a list": lambda _: b"[]",
    "not text": lambda _: b"\xff",
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_any_other_bytes_are_refused(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ValueError, match=r"this is|this holds|must be|an entry has|expected"):
        read_entry(spoil(first().octets))
