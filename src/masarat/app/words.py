"""Minutes and percentages as people read them in a terminal."""

from __future__ import annotations

from fractions import Fraction

HOUR = 60
DAY = 24 * HOUR


def duration(minutes: int) -> str:
    """Return `minutes` as days, hours and minutes: "5 d 16 h 05 min".

    Examples
    --------
    >>> duration(45), duration(125), duration(8165)
    ('45 min', '2 h 05 min', '5 d 16 h 05 min')
    """
    days, rest = divmod(minutes, DAY)
    hours, rest = divmod(rest, HOUR)
    if days:
        return f"{days} d {hours} h {rest:02} min"
    if hours:
        return f"{hours} h {rest:02} min"
    return f"{rest} min"


def gap_of(clearance: int, bound: int) -> Fraction:
    """Return (clearance - bound) / bound; 0 where both are 0."""
    return Fraction(clearance - bound, bound) if bound else Fraction(0)


def percent(share: Fraction | float) -> str:
    """Return `share` as a percentage with one digit, rounded up: a gap is never shown smaller.

    Examples
    --------
    >>> percent(Fraction(1, 30)), percent(0)
    ('3.4%', '0.0%')
    """
    tenths = -(-(Fraction(share) * 1000).limit_denominator(10**9) // 1)
    return f"{tenths // 10}.{tenths % 10}%"
