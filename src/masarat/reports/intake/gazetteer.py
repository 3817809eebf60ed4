"""Places by name: any table with an `id` and columns `name_*`, found whatever clitics they take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import ahocorasick_rs
from rapidfuzz.distance import OSA

from masarat.reports.intake.folding import fold
from masarat.reports.intake.tokens import NUMBER, WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from masarat.reports.intake.lexicon import Language, Marks
    from masarat.reports.intake.tokens import Token

ARTICLE = "ال"
_PREFIXES = frozenset(
    ["", "و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "لل", "كال", "فال", "ول", "وب", "ولل", "وبال"]
)
_GLUED_FROM = 6  # letters of a name of several words that is found without its spaces
_SLIP_FROM = 5  # letters of a word in which one slip is forgiven
_COORDINATORS = frozenset("،,/-")
_ARTICLES = frozenset(  # how Latin and Cyrillic spell the article
    "al el ash as ad ar at an az aj ал аль аш ас ад ар ат ан аз эль эш эс эд эр эт эн эз эдж".split()
)


class Name(NamedTuple):
    """One name of one place: folded words; the text must also have a word of `needs`."""

    place: str
    words: str
    definite: bool
    needs: tuple[str, ...] = ()


class Found(NamedTuple):
    """Tokens [start, end) name these places (several if they share the name)."""

    start: int
    end: int
    places: tuple[str, ...]


@dataclass(frozen=True)
class Gazetteer:
    """Names of places, compiled for search.

    Parameters
    ----------
    names
        All names.
    """

    names: tuple[Name, ...]
    _patterns: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _search: ahocorasick_rs.AhoCorasick = field(init=False, repr=False, compare=False)
    _at: Mapping[str, tuple[Name, ...]] = field(init=False, repr=False, compare=False)
    _near: Mapping[tuple[str, int], tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        at: dict[str, list[Name]] = {}
        for name in self.names:
            at.setdefault(name.words, []).append(name)
            joined = name.words.replace(" ", "")
            if joined != name.words and len(joined) >= _GLUED_FROM:
                at.setdefault(joined, []).append(name)
        near: dict[tuple[str, int], list[str]] = {}
        for words in at:
            if len(words) >= _SLIP_FROM:
                near.setdefault((words[0], words.count(" ")), []).append(words)
        set_ = object.__setattr__
        set_(self, "_at", {words: tuple(named) for words, named in at.items()})
        set_(self, "_near", {key: tuple(words) for key, words in near.items()})
        set_(self, "_search", ahocorasick_rs.AhoCorasick(list(at)))
        set_(self, "_patterns", tuple(at))

    def find(
        self,
        tokens: Sequence[Token],
        marks: Marks,
        language: Language,
        barred: frozenset[Name] = frozenset(),
    ) -> list[Found]:
        """Return the places that the tokens of one sentence name, left to right.

        A name that is also an ordinary word counts only after a word such as "quarter" or
        "road"; after one, a single slip of the finger is forgiven.
        """
        words = [i for i, token in enumerate(tokens) if token.kind in {WORD, NUMBER}]
        line, starts = _line(tokens, words)
        exact = self._exact(line, starts, words, barred)
        found: list[Found] = []
        headed = _headed(tokens, marks, exact)
        taken = -1
        for index in words:
            if index <= taken:
                continue
            hit = exact.get(index)
            if hit is None and index in headed:
                hit = self._slip(tokens, index, language)
            if hit is None or (index not in headed and _ordinary(hit, tokens, marks)):
                continue
            found.append(hit)
            taken = hit.end - 1
        return found

    def _exact(
        self, line: str, starts: Sequence[int], words: Sequence[int], barred: frozenset[Name]
    ) -> dict[int, Found]:
        number_at = _numbers(starts, len(line))
        best: dict[int, Found] = {}
        for pattern, start, end in self._search.find_matches_as_indexes(line, overlapping=True):
            if line[end : end + 1] != " ":
                continue
            number = number_at[start]
            prefix = line[starts[number] : start]
            if prefix not in _PREFIXES:
                continue
            named = [
                name.place
                for name in self._at[self._patterns[pattern]]
                if name not in barred
                and not (name.definite and not prefix.endswith((ARTICLE, "لل")))
            ]
            if named:
                first = words[number]
                known = best.get(first)
                hit = Found(first, words[number_at[end]] + 1, tuple(dict.fromkeys(named)))
                if known is None or hit.end > known.end:
                    best[first] = hit
        return best

    def _slip(self, tokens: Sequence[Token], index: int, language: Language) -> Found | None:
        for length in (3, 2, 1):
            part = tokens[index : index + length]
            if len(part) < length or any(token.kind != WORD for token in part):
                continue
            for _, first in language.readings(part[0].form):
                bare = first.removeprefix(ARTICLE)
                words = " ".join([bare, *(token.form for token in part[1:])])
                if len(words) < _SLIP_FROM:
                    continue
                for near in self._near.get((words[0], words.count(" ")), ()):
                    if (
                        abs(len(near) - len(words)) <= 1
                        and OSA.distance(near, words, score_cutoff=1) <= 1
                    ):
                        places = tuple(dict.fromkeys(name.place for name in self._at[near]))
                        return Found(index, index + length, places)
        return None

    def barred(self, forms: frozenset[str]) -> frozenset[Name]:
        """Return the names that need a word which a text of these `forms` does not have."""
        return frozenset(
            name for name in self.names if name.needs and not forms.intersection(name.needs)
        )


def gazetteer(rows: Iterable[Mapping[str, str]]) -> Gazetteer:
    """Compile rows of a table: `id`, and names in the columns `name`, `name_*` and `variants`.

    A cell may hold several names with `|` between them.
    """
    names: dict[tuple[str, str], Name] = {}
    for row in rows:
        for column, cell in row.items():
            if cell and (column in {"name", "variants"} or column.startswith("name_")):
                for written in cell.split("|"):
                    name = _name(row["id"], written, row.get("needs", ""))
                    if name:
                        names.setdefault((name.place, name.words), name)
    return Gazetteer(tuple(names.values()))


def folded_name(written: str) -> str:
    """Return the folded words of a name, without its first article."""
    return _folded(written).removeprefix(ARTICLE)


def _folded(written: str) -> str:
    from masarat.reports.intake.tokens import tokenize  # noqa: PLC0415

    plain = written.partition("(")[0]
    return " ".join(t.form for t in tokenize(plain) if t.kind in {WORD, NUMBER})


def _name(place: str, written: str, needs: str) -> Name | None:
    words = _folded(written)
    first, _, rest = words.partition(" ")
    if first in _ARTICLES and len(rest) >= 4:  # noqa: PLR2004
        words = rest
    definite = words.startswith(ARTICLE) and len(words) > 4 and " " not in words  # noqa: PLR2004
    if words.startswith(ARTICLE) and len(words) > 4:  # noqa: PLR2004
        words = words[len(ARTICLE) :]
    if len(words.replace(" ", "")) < 3:  # noqa: PLR2004  (shorter names are found everywhere)
        return None
    return Name(place, words, definite, tuple(map(fold, filter(None, needs.split("|")))))


def _line(tokens: Sequence[Token], words: Sequence[int]) -> tuple[str, list[int]]:
    """Join the words with one space each, and a bar where a mark stands between two."""
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    before = -1
    for index in words:
        gap = any(t.kind not in {WORD, NUMBER} and t.form != "-" for t in tokens[before + 1 : index])
        if before >= 0 and gap:
            parts.append("| ")
            at += 2
        starts.append(at)
        parts.append(tokens[index].form + " ")
        at += len(tokens[index].form) + 1
        before = index
    return "".join(parts), starts


def _numbers(starts: Sequence[int], length: int) -> list[int]:
    """Return, for each position of the line, the number of the word it lies in."""
    numbers = [0] * (length + 1)
    number = 0
    for position in range(length + 1):
        if number + 1 < len(starts) and starts[number + 1] <= position:
            number += 1
        numbers[position] = number
    return numbers


def _headed(tokens: Sequence[Token], marks: Marks, exact: Mapping[int, Found]) -> set[int]:
    """Return the tokens at which a word such as "quarter" announces a name, lists included."""
    headed: set[int] = set()
    for index in range(len(tokens)):
        head = marks.at(index, "head")
        if head is None:
            continue
        at = head.end
        while at < len(tokens) and tokens[at].kind == "quote":
            at += 1
        while at < len(tokens):
            headed.add(at)
            hit = exact.get(at)
            if hit is None:
                break
            at = hit.end
            while at < len(tokens) and tokens[at].form in _COORDINATORS:
                at += 1
            if at in headed:
                break
    return headed


def _ordinary(hit: Found, tokens: Sequence[Token], marks: Marks) -> bool:
    ordinary = marks.at(hit.start, "ordinary")
    return ordinary is not None and ordinary.end >= hit.end
