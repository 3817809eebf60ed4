"""`masarat network import` and `masarat network info`."""

from pathlib import Path

from masarat.app.exits import Exit
from masarat.app.terminal import say, say_json


def import_network(source: Path, /, *, out: Path | None = None, json: bool = False) -> int:
    """Read roads from OpenStreetMap (.osm.pbf, .osm) or a GMNS folder, ready for scenarios.

    What was read is kept by the content of the file: the second time is quick.

        masarat network import region.osm.pbf
        masarat network import gmns-folder --out my-scenario/roads.json

    Parameters
    ----------
    source
        OpenStreetMap extract, or folder with GMNS node and link tables.
    out
        File for the routable network, to be named in scenario.yaml.
    json
        Print the summary as JSON, for programs.
    """


def network_info(source: Path, /, *, json: bool = False) -> int:
    """Say what a road network holds: nodes, links, kilometres by class, what was left out.

        masarat network info region.osm.pbf

    Parameters
    ----------
    source
        OpenStreetMap extract, GMNS folder or imported network.
    json
        Print the summary as JSON, for programs.
    """
