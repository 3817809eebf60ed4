"""Key files: a private key as PKCS#8 in PEM, encrypted or not, and its public key beside it.

`head.pem` holds the private key and is readable by its owner only; `head.pub` holds the public key
as 64 hexadecimal digits and a line end, so that it can be shown and handed out without opening the
private one. A key file is never written over.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from masarat.core.errors import JournalError
from masarat.core.signing import check_public, new_key, public_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NODE = "node"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?", re.ASCII)
_FINGERPRINT_DIGITS = 24
_GROUP = 4


def make_key_file(folder: Path, name: str, passphrase: bytes | None = None) -> str:
    """Make a key and its two files in `folder`, and return the public key.

    Raises
    ------
    JournalError
        If the name is not one for a key, or there is a key of that name.
    """
    refuse_key(folder, name)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = new_key()
    secrecy = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    _write_once(
        folder / f"{name}.pem", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secrecy)
    )
    public = public_of(key)
    (folder / f"{name}.pub").write_text(f"{public}\n", encoding="ascii")
    return public


def refuse_key(folder: Path, name: str) -> None:
    """Refuse to make a key that cannot be made, before a passphrase is asked for.

    Raises
    ------
    JournalError
        If the name is not one for a key, or there is a key of that name.
    """
    _check_name(name)
    path = folder / f"{name}.pem"
    if path.exists():
        raise _taken(path)


def read_key_file(folder: Path, name: str, ask: Callable[[], bytes]) -> Ed25519PrivateKey:
    """Return the private key called `name`; `ask` is called for the passphrase if it needs one.

    Raises
    ------
    JournalError
        If there is no such key, others may read its file, the passphrase is wrong, or the file
        does not hold what it should.
    """
    path = _existing(folder, name)
    if os.name == "posix" and path.stat().st_mode & 0o077:
        msg = f"{path}: others may read this private key; take that away: chmod 600 {path}"
        raise JournalError(msg)
    key = _loaded(path, ask)
    public = path.with_suffix(".pub")
    if public.exists() and read_public_file(public) != public_of(key):
        msg = f"{public}: this is not the public key of {path.name}"
        raise JournalError(msg)
    return key


def public_key(folder: Path, name: str) -> str:
    """Return the public key of the key called `name`, without opening the private one.

    Raises
    ------
    JournalError
        If there is no such key, or its public file is missing or holds something else.
    """
    return read_public_file(_existing(folder, name).with_suffix(".pub"))


def read_public_file(path: Path) -> str:
    """Return the public key in the file at `path`.

    Raises
    ------
    JournalError
        If the file cannot be read or does not hold exactly one public key that may be enrolled.
    """
    try:
        text = path.read_text(encoding="ascii").strip()
        check_public(text)
    except (OSError, ValueError) as error:
        msg = f"{path}: expected a public key: {error}"
        raise JournalError(msg) from error
    return text


def key_names(folder: Path) -> list[str]:
    """Return the names of all keys in `folder`, sorted."""
    return sorted(path.stem for path in folder.glob("*.pem"))


def fingerprint(public: str) -> str:
    """Return what two people compare aloud: 96 bits of the key's SHA-256, in groups of four."""
    digits = sha256(bytes.fromhex(public)).hexdigest()[:_FINGERPRINT_DIGITS]
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        msg = f"a key cannot be called {name!r}: expected small letters, digits, '.', '-', '_'"
        raise JournalError(msg)


def _existing(folder: Path, name: str) -> Path:
    _check_name(name)
    path = folder / f"{name}.pem"
    if not path.exists():
        known = ", ".join(key_names(folder)) or "none"
        msg = f"{path}: no such key (there are: {known}); make it with: masarat keys new {name}"
        raise JournalError(msg)
    return path


def _loaded(path: Path, ask: Callable[[], bytes]) -> Ed25519PrivateKey:
    octets = path.read_bytes()
    secret = ask() if b"BEGIN ENCRYPTED PRIVATE KEY" in octets else None
    try:
        key = load_pem_private_key(octets, secret)
    except ValueError as error:
        wrong = "the passphrase is wrong" if secret is not None else "expected a private key (PEM)"
        msg = f"{path}: {wrong}"
        raise JournalError(msg) from error
    if not isinstance(key, Ed25519PrivateKey):
        msg = f"{path}: expected an Ed25519 key"
        raise JournalError(msg)
    return key


def _taken(path: Path) -> JournalError:
    return JournalError(f"{path}: there is a key of that name; a key is never written over")


def _write_once(path: Path, octets: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all, never over another one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError as error:
        raise _taken(path) from error
    finally:
        with suppress(OSError):
            draft.unlink()
