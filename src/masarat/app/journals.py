"""Where journals and keys are: names that people type, the environment, passphrases."""

from __future__ import annotations

import gc
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from masarat.core.errors import JournalError, UsageError
from masarat.core.instants import read_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from masarat.journal.copies import Copy, Store
    from masarat.journal.entry import Entry
    from masarat.journal.follower import Follower
    from masarat.journal.journal import Journal
    from masarat.journal.verification import Claim

USUAL = "masarat.sqlite"
_SQLITE = b"SQLite format 3\0"
_POSTGRESQL = ("postgresql://", "postgresql+psycopg://")


def keys_folder() -> Path:
    """Return the folder of this machine's keys: `$MASARAT_HOME/keys`, else `~/.masarat/keys`."""
    return Path(os.environ.get("MASARAT_HOME") or Path.home() / ".masarat") / "keys"


def journal_name(given: str | None) -> str:
    """Return which journal is meant: the one given, else `$MASARAT_JOURNAL`, else the usual one."""
    return given or os.environ.get("MASARAT_JOURNAL") or USUAL


def open_copy(name: str) -> Copy:
    """Return a copy to read: a store, or an exported file, told apart by what they hold.

    Raises
    ------
    JournalError
        If there is none, or the database cannot be used.
    """
    path = Path(name)
    if name.startswith(_POSTGRESQL) or _is_sqlite(path):
        return open_store(name)
    if not path.exists():
        msg = f"{name}: no such journal; make one with: masarat journal new {name}"
        raise JournalError(msg)
    from masarat.journal.file import FileCopy

    return FileCopy(path)


def open_store(name: str, *, create: bool = False) -> Store:
    """Return the store called `name`: a file for SQLite, or a postgresql:// URL.

    Raises
    ------
    JournalError
        If there is none and `create` is not asked for, or it cannot be used.
    UsageError
        If it names an exported file, which cannot be written, or a folder.
    """
    from masarat.journal.database import postgresql_store, sqlite_store

    if name.startswith(_POSTGRESQL):
        return postgresql_store(name, create=create)
    path = Path(name)
    if path.is_dir():
        raise UsageError(f"{name} is a folder, expected a file name or a postgresql:// URL")
    if path.exists() and not _is_sqlite(path) and path.stat().st_size:
        msg = f"{name} is an exported copy, which can only be read; see: masarat journal import"
        raise UsageError(msg)
    if not create and not path.exists():
        msg = f"{name}: no such journal; make one with: masarat journal new {name}"
        raise JournalError(msg)
    return sqlite_store(path, create=create)


def open_journal(name: str) -> Journal:
    """Return the journal called `name`, to be written by this machine's node.

    Raises
    ------
    MasaratError
        As `open_store` and `node_key`, and if the journal is not sound.
    """
    from masarat.journal.journal import Journal

    return Journal(open_store(name), node_key(), now)


def open_follower(name: str) -> Follower:
    """Return a follower of the copy called `name`, which needs no private key.

    Raises
    ------
    JournalError
        As `open_copy`.
    """
    from masarat.journal.follower import Follower
    from masarat.journal.keys import NODE, public_key

    trusted: list[str] = []
    with suppress(JournalError):  # without a node's key here, everything is verified in full
        trusted.append(public_key(keys_folder(), NODE))
    return Follower(open_copy(name), trusted)


def export(name: str, out: Path, *, head_only: bool) -> int:
    """Write the copy called `name`, or only its head, to `out`; return how many entries it has.

    Raises
    ------
    JournalError
        As `open_copy`, and if the copy is not sound: nothing is written then.
    OSError
        If `out` cannot be written.
    """
    from masarat.app.writing.atomic import all_or_nothing
    from masarat.journal.file import write_file

    follower = open_follower(name)
    entries = follower.news()
    if follower.head is None:
        msg = f"{name}: there is nothing in this journal"
        raise JournalError(msg)
    lines = () if head_only else (entry.octets for entry in entries)
    with all_or_nothing(out.parent) as scratch, (scratch / out.name).open("wb") as file:
        write_file(lines, follower.head.octets, file)
    return len(entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How many entries a journal has after taking in another copy, and how they came."""

    total: int
    following: int
    carried: int


def take_in(name: str, other: str, *, carry: bool) -> Taken:
    """Bring what the copy called `other` holds besides into the journal called `name`.

    Raises
    ------
    JournalError
        If one of them is not sound, they are two journals, one node wrote on both, or both went on
        by themselves and `carry` is not asked for.
    """
    from masarat.journal.follower import Follower
    from masarat.journal.merging import merging

    brought = Follower(open_copy(other))
    theirs = brought.news()
    if brought.head is None:
        msg = f"{other}: there is nothing in this journal"
        raise JournalError(msg)
    store = open_store(name, create=not carry)
    plan = merging(Follower(store).news(), theirs)
    if plan.following:
        store.append(plan.following, brought.head)
    if plan.carried and not carry:
        msg = (
            f"both copies went on by themselves after entry {plan.common}: "
            f"masarat journal merge {other} --onto {name}"
        )
        raise JournalError(msg)
    if plan.carried:
        open_journal(name).carry(plan.carried)
    total = len(Follower(store).news())
    return Taken(total=total, following=len(plan.following), carried=len(plan.carried))


def public_key_of(text: str) -> str:
    """Return the public key that `text` is, or that stands in the file it names.

    Raises
    ------
    JournalError
        If it is neither.
    """
    from masarat.core.signing import check_public
    from masarat.journal.keys import read_public_file

    try:
        check_public(text)
    except ValueError:
        return read_public_file(Path(text))
    return text


@contextmanager
def all_kept() -> Iterator[None]:
    """Pause the garbage collector while a journal is read: next to nothing of it is garbage.

    Looking for some takes a third of the time in which 10,000 acts are opened.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def acts_witness() -> Callable[[Entry], Claim | None]:
    """Return what judges every entry of agreements in order, and claims the signatures of acts.

    It raises what `masarat.agreement.state.take` raises.
    """
    from masarat.agreement.acts import PURPOSE, read_body
    from masarat.agreement.record import State
    from masarat.agreement.state import ACT, take
    from masarat.journal.verification import Claim

    state = State()

    def witness(entry: Entry) -> Claim | None:
        nonlocal state
        if entry.kind != ACT:
            state = take(state, entry)
            return None
        act, signature = read_body(entry.body)
        state = take(state, entry, vouched=True)
        _, signatory = state.agreements[act.agreement].draft.by_signatory[act.by]
        return Claim(signatory.key, PURPOSE, act.octets, signature)

    return witness


def now() -> datetime:
    """Return the present moment: this machine's clock, or the one that an exercise sets.

    `$MASARAT_CLOCK` (2016-12-14T03:00:00Z) is for exercises and replays. It is worth what any
    node's clock is worth: a journal's time never goes back, and no act is dated ahead of it.

    Raises
    ------
    UsageError
        If `$MASARAT_CLOCK` is no moment.
    """
    exercise = os.environ.get("MASARAT_CLOCK")
    if not exercise:
        return datetime.now(UTC)
    try:
        return read_instant(exercise)
    except ValueError as error:
        msg = f"MASARAT_CLOCK: {error}"
        raise UsageError(msg) from error


def node_key() -> Ed25519PrivateKey:
    """Return the key of this machine's node, made if there is none yet.

    It is made without a passphrase, so that a node can run unattended; whoever wants one makes the
    key first (`masarat keys new node`).

    Raises
    ------
    JournalError
        If its file cannot be used.
    """
    from masarat.journal.keys import NODE, key_names, make_key_file

    if NODE not in key_names(keys_folder()):
        with suppress(JournalError):  # another process was quicker
            make_key_file(keys_folder(), NODE)
    return private_key(NODE)


def private_key(name: str, passphrase_file: Path | None = None) -> Ed25519PrivateKey:
    """Return the private key called `name`, asking for its passphrase if it has one.

    Raises
    ------
    JournalError
        If there is no such key or it cannot be opened.
    """
    from masarat.journal.keys import read_key_file

    return read_key_file(keys_folder(), name, passphrase_asker(f"of key {name}", passphrase_file))


def passphrase_asker(what: str, file: Path | None) -> Callable[[], bytes]:
    """Return what gives a passphrase: from `file`, `$MASARAT_PASSPHRASE_FILE`, or the terminal.

    It raises `UsageError` where there is nobody to ask.
    """
    named = file or os.environ.get("MASARAT_PASSPHRASE_FILE")

    def ask() -> bytes:
        if named:
            return Path(named).read_bytes().rstrip(b"\r\n")
        from getpass import getpass

        try:
            return getpass(f"Passphrase {what}: ").encode()
        except EOFError as error:
            msg = (
                f"passphrase {what}: found the end of the input,"
                " expected it typed, or in the file that $MASARAT_PASSPHRASE_FILE names"
            )
            raise UsageError(msg) from error

    return ask


def new_passphrase(name: str, file: Path | None) -> bytes:
    """Return the passphrase for a new key: from a file, or typed twice.

    Raises
    ------
    UsageError
        If it is empty, or was typed in two ways.
    """
    if file is not None or os.environ.get("MASARAT_PASSPHRASE_FILE"):
        secret = passphrase_asker("", file)()
    else:
        secret = passphrase_asker(f"for key {name}", None)()
        if secret and passphrase_asker("again", None)() != secret:
            msg = "the two passphrases differ; nothing was made"
            raise UsageError(msg)
    if not secret:
        msg = "an empty passphrase locks nothing; to have none on purpose: --no-passphrase"
        raise UsageError(msg)
    return secret


def _is_sqlite(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False
