"""A GeoPackage with all layers, written by GDAL through pyogrio."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any

from masarat.publish.layers import layers

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from masarat.publish.edition import Edition
    from masarat.publish.layers import Feature, FieldType, Layer


def write_geopackage(edition: Edition, path: Path) -> None:
    """Write all layers to `path` (WGS 84, moments in UTC); the same edition gives the same bytes.

    GDAL stamps files with the day of writing unless OGR_CURRENT_DATE is set: we set it to the
    scenario's start while writing.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    import pyogrio  # noqa: PLC0415  (GDAL takes most of a second to load)
    from pyogrio.errors import DataLayerError, DataSourceError  # noqa: PLC0415

    stamp = f"{edition.clock.utc(0):%Y-%m-%dT%H:%M:%S}.000Z"
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": stamp})
    try:
        for number, layer in enumerate(layers(edition)):
            _write_layer(layer, path, append=number > 0)
    except (DataLayerError, DataSourceError) as error:
        raise OSError(errno.EIO, f"GDAL cannot write it: {error}", str(path)) from error
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _write_layer(layer: Layer, path: Path, *, append: bool) -> None:
    import numpy as np  # noqa: PLC0415  (with pyogrio)
    import pyogrio.raw  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    shapes = [_shape(layer, feature) for feature in layer.features]
    columns: list[Any] = [
        _column([feature.values[i] for feature in layer.features], kind)
        for i, (_, kind) in enumerate(layer.fields)
    ]
    pyogrio.raw.write(
        path,
        geometry=np.array([shapely.to_wkb(shape) for shape in shapes], dtype=object),
        field_data=columns,
        fields=np.array([key for key, _ in layer.fields]),
        gdal_tz_offsets={
            key: np.full(len(shapes), _UTC, dtype=np.int32)
            for key, kind in layer.fields
            if kind == "moment"
        },
        layer=layer.name,
        driver="GPKG",
        geometry_type=layer.geometry,
        crs="EPSG:4326",
        append=append,
    )


def _shape(layer: Layer, feature: Feature) -> BaseGeometry:
    import shapely  # noqa: PLC0415  (with pyogrio)

    match layer.geometry:
        case "Point":
            return shapely.Point(feature.points[0])
        case "LineString":
            return shapely.LineString(feature.points)
        case "MultiLineString":
            return shapely.MultiLineString([feature.points, *feature.branches])


# GDAL's time zone flag: 100 is UTC, one more for each quarter of an hour ahead (ogr_core.h).
_UTC = 100


def _column(values: list[Any], kind: FieldType) -> NDArray[Any]:
    import numpy as np  # noqa: PLC0415  (with pyogrio)

    if kind == "moment":
        naive = [value.replace(tzinfo=None) for value in values]
        return np.array(naive, dtype="datetime64[ms]")
    return np.array(values, dtype=object if kind == "text" else np.int64)
