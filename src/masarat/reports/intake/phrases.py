"""Finding a lexicon's phrases among tokens: clitics before, endings left open, gaps between.

A phrase is words with spaces. `اشتباك*` leaves the ending open; `خسر* .. حي*` lets up to five
words stand between. Every search is a few look-ups in dictionaries: no pattern can run away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from masarat.reports.intake.folding import fold_phrase
from masarat.reports.intake.tokens import NUMBER, WORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from masarat.reports.intake.tokens import Token

GAP = ".."
WIDEST_GAP = 5
_SHORTEST_STEM = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase of a lexicon: its role, and the other cells of its row."""

    role: str
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """Return a cell, empty if there is none."""
        return self.cells.get(column, "")


class Match(NamedTuple):
    """A phrase found: tokens [start, end), what the lexicon says of it, the clitics before it."""

    start: int
    end: int
    entry: Entry
    prefix: str


_Tail = tuple[tuple[str, ...], Entry]


class Phrases:
    """All phrases of one language, searched together.

    Parameters
    ----------
    phrases
        Words as the lexicon writes them, and their entry.
    forms
        For a folded word, the ways to read it as (clitics, word).
    allowed
        For a role, the clitics that may stand before its phrases; None: any.
    """

    def __init__(
        self,
        phrases: Iterable[tuple[str, Entry]],
        forms: Callable[[str], Sequence[tuple[str, str]]],
        allowed: Callable[[str], frozenset[str] | None],
    ) -> None:
        self._forms = forms
        self._allowed = allowed
        self._exact: dict[str, list[_Tail]] = {}
        self._open: dict[str, list[_Tail]] = {}
        for words, entry in phrases:
            first, *rest = fold_phrase(words).split()
            table = self._open if first.endswith("*") else self._exact
            table.setdefault(first.rstrip("*"), []).append((tuple(rest), entry))
        self._longest_stem = max(map(len, self._open), default=0)

    def at(self, tokens: Sequence[Token], index: int) -> list[Match]:
        """Return, for each role, the longest phrase that starts at token `index`."""
        if tokens[index].kind != WORD:
            return []
        best: dict[str, Match] = {}
        for prefix, word in self._forms(tokens[index].form):
            for rest, entry in self._starting(word):
                allowed = self._allowed(entry.role)
                if prefix and allowed is not None and prefix not in allowed:
                    continue
                end = self._follow(tokens, index + 1, rest) if rest else index + 1
                known = best.get(entry.role)
                if end and (known is None or end > known.end):
                    best[entry.role] = Match(index, end, entry, prefix)
        return list(best.values())

    def _starting(self, word: str) -> Iterable[_Tail]:
        yield from self._exact.get(word, ())
        for length in range(_SHORTEST_STEM, min(len(word), self._longest_stem) + 1):
            yield from self._open.get(word[:length], ())

    def _follow(self, tokens: Sequence[Token], index: int, rest: tuple[str, ...]) -> int:
        """Return the token after the rest of a phrase, or 0."""
        gap = 0
        for word in rest:
            if word == GAP:
                gap = WIDEST_GAP
                continue
            while not (index < len(tokens) and _fits(self._forms(tokens[index].form), word)):
                if gap == 0 or index >= len(tokens) or tokens[index].kind not in {WORD, NUMBER}:
                    return 0
                gap -= 1
                index += 1
            gap = 0
            index += 1
        return index


def _fits(readings: Sequence[tuple[str, str]], word: str) -> bool:
    if word.endswith("*"):
        return any(form.startswith(word[:-1]) for _, form in readings)
    return any(form == word for _, form in readings)
