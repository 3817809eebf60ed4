"""Bounds of too many days to mix: shared sequels, steady states, cutting planes."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from benchmarks.instances.metro import metro_instance
from tests.plan.enumerator import TooManyError, optimal_clearance
from tests.plan.instances import random_instance

from masarat.plan.certificate import verify_bound
from masarat.planning.bounds import days, search
from masarat.planning.bounds.cutting import Cutting
from masarat.planning.bounds.master import Master
from masarat.planning.bounds.prices import TIMED
from masarat.planning.bounds.rides import scope_of
from masarat.planning.bounds.search import Known, bound_clearance
from masarat.planning.bounds.sequels import Sequels
from masarat.planning.bounds.steady import fleets_of, steady_prices
from masarat.planning.model import Model

if TYPE_CHECKING:
    from masarat.planning.bounds.days import KindDays
    from masarat.planning.bounds.prices import Prices
    from masarat.scenario.instance import Instance


def region() -> Instance:
    """Twelve points, 60 buses and coaches that begin at once: some 12 vehicles a minute pass."""
    return metro_instance(1, 12, 30_000, 60)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat small instances like those with many ride types."""
    monkeypatch.setattr(search, "MOST_RIDES", 0)
    monkeypatch.setattr(search, "CUTS", 12)
    monkeypatch.setattr(days, "MANY", 1)


def master_of(instance: Instance) -> Master:
    model = Model(instance)
    return Master(model, scope_of(model, None), None)


def random_prices(master: Master, rng: random.Random) -> Prices:
    """Return prices of everything but bays and small convoys, some of them 0, in four blocks."""
    rows = np.array([rng.choice([0.0, rng.random()]) for _ in range(4 * master.rows)])
    master.divide((0, 40, 41, 90))
    prices = master.prices(rows[: master.rows])
    return replace(
        prices,
        small=(0,) * len(prices.small),
        bays=tuple((0,) * 4 for _ in prices.bays),
    )


def best_by_hand(of_kind: KindDays, prices: Prices, until: int) -> list[list[int]]:
    """Return what the kernel without sequels collects from every point and minute on."""
    sequels, of_kind._sequels, of_kind._known = of_kind._sequels, None, None
    home = of_kind.best(prices, until)["home"].tolist()
    of_kind._sequels, of_kind._known = sequels, None
    return home  # type: ignore[no-any-return]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("seed", range(40))
def test_gates_collect_what_ride_types_do(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    master = master_of(random_instance(rng, size=6))
    for of_kind in master.days.values():
        prices = random_prices(master, rng)
        assert isinstance(of_kind._sequels, Sequels)
        found = of_kind.best(prices, 200)
        assert found["home"].tolist() == best_by_hand(of_kind, prices, 200)


def test_a_region_shares_its_gates_and_a_constant_price_of_bays() -> None:
    master = master_of(region())
    of_kind = max(master.days.values(), key=lambda of_kind: len(of_kind.types))
    sequels = of_kind._sequels
    assert sequels is not None
    assert len(sequels.charges) * 10 < len(of_kind.uses)
    master.divide((0,))
    prices = master.prices(np.full(master.rows, 0.3))
    prices = replace(prices, small=(0,) * len(prices.small))
    assert "bays" in TIMED
    assert any(map(any, prices.bays))
    assert of_kind.best(prices, 300)["home"].tolist() == best_by_hand(of_kind, prices, 300)


def test_vehicles_that_are_much_alike_are_one_fleet() -> None:
    master = master_of(region())
    fleets = fleets_of(master)
    assert sum(len(fleet.kinds) for fleet in fleets) == len(master.days)
    assert len(fleets) == 4  # city buses, coaches, stretcher buses, ambulances
    assert sum(fleet.count for fleet in fleets) == len(master.model.vehicles)


def test_who_waits_longer_has_dearer_minutes() -> None:
    """Where vehicles wait more, fewer of their minutes are left, and checkpoints matter less."""
    master = master_of(region())
    until = 1_500
    some, more = (steady_prices(master, until, waiting) for waiting in (0.0, 400.0))
    assert more.minute >= some.minute > 0


def test_cutting_planes_find_less_to_be_had() -> None:
    master = master_of(region())
    cutting = Cutting(master, 1_500)
    before = cutting.ratio
    cutting.improve(10, lambda: False)
    assert cutting.ratio < before
    again = Cutting(master, 1_500, cutting)
    assert again.ratio == pytest.approx(cutting.ratio, abs=1e-9)


def test_another_minute_begins_with_the_days_that_are_known() -> None:
    master = master_of(region())
    cutting = Cutting(master, 1_500)
    cutting.improve(3, lambda: False)
    later = Cutting(master, 1_520, cutting)
    later.improve(1, lambda: False)
    assert len(later.planes) > len(set(cutting.planes)) > 0


@pytest.mark.usefixtures("many")
def test_another_scope_begins_with_the_prices_that_are_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    instance, known = region(), Known()
    model = Model(instance)
    bound_clearance(model, None, 5_000, known=known)
    monkeypatch.setattr(search, "AGAIN", 0)
    found = bound_clearance(model, 2, 5_000, known=known)
    assert verify_bound(instance, found, 2) is None
    monkeypatch.setattr(search, "CUTS", 0)
    assert found.minutes > 1.02 * bound_clearance(model, 2, 5_000).minutes


@pytest.mark.usefixtures("many")
def test_cutting_planes_prove_more_than_the_fluid_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    instance = region()
    found = bound_clearance(Model(instance), None, 5_000)
    assert verify_bound(instance, found, None) is None
    assert len(found.certificate["blocks"]) > 10
    assert bound_clearance(Model(instance), None, 5_000) == found
    monkeypatch.setattr(search, "CUTS", 0)
    assert found.minutes > 1.02 * bound_clearance(Model(instance), None, 5_000).minutes


@pytest.mark.usefixtures("many")
def test_the_bound_is_never_above_the_optimum() -> None:
    compared = 0
    for seed in range(100):
        instance = random_instance(random.Random(seed), size=2)  # noqa: S311
        try:
            optimum = optimal_clearance(instance, budget=1_000)
        except TooManyError:
            continue
        if optimum is None:
            continue
        found = bound_clearance(Model(instance), None, optimum + 30)
        assert verify_bound(instance, found, None) is None
        assert found.minutes <= optimum
        compared += 1
    assert compared > 40
