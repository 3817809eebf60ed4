"""What binds: the resources that hold most of the worth of what can be had under prices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from masarat.core.windows import Window, Windows
from masarat.planning.bounds.capacity import cost_of
from masarat.planning.bounds.certificate import names_of
from masarat.planning.bounds.master import Master, Proof
from masarat.planning.bounds.prices import TIMED
from masarat.planning.model import Model

if TYPE_CHECKING:
    from masarat.planning.bounds.prices import Prices
    from masarat.scenario.instance import Instance

WORDS = {
    "escorts": "escorts",
    "checkpoints": "checkpoint",
    "corridors": "headway",
    "headways": "headway",
    "hours": "corridor",
    "flows": "corridor",
    "bays": "bays",
}
"""How the sources of bounds call what has a price."""


def worths(master: Master, prices: Prices, until: int) -> dict[str, int]:
    """Return what each named resource is worth by minute `until` under `prices`.

    The parts into which an instance of what remains divides a class ("bus 1", "bus 2") count
    together.
    """
    instance = master.model.instance
    limits = master.limits(until)
    names = names_of(instance)
    held: dict[str, int] = {}
    for kind, word in WORDS.items():
        for number, name in enumerate(names[kind]):
            price = getattr(prices, kind)[number]
            if kind in TIMED:
                worth = cost_of(price, limits.timed[kind][number], prices.blocks)
            else:
                worth = price * getattr(limits, kind)[number]
            held[f"{word} {name}"] = held.get(f"{word} {name}", 0) + worth
    for destination, price in zip(instance.destinations, prices.destinations, strict=True):
        held[f"destination {destination.place}"] = price * (destination.capacity or 0)
    for tie in master.ties if prices.linked else ():
        held[f"linked {instance.linked[tie.number].id}"] = tie.cost(prices.linked[tie.number])
    for number, cls in enumerate(instance.classes):
        name = f"fleet {cls.id.partition(' ')[0]}"
        held[name] = held.get(name, 0) + master.fleet_worth(prices, number, until)
    return held


def source_of(master: Master, proof: Proof) -> tuple[str, ...]:
    """Name what binds: resources that hold at least a twentieth of what can be had."""
    held = worths(master, proof.prices, proof.within)
    total = sum(held.values())
    names_found = [
        name
        for name, worth in sorted(held.items(), key=lambda x: (-x[1], x[0]))
        if worth * 20 >= total > 0
    ]
    if not names_found:
        names_found.append("longest trip")
    if _windows_bind(master, proof):
        names_found.append("window")
    return tuple(names_found)


def without_windows(instance: Instance) -> Instance:
    """Return the instance as if everything were allowed at every hour."""
    always = Windows((Window(0, max(instance.end, 1)),))
    return replace(
        instance,
        corridors=tuple(replace(c, windows=always) for c in instance.corridors),
        checkpoints=tuple(replace(q, windows=always) for q in instance.checkpoints),
        suspensions=Windows(()),
        _digest=[],
    )


def _windows_bind(master: Master, proof: Proof) -> bool:
    instance = master.model.instance
    freed = without_windows(instance)
    if freed == instance:
        return False
    other = Master(Model(freed), master.scope, master.priority)
    return other.surplus(proof.prices, proof.within) <= 0
