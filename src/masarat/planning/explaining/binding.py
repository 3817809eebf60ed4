"""What binds: the prices of a bound, and what each resource is worth under them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from masarat.planning.bounds.days import Prices
from masarat.planning.bounds.master import Master
from masarat.planning.bounds.rides import scope_of
from masarat.planning.bounds.search import worths
from masarat.scenario.instance import Need

if TYPE_CHECKING:
    from collections.abc import Mapping

    from masarat.plan.document import Bound
    from masarat.planning.model import Model


def master_of(model: Model, bound: Bound) -> Master:
    """Return the program that `bound` came from, on `model`."""
    scope = bound.certificate.get("scope")
    return Master(model, scope_of(model, scope), scope)


def prices_of(model: Model, bound: Bound) -> Prices:
    """Read the prices of a certificate; what is not listed is free."""
    table: Mapping[str, Any] = bound.certificate["prices"]
    instance = model.instance

    def listed(kind: str, names: list[str]) -> tuple[int, ...]:
        return tuple(int(table.get(kind, {}).get(name, 0)) for name in names)

    corridors = [corridor.id for corridor in instance.corridors]
    points = [point.place for point in instance.assembly_points]
    rides = {
        (model.a_index[place], Need(need)): int(price)
        for place, needs in table.get("rides", {}).items()
        for need, price in needs.items()
    }
    scope = scope_of(model, bound.certificate.get("scope"))
    return Prices(
        people=listed("people", [group.id for group in instance.groups]),
        rides={**dict.fromkeys(scope.seats, 0), **rides},
        destinations=listed("destinations", model.destinations),
        escorts=listed("escorts", [pool.id for pool in instance.escorts]),
        checkpoints=listed("checkpoints", [q.place for q in instance.checkpoints]),
        corridors=listed("corridors", corridors),
        hours=listed("hours", corridors),
        bays=listed("bays", points),
        small=listed("small", points),
    )


def still_excludes(model: Model, bound: Bound) -> bool:
    """Whether the prices of `bound` prove on `model` what they prove where it came from."""
    master = master_of(model, bound)
    return master.surplus(prices_of(model, bound), bound.certificate["excluded"]) > 0


def shares(model: Model, bound: Bound) -> dict[str, float]:
    """Return by resource its share of all that can be had by the bound's minute."""
    prices = prices_of(model, bound)
    held = worths(master_of(model, bound), prices, bound.certificate["excluded"])
    total = sum(held.values())
    return {name: worth / total for name, worth in held.items() if worth > 0 and total}
