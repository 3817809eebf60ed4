"""Who spoke before: carried speakers ("he added") and references back ("the agency")."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from masarat.reports.intake.sources import Source

REMEMBERED = 40
_SAME = frozenset({"نفسه", "نفسها", "ذاته", "ذاتها", "same", "тот", "этот"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A speaker (None: not named) and its relays, from the speaker towards the publisher."""

    speaker: Source | None
    relays: tuple[Source, ...] = ()

    @property
    def said_by(self) -> Source | None:
        """The speaker, unless it only passes words on."""
        return None if self.speaker is None or self.speaker.relays_only else self.speaker

    @property
    def via(self) -> tuple[Source, ...]:
        """The relays, and the speaker if it only passes words on."""
        if self.speaker is not None and self.speaker.relays_only:
            return (self.speaker, *self.relays)
        return self.relays


def _refers_back(source: Source, speaker: Source) -> bool:
    """Whether it is "the source" or "the statement", which means whoever spoke last."""
    if source.kind == "unnamed":
        return source.gender == "m" or speaker.kind == "unnamed"
    return source.kind == "document"


def _both_agencies(source: Source, speaker: Source) -> bool:
    return source.relays_only and source.kind == speaker.kind


@dataclass(slots=True)
class Speakers:
    """The chains of the text so far, oldest first."""

    chains: list[Chain] = field(default_factory=list)

    def remember(self, chain: Chain) -> None:
        """Note who spoke; the relays can be referred to as well."""
        for number, relay in enumerate(chain.relays):
            if not relay.relays_only:
                continue
            self.chains.append(Chain(speaker=relay, relays=chain.relays[number + 1 :]))
        self.chains.append(chain)
        del self.chains[:-REMEMBERED]

    def carried(self, gender: str) -> Chain | None:
        """Return the last chain whose speaker fits a verb's gender."""
        for chain in reversed(self.chains):
            known = chain.speaker.gender if chain.speaker else ""
            if not gender or not known or known == gender:
                return chain
        return None

    def known(self, source: Source) -> Chain | None:
        """Return the last chain whose speaker `source` refers to."""
        asked = source.forms - _SAME
        for chain in reversed(self.chains):
            speaker = chain.speaker
            if speaker is None:
                continue
            same_name = source.name is not None and speaker.name == source.name
            if same_name or (asked and asked <= speaker.forms and source.kind != "unnamed"):
                return chain
            if source.definite and len(asked) <= 1 and _refers_back(source, speaker):
                return chain
            if source.definite and len(asked) <= 1 and _both_agencies(source, speaker):
                return chain
        return None
