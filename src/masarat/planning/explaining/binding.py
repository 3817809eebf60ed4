"""What binds: the prices of a bound, and what each resource is worth under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.planning.bounds.binds import worths
from masarat.planning.bounds.certificate import prices_from
from masarat.planning.bounds.master import Master
from masarat.planning.bounds.rides import scope_of

if TYPE_CHECKING:
    from masarat.plan.document import Bound
    from masarat.planning.bounds.prices import Prices
    from masarat.planning.model import Model


def master_of(model: Model, bound: Bound) -> Master:
    """Return the program that `bound` came from, on `model`."""
    scope = bound.certificate.get("scope")
    return Master(model, scope_of(model, scope), scope)


def prices_of(model: Model, bound: Bound) -> Prices:
    """Read the prices of a certificate; what is not listed is free."""
    scope = scope_of(model, bound.certificate.get("scope"))
    return prices_from(model, scope, bound.certificate)


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
