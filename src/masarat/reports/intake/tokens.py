"""Tokens and sentences: every one knows where it stands in the original text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from masarat.reports.intake.folding import MARKS, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

WORD, NUMBER, POINT, QUOTE, BREAK = "word", "number", "point", "quote", "break"

_MARKS = re.escape(MARKS)
_TOKEN = re.compile(
    rf"(?P<number>\d[\d.,٫٬]*\d|\d)"
    rf"|(?P<word>[^\W\d_](?:[^\W\d_]|[{_MARKS}]|['’ʼ`](?=[^\W\d_]))*)"
    rf"|(?P<break>\n|\r|\u2028|\u2029|<br ?/?>|</p>)"
    rf"|(?P<quote>[\"“”„‟«»″‹›]|''|‘(?=\w)|(?<=[\w.,!?،])’(?!\w))"
    rf"|(?P<point>[^\s\w{_MARKS}]|_)",
)
_FAMILY = {"«": "«", "»": "«", "‹": "«", "›": "«", "''": "'", "‘": "'", "’": "'"}
_ARABIC = re.compile("[\u0600-\u06ff]")
_ENDS = frozenset(".!?؟…")
LONGEST = 300
"""Tokens after which a sentence is cut, so that work stays linear in any text."""


class Token(NamedTuple):
    """One word, number or mark: `form` is folded, `kind` one of the constants above."""

    start: int
    end: int
    form: str
    kind: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens of one sentence.

    Parameters
    ----------
    tokens
        Words, numbers and marks, without line breaks.
    paragraph
        Number of its line, from 0.
    quotes
        For each token that opens a quotation, the token that closes it.
    """

    tokens: tuple[Token, ...]
    paragraph: int
    quotes: dict[int, int] = field(default_factory=dict)

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset after its last character."""
        return self.tokens[-1].end

    def words(self, start: int, end: int) -> list[Token]:
        """Return the words and numbers among tokens [start, end)."""
        return [t for t in self.tokens[start:end] if t.kind in {WORD, NUMBER}]


def tokenize(text: str) -> Iterator[Token]:
    """Yield the tokens of `text` in order."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or POINT
        written = match.group()
        form = fold(written) if kind in {WORD, NUMBER} else written
        if form:
            yield Token(match.start(), match.end(), form, kind)


def sentences(
    text: str, abbreviations: Collection[str], split: Callable[[Token], Iterable[Token]]
) -> Iterator[Sentence]:
    """Yield the sentences of `text`; a full stop inside a quotation ends none.

    Parameters
    ----------
    text
        The text.
    abbreviations
        Words whose full stop ends no sentence.
    split
        Gives the words of a token: several where they were run together.
    """
    line: list[Token] = []
    number = 0
    for token in tokenize(text):
        if token.kind != BREAK:
            if _hyphenated(line, token):
                line.pop()
            line.extend(split(token))
            continue
        if line:
            yield from _sentences_of(line, number, abbreviations)
            line = []
            number += 1
    if line:
        yield from _sentences_of(line, number, abbreviations)


def _hyphenated(line: list[Token], token: Token) -> bool:
    """Whether a hyphen joins the token to the word before, as in al-Bab or Салах-эд-Дин."""
    if len(line) < 2 or token.kind != WORD or line[-1].form != "-":  # noqa: PLR2004
        return False
    before, hyphen = line[-2:]
    joined = before.end == hyphen.start and hyphen.end == token.start
    return joined and before.kind == WORD and not _ARABIC.match(before.form)


def _sentences_of(
    line: list[Token], paragraph: int, abbreviations: Collection[str]
) -> Iterator[Sentence]:
    pairs = _pairs(line)
    closing = -1
    first = 0
    for index in range(len(line)):
        closing = max(closing, pairs.get(index, -1))
        last = index + 1 == len(line)
        ends = index >= closing and _ends(line, index, abbreviations)
        if last or ends or index - first >= LONGEST:
            yield _sentence(line, first, index + 1, paragraph, pairs)
            first = index + 1


def _sentence(
    line: list[Token], first: int, end: int, paragraph: int, pairs: dict[int, int]
) -> Sentence:
    inside = {
        opening - first: pairs[opening] - first
        for opening in range(first, end)
        if pairs.get(opening, end) < end
    }
    return Sentence(tuple(line[first:end]), paragraph, inside)


def _ends(line: list[Token], index: int, abbreviations: Collection[str]) -> bool:
    """Whether a sentence ends after this token: a full stop, or the quotation mark after it."""
    token = line[index]
    if token.kind == QUOTE:
        before = line[index - 1] if index else token
        after = line[index + 1] if index + 1 < len(line) else token
        return before.form in _ENDS and after.kind == WORD and _starts(line, index + 1)
    if token.form not in _ENDS:
        return False
    if (
        index + 1 < len(line)
        and line[index + 1].kind == QUOTE
        and line[index + 1].start == token.end
    ):
        return False
    before = line[index - 1] if index else token
    initial = before.kind == WORD and len(before.form) == 1
    return not (token.form == "." and (initial or before.form in abbreviations))


def _starts(line: list[Token], index: int) -> bool:
    return line[index].start > line[index - 1].end


def _pairs(line: list[Token]) -> dict[int, int]:
    """Pair quotation marks of one family as they come: writers confuse openers and closers."""
    pairs: dict[int, int] = {}
    waiting: dict[str, int] = {}
    for index, token in enumerate(line):
        if token.kind == QUOTE:
            family = _FAMILY.get(token.form, '"')
            if family in waiting:
                pairs[waiting.pop(family)] = index
            else:
                waiting[family] = index
    return pairs
