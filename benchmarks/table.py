"""Runs, their medians, and the table as Markdown and CSV."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import mean, median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OURS = "masarat"
HEAD = (
    "suite", "instance", "loads", "method", "time limit s", "runs", "clearance min", "range min",
    "people left", "bound min", "gap %", "first priority gap %", "first complete s", "seconds",
    "of ours", "our bound of optimum", "checked", "status", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of one method with one seed.

    `clearance` None: no solution. `checked` None: nothing that could be checked.
    `first_complete`: seconds until the first plan with nobody left.
    """

    clearance: int | None
    bound: float | None
    left: int | None
    seconds: float
    priority_gap: float | None = None
    first_complete: float | None = None
    checked: bool | None = None
    status: str = ""
    note: str = ""

    @property
    def gap(self) -> float | None:
        """(clearance - bound) / bound; None without a complete plan or a bound."""
        if self.clearance is None or not self.bound or self.left:
            return None
        return (self.clearance - self.bound) / self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """All runs of one method on one instance."""

    suite: str
    instance: str
    loads: int
    method: str
    time_limit: float
    runs: tuple[Run, ...]

    @property
    def clearance(self) -> float | None:
        """Median clearance of the runs that moved everybody."""
        return _median(run.clearance for run in self.runs if not run.left)


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def cells(line: Line, ours: Line | None) -> dict[str, str]:
    """Return the row of `line`; `ours` is the planner's line on the same instance."""
    runs = line.runs
    clearances = [run.clearance for run in runs if run.clearance is not None]
    checked = [run.checked for run in runs if run.checked is not None]
    proven = [run.clearance for run in runs if run.status == "optimal" and not run.left]
    our_bound = None if ours is None else _median(run.bound for run in ours.runs)
    values = (
        line.suite,
        line.instance,
        str(line.loads),
        line.method,
        f"{line.time_limit:g}",
        str(len(runs)),
        _number(_median(run.clearance for run in runs)),
        f"{min(clearances)}-{max(clearances)}" if clearances else "",
        _number(_median(run.left for run in runs)),
        _number(_median(run.bound for run in runs)),
        _percent(_median(run.gap for run in runs)),
        _percent(_median(run.priority_gap for run in runs)),
        _number(_median(run.first_complete for run in runs), 2),
        _number(_median(run.seconds for run in runs), 2),
        _share(line.clearance, None if ours is None or ours is line else ours.clearance),
        _share(our_bound, _median(proven)) if line is not ours else "",
        f"{sum(checked)}/{len(checked)}" if checked else "",
        ", ".join(sorted({run.status for run in runs if run.status})),
        "; ".join(sorted({run.note for run in runs if run.note})),
    )
    return dict(zip(HEAD, values, strict=True))


def _number(value: float | None, digits: int = 1) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value == int(value) else f"{value:.{digits}f}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.2f}"


def _share(value: float | None, base: float | None) -> str:
    return "" if value is None or not base else f"{value / base:.3f}"


def rows(lines: Sequence[Line]) -> list[dict[str, str]]:
    """Return the table's rows in the order of `lines`."""
    ours = {(line.suite, line.instance): line for line in lines if line.method == OURS}
    return [cells(line, ours.get((line.suite, line.instance))) for line in lines]


def summary(lines: Sequence[Line]) -> list[str]:
    """Return one sentence a suite: gaps of the planner, and how it compares with its peers."""
    sentences = []
    for suite in dict.fromkeys(line.suite for line in lines):
        mine = {line.instance: line for line in lines if (line.suite, line.method) == (suite, OURS)}
        gaps = [g for line in mine.values() if (g := _median(r.gap for r in line.runs)) is not None]
        text = f"{suite}: {len(mine)} instances"
        if gaps:
            text += f", gap mean {_percent(mean(gaps))}%, largest {_percent(max(gaps))}%"
        for method in dict.fromkeys(line.method for line in lines if line.suite == suite):
            if method != OURS:
                text += _against(method, [x for x in lines if x.suite == suite], mine)
        sentences.append(text)
    return sentences


def _against(method: str, lines: Sequence[Line], mine: dict[str, Line]) -> str:
    ratios = [
        line.clearance / ours.clearance
        for line in lines
        if line.method == method
        and (ours := mine.get(line.instance)) is not None
        and line.clearance
        and ours.clearance
    ]
    tried = sum(line.method == method for line in lines)
    if not ratios:
        return f"; {method} moved everybody in none of {tried}"
    return (
        f"; {method} moved everybody in {len(ratios)} of {tried}, "
        f"at {median(ratios):.3f} times our clearance (least {min(ratios):.3f})"
    )


def markdown(lines: Sequence[Line], heading: Sequence[str]) -> str:
    """Return the page: `heading`, one sentence a suite, the table without its empty columns."""
    table = rows(lines)
    used = [name for name in HEAD if any(row[name] for row in table)]
    text = [*heading, "", *(f"- {sentence}" for sentence in summary(lines)), ""]
    text.append("| " + " | ".join(used) + " |")
    text.append("|" + " --- |" * len(used))
    text += ["| " + " | ".join(row[name] for name in used) + " |" for row in table]
    return "\n".join(text) + "\n"
