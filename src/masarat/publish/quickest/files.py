"""The files of a quickest clearance, as bytes by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.publish.quickest.document import document
from masarat.publish.quickest.flow import NAME as FLOW
from masarat.publish.quickest.flow import flow_file
from masarat.publish.quickest.layers import roads_geojson
from masarat.publish.quickest.report import report_html
from masarat.publish.quickest.tables import arrivals_table, closures_table, departures_table

if TYPE_CHECKING:
    from masarat.publish.quickest.edition import QuickestEdition

DOCUMENT = "clearance.json"
NAMES = frozenset(
    {
        DOCUMENT,
        "departures.csv",
        "arrivals.csv",
        "roads.geojson",
        FLOW,
        "closures.csv",
        "report.html",
    }
)
"""The files that an edition can have."""


def quickest_files(edition: QuickestEdition, *, report: bool = True) -> dict[str, bytes]:
    """Return clearance.json, flow.csv.gz, departures.csv, arrivals.csv, roads.geojson, report.html.

    Where closures were asked for, closures.csv too.

    Parameters
    ----------
    report
        Whether to make report.html.
    """
    witness = edition.answer.witness
    flow = flow_file(witness) if witness else None
    made = {
        DOCUMENT: document(edition, flow),
        "departures.csv": departures_table(edition),
        "arrivals.csv": arrivals_table(edition),
        "roads.geojson": roads_geojson(edition).encode(),
    }
    if flow is not None:
        made[flow.name] = flow.content
    if edition.closures is not None:
        made["closures.csv"] = closures_table(edition)
    if report:
        made["report.html"] = report_html(edition).encode()
    return made
