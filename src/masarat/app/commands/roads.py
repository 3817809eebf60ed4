"""`masarat network import` and `masarat network info`."""

from pathlib import Path

from masarat.app.commands.values import Out
from masarat.app.exits import Exit
from masarat.app.terminal import say, say_json


def import_network(source: Path, /, *, out: Out | None = None, json: bool = False) -> int:
    """Read roads from OpenStreetMap (.osm.pbf, .osm) or a GMNS folder.

    What was read is kept by the content of the file: the second time is quick.
    A scenario may name the extract itself, or the file that --out writes.

        masarat network import region.osm.pbf
        masarat network import gmns-folder --out my-scenario/roads.npz

    Parameters
    ----------
    source
        OpenStreetMap extract, or folder with GMNS node and link tables.
    out
        File (.npz) for the routable network, to be named in scenario.yaml.
    json
        Print the summary as JSON, for programs.
    """
    from masarat.app.roads import content, lines, ready, write
    from masarat.network.cache import cached_network
    from masarat.network.info import info

    if out is not None:
        ready(out)
    network = cached_network(source)
    if out is not None:
        write(network, out)
    summary = info(network)
    if json:
        say_json(content(summary))
    else:
        say([*lines(summary), *([f"Wrote {out}"] if out else [])])
    return Exit.DONE


def network_info(source: Path, /, *, json: bool = False) -> int:
    """Say what a road network holds: nodes, kilometres by class, what was left out.

    Reading an extract for the first time imports it.

        masarat network info region.osm.pbf

    Parameters
    ----------
    source
        OpenStreetMap extract, GMNS folder or imported network (.npz).
    json
        Print the summary as JSON, for programs.
    """
    return import_network(source, json=json)
