"""Which statements decide where they conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.reports.said import AGAINST, OWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from masarat.reports.said import Reading, Said
    from masarat.reports.sides import Sides

TWO = 2


def discounted(first: Said) -> bool:
    """What a person has graded as of an unreliable source (E) or as improbable (5) decides
    nothing.
    """
    return first.reliability == "E" or first.credibility == 5  # noqa: PLR2004  (Admiralty code)


def interest(side: str, reading: Reading, sides: Sides) -> str:
    """A side speaks in its own interest when it says that it, or an ally, has control, or that a
    rival has not; and against its own interest when it says the contrary.
    """
    if not side or reading.question != "control":
        return ""
    if sides.together(side, reading.answer):
        return AGAINST if reading.negated else OWN
    if sides.opposed(side, reading.answer):
        return OWN if reading.negated else AGAINST
    return ""


def against_interest(pro: Sequence[Said], con: Sequence[Said]) -> bool:
    """Who speaks against the own interest decides over those who speak in theirs."""
    return any(each.interest == AGAINST for each in pro) and all(
        each.interest == OWN for each in con
    )


def two_voices(pro: Sequence[Said], con: Sequence[Said]) -> bool:
    """Two voices or more, without those that speak in their own interest, decide over one voice
    that does.
    """
    independent = {each.voice for each in pro if each.interest != OWN}
    return (
        len(independent) >= TWO
        and len({each.voice for each in con}) == 1
        and all(each.interest == OWN for each in con)
    )


def graded(pro: Sequence[Said], con: Sequence[Said]) -> bool:
    """What a person has graded A or B and 1 or 2 decides over what a person has graded D or 4."""
    return any(each.reliability in "AB" and each.credibility <= TWO for each in pro) and all(
        each.reliability == "D" or each.credibility == 4  # noqa: PLR2004  (Admiralty code)
        for each in con
    )
