"""Minutes as people read them."""

from __future__ import annotations

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
