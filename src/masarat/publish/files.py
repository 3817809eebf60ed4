"""Writes every published file of an edition, or none."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from masarat.publish.departure_orders import departure_orders
from masarat.publish.edition import Edition
from masarat.publish.geojson import geojson_texts
from masarat.publish.geopackage import write_geopackage
from masarat.publish.layers import NAMES as LAYERS
from masarat.publish.movement_table import movement_table
from masarat.publish.people import people_table
from masarat.publish.report.build import report_html
from masarat.publish.streets import Reported
from masarat.publish.wording import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from masarat.plan.document import Plan
    from masarat.scenario.document import Scenario
    from masarat.scenario.instance import Instance

NAMES = frozenset(
    {
        "movement-table.csv",
        "people.csv",
        "report.html",
        "departure-orders.csv",
        "plan.gpkg",
        *(f"{layer}.geojson" for layer in LAYERS),
    }
)
"""The files that an edition can have."""


def write_all(  # noqa: PLR0913, PLR0917  (a plan needs all of what it was made from)
    scenario: Scenario,
    instance: Instance,
    plan: Plan,
    out_dir: Path,
    lang: str = "en",
    geometry: Mapping[str, Sequence[tuple[float, float]]] | None = None,
    reported: Reported | None = None,
) -> list[Path]:
    """Write movement-table.csv, people.csv, report.html, GeoJSON layers and plan.gpkg.

    Where groups leave in vehicles of their own, departure-orders.csv too.

    Parameters
    ----------
    out_dir
        Made if it is not there. Other files in it are left alone.
    lang
        "ar", "en" or "ru".
    geometry
        Corridor id to (longitude, latitude) points; straight lines through its places without.
    reported
        What is reported of streets.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    UsageError
        If there are no words for `lang`.
    OSError
        If the folder cannot be written.
    """
    edition = Edition(
        scenario=scenario,
        instance=instance,
        plan=plan,
        words=words(lang),
        geometry=geometry or {},
        reported=reported or Reported(),
    )
    return write(edition, out_dir)


def write(edition: Edition, out_dir: Path) -> list[Path]:
    """Write every file of an edition to `out_dir`, each in one step and only when all are made."""
    texts = {
        "movement-table.csv": movement_table(edition),
        "people.csv": people_table(edition),
        "report.html": report_html(edition).encode(),
    }
    orders = departure_orders(edition)
    if orders is not None:
        texts["departure-orders.csv"] = orders
    for layer, text in geojson_texts(edition).items():
        texts[f"{layer}.geojson"] = text.encode()
    out_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".publish-", dir=out_dir) as scratch:
        made = [Path(scratch) / name for name in texts]
        for path, content in zip(made, texts.values(), strict=True):
            path.write_bytes(content)
        made.append(Path(scratch) / "plan.gpkg")
        write_geopackage(edition, made[-1])
        return [path.replace(out_dir / path.name) for path in made]
