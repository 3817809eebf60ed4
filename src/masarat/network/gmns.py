"""Roads from a GMNS folder (General Modeling Network Specification, Zephyr Foundation).

Read are node.csv, link.csv and, where present, config.csv with the units. Capacity is vehicles an
hour a lane, as the specification says.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from masarat.core.errors import Fault, NetworkError, ScenarioError, suggestion
from masarat.network.defaults import HIGHWAY_CLASSES, METRES_PER
from masarat.network.graph import ArcRecord, haversine_m, network_of
from masarat.scenario import csv_text
from masarat.scenario.cells import as_seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from masarat.network.graph import RoadNetwork

UNIT_NAMES = {
    "metre": ("m", "meter", "meters", "metre", "metres"),
    "kilometre": ("km", "kilometer", "kilometers", "kilometre", "kilometres"),
    "mile": ("mi", "mile", "miles"),
    "foot": ("ft", "foot", "feet"),
}
SPEED_NAMES = {
    "kilometre": ("kph", "kmh", "km/h", "kmph", "kilometers per hour"),
    "mile": ("mph", "mi/h", "miles per hour"),
}
MOTOR_USES = frozenset(
    {"all", "auto", "bus", "car", "drive", "emergency", "hov", "psv", "transit", "truck", "vehicle"}
)
LINE = re.compile(r"\s*LINESTRING\s*(?:Z\s*)?\((.*)\)\s*", re.IGNORECASE)
STRAIGHT = 0.95
"""A link may be at most this much shorter than the straight line: coordinates are rounded."""
WINDING = 20
"""A link longer than this many straight lines is a wrong unit, not a mountain road."""
SHORT_M = 50
"""Between nodes this close, lengths are not compared with the straight line."""
SIZE_LIMIT = 2**30
"""Largest table that is read, in bytes: a large country's links with their shapes fit."""
LIMITS = {
    "length": (1e-6, 1e8),
    "free_speed": (0.1, 1000.0),
    "lanes": (0.0, 100.0),
    "capacity": (1.0, 100_000.0),
}
"""What a road may have, in any unit: far beyond all roads, and far inside of 64 bits in sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Units:
    length_m: float | None
    """Metres in one unit of length; None: no config.csv says so."""
    speed: str | None
    crs: str


EAST, NORTH = 180, 90
Projection = Callable[[float, float], tuple[float, float]]


@dataclass(slots=True)
class _Reader:
    folder: Path
    to_degrees: Projection
    faults: list[Fault] = field(default_factory=list)

    def stop(self) -> None:
        """Raise what was found so far."""
        if self.faults:
            raise NetworkError(self.faults)

    def fault(self, row: _Row, column: str, expected: str, hint: str = "") -> None:
        found = row.cells.get(column, "")
        self.faults.append(
            Fault(
                file=row.file,
                row=row.number,
                field=column,
                found=found,
                expected=expected,
                hint=hint,
            )
        )


@dataclass(frozen=True, slots=True)
class _Row:
    file: str
    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        return self.cells.get(column, "")


def read(folder: Path | str) -> RoadNetwork:
    """Return the roads of a GMNS folder that motor vehicles may use.

    Without config.csv the unit of length is the one that fits the coordinates, and speeds are in
    miles an hour if that unit is the mile or foot, else in kilometres an hour. Absent speeds, lanes
    and capacities are those of the link's `facility_type` as an OpenStreetMap class, else of an
    unclassified road.

    Raises
    ------
    NetworkError
        With every fault by file, row and field: missing tables or columns, unknown or duplicate
        nodes, numbers that are none or no road's, lengths in a unit of their own.
    """
    folder = Path(folder)
    reader = _Reader(folder, _as_it_is)
    units = _units(reader)
    reader.to_degrees = _projection(units.crs, reader)
    spots = _nodes(reader)
    rows = _table(reader, "link.csv", ("from_node_id", "to_node_id"))
    reader.stop()  # links of nodes that are faults would only repeat these
    links = [link for row in rows if (link := _link(row, spots, reader)) is not None]
    metre = units.length_m or _fitting_unit(links)
    _check_lengths(links, metre, reader)
    if not links and not reader.faults:
        expected = "at least one link that motor vehicles may use"
        reader.faults.append(Fault(file="link.csv", expected=expected))
    reader.stop()
    imperial = metre in {METRES_PER["mile"], METRES_PER["foot"]}
    speed_unit = units.speed or ("mile" if imperial else "kilometre")
    kmh = METRES_PER[speed_unit] / METRES_PER["kilometre"]
    index = {node: i for i, node in enumerate(spots)}
    arcs = (arc for link in links for arc in _arcs(link, index, metre, kmh))
    nodes = {index[node]: spot for node, spot in spots.items()}
    return network_of(nodes, arcs, source=folder.name)


def node_ids(folder: Path | str) -> tuple[str, ...]:
    """Return the ids in node.csv, in its order: node i of `read(folder)` has `node_id` i there.

    Raises
    ------
    NetworkError
        If the table cannot be read.
    """
    reader = _Reader(Path(folder), _as_it_is)
    ids = tuple(row.text("node_id") for row in _table(reader, "node.csv", ("node_id",)))
    reader.stop()
    return ids


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    row: _Row
    start: str
    end: str
    straight_m: float
    directed: bool
    length: float | None
    free_speed: float | None
    lanes: int | None
    capacity: float | None
    shape: tuple[tuple[float, float], ...]


def _table(reader: _Reader, name: str, required: tuple[str, ...]) -> list[_Row]:
    """Return the rows of a table, none of a table whose text or header is a fault."""
    try:
        text = csv_text.decode(csv_text.read_bytes(reader.folder / name, name, SIZE_LIMIT), name)
        lines = [line for line in csv_text.parse(text, name) if any(map(as_seen, line[1]))]
    except ScenarioError as error:
        reader.faults.extend(error.faults)
        return []
    (number, first), *body = lines or [(1, [])]
    header = [as_seen(column).casefold() for column in first]
    if wrong := _header_faults(header, name, number, required):
        reader.faults.extend(wrong)
        return []
    rows = []
    for number, cells in body:
        texts = list(map(as_seen, cells))
        reader.faults.extend(
            Fault(file=name, row=number, found=cell[:80], expected="nothing beyond the last column")
            for cell in filter(None, texts[len(header) :])
        )
        filled = {column: cell for column, cell in zip(header, texts, strict=False) if cell}
        rows.append(_Row(name, number, filled))
    return rows


def _header_faults(
    header: Sequence[str], name: str, row: int, required: Iterable[str]
) -> list[Fault]:
    return [
        Fault(file=name, row=row, field=column, expected="each column once")
        for column, count in Counter(filter(None, header)).items()
        if count > 1
    ] + [
        Fault(
            file=name,
            row=row,
            field=column,
            expected=f"a column '{column}'",
            hint=suggestion(column, header),
        )
        for column in required
        if column not in header
    ]


def _units(reader: _Reader) -> _Units:
    nothing = _Units(length_m=None, speed=None, crs="")
    if not (reader.folder / "config.csv").exists():
        return nothing
    rows = _table(reader, "config.csv", ())
    if not rows:
        return nothing
    row = rows[0]
    length = _unit(row, "long_length", UNIT_NAMES, reader)
    return _Units(
        length_m=METRES_PER[length] if length else None,
        speed=_unit(row, "speed", SPEED_NAMES, reader),
        crs=row.text("crs"),
    )


def _unit(
    row: _Row, column: str, names: Mapping[str, tuple[str, ...]], reader: _Reader
) -> str | None:
    word = row.text(column).lower()
    for unit, spellings in names.items():
        if word in spellings:
            return unit
    if word:
        known = [spelling for spellings in names.values() for spelling in spellings]
        reader.fault(row, column, f"one of {', '.join(known)}", suggestion(word, known))
    return None


def _nodes(reader: _Reader) -> dict[str, tuple[float, float]]:
    spots: dict[str, tuple[float, float]] = {}
    for row in _table(reader, "node.csv", ("node_id", "x_coord", "y_coord")):
        node = row.text("node_id")
        x, y = _number(row, "x_coord", reader), _number(row, "y_coord", reader)
        if node in spots:
            reader.fault(row, "node_id", "an id that no other node has")
        if x is None or y is None:
            _need(row, ("x_coord", "y_coord"), reader)
            continue
        lon, lat = reader.to_degrees(x, y)
        if not abs(lon) <= EAST:
            reader.fault(row, "x_coord", "a longitude in degrees, or the crs in config.csv")
        elif not abs(lat) <= NORTH:
            hint = "x_coord is the longitude, y_coord the latitude" if abs(lat) <= EAST else ""
            reader.fault(row, "y_coord", "a latitude in degrees, or the crs in config.csv", hint)
        spots[node] = lon, lat
    return spots


def _projection(crs: str, reader: _Reader) -> Projection:
    if not crs:
        return _as_it_is
    from pyproj import Transformer  # noqa: PLC0415  (only projected folders need it)
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    try:
        transformer = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except CRSError:
        expected = "a coordinate system such as EPSG:4326"
        reader.faults.append(Fault(file="config.csv", field="crs", found=crs, expected=expected))
        return _as_it_is
    project: Projection = transformer.transform
    return project


def _as_it_is(x: float, y: float) -> tuple[float, float]:
    return x, y


def _need(row: _Row, columns: tuple[str, ...], reader: _Reader) -> None:
    for column in columns:
        if not row.text(column):
            reader.fault(row, column, "a number")


def _number(row: _Row, column: str, reader: _Reader) -> float | None:
    """Return the number in a cell, None if it is empty; a fault if it is none, or no road's."""
    text = row.text(column)
    if text in {"", "NaN", "nan"}:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    least, most = LIMITS.get(column, (0.0, math.inf))
    if not math.isfinite(value):
        reader.fault(row, column, "a number")
    elif 0 < value < least or value > most:
        reader.fault(row, column, f"a number from {_said(least)} to {_said(most)}")
    else:
        return value
    return None


def _said(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")


def _positive(row: _Row, column: str, reader: _Reader) -> float | None:
    """Return the number in a cell, None if it is empty or 0: not known."""
    value = _number(row, column, reader)
    if not value:
        return None
    if value < 0:
        reader.fault(row, column, "a number that is not negative")
        return None
    return value


def _link(row: _Row, spots: Mapping[str, tuple[float, float]], reader: _Reader) -> _Link | None:
    ends = row.text("from_node_id"), row.text("to_node_id")
    for column, node in zip(("from_node_id", "to_node_id"), ends, strict=True):
        if node not in spots:
            reader.fault(row, column, "the id of a node in node.csv")
    uses = {use.strip().lower() for use in re.split(r"[,;]", row.text("allowed_uses"))} - {""}
    if (
        any(node not in spots for node in ends)
        or (uses and not uses & MOTOR_USES)
        or ends[0] == ends[1]
    ):
        return None
    lanes = _number(row, "lanes", reader)
    if lanes is not None and lanes <= 0:
        return None
    (x, y), (x2, y2) = spots[ends[0]], spots[ends[1]]
    return _Link(
        row=row,
        start=ends[0],
        end=ends[1],
        straight_m=float(haversine_m(y, x, y2, x2)),
        directed=_directed(row, reader),
        length=_positive(row, "length", reader),
        free_speed=_positive(row, "free_speed", reader),
        lanes=int(lanes) if lanes else None,
        capacity=_positive(row, "capacity", reader),
        shape=_shape(row, reader),
    )


def _directed(row: _Row, reader: _Reader) -> bool:
    word = row.text("directed").lower()
    if word in {"", "true", "1", "yes", "t"}:
        return True
    if word not in {"false", "0", "no", "f"}:
        reader.fault(row, "directed", "true or false")
    return False


def _shape(row: _Row, reader: _Reader) -> tuple[tuple[float, float], ...]:
    """Return the points between the ends of a WKT line."""
    text = row.text("geometry")
    match = LINE.fullmatch(text)
    if not text:
        return ()
    try:
        points = [tuple(map(float, p.split()))[:2] for p in match[1].split(",")] if match else []
        inner = tuple(reader.to_degrees(x, y) for x, y in points[1:-1])
    except ValueError:
        match, inner = None, ()
    if match is None or not all(abs(lon) <= EAST and abs(lat) <= NORTH for lon, lat in inner):
        reader.fault(row, "geometry", "a WKT line such as LINESTRING (9.5 47.1, 9.6 47.2)")
    return inner


def _fitting_unit(links: list[_Link]) -> float:
    """Return the metres in the unit whose lengths are most like the straight lines."""
    ratios = [x.straight_m / x.length for x in links if x.length and x.straight_m > SHORT_M]
    if not ratios:
        return METRES_PER["metre"]
    middle = float(np.median(ratios))
    return min(METRES_PER.values(), key=lambda metre: abs(math.log(metre / middle)))


def _check_lengths(links: list[_Link], metre: float, reader: _Reader) -> None:
    for link in links:
        if link.length is None or link.straight_m < SHORT_M:
            continue
        ratio = link.length * metre / link.straight_m
        if not STRAIGHT <= ratio <= WINDING:
            near = link.straight_m / metre
            expected = (
                f"a length near the straight line's {near:.3g} in the unit of the other links"
            )
            reader.fault(link.row, "length", expected)


def _arcs(link: _Link, index: Mapping[str, int], metre: float, kmh: float) -> Iterator[ArcRecord]:
    facility = link.row.text("facility_type").lower() or "unclassified"
    default = HIGHWAY_CLASSES.get(facility, HIGHWAY_CLASSES["unclassified"])
    lanes = link.lanes or default.lanes
    forward = ArcRecord(
        tail=index[link.start],
        head=index[link.end],
        length_m=link.length * metre if link.length else link.straight_m,
        speed_kmh=link.free_speed * kmh if link.free_speed else default.speed_kmh,
        lanes=lanes,
        capacity=round(lanes * (link.capacity or default.lane_capacity)),
        road_class=facility,
        name=link.row.text("name"),
        shape=link.shape,
    )
    yield forward
    if not link.directed:
        yield ArcRecord(
            tail=forward.head,
            head=forward.tail,
            length_m=forward.length_m,
            speed_kmh=forward.speed_kmh,
            lanes=forward.lanes,
            capacity=forward.capacity,
            road_class=forward.road_class,
            name=forward.name,
            shape=forward.shape[::-1],
        )
