"""Measure statuses: 100,000 reports about 1,000 places (`make bench-reports`).

Reports are drawn at random with a seed: chains of up to three relays, repeats, denials, two sides,
retractions. Times are seconds, of the clock on the wall and of the processor.
"""

from __future__ import annotations

import argparse
import random
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from masarat.reports.entries import Things
from masarat.reports.ledger import Ledger
from masarat.reports.report import Claim, Link, Report, Side, Source, When, place
from masarat.reports.statuses import status, statuses

if TYPE_CHECKING:
    from collections.abc import Callable

Made = TypeVar("Made")

START = datetime(2016, 12, 1, tzinfo=UTC)
DAYS = 14
KINDS = ("control", "control", "clashes", "open", "closed", "mined", "count", "meeting")
SIDES = (
    Side(id="government", rivals=frozenset({"opposition"})),
    Side(id="opposition", rivals=frozenset({"government"})),
)


def drawn(reports: int, places: int, seed: int) -> Ledger:
    """Return a ledger of random reports."""
    draw = random.Random(seed)  # noqa: S311  (not for secrets)
    made = [_report(draw, number, places) for number in range(reports)]
    names = [report.id for report in made]
    links = [
        Link(relation="retracts", target=draw.choice(names)) for _ in range(max(1, reports // 500))
    ]
    repeats = [
        Link(relation="repeats", report=later, target=earlier)
        for earlier, later in (sorted(draw.sample(names, 2)) for _ in range(reports // 100))
    ]
    return Ledger.of(Things(reports=tuple(made), links=(*links, *repeats), sides=SIDES))


def _report(draw: random.Random, number: int, places: int) -> Report:
    published = START + timedelta(minutes=draw.randrange(DAYS * 1440))
    side = draw.choice(("", "", "government", "opposition"))
    speaker = Source(
        name=f"office {draw.randrange(300)}", side=side, named=draw.choice((True, True, False))
    )
    kind = draw.choice(KINDS)
    return Report(
        id=f"r{number:06}",
        about=(place(f"place-{draw.randrange(places)}"),),
        claim=Claim(kind=kind, by=draw.choice(("government", "opposition"))),
        modality=draw.choice(("asserted",) * 8 + ("denied", "expected")),
        said_by=draw.choice((None, speaker)),
        through=tuple(
            Source(name=f"agency {draw.randrange(20)}") for _ in range(draw.randrange(3))
        ),
        published_by=Source(name=f"outlet {draw.randrange(200)}"),
        published=When(start=published, until=published + timedelta(minutes=1), precision="minute"),
    )


def _timed(what: str, call: Callable[[], Made]) -> Made:
    wall, cpu = time.perf_counter(), time.process_time()
    value = call()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:48} {wall:8.3f} s wall {cpu:8.3f} s processor")
    return value


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--places", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    ledger = drawn(given.reports, given.places, given.seed)
    print(f"{given.reports:,} reports about {given.places:,} places")
    at = START + timedelta(days=DAYS)
    _timed("index, once", lambda: ledger.index)
    found = _timed("status of all places at a moment", lambda: statuses(ledger, at))
    counts: dict[str, int] = {}
    for each in found.values():
        counts[each.value] = counts.get(each.value, 0) + 1
    some = [place(f"place-{number}") for number in range(0, given.places, given.places // 20)]
    _timed(
        f"status of {len(some)} places, one by one", lambda: [status(ledger, s, at) for s in some]
    )
    print("values:", ", ".join(f"{value} {n}" for value, n in sorted(counts.items())))


if __name__ == "__main__":
    main()
