"""Collecting the words that each field of a draft was read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.reports.intake.draft import Evidence

if TYPE_CHECKING:
    from masarat.reports.intake.sentence import Reading
    from masarat.reports.intake.speakers import Chain
    from masarat.reports.intake.walk import Statement


class Why:
    """Collects evidence for one draft."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.found: list[Evidence] = []

    def words(self, start: int, end: int) -> str:
        """Return the text of tokens [start, end)."""
        tokens = self._reading.sentence.tokens
        return self._reading.text[tokens[start].start : tokens[end - 1].end]

    def add(self, role: str, start: int, end: int, value: str) -> None:
        """Note tokens [start, end) as evidence."""
        tokens = self._reading.sentence.tokens
        self.found.append(
            Evidence(
                role=role,
                start=tokens[start].start,
                end=tokens[end - 1].end,
                text=self.words(start, end),
                value=value,
            )
        )

    def chain(self, statement: Statement, chain: Chain) -> None:
        """Note the words of the attribution."""
        attribution = statement.attribution
        if attribution is None:
            return
        if attribution.cue != (0, 0):
            self.add("verb", *attribution.cue, "")
        if attribution.occasion:
            self.add(
                "occasion",
                attribution.occasion.start,
                attribution.occasion.end,
                attribution.occasion.entry.get("gloss"),
            )
        sources = [("source", chain.said_by), *(("relay", relay) for relay in chain.via)]
        for role, source in sources:
            if source is not None:
                self.found.append(
                    Evidence(
                        role=role,
                        start=source.start,
                        end=source.end,
                        text=source.text,
                        value=source.english,
                    )
                )
