"""The lexicons of one language, read once from `lexicons/<language>/` and frozen.

Every file is a table that a linguist can edit; docs/intake.md explains each column.
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from masarat.reports.intake.folding import fold
from masarat.reports.intake.phrases import Entry, Match, Phrases
from masarat.reports.intake.tokens import WORD, Token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from importlib.resources.abc import Traversable

    from masarat.reports.intake.tokens import Sentence

_TABLES = (
    "joints", "sources", "occasions", "distance", "modality", "claims", "dates", "places", "frame",
)  # fmt: skip
_FORMS = ("past", "present", "participle")
_STEM = 4
_SHORTEST = 2
_ANY_AFTER = 3


@dataclass(frozen=True)
class Language:
    """All that the engine knows of one language.

    Parameters
    ----------
    code
        ar, en or ru.
    settings
        language.toml.
    rows
        Rows of all tables: the phrase, its entry.
    """

    code: str
    settings: Mapping[str, Any]
    rows: tuple[tuple[str, Entry], ...]

    @property
    def subject_first(self) -> bool:
        """Whether a verb's subject stands before it by habit."""
        return bool(self.settings["subject"] == "before")

    @property
    def bare(self) -> bool:
        """Whether reported words may follow a verb without a word like "that"."""
        return bool(self.settings["bare"])

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """Words whose full stop ends no sentence."""
        return frozenset(fold(word) for word in self.settings["abbreviations"])

    @cached_property
    def articles(self) -> frozenset[str]:
        """Articles that stand as words of their own."""
        return frozenset(self.settings.get("articles", ()))

    @cached_property
    def glued(self) -> tuple[str, ...]:
        """Words that are found run together with the next."""
        return tuple(fold(word) for word in self.settings["glued"])

    @cached_property
    def first_words(self) -> frozenset[str]:
        """Words that a phrase of a place or date begins with."""
        return frozenset(
            fold(words.split()[0])
            for words, entry in self.rows
            if entry.role in {"head", "weekday", "relative_day", "part"} and words
        )

    @cached_property
    def _clitics(self) -> tuple[str, ...]:
        return tuple(self.settings["clitics"])

    @cached_property
    def _short_only(self) -> frozenset[str]:
        return frozenset(self.settings["careful"])

    @cached_property
    def phrases(self) -> Phrases:
        """All phrases, searched together."""
        allowed = {role: frozenset(map(fold, c)) for role, c in self.settings["allowed"].items()}
        return Phrases(self.rows, self.readings, allowed.get)

    @cached_property
    def readings(self) -> Callable[[str], tuple[tuple[str, str], ...]]:
        """Give the ways to read a folded word as (clitics, word), itself first."""
        return lru_cache(maxsize=1 << 16)(self._readings)

    def _readings(self, form: str) -> tuple[tuple[str, str], ...]:
        found = [("", form)]
        for clitic in self._clitics:
            rest = form[len(clitic) :]
            least = _ANY_AFTER if clitic in self._short_only else _SHORTEST
            if form.startswith(clitic) and len(rest) >= least:
                found.append((clitic, rest))
                if clitic.endswith("لل"):  # لل + word is ل + ال + word
                    found.append((clitic[:-1], "ال" + rest))
        return tuple(found)

    def split(self, token: Token) -> tuple[Token, ...]:
        """Return the words of a token: two where a word such as "yesterday" was run into it."""
        if token.kind == WORD and len(token.form) == token.end - token.start:
            for word in self.glued:
                rest = token.form[len(word) :]
                if token.form.startswith(word) and rest in self.first_words:
                    middle = token.start + len(word)
                    return (
                        Token(token.start, middle, word, WORD),
                        Token(middle, token.end, rest, WORD),
                    )
        return (token,)

    def bare_word(self, form: str) -> str:
        """Return a folded word without article and case, for comparing names."""
        articles = self.settings.get("attached_articles", ())
        bare = (word for clitics, word in self.readings(form) if clitics.endswith(tuple(articles)))
        word = min(bare, key=len, default=form) if articles else form
        for ending in self.settings.get("cases", ()):
            if word.endswith(ending) and len(word) - len(ending) >= _STEM:
                return word[: len(word) - len(ending)]
        return word

    def marks(self, sentence: Sentence) -> Marks:
        """Find every phrase of a sentence."""
        found: dict[int, dict[str, Match]] = {}
        for index in range(len(sentence.tokens)):
            matches = self.phrases.at(sentence.tokens, index)
            if matches:
                found[index] = {match.entry.role: match for match in matches}
        return Marks(found)


@dataclass(frozen=True, slots=True)
class Marks:
    """The phrases of one sentence, by the token where they start and by role."""

    found: Mapping[int, Mapping[str, Match]]

    def at(self, index: int, *roles: str) -> Match | None:
        """Return the longest phrase of one of `roles` that starts at token `index`."""
        here = self.found.get(index)
        if not here:
            return None
        if len(roles) == 1:
            return here.get(roles[0])
        matches = [here[role] for role in roles if role in here]
        return max(matches, key=lambda match: match.end, default=None)

    def within(self, start: int, end: int, *roles: str) -> Iterator[Match]:
        """Yield the phrases of `roles` inside tokens [start, end), left to right."""
        for index in range(start, end):
            match = self.at(index, *roles)
            if match is not None and match.end <= end:
                yield match


@lru_cache
def language(code: str) -> Language:
    """Return the language `code`: ar, en or ru."""
    folder = lexicon_files().joinpath(code)
    settings = tomllib.loads(folder.joinpath("language.toml").read_text(encoding="utf-8"))
    rows = [*_verbs(folder, settings), *_tables(folder, settings.get("endings", {})), *_names(code)]
    return Language(code, settings, tuple(rows))


def lexicon_files() -> Traversable:
    """Return the folder of the lexicons."""
    return files("masarat.reports.intake").joinpath("lexicons")


def table(file: Traversable) -> Iterator[dict[str, str]]:
    """Yield the rows of a table of the lexicons."""
    lines = file.read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(lines):
        yield {key: (value or "").strip() for key, value in row.items() if key}


def _tables(folder: Traversable, endings: Mapping[str, list[str]]) -> Iterator[tuple[str, Entry]]:
    for name in _TABLES:
        for number, row in enumerate(table(folder.joinpath(f"{name}.csv"))):
            role = row.get("role") or _ROLE_OF_TABLE.get(name, name)
            if row.get("kind") in _KINDS_WITH_ROLE:
                role = row["kind"]
            entry = Entry(role, {**row, "row": str(number)})
            for words in row["words"].split("|"):
                yield words.strip(), entry
                for ending in endings.get(role, ()):
                    yield " ".join(word + ending for word in words.split()), entry


_ROLE_OF_TABLE = {"sources": "source", "occasions": "occasion", "claims": "claim"}
_KINDS_WITH_ROLE = frozenset({"adjective", "tail"})


def _verbs(folder: Traversable, settings: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    """Yield each verb's forms; `gender` is m, f, n or p (several), where the ending shows it."""
    for number, row in enumerate(table(folder.joinpath("verbs.csv"))):
        for column in _FORMS:
            role = "participle" if column == "participle" else "verb"
            for word in _inflected(row[column], settings["forms"].get(column, ["{}"])):
                gender = _gender(column, word, settings["genders"])
                cells = {**row, "row": str(number), "form": column, "gender": gender}
                yield word, Entry(role, cells)


def _names(code: str) -> Iterator[tuple[str, Entry]]:
    """Yield the well-known names that every language shares, as this language writes them."""
    for row in table(lexicon_files().joinpath("names.csv")):
        entry = Entry("name", row)
        for words in row[code].split("|"):
            if words:
                yield words, entry


def _inflected(cell: str, patterns: list[str]) -> Iterator[str]:
    """Yield the forms of a cell: stems to inflect, `=` before forms that stand as they are."""
    for stem in cell.split():
        if stem.startswith("="):
            yield from filter(None, [stem[1:].replace("_", " ")])
        else:
            yield from (pattern.format(stem) for pattern in patterns)


def _gender(column: str, word: str, genders: list[list[str]]) -> str:
    for form, start, end, gender in genders:
        if column == form and word.startswith(start) and word.endswith(end):
            return gender
    return ""
