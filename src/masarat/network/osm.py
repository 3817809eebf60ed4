"""Roads from OpenStreetMap files (PBF or XML), (c) OpenStreetMap contributors, ODbL 1.0."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from masarat.core.errors import Fault, NetworkError
from masarat.network.graph import ArcRecord, network_of
from masarat.network.tags import (
    CONVOY_KEYS,
    OsmOptions,
    directions,
    is_blocked,
    lanes,
    road_class,
    speeds,
)
from masarat.network.turns import Restriction, Segment, apply_restrictions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from osmium import FileProcessor

    from masarat.network.graph import RoadNetwork

SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.bz2", ".osm.gz")
VEHICLES = frozenset({"motorcar", "motor_vehicle"})


@dataclass(frozen=True, slots=True)
class _Kind:
    """What all segments of one way share; pairs are along and against the way."""

    road_class: str
    name: str
    speeds: tuple[float, float]
    lanes: tuple[int, int]
    lane_capacity: int


@dataclass(slots=True)
class _Found:
    """What a pass over the file gathers."""

    spots: dict[int, tuple[float, float]] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    kinds: list[_Kind] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)


def read(path: Path | str, *, options: OsmOptions | None = None) -> RoadNetwork:
    """Return the drivable roads of an OpenStreetMap file.

    Every node of a drivable way becomes a node of the network, so that places lie close to one;
    `contraction` makes it small. Turn restrictions with a via node are applied; those with via
    ways, or for other vehicles, are counted in `notes`.

    Raises
    ------
    NetworkError
        If the file is missing, truncated, damaged or without drivable roads.
    """
    path = Path(path)
    if not path.is_file():
        raise _unusable(path, "", "a file that exists")
    options = options or OsmOptions()
    found = _Found()
    with reading(path):
        for item in _items(path):
            _take(item, found, options)
    if not found.segments:
        raise _unusable(path, "no road", "at least one road that vehicles may use")
    return _network(found, path.name)


def _unusable(path: Path, was: str, expected: str) -> NetworkError:
    """Return the error that says why `path` cannot be read."""
    return NetworkError([Fault(file=path.name, found=was, expected=expected)])


def is_extract(path: Path) -> bool:
    """Whether a file of this name is OpenStreetMap's."""
    return path.name.casefold().endswith(SUFFIXES)


def processor(path: Path) -> FileProcessor:
    """Return what reads the file `path`: osmium itself knows its format by small letters only."""
    import osmium  # noqa: PLC0415  (costs start-up time that other commands need not pay)

    name = path.name.casefold()
    form = next((suffix[1:] for suffix in SUFFIXES if name.endswith(suffix)), "")
    return osmium.FileProcessor(osmium.io.File(str(path), form))


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Make a fault of `path` out of what osmium raises where it cannot read on.

    Raises
    ------
    NetworkError
        If the file is truncated, damaged or has coordinates that are none.
    """
    import osmium  # noqa: PLC0415

    try:
        yield
    except osmium.InvalidLocationError as error:
        raise _unusable(path, str(error), "coordinates in degrees") from error
    except (RuntimeError, ValueError) as error:  # for anything else
        expected = "a whole OpenStreetMap file (it may be truncated: copy or download it again)"
        raise _unusable(path, str(error), expected) from error


def _items(path: Path) -> Iterator[Any]:
    import osmium  # noqa: PLC0415

    tagged = osmium.filter.KeyFilter("highway", "barrier", "restriction")
    yield from processor(path).with_locations().with_filter(tagged)


def _take(item: Any, found: _Found, options: OsmOptions) -> None:  # noqa: ANN401
    if item.is_node():
        tags = dict(item.tags)
        if is_blocked(tags, options):
            found.blocked.add(item.id)
    elif item.is_way():
        _take_way(item, found, options)
    elif item.is_relation():
        _take_restriction(item, found, options)


def _take_way(way: Any, found: _Found, options: OsmOptions) -> None:  # noqa: ANN401
    tags = dict(way.tags)
    default = road_class(tags, options)
    if default is None:
        return
    kind = len(found.kinds)
    found.kinds.append(
        _Kind(
            road_class=tags["highway"],
            name=tags.get("name") or tags.get("ref", ""),
            speeds=speeds(tags, default.speed_kmh),
            lanes=lanes(tags, default.lanes),
            lane_capacity=default.lane_capacity,
        )
    )
    along, against = directions(tags)
    before: int | None = None
    for node in way.nodes:
        if not node.location.valid():
            found.notes["nodes outside the extract"] += 1
            before = None
            continue
        ref = node.ref
        found.spots[ref] = node.lon, node.lat
        if before is not None and before != ref:
            if along:
                found.segments.append(Segment(before, ref, way.id, kind, forward=True))
            if against:
                found.segments.append(Segment(ref, before, way.id, kind, forward=False))
        before = ref


def _take_restriction(relation: Any, found: _Found, options: OsmOptions) -> None:  # noqa: ANN401
    tags = dict(relation.tags)
    rule = tags.get("restriction", "")
    excepted = set(tags.get("except", "").split(";"))
    if excepted & (VEHICLES | (set(CONVOY_KEYS) if options.convoys else set())):
        found.notes["turn restrictions that do not bind these vehicles"] += 1
        return
    ends = {(member.role, member.type): member.ref for member in relation.members}
    parts = [ends.get(key) for key in (("from", "w"), ("via", "n"), ("to", "w"))]
    if (
        None in parts
        or not rule.startswith(("no_", "only_"))
        or len(relation.members) != len(parts)
    ):
        found.notes["turn restrictions of a kind that is not read"] += 1
        return
    origin, via, target = (int(part) for part in parts if part is not None)
    found.restrictions.append(
        Restriction(origin=origin, via=via, target=target, only=rule.startswith("only_"))
    )


def _network(found: _Found, source: str) -> RoadNetwork:
    open_ = [s for s in found.segments if not {s.tail, s.head} & found.blocked]
    found.notes["segments at barriers"] = len(found.segments) - len(open_)
    split_segments, copies = apply_restrictions(open_, found.restrictions)
    lengths = _lengths(split_segments, found.spots, copies)
    records = (
        _record(segment, found.kinds[segment.kind], length)
        for segment, length in zip(split_segments, lengths, strict=True)
    )
    notes = {**found.notes, "turn restrictions applied": len(found.restrictions)}
    return network_of(
        found.spots,
        records,
        split=copies,
        source=source,
        notes={k: n for k, n in notes.items() if n},
    )


def _record(segment: Segment, kind: _Kind, length_m: float) -> ArcRecord:
    side = 0 if segment.forward else 1
    return ArcRecord(
        tail=segment.tail,
        head=segment.head,
        length_m=length_m,
        speed_kmh=kind.speeds[side],
        lanes=kind.lanes[side],
        capacity=kind.lanes[side] * kind.lane_capacity,
        road_class=kind.road_class,
        name=kind.name,
    )


def _lengths(
    segments: Sequence[Segment],
    spots: Mapping[int, tuple[float, float]],
    copies: Mapping[int, int],
) -> list[float]:
    """Return geodesic lengths in metres on the WGS 84 ellipsoid."""
    from pyproj import Geod  # noqa: PLC0415  (see `_items`)

    tails = np.array([spots[copies.get(s.tail, s.tail)] for s in segments]).reshape(-1, 2)
    heads = np.array([spots[copies.get(s.head, s.head)] for s in segments]).reshape(-1, 2)
    *_, lengths = Geod(ellps="WGS84").inv(tails[:, 0], tails[:, 1], heads[:, 0], heads[:, 1])
    return [float(length) for length in lengths]
