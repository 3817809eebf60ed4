"""Certificates: prices as plain data by the instance's own ids, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from masarat.planning.bounds.prices import TIMED, Prices
from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from collections.abc import Mapping

    from masarat.planning.bounds.master import Master, Proof
    from masarat.planning.bounds.rides import Scope
    from masarat.planning.model import Model
    from masarat.scenario.instance import Instance


def names_of(instance: Instance) -> dict[str, list[str]]:
    """Return the ids by which certificates name what has a price, by kind."""
    corridors = [corridor.id for corridor in instance.corridors]
    points = [point.place for point in instance.assembly_points]
    return {
        "people": [group.id for group in instance.groups],
        "destinations": [destination.place for destination in instance.destinations],
        "corridors": corridors,
        "hours": corridors,
        "small": points,
        "escorts": [pool.id for pool in instance.escorts],
        "checkpoints": [checkpoint.place for checkpoint in instance.checkpoints],
        "headways": corridors,
        "flows": corridors,
        "bays": points,
        "linked": [linked.id for linked in instance.linked],
    }


def certificate_of(master: Master, proof: Proof) -> dict[str, Any]:
    """Write prices down, leaving zeros out."""
    instance, prices = master.model.instance, proof.prices
    table: dict[str, dict[str, Any]] = {}
    for kind, names in names_of(instance).items():
        pairs = zip(names, getattr(prices, kind), strict=kind != "linked")
        if kind in (*TIMED, "linked"):
            table[kind] = {name: _listed(by_block) for name, by_block in pairs if any(by_block)}
        else:
            table[kind] = {name: price for name, price in pairs if price}
    table["rides"] = {}
    for (a, need), price in sorted(prices.rides.items()):
        if price:
            table["rides"].setdefault(master.model.assembly[a], {})[need.value] = price
    steps = {master.model.instance.classes[v].id: master.days[k].step(proof.within)
             for v, k in enumerate(master.model.kind_of_class) if k in master.days}  # fmt: skip
    return {
        "excluded": proof.within,
        "scope": master.priority,
        "blocks": list(prices.blocks),
        "prices": table,
        "steps": steps,
    }


def _listed(by_block: tuple[int, ...]) -> int | list[int]:
    return by_block[0] if len(set(by_block)) == 1 else list(by_block)


def prices_from(model: Model, scope: Scope, certificate: Mapping[str, Any]) -> Prices:
    """Read the prices of a certificate on any instance; what is not listed is free."""
    table: Mapping[str, Any] = certificate["prices"]
    blocks = tuple(certificate.get("blocks", [0]))
    listed: dict[str, tuple[Any, ...]] = {}
    for kind, names in names_of(model.instance).items():
        known = table.get(kind, {})
        found = [known.get(name, 0) for name in names]
        if kind in (*TIMED, "linked"):
            found = [tuple(x) if isinstance(x, list) else (x,) * len(blocks) for x in found]
        listed[kind] = tuple(found)
    rides = {
        (model.a_index[place], Need(need)): int(price)
        for place, needs in table.get("rides", {}).items()
        for need, price in needs.items()
    }
    return Prices(rides={**dict.fromkeys(scope.seats, 0), **rides}, blocks=blocks, **listed)
