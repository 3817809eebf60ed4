"""Precision and recall of the intake on passages with expected drafts.

    python -m tests.reports.intake.measuring -v ar-development

A draft answers an expected report if its text contains the report's `has`; of several the first
that is still free. Each field is right if it equals what is expected (names: the words expected
stand in the draft's original wording; none expected means none drafted). Precision counts drafts
that answer no report as wrong, recall counts reports that no draft answers.
"""

from __future__ import annotations

import csv
import sys
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from masarat.reports.intake.drafting import read_drafts
from masarat.reports.intake.folding import fold_phrase
from masarat.reports.intake.gazetteer import gazetteer
from masarat.reports.intake.places import with_areas

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from masarat.reports.intake.draft import Draft

HERE = Path(__file__).parent / "passages"
PLACES = Path(__file__).parents[3] / "examples/aleppo-2016/places.csv"
NAMED = ("said_by", "via")
FIELDS = ("statement", "said_by", "via", "occurred", "places", "modality", "distanced", "claim")
DEFAULTS: dict[str, Any] = {
    "said_by": "",
    "via": [],
    "occurred": "",
    "places": [],
    "modality": "asserted",
    "distanced": False,
}


@dataclass
class Score:
    """Counts of one set of passages: expected, drafted, right by field; and what went wrong."""

    expected: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    drafted: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    wrong: list[str] = field(default_factory=list)

    def precision(self, name: str) -> float:
        """Return the share of drafts whose field is right."""
        return self.right[name] / max(1, self.drafted[name])

    def recall(self, name: str) -> float:
        """Return the share of expected reports whose field is right in their draft."""
        return self.right[name] / max(1, self.expected[name])


def passages(name: str) -> list[dict[str, Any]]:
    """Return the passages of a file such as `ar-held-out`."""
    return list(tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["passage"])


def measure(items: Iterable[Mapping[str, Any]]) -> Score:
    """Draft each passage and compare."""
    with PLACES.open(encoding="utf-8", newline="") as file:
        places = gazetteer(with_areas(csv.DictReader(file)))
    score = Score()
    for item in items:
        day = date.fromisoformat(item["date"]) if "date" in item else None
        drafts = read_drafts(
            item["text"], places, published_by=item.get("published_by", ""), day=day
        )
        _compare(item, list(drafts), score)
    return score


def _compare(item: Mapping[str, Any], drafts: list[Draft], score: Score) -> None:
    free = list(drafts)
    for report in item.get("report", []):
        kept = [name for name in FIELDS if name != "claim" or "claim" in report]
        for name in kept:
            score.expected[name] += 1
        draft = next((d for d in free if report["has"] in d.text), None)
        if draft is None:
            score.wrong.append(f"MISSED {report['has']} | {item['text']}")
            continue
        free.remove(draft)
        for name in kept:
            score.drafted[name] += 1
            if name == "statement" or right(report, draft, name):
                score.right[name] += 1
            else:
                expected, found = report.get(name, DEFAULTS.get(name)), found_in(draft, name)
                score.wrong.append(f"{name}: {found!r} for {expected!r} | {draft.text}")
    for draft in free:
        for name in FIELDS:
            score.drafted[name] += name != "claim"
        score.wrong.append(f"BEYOND {draft.said_by_original!r} {draft.claim} | {draft.text}")


def found_in(draft: Draft, name: str) -> Any:
    """Return a field as the passages write it."""
    if name in NAMED:
        return getattr(draft, f"{name}_original")
    value = getattr(draft, name)
    return list(value) if isinstance(value, tuple) else value


def right(report: Mapping[str, Any], draft: Draft, name: str) -> bool:
    """Whether a field of a draft is as expected."""
    expected, found = report.get(name, DEFAULTS.get(name)), found_in(draft, name)
    if name == "said_by":
        return _names(str(expected), found)
    if name == "via":
        return len(expected) == len(found) and all(map(_names, expected, found))
    return bool(expected == found)


def _names(expected: str, found: str) -> bool:
    asked, given = (f" {fold_phrase(_plain(words))} " for words in (expected, found))
    return asked in given if expected else not found


def _plain(words: str) -> str:
    return words.translate(dict.fromkeys(map(ord, '"“”«»'), None))


def row(name: str, score: Score) -> str:
    """Return the figures of one file as a row of the table in docs/intake.md."""
    figures = (f"{score.precision(one):.2f} / {score.recall(one):.2f}" for one in FIELDS)
    return f"| {name} | {' | '.join(figures)} |"


def main(names: list[str]) -> None:
    """Print the figures of each file as the page has them, and what went wrong with `-v`."""
    loud = "-v" in names
    asked = [name for name in names if name != "-v"]
    for name in asked or sorted(path.stem for path in HERE.glob("*.toml")):
        score = measure(passages(name))
        sys.stdout.write(f"{row(name, score)}\n")
        if loud:
            sys.stdout.write("".join(f"  {line}\n" for line in score.wrong))


if __name__ == "__main__":
    main(sys.argv[1:])
