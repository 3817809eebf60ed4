"""A road network at a glance, for people and programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from masarat.app.writing.atomic import all_or_nothing
from masarat.app.writing.writable import writable_file
from masarat.core.errors import UsageError
from masarat.network.files import SUFFIX, save

if TYPE_CHECKING:
    from pathlib import Path

    from masarat.network.graph import RoadNetwork
    from masarat.network.info import NetworkInfo


def ready(out: Path) -> None:
    """Refuse a file that a network cannot be saved in.

    Raises
    ------
    UsageError
        If the name does not end as a scenario would need it, or it cannot be written.
    """
    if out.suffix.casefold() != SUFFIX:
        raise UsageError(f"--out: found {str(out)!r}, expected a file name that ends in {SUFFIX}")
    writable_file(out)


def write(network: RoadNetwork, out: Path) -> None:
    """Save `network` at `out`; its folder is made if need be.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    with all_or_nothing(out.parent) as scratch:
        save(network, scratch / out.name)


def content(summary: NetworkInfo) -> dict[str, object]:
    """Return the summary as plain data."""
    return {**asdict(summary), "notes": dict(summary.notes)}


def lines(summary: NetworkInfo) -> list[str]:
    """Say what the network holds."""
    west, south, east, north = summary.box
    longest = sorted(summary.kilometres.items(), key=lambda item: (-item[1], item[0]))
    return [
        summary.source or "road network",
        f"  {summary.nodes:,} nodes, {summary.arcs:,} arcs",
        f"  {summary.largest_component:.1%} of the nodes reach each other",
        f"  from {south:.4f} to {north:.4f} north, from {west:.4f} to {east:.4f} east",
        *(f"  {kilometres:10,.1f} km  {name}" for name, kilometres in longest if kilometres),
        *(f"  {count:,} x {what}" for what, count in summary.notes),
    ]
