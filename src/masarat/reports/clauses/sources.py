"""Who is the source, what is one statement, who is one voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from masarat.reports.report import Report, Source
    from masarat.reports.said import Said, Statement
    from masarat.reports.sides import Names, Sides


def source_of(report: Report) -> Source:
    """The source of a report is the first of its chain who is named. Speakers without a name,
    through one who is named, are told apart by their side only.
    """
    chain = report.chain
    return next((each for each in chain if each.named), chain[-1])


def one_statement(earlier: Sequence[Statement], said: Said) -> Statement | None:
    """Reports by one source that say the same, and were said at times that overlap, are one
    statement; one that tells no time repeats the last statement before it, and one that a link
    says repeats another is that statement. A statement is judged by its first publication.
    """
    if not said.dated:
        return earlier[-1] if earlier else None
    for statement in earlier:
        first = statement.first
        if first.said < said.until and said.said < first.until:
            return statement
    return None


def voice_of(origin: str, side: str, sides: Sides) -> str:
    """Sources of one side, or of sides that are allies, are one voice, and so are the nameless
    sources of one who is named.
    """
    return f"side {sides.camp(side)}" if side else origin


def origin_of(report: Report, names: Names, sides: Sides) -> tuple[str, str, str]:
    """Return the source of a report as it is compared, its voice, and its side."""
    source = source_of(report)
    first = report.chain[0]
    side = names.side(first)
    side = sides.id(side) if side else ""
    name = names.source(source.name)
    origin = name if source is first else f"{name} / {side}"
    return origin, voice_of(name, side, sides), side
