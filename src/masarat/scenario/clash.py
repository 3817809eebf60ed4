"""The smallest set of lines that cannot hold together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the scenario and what it says."""

    file: str
    row: int | None
    says: str

    def __str__(self) -> str:
        row = f" row {self.row}" if self.row is not None else ""
        return f"{self.file}{row} ({self.says})"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Lines of which any one can be given up, but which cannot hold together."""

    lines: tuple[Line, ...]

    def __str__(self) -> str:
        count = len(self.lines)
        number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
        which = (
            "this line cannot hold" if count == 1 else f"these {number} lines cannot hold together"
        )
        return f"{which}: " + "; ".join(str(line) for line in self.lines)


def smallest_clash(
    lines: Sequence[T], satisfiable: Callable[[frozenset[T]], bool]
) -> tuple[T, ...] | None:
    """Return a minimal unsatisfiable subset of `lines`, None if all can hold together.

    Minimal: without any one of them the rest can hold. Deletion-based (Bakker et al. 1993;
    Chinneck and Dravnieks 1991): one question a line, so earlier lines are given up first.

    Parameters
    ----------
    lines
        The lines, the least telling first.
    satisfiable
        Whether a subset can hold; more lines never make an unsatisfiable set satisfiable.
    """
    kept = frozenset(lines)
    if satisfiable(kept):
        return None
    for line in lines:
        fewer = kept - {line}
        if not satisfiable(fewer):
            kept = fewer
    return tuple(line for line in lines if line in kept)
