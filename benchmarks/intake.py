"""Articles a minute on one core: `python -m benchmarks.intake [articles] [words]`.

Articles are made of the Arabic passages under tests/reports/intake, strung together up to a number
of words; an article of a newspaper has some 300 to 500. Prints the seconds to compile the lexicons
and places once, and the rate in seconds of the processor.
"""

from __future__ import annotations

import itertools
import sys
import time
from datetime import date

from tests.reports.intake.measuring import passages

from masarat.reports.intake.drafting import read_drafts
from masarat.reports.intake.gazetteer import gazetteer
from masarat.reports.intake.places import own_places, with_areas

MANY_PLACES = 100_000


def articles(count: int, words: int) -> list[str]:
    """Return `count` articles of about `words` words."""
    texts = [item["text"] for name in ("ar-development", "ar-held-out") for item in passages(name)]
    endless = itertools.cycle(texts)
    made = []
    for _ in range(count):
        parts: list[str] = []
        length = 0
        while length < words:
            parts.append(next(endless))
            length += len(parts[-1].split())
        made.append("\n".join(parts))
    return made


def main(count: int = 500, words: int = 400) -> None:
    """Print what it takes."""
    start = time.process_time()
    places = gazetteer(with_areas(own_places()))
    read_drafts("قال الوزير إن الطريق مفتوح.", places)
    print(f"to compile lexicons and {len(places.names)} names: {time.process_time() - start:.2f} s")
    texts = articles(count, words)
    start = time.process_time()
    drafts = sum(len(read_drafts(text, places, day=date(2016, 12, 5))) for text in texts)
    taken = time.process_time() - start
    rate = 60 * count / taken
    print(
        f"{count} articles of {words} words, {drafts} drafts: {taken:.2f} s, {rate:,.0f} a minute"
    )
    rows = [
        {"id": f"p{n}", "name_ar": f"قرية رقم {n}", "name_en": f"Village {n}"}
        for n in range(MANY_PLACES)
    ]
    start = time.process_time()
    read_drafts("قال الوزير إن الطريق مفتوح.", gazetteer(rows))
    print(f"to compile {MANY_PLACES:,} places with two names: {time.process_time() - start:.2f} s")
    text = "\n".join(articles(1, 5 * 2**20 // 11))
    start = time.process_time()
    read_drafts(text, places, day=date(2016, 12, 5))
    size = len(text.encode()) / 2**20
    print(f"one text of {size:.1f} MB: {time.process_time() - start:.1f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
