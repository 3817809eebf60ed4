"""One sentence with all that the lexicons find in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from masarat.reports.intake.lexicon import Language, Marks
    from masarat.reports.intake.tokens import Sentence


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence of `text`, its tokens, and the phrases marked in it."""

    text: str
    sentence: Sentence
    marks: Marks
    language: Language

    def form(self, index: int) -> str:
        """Return the folded form of a token, empty outside the sentence."""
        tokens = self.sentence.tokens
        return tokens[index].form if 0 <= index < len(tokens) else ""

    def kind(self, index: int) -> str:
        """Return the kind of a token, empty outside the sentence."""
        tokens = self.sentence.tokens
        return tokens[index].kind if 0 <= index < len(tokens) else ""

    def words(self, start: int, end: int) -> str:
        """Return the text of tokens [start, end)."""
        tokens = self.sentence.tokens
        return self.text[tokens[start].start : tokens[end - 1].end]

    def __len__(self) -> int:
        return len(self.sentence.tokens)
