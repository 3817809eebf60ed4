"""Places by name: any table with an `id` and columns `name_*`, found whatever clitics they take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA

from masarat.reports.intake.folding import fold
from masarat.reports.intake.tokens import NUMBER, WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from masarat.reports.intake.lexicon import Language, Marks
    from masarat.reports.intake.tokens import Token

_WORDS = re.compile(r"\d+|[^\W\d_]+")
ARTICLE = "ال"
_PREFIXES = (
    "",
    "و",
    "ف",
    "ب",
    "ل",
    "ك",
    "ال",
    "وال",
    "بال",
    "لل",
    "كال",
    "فال",
    "ول",
    "وب",
    "ولل",
    "وبال",
)
_GLUED_FROM = 6  # letters of a name of several words that is found without its spaces
_SLIP_FROM = 6  # letters of a name in which one slip is forgiven, but not of the first or last
_COORDINATORS = frozenset("،,/-")
_ONE_ARTICLE = "al"
_ARTICLES = frozenset(  # how Latin and Cyrillic spell the article
    (
        "al",
        "el",
        "ash",
        "as",
        "ad",
        "ar",
        "at",
        "an",
        "az",
        "aj",
        "ал",
        "аль",
        "аш",
        "ас",
        "ад",
        "ар",
        "ат",
        "ан",
        "аз",
        "эль",
        "эш",
        "эс",
        "эд",
        "эр",
        "эт",
        "эн",
        "эз",
        "эдж",
    ),
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

    @cached_property
    def _at(self) -> Mapping[str, list[Name]]:
        """Names by their words, with and without the spaces between them."""
        at: dict[str, list[Name]] = {}
        for name in self.names:
            at.setdefault(name.words, []).append(name)
            if " " in name.words:
                joined = name.words.replace(" ", "")
                if len(joined) >= _GLUED_FROM:
                    at.setdefault(joined, []).append(name)
        return at

    @cached_property
    def _lengths(self) -> Mapping[str, tuple[int, ...]]:
        """For a first word, how many words the names that it opens have: longest first."""
        lengths: dict[str, set[int]] = {}
        for words in self._at:
            lengths.setdefault(words.partition(" ")[0], set()).add(words.count(" ") + 1)
        return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    @cached_property
    def _needy(self) -> tuple[Name, ...]:
        return tuple(name for name in self.names if name.needs)

    @cached_property
    def _near(self) -> Mapping[tuple[str, int], list[str]]:
        """Names by first letter and spaces: among these, slips are looked for."""
        near: dict[tuple[str, int], list[str]] = {}
        for words in self._at:
            if len(words) >= _SLIP_FROM:
                near.setdefault((words[0], words.count(" ")), []).append(words)
        return near

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
        exact = {i: hit for i in words if (hit := self._exact(tokens, i, barred)) is not None}
        found: list[Found] = []
        headed = _headed(tokens, marks, exact)
        taken = -1
        for index in words:
            if index <= taken:
                continue
            hit = exact.get(index)
            if hit is None and index in headed:
                hit = self._slip(tokens, index, language)
            if hit is None or (index not in headed and _ordinary(hit, marks)):
                continue
            found.append(hit)
            taken = hit.end - 1
        return found

    def _exact(self, tokens: Sequence[Token], index: int, barred: frozenset[Name]) -> Found | None:
        """Return the longest name that starts at a token, whatever clitics stand before it."""
        form = tokens[index].form
        best: Found | None = None
        for prefix in _PREFIXES:
            first = form[len(prefix) :]
            if not form.startswith(prefix) or first not in self._lengths:
                continue
            for length in self._lengths[first]:
                end = index + length
                if best is not None and end <= best.end:
                    break
                rest = tokens[index + 1 : end]
                if len(rest) + 1 < length or any(t.kind not in {WORD, NUMBER} for t in rest):
                    continue
                named = [
                    name.place
                    for name in self._at.get(" ".join([first, *(_spelt(t.form) for t in rest)]), ())
                    if name not in barred
                    and not (name.definite and not prefix.endswith((ARTICLE, "لل")))
                ]
                if named:
                    best = Found(index, end, tuple(dict.fromkeys(named)))
        return best

    def _slip(self, tokens: Sequence[Token], index: int, language: Language) -> Found | None:
        for length in (3, 2, 1):
            part = tokens[index : index + length]
            if len(part) < length or any(token.kind != WORD for token in part):
                continue
            for _, first in language.readings(part[0].form):
                bare = first.removeprefix(ARTICLE)
                words = " ".join([bare, *(_spelt(token.form) for token in part[1:])])
                if len(words) < _SLIP_FROM:
                    continue
                for near in self._near.get((words[0], words.count(" ")), ()):
                    if (
                        near[-1] == words[-1]
                        and abs(len(near) - len(words)) <= 1
                        and OSA.distance(near, words, score_cutoff=1) <= 1
                    ):
                        places = tuple(dict.fromkeys(name.place for name in self._at[near]))
                        return Found(index, index + length, places)
        return None

    def barred(self, forms: frozenset[str]) -> frozenset[Name]:
        """Return the names that need a word which a text of these `forms` does not have."""
        return frozenset(name for name in self._needy if not forms.intersection(name.needs))


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


def _folded(written: str) -> str:
    return " ".join(map(_spelt, _WORDS.findall(fold(written.partition("(")[0]))))


def _spelt(form: str) -> str:
    """Return a word with the article, which Latin and Cyrillic spell in many ways, spelt in one."""
    return _ONE_ARTICLE if form in _ARTICLES else form


def _name(place: str, written: str, needs: str) -> Name | None:
    words = _folded(written)
    first, _, rest = words.partition(" ")
    if first == _ONE_ARTICLE and len(rest) >= 4:  # noqa: PLR2004
        words = rest
    definite = words.startswith(ARTICLE) and len(words) > 4 and " " not in words  # noqa: PLR2004
    if words.startswith(ARTICLE) and len(words) > 4:  # noqa: PLR2004
        words = words[len(ARTICLE) :]
    if len(words.replace(" ", "")) < 3:  # noqa: PLR2004  (shorter names are found everywhere)
        return None
    return Name(place, words, definite, tuple(map(fold, filter(None, needs.split("|")))))


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


def _ordinary(hit: Found, marks: Marks) -> bool:
    ordinary = marks.at(hit.start, "ordinary")
    return ordinary is not None and ordinary.end >= hit.end
