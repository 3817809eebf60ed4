"""GeoJSON (RFC 7946), one text a layer."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from masarat.publish.layers import layers

if TYPE_CHECKING:
    from masarat.publish.edition import Edition
    from masarat.publish.layers import Feature, Layer

# A ten-millionth of a degree is a centimetre: finer digits are noise.
_DIGITS = 7


def geojson_texts(edition: Edition) -> dict[str, str]:
    """Return layer name to GeoJSON; moments are local with their offset (ISO 8601)."""
    zone = ZoneInfo(edition.scenario.time_zone)
    return {layer.name: _collection(layer, zone) for layer in layers(edition)}


def _collection(layer: Layer, zone: ZoneInfo) -> str:
    features = [
        json.dumps(_feature(layer, feature, zone), ensure_ascii=False, separators=(",", ":"))
        for feature in layer.features
    ]
    head = f'{{"type":"FeatureCollection","name":"{layer.name}","features":['
    return head + ("\n" if features else "") + ",\n".join(features) + "\n]}\n"


def _feature(layer: Layer, feature: Feature, zone: ZoneInfo) -> dict[str, object]:
    lines = [
        [[round(lon, _DIGITS), round(lat, _DIGITS)] for lon, lat in line]
        for line in (feature.points, *feature.branches)
    ]
    values = (
        value.astimezone(zone).isoformat() if isinstance(value, datetime) else value
        for value in feature.values
    )
    return {
        "type": "Feature",
        "properties": dict(zip((key for key, _ in layer.fields), values, strict=True)),
        "geometry": {"type": layer.geometry, "coordinates": _coordinates(layer, lines)},
    }


def _coordinates(layer: Layer, lines: list[list[list[float]]]) -> object:
    match layer.geometry:
        case "Point":
            return lines[0][0]
        case "LineString":
            return lines[0]
        case "MultiLineString":
            return lines
