"""Ed25519 signatures (RFC 8032) over bytes, each for one named purpose.

The purpose is signed with the message, so that a signature made for one thing can never pass for
another. Public keys and signatures travel as lower-case hexadecimal text.

Public keys of small order are refused: for them one fixed signature is valid for many messages,
and the `cryptography` package accepts them. A point of the curve -x^2 + y^2 = 1 + d x^2 y^2 has an
order that divides 8 exactly if y (y^2 - 1) (d y^4 + 2 y^2 - 1) = 0: y = 1 is the neutral element,
y = -1 has order 2, y = 0 order 4, and doubling a point of order 8 gives y = 0, that is x^2 = -y^2.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PRIME = 2**255 - 19
_D = -121665 * pow(121666, -1, PRIME) % PRIME
_KEY_BYTES = 32
_SIGNATURE_BYTES = 64


def new_key() -> Ed25519PrivateKey:
    """Return a new private key from the system's randomness."""
    return Ed25519PrivateKey.generate()


def public_of(key: Ed25519PrivateKey) -> str:
    """Return the public key of `key` as 64 hexadecimal digits."""
    return key.public_key().public_bytes_raw().hex()


def sign(key: Ed25519PrivateKey, purpose: str, message: bytes) -> str:
    """Return the signature of `message` for `purpose` as 128 hexadecimal digits."""
    return key.sign(_framed(purpose, message)).hex()


def verify(public: str, purpose: str, message: bytes, signature: str) -> bool:
    """Return whether `signature` is that of the holder of `public` for this purpose and message.

    False for anything malformed; never an error.
    """
    try:
        key = _usable(public)
        key.verify(_octets(signature, _SIGNATURE_BYTES), _framed(purpose, message))
    except (ValueError, InvalidSignature):
        return False
    return True


def check_public(public: str) -> None:
    """Check that `public` may be enrolled as a public key.

    Raises
    ------
    ValueError
        If it is not 64 lower-case hexadecimal digits, not a point of the curve in its one
        encoding, or a point of small order.
    """
    _usable(public)


@lru_cache(maxsize=256)  # a journal's nodes and signatories sign thousands of times each
def _usable(public: str) -> Ed25519PublicKey:
    octets = _octets(public, _KEY_BYTES)
    y = int.from_bytes(octets, "little") & ((1 << 255) - 1)
    if y >= PRIME:
        msg = "this public key is not in its one encoding"
        raise ValueError(msg)
    square = y * y % PRIME
    if y * (square - 1) * (_D * square * square + 2 * square - 1) % PRIME == 0:
        msg = "this public key has a small order: anybody could sign for it"
        raise ValueError(msg)
    return Ed25519PublicKey.from_public_bytes(octets)


def _octets(text: str, count: int) -> bytes:
    try:
        octets = bytes.fromhex(text)
    except ValueError:
        octets = b""
    if len(octets) != count or octets.hex() != text:
        msg = f"expected {2 * count} lower-case hexadecimal digits"
        raise ValueError(msg)
    return octets


def _framed(purpose: str, message: bytes) -> bytes:
    return purpose.encode("ascii") + b"\n" + message
