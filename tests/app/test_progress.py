"""The live line."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console

from masarat.app import progress
from masarat.app.progress import ProgressLine, Stages, line

if TYPE_CHECKING:
    import pytest


@dataclass(frozen=True)
class Step:
    clearance: int
    bound: int
    people_left: int = 0
    effort: int = 10
    seconds: float = 1.25

    @property
    def gap(self) -> float:
        return (self.clearance - self.bound) / self.bound if self.bound else math.inf


def lines_shown(*steps: Step, terminal: bool = False) -> list[str]:
    text = io.StringIO()
    console = Console(file=text, force_terminal=terminal, width=120)
    with ProgressLine(console) as shown:
        for step in steps:
            shown(step)
    return text.getvalue().splitlines()


def test_the_line_says_clearance_bound_gap_and_who_is_left() -> None:
    text = line(Step(clearance=1500, bound=1440, people_left=1200))
    assert "clearance 1 d 1 h 00 min" in text
    assert "bound 1 d 0 h 00 min" in text
    assert "gap 4.2%" in text
    assert "1,200 people left" in text


def test_before_there_is_a_bound_the_line_says_so() -> None:
    assert "no bound yet" in line(Step(clearance=1500, bound=0))


def test_without_a_terminal_only_news_are_printed() -> None:
    same = Step(clearance=100, bound=80)
    better = Step(clearance=90, bound=80, seconds=3)
    tighter = Step(clearance=90, bound=88, seconds=5)
    assert len(lines_shown(same, same, better, better, tighter)) == 3


def test_without_a_terminal_at_most_one_line_a_second() -> None:
    steps = [Step(clearance=1000 - number, bound=80, seconds=number / 10) for number in range(41)]
    assert len(lines_shown(*steps)) == 5


def test_without_a_terminal_there_are_no_control_characters() -> None:
    assert all("\x1b" not in text for text in lines_shown(Step(clearance=100, bound=80)))


def test_in_a_terminal_the_line_is_rewritten_and_taken_away() -> None:
    shown = "\n".join(lines_shown(Step(clearance=100, bound=80), terminal=True))
    assert "\x1b[2K" in shown


def test_stages_are_told_at_most_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.5, 1.5, 1.9, 3.0])
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    text = io.StringIO()
    with Stages(Console(file=text, width=120)) as stage:
        for name in ("reading", "solving", "solving: more", "writing"):
            stage(name)
    assert text.getvalue().splitlines() == ["   1.5 s  solving", "   3.0 s  writing"]
