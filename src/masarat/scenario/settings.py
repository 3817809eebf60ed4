"""The keys of scenario.yaml (or of the workbook's sheet `scenario`), read, written and described.

A key is dotted: `rules.aboard_limit`. Where it ends in `.*` the last part is free: a language, a
road class, the name of a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from masarat.core.windows import Window
from masarat.scenario.cells import (
    ANY_TIME,
    IDS,
    MINUTES,
    TEXT,
    YES_NO,
    Kind,
    WrongCellError,
    choice,
    fraction,
    plain,
    whole,
)
from masarat.scenario.clock import BadTimeError, Clock, parse_moment, write_moment, zone
from masarat.scenario.statuses import STATUS_RULE
from masarat.scenario.tables import TABLES

LONGEST_SCENARIO = 366 * 1440
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key: its kind, whether it holds a list, what its absence means, and help."""

    name: str
    kind: Kind
    about: str
    required: bool = False
    many: bool = False
    default: Any = None
    empty: str = ""

    @property
    def free(self) -> bool:
        """Whether the last part of the key is free."""
        return self.name.endswith(".*")

    @property
    def stem(self) -> str:
        """The key without the free part."""
        return self.name.removesuffix(".*")


def _read_zone(text: str, clock: Clock | None) -> str:
    del clock
    try:
        return zone(text).key
    except BadTimeError as error:
        raise WrongCellError(error.expected, error.hint) from error


def _read_moment(text: str, clock: Clock | None) -> str:
    del clock
    return text


def _read_language(text: str, clock: Clock | None) -> str:
    del clock
    if LANGUAGE.fullmatch(text) is None:
        raise WrongCellError("a language code such as en, ar or ru")
    return text


def _read_span(text: str, clock: Clock | None) -> Window:
    parts = re.split(r"\s+to\s+", plain(text))
    if len(parts) != 2:  # noqa: PLR2004  (two times)
        raise WrongCellError("two times with 'to' between: 2016-12-16 10:00 to 2016-12-18 23:00")
    if clock is None:
        return Window(0, 1)
    try:
        first, last = (clock.parse(part) for part in parts)
    except BadTimeError as error:
        raise WrongCellError(error.expected, error.hint) from error
    except OverflowError as error:
        raise WrongCellError("times of this millennium") from error
    if last <= first:
        raise WrongCellError("the second time after the first")
    return Window(first, last)


def _write_span(value: Window, clock: Clock) -> str:
    return f"{clock.write(value.start)} to {clock.write(value.until)}"


_ZONE = Kind("IANA time zone", _read_zone, lambda v, _: str(v))
_MOMENT = Kind("date and time: 2016-12-15 06:00", _read_moment, lambda v, _: str(v))
_LANGUAGE = Kind("language codes", _read_language, lambda v, _: str(v))
_SPAN = Kind("times as A to B, [A, B)", _read_span, _write_span)
_TABLE_IDS = Kind("ids", IDS.read, IDS.write)

KEYS = (
    Key(
        name="title.*",
        kind=TEXT,
        required=True,
        about="what it is, by language (or one plain text)",
    ),
    Key(name="description.*", kind=TEXT, about="more about it, by language (or one plain text)"),
    Key(name="start", kind=_MOMENT, required=True, about="minute 0, in the time zone"),
    Key(name="end", kind=_MOMENT, required=True, about="no arrival is later; may be `day 3 00:00`"),
    Key(name="time_zone", kind=_ZONE, required=True, about="zone of every time in the scenario"),
    Key(
        name="languages",
        kind=_LANGUAGE,
        many=True,
        default=("en",),
        empty="en",
        about="languages of names and outputs, the main one first",
    ),
    Key(
        name="assume",
        kind=choice(("least", "likely", "most")),
        default="likely",
        empty="likely",
        about="which number of uncertain groups to plan for",
    ),
    Key(
        name="rules.aboard_limit",
        kind=MINUTES,
        empty="no limit",
        about="most minutes aboard, from the end of loading to arrival",
    ),
    Key(
        name="rules.small_last_convoy",
        kind=YES_NO,
        default=False,
        empty="no",
        about="whether an assembly point's last convoy may be smaller than the minimum",
    ),
    Key(
        name="rules.suspensions",
        kind=_SPAN,
        many=True,
        default=(),
        empty="none",
        about="intervals in which nothing moves",
    ),
    Key(
        name="roads.network",
        kind=TEXT,
        default="",
        empty="only links.csv and travel.csv",
        about="file of an imported road network, relative to this scenario",
    ),
    Key(
        name="roads.season_factor",
        kind=fraction(0, 10, positive=True),
        default=1,
        empty="1",
        about="multiplies the speed of all roads: 0.8 in winter",
    ),
    Key(name="roads.speeds_kmh.*", kind=whole(1), about="convoy speed by road class"),
    Key(
        name="reports.ledger",
        kind=TEXT,
        default="",
        empty="no reports, unless `--reports` names some",
        about="journal or file of reports that plans are made with, relative to this scenario",
    ),
    Key(
        name="reports.statuses.*",
        kind=STATUS_RULE,
        many=True,
        empty="closed: close; contested, unknown: warn; others: ignore",
        about="what a status of a corridor, place or link does",
    ),
    Key(
        name="based_on",
        kind=TEXT,
        empty="complete by itself",
        about="another scenario: rows here replace its rows of the same key, or are added",
    ),
    Key(
        name="without.*",
        kind=_TABLE_IDS,
        many=True,
        about=(
            "beside based_on, by table ("
            + ", ".join(table.name for table in TABLES)
            + "): ids of rows left out"
        ),
    ),
)


def read_start(text: str, zone_name: str) -> Clock:
    """Return the clock of a scenario that starts at `text` in the zone.

    Raises
    ------
    WrongCellError
        If the text is no date and time.
    """
    try:
        return Clock(start=parse_moment(plain(text), zone(zone_name)))
    except BadTimeError as error:
        raise WrongCellError(error.expected, error.hint) from error
    except OverflowError as error:
        raise WrongCellError("a time of this millennium") from error


def read_end(text: str, clock: Clock) -> int:
    """Return the minutes from a scenario's start to its end.

    Raises
    ------
    WrongCellError
        If the text is no time, or none after the start by at most `LONGEST_SCENARIO`.
    """
    minutes: int = ANY_TIME.read(text, clock)
    if not 0 < minutes <= LONGEST_SCENARIO:
        raise WrongCellError(f"a time after the start, by at most {LONGEST_SCENARIO // 1440} days")
    return minutes


def write_start(clock: Clock) -> str:
    """Write minute 0 as a full date and time."""
    return write_moment(clock.start)


def write_end(clock: Clock) -> str:
    """Write the scenario's end as a full date and time."""
    return write_moment(clock.moment(clock.end))
