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
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any

from masarat.core.signing import new_key
from masarat.journal.database import postgresql_store, sqlite_store
from masarat.journal.entry import Place, make_entry
from masarat.journal.file import FileCopy, write_file
from masarat.journal.follower import Follower
from masarat.journal.head import make_head
from masarat.journal.journal import Journal, open_new
from masarat.journal.verification import verify

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from masarat.journal.copies import Store

APPENDS = 2_000
BATCH = 500
OPENED = 10_000
MILLISECONDS = 1_000


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


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds for each thing that was measured."""

    appends: Sequence[float]
    opened: int
    opening: float
    opening_unknown: float
    verifying: float
    verifying_alone: float


def measure(store: Store, entries: int, processes: int) -> Measured:
    """Fill an empty store; time opening on the way, durable appends at the end, verifying."""
    key = new_key()
    open_new(store, "benchmark", key, now)
    opened, alone = min(OPENED, entries - APPENDS), entries - APPENDS
    fill(store, key, opened)
    opening = _seconds(lambda: Journal(store, key, now))
    opening_unknown = _seconds(lambda: Follower(store).news())
    fill(store, key, alone)
    journal = Journal(store, key, now)
    journal.news()
    appends = [_seconds(lambda n=n: _append(journal, n)) for n in range(alone, entries)]
    with tempfile.TemporaryDirectory(dir=".") as folder:
        path = Path(folder) / "exported.journal"
        with path.open("wb") as file, store.reading() as contents:
            write_file((octets for _, octets in contents.records), contents.heads[0], file)
        copy = FileCopy(path)
        shared = _seconds(lambda: _sound(copy, entries, processes))
        alone_seconds = _seconds(lambda: _sound(copy, entries, 1))
    return Measured(appends, opened, opening, opening_unknown, shared, alone_seconds)


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


def _append(journal: Journal, number: int) -> None:
    journal.append("agreement.act", act(number))
    journal.news()


def report(measured: Measured, entries: int, processes: int) -> Iterator[str]:
    """Say what was measured, as rows of a Markdown table."""
    p50, p95 = (quantiles(measured.appends, n=100)[at] * MILLISECONDS for at in (49, 94))
    opened = measured.opened
    rows = {
        f"durable append to {entries} entries, median of {len(measured.appends)}": f"{p50:.2f} ms",
        f"durable append to {entries} entries, 95th of 100": f"{p95:.2f} ms",
        f"opening {opened} entries that this node took": f"{measured.opening:.2f} s",
        f"opening {opened} entries, every signature checked": f"{measured.opening_unknown:.2f} s",
        f"verifying {entries} entries, {processes} processes": f"{measured.verifying:.1f} s",
        f"verifying {entries} entries, 1 process": f"{measured.verifying_alone:.1f} s",
    }
    yield f"On {platform.platform()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}:"
    yield ""
    yield "| what | measured |"
    yield "| --- | --- |"
    yield from (f"| {what} | {value} |" for what, value in rows.items())


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


def _seconds(work: Any) -> float:  # noqa: ANN401  (any call without arguments)
    begun = perf_counter()
    work()
    return perf_counter() - begun


def _sound(copy: FileCopy, entries: int, processes: int) -> None:
    found = verify(copy, processes=processes)
    if not found.sound or found.entries != entries:
        raise AssertionError(found)


if __name__ == "__main__":
    main()
