"""roads.geojson: every road with what it carries, and whether it sets the time (RFC 7946)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from masarat.publish.quickest.edition import QuickestEdition

_DIGITS = 7


def roads_geojson(edition: QuickestEdition) -> str:
    """Return the roads as lines and the places and exits as points.

    Coordinates are those of the input: degrees, or a plane of its own (then a map program has to be
    told which).
    """
    features = [
        json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        for feature in (*_roads(edition), *_places(edition))
    ]
    head = '{"type":"FeatureCollection","name":"roads","features":[\n'
    return head + ",\n".join(features) + "\n]}\n"


def _roads(edition: QuickestEdition) -> Iterator[dict[str, object]]:
    traffic = edition.traffic
    loads = {load.arc: load for load in edition.loads}
    cut = {row.arc: row for row in edition.cut}
    for arc, name in enumerate(traffic.arc_id):
        points = traffic.points(arc)
        if not points:
            continue
        load, in_cut = loads.get(arc), cut.get(arc)
        yield {
            "type": "Feature",
            "properties": {
                "id": name,
                "kind": "road",
                "name": traffic.arc_name.get(arc, ""),
                "from": traffic.node_id[traffic.tail[arc]],
                "to": traffic.node_id[traffic.head[arc]],
                "capacity_per_hour": int(traffic.capacity[arc]),
                "transit_seconds": int(traffic.transit[arc]),
                "vehicles": round(load.vehicles, 1) if load else 0,
                "most_per_hour": round(load.peak, 1) if load else 0,
                "load": round(load.share, 4) if load else 0,
                "sets_the_time": in_cut is not None,
            },
            "geometry": {"type": "LineString", "coordinates": [_rounded(*p) for p in points]},
        }


def _places(edition: QuickestEdition) -> Iterator[dict[str, object]]:
    traffic = edition.traffic
    binding, full = set(edition.binding_sources), set(edition.full_sinks)
    rows = [
        (node, "place", at in binding, {"vehicles": int(traffic.supply[at])})
        for at, node in enumerate(traffic.source.tolist())
    ]
    rows += [
        (node, "exit", at in full, {"room": room} if (room := edition.room(at)) is not None else {})
        for at, node in enumerate(traffic.sink.tolist())
    ]
    for node, kind, sets, more in rows:
        x, y = float(traffic.x[node]), float(traffic.y[node])
        if x == x and y == y:  # noqa: PLR0124  (not unknown)
            yield {
                "type": "Feature",
                "properties": {
                    "id": traffic.node_id[node],
                    "kind": kind,
                    "name": edition.node_name(node),
                    "sets_the_time": sets,
                    **more,
                },
                "geometry": {"type": "Point", "coordinates": _rounded(x, y)},
            }


def _rounded(x: float, y: float) -> list[float]:
    return [round(x, _DIGITS), round(y, _DIGITS)]
