"""The tables of a scenario: one declarative specification for reading, writing, help and reference.

A `Table` says how a row becomes one of `document`'s dataclasses and back. Column order here is the
order in files, in the template and in docs/scenario.md.
"""

# ruff: noqa: ANN401  (rows are of as many types as there are tables)

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from masarat.core.windows import Window
from masarat.scenario.cells import (
    ID,
    IDS,
    MINUTES,
    ROUTE,
    TEXT,
    TIME,
    YES_NO,
    Kind,
    WrongCellError,
    choice,
    degrees,
    fraction,
    plain,
    whole,
)
from masarat.scenario.clock import BadTimeError, Clock, is_time_of_day, time_of_day
from masarat.scenario.document import (
    GroupCount,
    Place,
    ScenarioCheckpoint,
    ScenarioCorridor,
    ScenarioEscorts,
    ScenarioGroup,
    ScenarioLink,
    ScenarioLinked,
    ScenarioTravel,
    ScenarioVehicles,
    ScenarioWindow,
)
from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Values = dict[str, Any]

MOST_VEHICLES = 100_000
"""Vehicles of a class: each is planned by itself, so that more would be searched for hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name in files, its kind, what an empty cell means, and help.

    `field` is the dataclass field where it differs from `name`; `hxl` the column's HXL hashtag.
    """

    name: str
    kind: Kind
    about: str
    required: bool = False
    default: Any = None
    empty: str = ""
    field: str = ""
    hxl: str = ""

    @property
    def target(self) -> str:
        """Field of the dataclass that the column fills."""
        return self.field or self.name

    @property
    def when_empty(self) -> str:
        """What an empty cell means, in words."""
        if self.empty or self.required:
            return self.empty
        if isinstance(self.default, bool):
            return "yes" if self.default else "no"
        if self.kind is TIME and self.default == 0:
            return "start"
        return "unknown" if self.default is None else str(self.default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its columns, its key, and how rows and dataclasses turn into each other.

    `key` are the columns that say which row of a base scenario a row replaces; `unique` whether one
    key may stand only once. `make` gets values by `Column.target` (and `names`), `take` gives them.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    make: Callable[[Values, Clock | None], Any]
    take: Callable[[Any, Clock], Values]
    key: tuple[str, ...]
    unique: bool = True
    named: bool = False
    required: bool = False
    by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})


def _maker(cls: type[Any]) -> Callable[[Values, Clock | None], Any]:
    def make(values: Values, clock: Clock | None) -> object:
        del clock
        return cls(**values)

    return make


def _take(item: Any, clock: Clock) -> Values:
    del clock
    return {name: getattr(item, name) for name in type(item).__dataclass_fields__}


def _make_place(values: Values, clock: Clock | None) -> Place:
    del clock
    for lacking, other in (("lat", "lon"), ("lon", "lat")):
        if values[lacking] is None and values[other] is not None:
            raise WrongCellError(f"a value beside {other}, or neither of the two", field=lacking)
    return Place(**values)


def _make_group(values: Values, clock: Clock | None) -> ScenarioGroup:
    del clock
    likely = values.pop("people")
    least = values.pop("people_least")
    most = values.pop("people_most")
    least = likely if least is None else least
    most = likely if most is None else most
    if least > likely:
        raise WrongCellError(f"at most people, which is {likely}", field="people_least")
    if most < likely:
        raise WrongCellError(f"at least people, which is {likely}", field="people_most")
    need = values.pop("need")
    if need == "stay" and values["destinations"]:
        raise WrongCellError("no destinations for a group that stays", field="destinations")
    if need != "stay" and not values["destinations"]:
        raise WrongCellError("at least one place to go to (or need 'stay')", field="destinations")
    people = GroupCount(least=least, likely=likely, most=most)
    return ScenarioGroup(people=people, need=None if need == "stay" else Need(need), **values)


def _take_group(group: ScenarioGroup, clock: Clock) -> Values:
    values = _take(group, clock)
    count = group.people
    values["people"] = count.likely
    values["people_least"] = None if count.least == count.likely else count.least
    values["people_most"] = None if count.most == count.likely else count.most
    values["need"] = "stay" if group.need is None else str(group.need)
    return values


def _make_corridor(values: Values, clock: Clock | None) -> ScenarioCorridor:
    del clock
    if values["largest"] < values["smallest"]:
        raise WrongCellError(f"at least smallest, which is {values['smallest']}", field="largest")
    return ScenarioCorridor(**values)


def _make_vehicles(values: Values, clock: Clock | None) -> ScenarioVehicles:
    del clock
    smallest, largest = values["smallest"], values["largest"]
    if smallest is not None and largest is None:
        raise WrongCellError("a largest convoy beside smallest", field="largest")
    if largest is not None:
        values["smallest"] = smallest = 1 if smallest is None else smallest
        if largest < smallest:
            raise WrongCellError(f"at least smallest, which is {smallest}", field="largest")
    if values["seats"] + values["stretchers"] == 0:
        raise WrongCellError("a seat or a stretcher", field="seats")
    return ScenarioVehicles(**values)


def _make_linked(values: Values, clock: Clock | None) -> ScenarioLinked:
    del clock
    if (values["tolerance"] is None) == (values["ratio"] is None):
        raise WrongCellError("either a tolerance or a ratio", field="tolerance")
    if values["slack"] and values["ratio"] is None:
        raise WrongCellError("a slack only beside a ratio", field="slack")
    common = set(values["a"]) & set(values["b"])
    if common:
        raise WrongCellError(f"groups that are not in a: '{min(common)}' is in both", field="b")
    return ScenarioLinked(**values)


def _make_link(values: Values, clock: Clock | None) -> ScenarioLink:
    del clock
    _two_ends(values)
    return ScenarioLink(**values)


def _make_travel(values: Values, clock: Clock | None) -> ScenarioTravel:
    del clock
    _two_ends(values)
    return ScenarioTravel(**values)


def _two_ends(values: Values) -> None:
    if values["start"] == values["end"]:
        raise WrongCellError("another place than from", field="to")


@dataclass(frozen=True, slots=True)
class _WindowTime:
    text: str
    daily: bool


def _read_window_time(text: str, clock: Clock | None) -> _WindowTime:
    cleaned = plain(text)
    try:
        if is_time_of_day(cleaned):
            time_of_day(cleaned)
            return _WindowTime(cleaned, daily=True)
        if clock is not None:
            clock.parse(cleaned)
    except BadTimeError as error:
        raise WrongCellError(
            error.expected + ", or a time of day such as 06:00", error.hint
        ) from error
    except OverflowError as error:
        raise WrongCellError("a time of this millennium") from error
    return _WindowTime(cleaned, daily=False)


_WINDOW_TIME = Kind(
    "time of day such as 06:00 (every day), or a time such as 2016-12-15 06:00",
    _read_window_time,
    lambda value, _: value,
)


def _make_window(values: Values, clock: Clock | None) -> ScenarioWindow:
    start, until = values["from"], values["until"]
    if start.daily != until.daily:
        raise WrongCellError(
            "a time of day, as from is" if start.daily else "a date and time, as from is",
            field="until",
        )
    if start.daily and values["daily"] is False:
        raise WrongCellError("yes or nothing beside times of day", field="daily")
    if clock is None:
        return ScenarioWindow(of=values["of"], window=Window(0, 1))
    if start.daily:
        return _daily_window(values["of"], start.text, until.text, clock)
    first, last = clock.parse(start.text), clock.parse(until.text)
    if last <= first:
        raise WrongCellError("a time after from", field="until")
    return ScenarioWindow(of=values["of"], window=Window(first, last), daily=bool(values["daily"]))


def _daily_window(of: str, start: str, until: str, clock: Clock) -> ScenarioWindow:
    first, last = time_of_day(start), time_of_day(until)
    if first == last:
        raise WrongCellError("another time than from (all day: 00:00 to 24:00)", field="until")
    return ScenarioWindow(of=of, window=clock.daily(first, last), daily=True)


def _take_window(row: ScenarioWindow, clock: Clock) -> Values:
    daily = clock.write_daily(row.window) if row.daily else None
    if daily is not None:
        return {"of": row.of, "from": daily[0], "until": daily[1], "daily": None}
    start, until = clock.write(row.window.start), clock.write(row.window.until)
    return {"of": row.of, "from": start, "until": until, "daily": row.daily or None}


PLACE_KINDS = ("assembly", "destination", "checkpoint", "depot", "junction", "neighbourhood")
NEEDS = ("seat", "stretcher", "own vehicle", "stay")

PLACES = Table(
    name="places",
    about="Named points: assembly points, destinations, checkpoints, depots, junctions.",
    key=("id",),
    named=True,
    required=True,
    make=_make_place,
    take=_take,
    columns=(
        Column(
            name="id", kind=ID, required=True, about="how other tables name it", hxl="#loc+code"
        ),
        Column(
            name="lat",
            kind=degrees(90),
            about="latitude (WGS 84), for maps and roads",
            hxl="#geo+lat",
        ),
        Column(name="lon", kind=degrees(180), about="longitude (WGS 84)", hxl="#geo+lon"),
        Column(
            name="kind",
            kind=choice(PLACE_KINDS),
            default="junction",
            about="what the place is on the map; what happens there is said by the other tables",
            hxl="#loc+type",
        ),
        Column(
            name="bays",
            kind=whole(1),
            empty="any number",
            about="vehicles that can load at the same time, where people assemble",
        ),
        Column(
            name="capacity",
            kind=whole(0),
            empty="any number",
            about="people that the place can receive in all, where people go",
            hxl="#capacity",
        ),
        Column(name="ready", kind=TIME, default=0, about="from when the place receives people"),
    ),
)

GROUPS = Table(
    name="groups",
    about="How many people wait where, what they need, where they may go. Counts, never persons.",
    key=("id",),
    named=True,
    required=True,
    make=_make_group,
    take=_take_group,
    columns=(
        Column(
            name="id", kind=ID, required=True, about="how other tables name it", hxl="#group+code"
        ),
        Column(
            name="at", kind=ID, required=True, about="place where they wait", hxl="#loc+code+from"
        ),
        Column(
            name="people",
            kind=whole(0),
            required=True,
            about="likely number of people",
            hxl="#affected",
        ),
        Column(
            name="people_least",
            kind=whole(0),
            empty="as people",
            about="least number, for `--assume least`",
            hxl="#affected+min",
        ),
        Column(
            name="people_most",
            kind=whole(0),
            empty="as people",
            about="most, for `--assume most`",
            hxl="#affected+max",
        ),
        Column(
            name="need",
            kind=choice(NEEDS),
            required=True,
            about="what each person needs; stay: they chose to stay, are shown and never planned",
        ),
        Column(name="priority", kind=whole(1), default=1, about="1 is the most urgent"),
        Column(name="ready", kind=TIME, default=0, about="nobody boards earlier"),
        Column(
            name="destinations",
            kind=IDS,
            default=(),
            empty="only for groups that stay",
            about="permitted places, the preferred first",
            hxl="#loc+code+to",
        ),
        Column(
            name="unit",
            kind=whole(1),
            default=1,
            about="people who are never split between vehicles or destinations (a household)",
        ),
        Column(
            name="may_split",
            kind=YES_NO,
            default=False,
            about="whether the group may go to more than one destination",
        ),
        Column(
            name="together",
            kind=TEXT,
            default="",
            empty="by itself",
            about="a label: groups with the same label all go to one same destination",
        ),
    ),
)

CORRIDORS = Table(
    name="corridors",
    about="Agreed routes out.",
    key=("id",),
    named=True,
    required=True,
    make=_make_corridor,
    take=_take,
    columns=(
        Column(name="id", kind=ID, required=True, about="how other tables name it"),
        Column(
            name="places",
            kind=ROUTE,
            default=(),
            empty="an open corridor: straight from the assembly point to the destination",
            about="the route, in order",
        ),
        Column(
            name="headway",
            kind=MINUTES,
            default=0,
            about="least minutes between two convoys entering",
        ),
        Column(name="smallest", kind=whole(1), default=1, about="fewest vehicles in a convoy"),
        Column(name="largest", kind=whole(1), required=True, about="most vehicles in a convoy"),
        Column(
            name="per_hour",
            kind=whole(1),
            empty="no limit",
            about="most vehicles entering in any 60 minutes",
        ),
        Column(
            name="returns",
            kind=YES_NO,
            default=True,
            about="whether empty vehicles come back on it",
        ),
        Column(
            name="returns_in_windows",
            kind=YES_NO,
            default=False,
            about="whether empty vehicles are bound to the corridor's windows",
        ),
        Column(
            name="return_minutes",
            kind=MINUTES,
            empty="as the roads say",
            about="minutes that an empty vehicle takes from the last place back to the first",
        ),
        Column(
            name="alternatives",
            kind=whole(1),
            default=1,
            about="routes to offer between the places where the roads leave a choice",
        ),
    ),
)

CHECKPOINTS = Table(
    name="checkpoints",
    about="Where vehicles are inspected. n vehicles, together, take ceil(n / lanes) x minutes.",
    key=("place",),
    make=_maker(ScenarioCheckpoint),
    take=_take,
    columns=(
        Column(name="place", kind=ID, required=True, about="place of the inspection"),
        Column(
            name="lanes", kind=whole(1), required=True, about="vehicles inspected at the same time"
        ),
        Column(name="minutes", kind=MINUTES, required=True, about="minutes to inspect one vehicle"),
        Column(
            name="longest_wait",
            kind=MINUTES,
            default=0,
            about="longest wait before it that a plan may use",
        ),
        Column(
            name="corridors",
            kind=IDS,
            default=(),
            empty="every corridor through the place",
            about="corridors whose convoys are inspected",
        ),
        Column(
            name="back_corridors",
            kind=IDS,
            default=(),
            empty="none",
            about="corridors whose returning empty vehicles are inspected",
        ),
        Column(
            name="outbound",
            kind=YES_NO,
            default=True,
            about="no: convoys pass freely and only the returns of back_corridors are inspected",
        ),
    ),
)

VEHICLES = Table(
    name="vehicles",
    about="Vehicle classes: identical vehicles.",
    key=("id",),
    named=True,
    required=True,
    make=_make_vehicles,
    take=_take,
    columns=(
        Column(
            name="id",
            kind=ID,
            required=True,
            about="vehicles are called id-1, id-2, ...; of ten or more id-01, id-02, ...",
        ),
        Column(
            name="count",
            kind=whole(1, most=MOST_VEHICLES),
            required=True,
            about="how many vehicles",
        ),
        Column(name="seats", kind=whole(0), required=True, about="people seated in one vehicle"),
        Column(name="stretchers", kind=whole(0), default=0, about="people lying in one vehicle"),
        Column(
            name="start_place",
            kind=ID,
            default="",
            empty="at the assembly point where they first load",
            about="where they are at first",
        ),
        Column(name="available", kind=TIME, default=0, about="from when they can be used"),
        Column(name="load", kind=MINUTES, default=0, about="minutes to load one vehicle"),
        Column(name="unload", kind=MINUTES, default=0, about="minutes to unload one vehicle"),
        Column(
            name="speed_factor",
            kind=fraction(0, 10, positive=True),
            default=Fraction(1),
            about="multiplies the speed of the roads: 0.8 is slower",
        ),
        Column(
            name="corridors",
            kind=IDS,
            default=(),
            empty="every corridor",
            about="corridors they may serve",
        ),
        Column(
            name="comes_back",
            kind=YES_NO,
            default=True,
            about="whether they come back for another trip; private vehicles do not",
        ),
        Column(
            name="own",
            kind=YES_NO,
            default=False,
            about="people's own vehicles: they carry exactly the groups that need 'own vehicle'",
        ),
        Column(
            name="smallest",
            kind=whole(1),
            empty="as the corridor says, or 1 beside largest",
            about="fewest vehicles in a convoy of this class by itself",
        ),
        Column(
            name="largest",
            kind=whole(1),
            empty="as the corridor says, mixed with other classes",
            about="most vehicles in a convoy of this class by itself",
        ),
    ),
)

ESCORTS = Table(
    name="escorts",
    about="Escort teams. A convoy on a corridor that a pool serves needs one of its teams.",
    key=("id",),
    named=True,
    make=_maker(ScenarioEscorts),
    take=_take,
    columns=(
        Column(name="id", kind=ID, required=True, about="name of the pool"),
        Column(name="teams", kind=whole(0), required=True, about="how many teams"),
        Column(
            name="corridors",
            kind=IDS,
            default=(),
            empty="every corridor",
            about="corridors they serve",
        ),
    ),
)

WINDOWS = Table(
    name="windows",
    about=(
        "When a corridor or checkpoint may be used; one without a row may always be. A row counts "
        "for the corridor and for the checkpoint of that id: give them two ids where they differ."
    ),
    key=("of",),
    unique=False,
    make=_make_window,
    take=_take_window,
    columns=(
        Column(name="of", kind=ID, required=True, about="corridor id, or place of a checkpoint"),
        Column(name="from", kind=_WINDOW_TIME, required=True, about="start of the window"),
        Column(
            name="until",
            kind=_WINDOW_TIME,
            required=True,
            about="end of the window, itself outside; before from: on the next day",
        ),
        Column(
            name="daily",
            kind=YES_NO,
            empty="yes for times of day, otherwise no",
            about="whether it repeats every day until the scenario's end",
        ),
    ),
)

LINKED = Table(
    name="linked",
    about="Linked operations: two sets of groups whose departures are tied.",
    key=("id",),
    named=True,
    make=_make_linked,
    take=_take,
    columns=(
        Column(name="id", kind=ID, required=True, about="name of the tie"),
        Column(name="a", kind=IDS, required=True, about="groups on one side"),
        Column(name="b", kind=IDS, required=True, about="groups on the other side"),
        Column(
            name="tolerance",
            kind=fraction(0, 1),
            empty="use ratio",
            about="at every minute the departed shares of a and b differ by at most this",
        ),
        Column(
            name="ratio",
            kind=fraction(0, 1000),
            empty="use tolerance",
            about="at every minute departed(b) >= ratio x departed(a) - slack, in people",
        ),
        Column(name="slack", kind=whole(0), default=0, about="people, beside ratio"),
    ),
)

LINKS = Table(
    name="links",
    about="Roads between places.",
    key=("from", "to"),
    unique=False,
    named=True,
    make=_make_link,
    take=_take,
    columns=(
        Column(name="from", field="start", kind=ID, required=True, about="place at one end"),
        Column(name="to", field="end", kind=ID, required=True, about="place at the other end"),
        Column(name="length_m", kind=whole(0), required=True, about="length in metres"),
        Column(
            name="class",
            field="road_class",
            kind=ID,
            required=True,
            about="road class (OpenStreetMap's words): gives the speed, see roads.speeds_kmh",
        ),
        Column(name="lanes", kind=whole(1), default=1, about="lanes in each direction"),
        Column(name="speed_kmh", kind=whole(1), empty="as the class", about="speed of convoys"),
        Column(name="one_way", kind=YES_NO, default=False, about="only from -> to"),
        Column(
            name="crosses_contact_line",
            kind=YES_NO,
            default=False,
            about="closed, unless it is a crossing point",
        ),
        Column(name="crossing_point", kind=YES_NO, default=False, about="an agreed crossing: open"),
        Column(
            name="closed_from",
            kind=TIME,
            empty="open",
            about="from when it is closed; start: all the time",
        ),
    ),
)

TRAVEL = Table(
    name="travel",
    about="Minutes from one place to another, given directly instead of by roads.",
    key=("from", "to"),
    make=_make_travel,
    take=_take,
    columns=(
        Column(name="from", field="start", kind=ID, required=True, about="place of departure"),
        Column(name="to", field="end", kind=ID, required=True, about="place of arrival"),
        Column(name="minutes", kind=MINUTES, required=True, about="minutes at speed factor 1"),
        Column(
            name="both_ways", kind=YES_NO, default=True, about="whether the way back takes as long"
        ),
    ),
)

TABLES = (
    PLACES,
    GROUPS,
    CORRIDORS,
    CHECKPOINTS,
    VEHICLES,
    ESCORTS,
    WINDOWS,
    LINKED,
    LINKS,
    TRAVEL,
)
BY_NAME: Mapping[str, Table] = {table.name: table for table in TABLES}
