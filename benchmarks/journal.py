"""Measure the journal: appending, opening, verifying.

python -m benchmarks.journal --entries 100000 --processes 2
python -m benchmarks.journal --store postgresql://user@/database --entries 20000
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any, NamedTuple

from masarat.core.signing import new_key
from masarat.journal.database import postgresql_store, sqlite_store
from masarat.journal.entry import Place, make_entry
from masarat.journal.file import FileCopy, write_file
from masarat.journal.follower import Follower
from masarat.journal.head import make_head
from masarat.journal.journal import Journal, open_new
from masarat.journal.verification import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from masarat.journal.copies import Store

APPENDS = 2_000
BATCH = 500
OPENED = 10_000


def act(number: int) -> dict[str, Any]:
    """Return the body of an entry as long as a sign-off is."""
    return {
        "act": {
            "format": "masarat act",
            "version": 1,
            "agreement": "eastern-aleppo-2016",
            "act": "sign-off",
            "by": "party-a/head-of-delegation",
            "time": "2016-12-13T17:05:00Z",
            "detail": "corridor/ramouseh",
            "digest": f"{number:064x}",
            "revision": 1 + number % 9,
            "intent": "accept",
            "until": "",
            "place": "جنيف",
        },
        "signature": f"{number:0128x}",
    }


class Spent(NamedTuple):
    """Seconds by the clock, and of all processors: the same on a machine with nothing else to do.

    Those of processors count child processes too, and not the disk.
    """

    clock: float
    processors: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What each thing that was measured took."""

    appends: Sequence[Spent]
    opened: int
    opening: Spent
    opening_unknown: Spent
    verifying: Spent
    verifying_alone: Spent


def measure(store: Store, entries: int, processes: int) -> Measured:
    """Fill an empty store; time opening on the way, durable appends at the end, verifying."""
    key = new_key()
    open_new(store, "benchmark", key, now)
    opened, alone = min(OPENED, entries - APPENDS), entries - APPENDS
    fill(store, key, opened)
    opening = _spent(lambda: Journal(store, key, now))
    opening_unknown = _spent(lambda: Follower(store).news())
    fill(store, key, alone)
    journal = Journal(store, key, now)
    journal.news()
    appends = []
    for number in range(alone, entries):
        appends.append(_spent(partial(journal.append, "agreement.act", act(number))))
        journal.news()
    with tempfile.TemporaryDirectory(dir=".") as folder:
        path = Path(folder) / "exported.journal"
        with path.open("wb") as file, store.reading() as contents:
            write_file((octets for _, octets in contents.records), contents.heads[0], file)
        copy = FileCopy(path)
        shared = _spent(lambda: _sound(copy, entries, processes))
        unshared = _spent(lambda: _sound(copy, entries, 1))
    return Measured(appends, opened, opening, opening_unknown, shared, unshared)


def fill(store: Store, key: Ed25519PrivateKey, entries: int) -> None:
    """Add entries in batches until there are so many."""
    place = Journal(store, key, now).place
    while place.sequence < entries:
        batch = []
        for number in range(place.sequence, min(place.sequence + BATCH, entries)):
            batch.append(make_entry(place, "agreement.act", act(number), now(), key))
            place = Place(place.journal, batch[-1].sequence, batch[-1].digest)
        store.append(batch, make_head(batch[-1], key))


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def report(measured: Measured, entries: int, processes: int) -> Iterator[str]:
    """Say what was measured, as rows of a Markdown table."""
    typical, slow = (_centile(measured.appends, at) for at in (50, 95))
    opened = measured.opened
    rows = {
        f"durable append to {entries} entries, median of {len(measured.appends)}": typical,
        f"durable append to {entries} entries, 95th of 100": slow,
        f"opening {opened} entries that this node took": measured.opening,
        f"opening {opened} entries, every signature checked": measured.opening_unknown,
        f"verifying {entries} entries, {processes} processes": measured.verifying,
        f"verifying {entries} entries, 1 process": measured.verifying_alone,
    }
    yield f"On {platform.platform()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}:"
    yield ""
    yield "| what | seconds | seconds of processors |"
    yield "| --- | --- | --- |"
    for what, spent in rows.items():
        yield f"| {what} | {spent.clock:.4f} | {spent.processors:.4f} |"


def _centile(spent: Sequence[Spent], at: int) -> Spent:
    clock, processors = (quantiles(values, n=100)[at - 1] for values in zip(*spent, strict=True))
    return Spent(clock, processors)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, default=100_000)
    options.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options.add_argument("--store", default="", help="postgresql:// URL of an empty database")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(dir=".") as folder:
        store = (
            postgresql_store(chosen.store, create=True)
            if chosen.store
            else sqlite_store(Path(folder) / "journal.sqlite", create=True)
        )
        measured = measure(store, chosen.entries, chosen.processes)
        store.close()
    for line in report(measured, chosen.entries, chosen.processes):
        print(line)


def _spent(work: Callable[[], object]) -> Spent:
    clock, before = perf_counter(), _processors()
    work()
    return Spent(perf_counter() - clock, _processors() - before)


def _processors() -> float:
    times = os.times()
    return process_time() + times.children_user + times.children_system


def _sound(copy: FileCopy, entries: int, processes: int) -> None:
    found = verify(copy, processes=processes)
    if not found.sound or found.entries != entries:
        raise AssertionError(found)


if __name__ == "__main__":
    main()
