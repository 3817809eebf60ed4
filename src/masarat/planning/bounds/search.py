"""The latest minute that can be excluded, and what stands behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from masarat.core.windows import Window, Windows
from masarat.plan.document import Bound
from masarat.planning.bounds.fluid import fluid_prices
from masarat.planning.bounds.master import Master, Proof
from masarat.planning.bounds.rides import scope_of
from masarat.planning.model import Model

if TYPE_CHECKING:
    from masarat.planning.bounds.days import Prices
    from masarat.scenario.instance import Instance

FINENESS = 1000
"""The search stops when the open interval is a thousandth of the bound."""

MOST_RIDES = 20_000
"""Ride types up to which prices are improved by column generation."""

NONE = Bound(minutes=0, source=(), certificate={})


def bound_clearance(model: Model, priority: int | None, reached: int, rounds: int = 120) -> Bound:
    """Bound the clearance of one priority (None: of everybody) from below.

    Parameters
    ----------
    reached
        A clearance that a valid plan has reached; the bound is at most that.
    rounds
        Rounds of column generation for each minute that is tried.

    Returns
    -------
    Bound
        With the certificate of the latest minute that could be excluded.
    """
    scope = scope_of(model, priority)
    if not scope.groups or reached <= 0:
        return NONE
    master = Master(model, scope, priority)
    low, high = -1, reached
    proof = _by_fluid(master, reached)
    if proof is not None:
        low = proof.within
    guess = reached - 1
    while len(master.rides) <= MOST_RIDES and high - low > max(1, low // FINENESS):
        found = master.excludes(guess, rounds)
        if found is None:
            high = guess
        else:
            proof = _pushed(master, found, high)
            low = proof.within
        guess = (low + high) // 2 if low >= 0 else max(guess * 7 // 8, 0)
        if low < 0 and high <= 1:
            break
    if proof is None:
        return NONE
    return Bound(
        minutes=proof.within + 1,
        source=_source(master, proof),
        certificate=_certificate(master, proof),
    )


def _by_fluid(master: Master, reached: int) -> Proof | None:
    """Exclude what the fluid program's prices exclude."""
    prices = fluid_prices(master.model, master.scope)
    low, high = 0, reached
    while high - low > 1:
        guess = (low + high) // 2
        if master.surplus(prices, guess) > 0:
            low = guess
        else:
            high = guess
        if high - low <= max(1, low // FINENESS):
            break
    surplus = master.surplus(prices, low)
    return Proof(low, prices, surplus) if surplus > 0 else None


def _pushed(master: Master, proof: Proof, high: int) -> Proof:
    """Use the same prices for later minutes, as long as they prove something."""
    step = 1
    while step > 0 and proof.within + 1 < high:
        until = min(proof.within + step, high - 1)
        surplus = master.surplus(proof.prices, until)
        if surplus > 0:
            proof = replace(proof, within=until, surplus=surplus)
            step *= 2
        elif step == 1:
            break
        else:
            step = 1
    return proof


def _certificate(master: Master, proof: Proof) -> dict[str, Any]:
    """Write the prices down by the instance's own ids, leaving zeros out."""
    instance, prices = master.model.instance, proof.prices
    ids = {
        "people": [group.id for group in instance.groups],
        "destinations": [destination.place for destination in instance.destinations],
        "escorts": [pool.id for pool in instance.escorts],
        "checkpoints": [checkpoint.place for checkpoint in instance.checkpoints],
        "corridors": [corridor.id for corridor in instance.corridors],
        "hours": [corridor.id for corridor in instance.corridors],
        "bays": [point.place for point in instance.assembly_points],
        "small": [point.place for point in instance.assembly_points],
    }
    table: dict[str, dict[str, Any]] = {
        kind: {
            name: price for name, price in zip(names, getattr(prices, kind), strict=True) if price
        }
        for kind, names in ids.items()
    }
    rides: dict[str, dict[str, int]] = {}
    for (a, need), price in sorted(prices.rides.items()):
        if price:
            rides.setdefault(master.model.assembly[a], {})[need.value] = price
    table["rides"] = rides
    steps = {master.model.instance.classes[v].id: master.days[k].step(proof.within)
             for v, k in enumerate(master.model.kind_of_class) if k in master.days}  # fmt: skip
    return {"excluded": proof.within, "scope": master.priority, "prices": table, "steps": steps}


def worths(master: Master, prices: Prices, until: int) -> dict[str, int]:
    """Return what each named resource is worth by minute `until` under `prices`.

    The parts into which an instance of what remains divides a class ("bus 1", "bus 2") count
    together.
    """
    instance = master.model.instance
    limits = master.limits(until)
    held: dict[str, int] = {}
    words = {
        "escorts": "escorts",
        "checkpoints": "checkpoint",
        "corridors": "headway",
        "hours": "corridor",
        "bays": "bays",
    }
    for kind, word in words.items():
        names = {
            "escorts": [pool.id for pool in instance.escorts],
            "checkpoints": [checkpoint.place for checkpoint in instance.checkpoints],
            "corridors": [corridor.id for corridor in instance.corridors],
            "hours": [corridor.id for corridor in instance.corridors],
            "bays": [point.place for point in instance.assembly_points],
        }[kind]
        for name, price, amount in zip(
            names,
            getattr(prices, kind),
            getattr(limits, kind),
            strict=True,
        ):
            held[f"{word} {name}"] = price * amount
    for destination, price in zip(instance.destinations, prices.destinations, strict=True):
        held[f"destination {destination.place}"] = price * (destination.capacity or 0)
    for number, cls in enumerate(instance.classes):
        name = f"fleet {cls.id.partition(' ')[0]}"
        held[name] = held.get(name, 0) + master.fleet_worth(prices, number, until)
    return held


def _source(master: Master, proof: Proof) -> tuple[str, ...]:
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
