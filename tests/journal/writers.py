"""Processes that write in one journal at the same time, and what became of what they wrote.

Each process notes every entry that was acknowledged in a file of its own, at once and unbuffered,
so that the notes of a process that was killed are whole up to the last acknowledged entry. What
the processes do at each step is a function of a module that the caller gives.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.journal.conftest import node

from masarat.core.signing import public_of
from masarat.journal.database import DatabaseStore, postgresql_store, sqlite_store
from masarat.journal.entry import Entry, read_entry
from masarat.journal.journal import Journal, open_new
from masarat.journal.verification import Verification, verify

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

Step = Callable[[Journal, Random], Entry | None]
NODES = 4


@dataclass(frozen=True)
class Place:
    """Where the journal is: a SQLite file or a PostgreSQL URL."""

    name: str

    def store(self, *, create: bool = False) -> DatabaseStore:
        """Return the store."""
        if self.name.startswith("postgresql:"):
            return postgresql_store(self.name, create=create)
        return sqlite_store(Path(self.name), create=create)


@dataclass(frozen=True)
class Writing:
    """One process's work: as which node, with which seed, until when, noting where."""

    place: Place
    node: int
    seed: int
    seconds: float
    notes: Path
    step: Step


def note(journal: Journal, random: Random) -> Entry:
    """Add a note of any length, having read what is new half of the time."""
    if random.random() < 0.5:
        journal.news()
    text = "نصّ" * random.choice((0, 1, 10, 1_000))
    return journal.append("note", {"text": text, "number": random.getrandbits(40)})


def begin(place: Place) -> None:
    """Open the journal with its nodes."""
    store = place.store(create=True)
    journal = open_new(store, "many writers", node(1), lambda: datetime.now(UTC))
    for number in range(2, NODES + 1):
        journal.append(
            "journal.node-admitted", {"node": public_of(node(number)), "title": "office"}
        )
    store.close()


def write(writing: Writing) -> None:
    """Write until the time is over, noting each acknowledged entry."""
    random = Random(writing.seed)  # noqa: S311
    until = time.monotonic() + writing.seconds
    notes = os.open(writing.notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    store = writing.place.store()
    journal = Journal(store, node(writing.node), lambda: datetime.now(UTC))
    while time.monotonic() < until:
        entry = writing.step(journal, random)
        if entry is not None:
            os.write(notes, f"{entry.sequence} {entry.digest}\n".encode())
    store.close()


def start(writing: Writing) -> BaseProcess:
    """Start a process that writes."""
    process = get_context("fork").Process(target=write, args=(writing,), daemon=True)
    process.start()
    return process


def crowd(place: Place, folder: Path, seconds: float, processes: int, step: Step = note) -> None:
    """Let several processes write at once; some share a node's key, as on one machine."""
    begin(place)
    writings = [
        Writing(place, 1 + number % NODES, number, seconds, folder / f"notes-{number}", step)
        for number in range(processes)
    ]
    running = [start(writing) for writing in writings]
    for process in running:
        process.join(seconds + 120)
        assert process.exitcode == 0


def killed(place: Place, folder: Path, times: int, step: Step = note, seed: int = 1) -> None:
    """Kill a writer so many times at a random moment, while another goes on writing."""
    random = Random(seed)  # noqa: S311
    begin(place)
    for number in range(times):
        pair = [
            start(Writing(place, 1 + which, random.getrandbits(30), 60, notes, step))
            for which, notes in enumerate((folder / f"notes-{number}", folder / f"other-{number}"))
        ]
        deadline = time.monotonic() + 60
        first = folder / f"notes-{number}"
        while not (first.exists() and first.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(random.expovariate(30))
        for process in pair:
            with suppress(ProcessLookupError):
                os.kill(process.pid or 0, signal.SIGKILL)
            process.join(30)
            assert process.exitcode == -signal.SIGKILL


def judged(place: Place, folder: Path) -> tuple[Verification, int]:
    """Verify the journal, and that every entry noted as acknowledged is in it.

    Returns what verifying found, and how many entries were acknowledged.
    """
    store = place.store()
    found = verify(store)
    with store.reading() as contents:
        digests = {number: read_entry(octets).digest for number, octets in contents.records}
    store.close()
    acknowledged = 0
    for path in folder.glob("*-*"):
        for line in path.read_text().splitlines():
            sequence, digest = line.split()
            assert digests.get(int(sequence)) == digest, (path.name, sequence)
            acknowledged += 1
    return found, acknowledged
