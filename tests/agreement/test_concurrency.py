"""Eight processes sign, withdraw, table and suspend at random in one journal, clocks stepping.

Afterwards the journal verifies, nothing that was acknowledged is lost, and no verdict that any
process saw was other than the naive model's after the same entries.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

import pytest
from tests.agreement import naive
from tests.agreement.acting import plain
from tests.agreement.writers import begin, clock, node, store_at, write
from tests.journal.postgresql import cannot_start, running

from masarat.agreement.state import fold
from masarat.core.instants import write_instant
from masarat.journal.journal import Journal
from masarat.journal.verification import verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WRITERS = 8


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where the journal is: a file, or a database of a server that runs for this test."""
    if request.param == "sqlite":
        yield str(tmp_path / "journal.sqlite")
        return
    reason = cannot_start()
    if reason:
        pytest.skip(reason)
    with running() as server:
        yield server.new_database()


def run_and_judge(where: str, seconds: float) -> tuple[int, int]:
    """Let them write; judge everything; return how many entries and open verdicts there were."""
    begin(where, WRITERS)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.agreement.writers"])
    with ProcessPoolExecutor(WRITERS, mp_context=context) as pool:
        futures = [pool.submit(write, where, n, seconds) for n in range(1, WRITERS + 1)]
        results = [future.result() for future in futures]
    store = store_at(where)
    assert verify(store).sound
    entries = Journal(store, node(1), clock).news()
    fold(entries)  # every act is lawful where it stands, its signature included
    digests = {entry.sequence: entry.digest for entry in entries}
    acknowledged = [each for mine, _ in results for each in mine]
    assert all(digests.get(sequence) == digest for sequence, digest in acknowledged)
    assert len({sequence for sequence, _ in acknowledged}) == len(acknowledged)
    seen = sorted({each for _, mine in results for each in mine})
    told = [plain(entry) for entry in entries]
    for sequence, at, in_force in seen:
        known = [entry for entry in told if entry["sequence"] <= sequence]
        assert in_force == naive.in_force(known, "east", write_instant(at)), sequence
    return len(acknowledged), sum(in_force for _, _, in_force in seen)


def test_eight_processes_at_once(where: str) -> None:
    acknowledged, opened = run_and_judge(where, seconds=3)
    assert acknowledged > 0
    assert opened > 0


@pytest.mark.slow
def test_eight_processes_for_a_minute(where: str) -> None:
    acknowledged, opened = run_and_judge(where, seconds=60)
    assert acknowledged > WRITERS
    assert opened > 0
