"""Key files: secret to their owner, never written over, with or without a passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from masarat.core.errors import JournalError
from masarat.core.signing import public_of
from masarat.journal.keys import (
    fingerprint,
    key_names,
    make_key_file,
    public_key,
    read_key_file,
    read_public_file,
)

if TYPE_CHECKING:
    from pathlib import Path


def never() -> bytes:
    pytest.fail("asked for a passphrase")


@pytest.mark.parametrize("passphrase", [None, "سرّ طويل".encode()])
def test_a_key_comes_back(tmp_path: Path, passphrase: bytes | None) -> None:
    folder = tmp_path / "home" / "keys"
    public = make_key_file(folder, "head", passphrase)
    key = read_key_file(folder, "head", never if passphrase is None else lambda: passphrase)
    assert public_of(key) == public == public_key(folder, "head")
    assert key_names(folder) == ["head"]


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    make_key_file(folder, "head")
    path = folder / "head.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    path.chmod(0o640)
    with pytest.raises(JournalError, match="chmod 600"):
        read_key_file(folder, "head", never)


def test_it_is_never_written_over(tmp_path: Path) -> None:
    make_key_file(tmp_path, "head")
    before = sorted((path.name, path.read_bytes()) for path in tmp_path.iterdir())
    with pytest.raises(JournalError, match="never written over"):
        make_key_file(tmp_path, "head")
    assert sorted((path.name, path.read_bytes()) for path in tmp_path.iterdir()) == before


def test_a_wrong_passphrase_is_said_so(tmp_path: Path) -> None:
    make_key_file(tmp_path, "head", b"right")
    with pytest.raises(JournalError, match="the passphrase is wrong"):
        read_key_file(tmp_path, "head", lambda: b"wrong")
    assert b"ENCRYPTED" in (tmp_path / "head.pem").read_bytes()


@pytest.mark.parametrize("name", ["", "Head", "../head", "a b", ".head", "head-", "رأس", "a/b"])
def test_names_stay_in_their_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(JournalError, match="cannot be called"):
        make_key_file(tmp_path / "keys", name)
    assert not (tmp_path / "keys").exists()


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    make_key_file(tmp_path, "head")
    with pytest.raises(JournalError, match=r"no such key \(there are: head\)"):
        public_key(tmp_path, "tail")


def test_what_is_not_a_key_is_named(tmp_path: Path) -> None:
    make_key_file(tmp_path, "head")
    make_key_file(tmp_path, "tail")
    (tmp_path / "head.pub").write_text(public_key(tmp_path, "tail"))
    with pytest.raises(JournalError, match=r"not the public key of head\.pem"):
        read_key_file(tmp_path, "head", never)
    (tmp_path / "head.pem").write_text("nothing")
    with pytest.raises(JournalError, match="expected a private key"):
        read_key_file(tmp_path, "head", never)
    other = generate_private_key(SECP256R1())
    (tmp_path / "head.pem").write_bytes(
        other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    with pytest.raises(JournalError, match="expected an Ed25519 key"):
        read_key_file(tmp_path, "head", never)


@pytest.mark.parametrize("text", ["", "00" * 32, "zz", "AB" * 32, "ح" * 64])
def test_only_keys_that_may_be_enrolled_are_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.pub"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(JournalError, match=r"x\.pub: expected a public key"):
        read_public_file(path)
    with pytest.raises(JournalError, match="absent"):
        read_public_file(tmp_path / "absent")


def test_fingerprints_are_read_aloud_in_groups() -> None:
    # SHA-256 of 32 zero bytes begins 66687aadf862bd776c8fc18b8e9f8e20 (any sha256sum says so).
    assert fingerprint("00" * 32) == "6668 7aad f862 bd77 6c8f c18b"
