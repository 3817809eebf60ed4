"""Minutes and percentages as people read them in a terminal."""

from __future__ import annotations

from fractions import Fraction

from masarat.core.duration import duration
from masarat.plan.content import gap_of

__all__ = ["duration", "gap_of", "people_words", "percent"]


def people_words(number: int) -> str:
    """Return a number of people.

    Examples
    --------
    >>> people_words(1), people_words(1200)
    ('1 person', '1,200 people')
    """
    return f"{number:,} {'person' if number == 1 else 'people'}"


def percent(share: Fraction | float) -> str:
    """Return `share` as a percentage with one digit, rounded up: a gap is never shown smaller.

    Examples
    --------
    >>> percent(Fraction(1, 30)), percent(0)
    ('3.4%', '0.0%')
    """
    tenths = -(-(Fraction(share) * 1000).limit_denominator(10**9) // 1)
    return f"{tenths // 10}.{tenths % 10}%"
