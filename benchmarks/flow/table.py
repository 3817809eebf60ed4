"""Runs of one method on one instance, and the tables that compare them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OURS = "masarat"
CLOSURES = "masarat-closures"
HEAD = (
    "instance", "step s", "method", "T steps", "expected", "runs", "seconds", "processor s",
    "times ours", "processor times ours", "peak MB", "checked", "check s", "rows", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: what a job prints."""

    steps: int | None
    seconds: float
    processor_seconds: float
    peak_mb: float
    checked: bool | None = None
    check_seconds: float | None = None
    rows: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """All runs of one method on one instance at one resolution.

    `limit`: seconds after which it was ended, where it did not finish a run. `expected`: the least
    time by the list of known answers, where it has one.
    """

    instance: str
    resolution: int
    method: str
    runs: tuple[Run, ...]
    expected: int | None = None
    limit: float | None = None
    note: str = ""

    @property
    def seconds(self) -> float | None:
        """Median wall-clock seconds of the finished runs."""
        return median(run.seconds for run in self.runs) if self.runs else None

    @property
    def processor_seconds(self) -> float | None:
        """Median processor seconds of the finished runs."""
        return median(run.processor_seconds for run in self.runs) if self.runs else None

    @property
    def steps(self) -> int | None:
        """The least time found."""
        return self.runs[0].steps if self.runs else None

    @property
    def sound(self) -> bool:
        """Whether no run was refused by the checker or contradicts what is known."""
        known = self.expected is None or all(run.steps == self.expected for run in self.runs)
        return known and all(run.checked is not False for run in self.runs)


def cells(line: Line, ours: Line | None) -> dict[str, str]:
    """Return the row of a line; `ours` is masarat's on the same instance and resolution."""
    runs = line.runs
    told = "" if line.expected is None else ("agrees" if line.sound else str(line.expected))
    values = (
        line.instance,
        str(line.resolution),
        line.method,
        "" if line.steps is None else f"{line.steps:,}",
        told if runs else "",
        str(len(runs)),
        _number(line.seconds) if runs else f"not within {_number(line.limit)}",
        _number(line.processor_seconds),
        _ratio(line, ours),
        _processor_ratio(line, ours),
        _number(max(run.peak_mb for run in runs), 0) if runs else "",
        _checked(runs),
        _number(max((run.check_seconds or 0.0 for run in runs), default=0.0) or None),
        f"{max(run.rows or 0 for run in runs):,}" if any(run.rows for run in runs) else "",
        line.note or next((run.note for run in runs if run.note), ""),
    )
    return dict(zip(HEAD, values, strict=True))


def _checked(runs: Sequence[Run]) -> str:
    judged = [run.checked for run in runs if run.checked is not None]
    return f"{sum(judged)} of {len(judged)}" if judged else ""


def _ratio(line: Line, ours: Line | None) -> str:
    if ours is None or not ours.seconds or line.method in {OURS, CLOSURES}:
        return ""
    if line.seconds is not None:
        return _number(line.seconds / ours.seconds)
    return f"at least {_number(line.limit / ours.seconds)}" if line.limit else ""


def _processor_ratio(line: Line, ours: Line | None) -> str:
    if ours is None or line.method in {OURS, CLOSURES} or not ours.processor_seconds:
        return ""
    spent = line.processor_seconds
    return "" if spent is None else _number(spent / ours.processor_seconds)


def _number(value: float | None, digits: int = 3) -> str:
    """Write with about three digits that count."""
    if value is None:
        return ""
    whole = 100
    return f"{value:,.0f}" if value >= whole or not digits else f"{value:.{digits}g}"


def rows(lines: Sequence[Line]) -> list[dict[str, str]]:
    """Return the table's rows in the order of `lines`."""
    ours = {(line.instance, line.resolution): line for line in lines if line.method == OURS}
    return [cells(line, ours.get((line.instance, line.resolution))) for line in lines]


def independence(lines: Sequence[Line]) -> list[str]:
    """Return a table of our seconds by resolution, finest over coarsest beside them."""
    mine = [line for line in lines if line.method == OURS and line.seconds]
    resolutions = sorted({line.resolution for line in mine})
    if len(resolutions) < 2:  # noqa: PLR2004  (nothing to compare)
        return []
    finest, coarsest = resolutions[0], resolutions[-1]
    head = ["instance", *(f"{r} s" for r in resolutions), f"{finest} s over {coarsest} s"]
    table = ["## Seconds by length of a step", "", *_head(head)]
    for instance in dict.fromkeys(line.instance for line in mine):
        by = {line.resolution: line.seconds for line in mine if line.instance == instance}
        fine, coarse = by.get(finest), by.get(coarsest)
        share = _number(fine / coarse) if fine and coarse else ""
        table.append(_row([instance, *(_number(by.get(r)) for r in resolutions), share]))
    return [*table, ""]


def markdown(lines: Sequence[Line], heading: Sequence[str]) -> str:
    """Return the page: heading, how seconds depend on the resolution, every line."""
    table = rows(lines)
    used = [name for name in HEAD if any(row[name] for row in table)]
    text = [*heading, "", *independence(lines), "## Every method", "", *_head(used)]
    text += [_row(row[name] for name in used) for row in table]
    return "\n".join(text) + "\n"


def _head(names: Sequence[str]) -> list[str]:
    return [_row(names), "|" + " --- |" * len(names)]


def _row(values: Iterable[str]) -> str:
    return "| " + " | ".join(values) + " |"
