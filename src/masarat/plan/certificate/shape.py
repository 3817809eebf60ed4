"""Whether a certificate says what it has to say."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

TIMED = ("escorts", "checkpoints", "headways", "flows", "bays")
"""Kinds whose prices may be lists, a price for each block of time."""

KINDS = ("people", "rides", "destinations", "corridors", "hours", "small", "linked", *TIMED)


def malformed(certificate: Mapping[str, Any], end: int) -> str | None:
    """Return what is wrong with the form of a certificate, None when nothing is."""
    prices, steps = certificate.get("prices"), certificate.get("steps")
    excluded, blocks = certificate.get("excluded"), certificate.get("blocks", [0])
    if not isinstance(excluded, int) or not isinstance(prices, dict):
        return "it has no certificate"
    if not _whole(excluded, 0) or excluded > end:
        return f"its certificate excludes minute {excluded}, which is not from 0 to the end, {end}"
    if not isinstance(steps, dict) or not all(_whole(step, 1) for step in steps.values()):
        return "its certificate has no time grid"
    if not _in_order(blocks):
        return "its certificate has no blocks of time that begin at 0, each after the one before"
    if set(prices) - set(KINDS):
        return f"its certificate prices something unknown: {min(set(prices) - set(KINDS))}"
    return _no_prices(prices, len(blocks))


def _no_prices(prices: Mapping[str, Any], blocks: int) -> str | None:
    plain = [table for kind, table in prices.items() if kind not in (*TIMED, "rides", "linked")]
    timed = [table for kind, table in prices.items() if kind in TIMED]
    rides = prices.get("rides", {})
    plain += rides.values() if isinstance(rides, dict) else [rides]
    if not all(isinstance(table, dict) for table in (*plain, *timed)):
        return "its certificate has no table of prices where one is due"
    flat = [price for table in plain for price in table.values()]
    for price in (price for table in timed for price in table.values()):
        if isinstance(price, list) and len(price) != blocks:
            return f"its certificate has {len(price)} prices for {blocks} blocks of time"
        flat += price if isinstance(price, list) else [price]
    if not all(_whole(price, 0) for price in flat):
        return "its certificate has a price that is negative or not a whole number"
    return _no_ties(prices.get("linked", {}), blocks)


def _no_ties(linked: object, blocks: int) -> str | None:
    """Return what is wrong with prices of linked operations, which may be negative."""
    if not isinstance(linked, dict):
        return "its certificate has no table of prices where one is due"
    for price in linked.values():
        if isinstance(price, list) and len(price) != blocks:
            return f"its certificate has {len(price)} prices for {blocks} blocks of time"
        if not all(_whole(x, -(1 << 40)) for x in (price if isinstance(price, list) else [price])):
            return "its certificate has a price of a linked operation that is not a whole number"
    return None


def _in_order(blocks: object) -> bool:
    return (
        isinstance(blocks, list)
        and all(_whole(minute, 0) for minute in blocks)
        and blocks[:1] == [0]
        and all(one < two for one, two in pairwise(blocks))
    )


def _whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value < 1 << 40
