"""The one byte form: RFC 8785's own samples, what we refuse beyond it, and Arabic names."""

from __future__ import annotations

import json
import struct
import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.journal.conftest import node

from masarat.core.canonical import canonical_bytes, digest
from masarat.journal.entry import Place, make_entry, read_entry
from masarat.journal.spelling import DEEPEST, parse, spell

# RFC 8785, sections 3.2.2 and 3.2.3, and the test data of its authors
# (github.com/cyberphone/json-canonicalization, testdata): JSON and its canonical form.
PRIMITIVES = (
    r'{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],'
    r'"string":"\u20ac$\u000F\u000aA\u0027\u0042\u0022\u005c\\\"\/",'
    r'"literals":[null,true,false]}'
)
PRIMITIVES_CANONICAL = (
    r'{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
    r""""string":"€$\u000f\nA'B\"\\\\\"/"}"""
)
SAMPLES = {
    "primitives": (PRIMITIVES, PRIMITIVES_CANONICAL),
    "arrays": ('[56,{"d":true,"10":null,"1":[]}]', '[56,{"1":[],"10":null,"d":true}]'),
    "french": (
        '{"peach":"p","péché":"q","pêche":"r","sin":"s"}',
        '{"peach":"p","péché":"q","pêche":"r","sin":"s"}',
    ),
    "structures": (
        r'{"1":{"f":{"f":"hi","F":5},"\n":56.0},"10":{},"":"empty","a":{},"111":[{}],"A":{}}',
        r'{"":"empty","1":{"\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}',
    ),
    "not normalized": (r'{"U":"\u1e0d\u0307"}', '{"U":"\u1e0d\u0307"}'),
    "sorted by UTF-16": (
        r'{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7,"</script>":8}',
        '{"\\r":2,"1":4,"</script>":8,"\u0080":6,"ö":7,"€":1,"\U0001f600":5,"\ufb33":3}',
    ),
}

# RFC 8785, appendix B: the bits of an IEEE 754 double, and its JSON.
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}


def has_fraction(data: Any) -> bool:
    if isinstance(data, dict | list):
        return any(map(has_fraction, data.values() if isinstance(data, dict) else data))
    return isinstance(data, float) and not data.is_integer()


@pytest.mark.parametrize(("text", "canonical"), SAMPLES.values(), ids=SAMPLES)
def test_the_samples_of_rfc_8785(text: str, canonical: str) -> None:
    data = json.loads(text)
    assert rfc8785.dumps(data) == canonical.encode()
    if has_fraction(data):
        with pytest.raises(ValueError, match="whole numbers only"):
            spell(data)
    else:
        assert spell(data) == canonical.encode()
        assert parse(canonical.encode()) == data
        if text != canonical:
            with pytest.raises(ValueError, match=r"canonical form|whole numbers"):
                parse(text.encode())


@pytest.mark.parametrize(("bits", "text"), NUMBERS.items())
def test_the_numbers_of_rfc_8785(bits: str, text: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert rfc8785.dumps(number) == text.encode()
    with pytest.raises(TypeError, match="float"):
        canonical_bytes({"n": number})


@pytest.mark.parametrize("bits", ["7fffffffffffffff", "7ff0000000000000"])
def test_what_is_no_number_is_refused(bits: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    with pytest.raises(rfc8785.CanonicalizationError):
        rfc8785.dumps(number)
    with pytest.raises(ValueError, match="representable"):
        spell(number)


REFUSED = {
    "fraction": b'{"n":1.0}',
    "exponent": b'{"n":1e2}',
    "minus zero": b'{"n":-0}',
    "too large": b'{"n":9007199254740992}',
    "much too large": b'{"n":' + b"9" * 5_000 + b"}",
    "not a number": b'{"n":NaN}',
    "infinite": b'{"n":-Infinity}',
    "order": b'{"b":1,"a":2}',
    "order by code point": '{"\ufb33":1,"\U0001f600":2}'.encode(),
    "a member twice": b'{"a":1,"a":1}',
    "space": b'{"a": 1}',
    "escaped needlessly": rb'{"a":"\u0641"}',
    "a slash escaped": rb'{"a":"\/"}',
    "upper-case escape": rb'{"a":"\u001F"}',
    "half a character": rb'{"a":"\ud800"}',
    "not UTF-8": b'{"a":"\xd8"}',
    "overlong UTF-8": b'{"a":"\xc0\xaf"}',
    "byte order mark": b'\xef\xbb\xbf{"a":1}',
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "line end": b'{"a":1}\n',
    "nothing": b"",
    "too deep": b"[" * 65 + b"]" * 65,
    "much too deep": b"[" * 100_000 + b"]" * 100_000,
}


@pytest.mark.parametrize("octets", REFUSED.values(), ids=REFUSED)
def test_any_other_form_is_refused(octets: bytes) -> None:
    with pytest.raises(ValueError, match=r"^this (is|holds) "):
        parse(octets)


def test_depth_is_counted_outside_of_text() -> None:
    deep: Any = "[{" * 200 + '\\"[['
    for _ in range(DEEPEST):
        deep = [deep]
    assert parse(spell(deep)) == deep
    with pytest.raises(ValueError, match="64 levels deep"):
        spell([deep])
    for _ in range(2_000):
        deep = [deep]
    with pytest.raises(ValueError, match="64 levels deep"):
        spell(deep)


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(plain)
def test_everything_plain_is_spelt_as_rfc_8785_says_and_read_again(data: Any) -> None:
    octets = spell(data)
    assert octets == rfc8785.dumps(data)
    assert parse(octets) == data


@settings(max_examples=50)
@given(plain, st.randoms(use_true_random=False))
def test_no_other_spelling_of_it_is_read(data: Any, random: Any) -> None:
    spelt = json.dumps(data, ensure_ascii=random.random() < 0.5, sort_keys=random.random() < 0.5)
    if spelt.encode() != rfc8785.dumps(data):
        with pytest.raises(ValueError, match="this"):
            parse(spelt.encode())


def test_two_spellings_of_a_place_have_one_digest_and_are_kept_as_written() -> None:
    """Hamza and alef as one character or as two: one place, two wordings."""
    composed, decomposed = (unicodedata.normalize(form, "أعزاز") for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert digest({"place": composed}) == digest({"place": decomposed})
    noon = datetime(2016, 12, 13, 12, tzinfo=UTC)
    for wording in (composed, decomposed):
        entry = make_entry(Place(), "k", {"place": wording}, noon, node(1))
        again = read_entry(entry.octets)
        assert again.body["place"] == wording
        assert again.signed_by_node
