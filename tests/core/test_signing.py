"""Signatures: RFC 8032's vectors, purposes, and keys of small order."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from masarat.core.signing import PRIME, check_public, new_key, public_of, sign, verify

# RFC 8032, section 7.1: secret key, public key, message, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), VECTORS)
def test_rfc_8032(secret: str, public: str, message: str, signature: str) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    assert public_of(key) == public
    assert key.sign(bytes.fromhex(message)).hex() == signature
    key.public_key().verify(bytes.fromhex(signature), bytes.fromhex(message))
    check_public(public)


def test_a_signature_is_for_one_purpose_message_and_key() -> None:
    key, other = new_key(), new_key()
    signature = sign(key, "purpose", b"message")
    assert verify(public_of(key), "purpose", b"message", signature)
    assert not verify(public_of(key), "purposes", b"message", signature)
    assert not verify(public_of(key), "purpose", b"messages", signature)
    assert not verify(public_of(other), "purpose", b"message", signature)
    assert not verify(public_of(key), "purpose", b"message", signature.upper())
    assert not verify(public_of(key), "purpose", b"message", "")


def _points_of_small_order() -> list[str]:
    """All y with an order that divides 8, found by taking roots; both signs of x."""
    d = -121665 * pow(121666, -1, PRIME) % PRIME
    root_of_minus_one = pow(2, (PRIME - 1) // 4, PRIME)

    def roots(value: int) -> set[int]:
        root = pow(value, (PRIME + 3) // 8, PRIME)
        tries = {root, root * root_of_minus_one % PRIME}
        found = {each for each in tries if (each * each - value) % PRIME == 0}
        return found | {-each % PRIME for each in found}

    ys = {0, 1, PRIME - 1}
    for root in roots((1 + d) % PRIME):
        ys |= roots((root - 1) * pow(d, -1, PRIME) % PRIME)
    assert len(ys) == 5
    return [(y | sign_of_x << 255).to_bytes(32, "little").hex() for y in ys for sign_of_x in (0, 1)]


@pytest.mark.parametrize("public", _points_of_small_order())
def test_keys_of_small_order_are_refused(public: str) -> None:
    with pytest.raises(ValueError, match="small order"):
        check_public(public)
    assert not verify(public, "purpose", b"message", "00" * 64)


@pytest.mark.parametrize(
    "public",
    ["", "0" * 63, "G" * 64, "A" * 64, (PRIME + 3).to_bytes(32, "little").hex()],
)
def test_malformed_keys_are_refused(public: str) -> None:
    with pytest.raises(ValueError, match=r"hexadecimal|one encoding"):
        check_public(public)
