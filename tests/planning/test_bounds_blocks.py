"""Prices by blocks of time: what they see, and what they must not believe."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from tests.plan.enumerator import optimal_clearance
from tests.plan.instances import random_instance
from tests.planning.hand import bus, checkpoint, corridor, group, made, pool, roads, windows

from masarat.plan.certificate import verify_bound
from masarat.plan.certificate.verifying import _Ledger
from masarat.plan.document import Bound
from masarat.planning.bounds.blocks import MOST_EDGES, MOST_ROWS, divisions
from masarat.planning.bounds.certificate import names_of, prices_from
from masarat.planning.bounds.days import KindDays
from masarat.planning.bounds.master import Master
from masarat.planning.bounds.prices import TIMED, overlaps
from masarat.planning.bounds.rides import scope_of
from masarat.planning.bounds.search import Patience, bound_clearance
from masarat.planning.model import Model
from masarat.scenario.instance import AssemblyPoint, Need

if TYPE_CHECKING:
    from masarat.planning.bounds.uses import Use
    from masarat.scenario.instance import Instance, LinkedOperation


def claim(excluded: int, blocks: list[int], **prices: dict[str, Any]) -> Bound:
    """Return a bound with a certificate made by hand."""
    certificate = {"excluded": excluded, "blocks": blocks, "prices": prices, "steps": {}}
    return Bound(minutes=excluded + 1, source=(), certificate=certificate)


# ---- what they see ----


def idle_escort() -> Instance:
    """The team idles until four one-way buses come at 300; it is busy 5 + 10 + 17 = 32 a convoy.

    An early one-way bus takes a fifth load at once. The others leave at 300, 332, 364 and 396, and
    the last arrives at 416. Counted over all hours, 160 team-minutes would be there by 320.
    """
    return made(
        group("g", 50),
        fleet=(bus("early", comes_back=False), bus("late", 4, available=300, comes_back=False)),
        corridors=(corridor(largest=1),),
        escorts=(pool(),),
    )


def test_idle_hours_of_a_team_cannot_be_used_later() -> None:
    instance = idle_escort()
    found = bound_clearance(Model(instance), None, 416)
    assert found.minutes == 416
    assert verify_bound(instance, found, None) is None


def test_a_coarse_certificate_without_blocks_still_stands() -> None:
    """What was written before there were blocks: one price for all hours."""
    instance = made(group("g", 20))
    found = bound_clearance(Model(instance), None, 62)
    plain = {key: value for key, value in found.certificate.items() if key != "blocks"}
    assert verify_bound(instance, replace(found, certificate=plain), None) is None


def test_the_search_stops_when_asked() -> None:
    asked = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 3

    instance = idle_escort()
    found = bound_clearance(Model(instance), None, 416, Patience(stop=stop))
    assert found.minutes < 416
    assert len(asked) < 10
    assert verify_bound(instance, found, None) is None


# ---- what they must not believe: each certificate would prove a minute that a plan reaches ----


def early_at_the_gate() -> tuple[Instance, Bound]:
    """A wait at y brings the convoy to the gate at x at 5, not at 12, when it would be dear."""
    instance = made(
        corridors=(corridor(places=("x", "y", "z"), legs=((10, 5),), back_legs=((5, 10),)),),
        checkpoints=(
            checkpoint("x", minutes=1, windows=windows((5, 6))),
            checkpoint("y", minutes=1, longest_wait=10),
            checkpoint("z", minutes=1, windows=windows((29, 30))),
        ),
        way=roads(("a", "x", 5), ("z", "d", 5)),
    )
    return instance, claim(35, [0, 6], people={"g": 1}, checkpoints={"x": [0, 1000]})


def slow_at_the_gate() -> tuple[Instance, Bound]:
    """A slow companion brings the fast bus to the gate at x at 10, not at 20."""
    instance = made(
        group("g", 20),
        fleet=(bus("fast"), bus("slow", pace=1)),
        corridors=(corridor(smallest=2, legs=((10,), (20,)), back_legs=((12,), (24,))),),
        checkpoints=(
            checkpoint("x", lanes=2, minutes=1, windows=windows((10, 11))),
            checkpoint("y", lanes=2, minutes=1, windows=windows((31, 32))),
        ),
        way=roads(("a", "x", 5), ("y", "d", 5), paces=2),
        paces=(Fraction(1), Fraction(2)),
    )
    return instance, claim(42, [0, 11], people={"g": 1}, checkpoints={"x": [0, 1000]})


def loaded_early() -> tuple[Instance, Bound]:
    """Three buses load one after the other until 24 and wait for the window at 50: there at 65.

    As if each loaded just before it leaves, 24 bay-minutes would be needed in [30, 45).
    """
    instance = made(
        group("g", 30),
        fleet=(bus(count=3, load=8, comes_back=False),),
        corridors=(corridor(windows=windows((50, 999))),),
        assembly_points=(AssemblyPoint(place="a", bays=1),),
    )
    return instance, claim(65, [0, 30], people={"g": 8}, bays={"a": [0, 10]})


def back_after_the_end() -> tuple[Instance, Bound]:
    """The team is on its way back until 32, long after everybody has arrived at 20."""
    instance = made(corridors=(corridor(),), escorts=(pool(),))
    return instance, claim(20, [0, 15], people={"g": 1}, escorts={"team": [0, 1]})


def between_two_headways() -> tuple[Instance, Bound]:
    """Convoys enter at 5 and 20: what is dear between 18 and 22 is paid for by one of them."""
    instance = made(
        group("g", 20),
        fleet=(bus(count=2, comes_back=False),),
        corridors=(corridor(largest=1, headway=15),),
    )
    return instance, claim(35, [0, 18, 22], people={"g": 1}, headways={"c": [0, 5, 0]})


def two_at_once() -> tuple[Instance, Bound]:
    """Two vehicles an hour: both enter at 5, and pay for each of the 60 minutes after."""
    instance = made(
        group("g", 20),
        fleet=(bus(count=2, comes_back=False),),
        corridors=(corridor(per_hour=2),),
    )
    return instance, claim(20, [0, 6], people={"g": 6}, flows={"c": [0, 1]})


DISBELIEVED = {
    early_at_the_gate: 35,
    slow_at_the_gate: 42,
    loaded_early: 65,
    back_after_the_end: 20,
    between_two_headways: 35,
    two_at_once: 20,
}


@pytest.mark.parametrize("case", DISBELIEVED, ids=lambda case: case.__name__)
def test_a_certificate_that_forgets_when_things_happen_is_refused(case: Any) -> None:
    instance, found = case()
    doubt = verify_bound(instance, found, None)
    assert doubt is not None
    assert "fails" in doubt
    assert optimal_clearance(instance, budget=100_000) == DISBELIEVED[case]


def test_who_may_not_wait_aboard_loads_just_before_leaving() -> None:
    """At most 20 minutes aboard: 45 - 8 is the first to load, so 65, 73 and 81."""
    instance = replace(loaded_early()[0], aboard_limit=20)
    assert optimal_clearance(instance, budget=100_000) == 81
    assert bound_clearance(Model(instance), None, 81).minutes == 81


# ---- how much earlier the real use may be ----


def used(instance: Instance, kind: int = 0) -> dict[str, Use]:
    model = Model(instance)
    (_, found), *_ = KindDays(model, kind, scope_of(model, None)).uses
    return {f"{use.kind} {use.numbers[0]}": use for use in found}


def test_waits_and_companions_make_uses_earlier() -> None:
    """Fast a -> x 5, x -> y 10; slow 10 and 20. Waits of 4 at x and 7 at y."""
    instance = made(
        group("g", 20),
        fleet=(bus("fast", load=2), bus("slow", pace=1)),
        corridors=(corridor(legs=((10,), (20,)), back_legs=((12,), (24,)), headway=3, per_hour=9),),
        checkpoints=(
            checkpoint("x", lanes=9, longest_wait=4),
            checkpoint("y", lanes=9, longest_wait=7),
        ),
        escorts=(pool(),),
        assembly_points=(AssemblyPoint(place="a", bays=1),),
        aboard_limit=60,
        way=roads(("a", "x", 5), ("y", "d", 5), paces=2),
        paces=(Fraction(1), Fraction(2)),
    )
    found = used(instance)
    assert {name: (use.offset, use.length, use.slack) for name, use in found.items()} == {
        "escorts 0": (2, 5 + 3 + 10 + 3 + 17, 0),
        "checkpoints 0": (7, 3, 10 + 7),
        "checkpoints 1": (20, 3, 0),
        "headways 0": (7, 3, 10 + 4 + 7),
        "flows 0": (7, 60, 10 + 4 + 7),
        "bays 0": (0, 2, 60 - 26),
    }
    assert used(instance, 1)["checkpoints 0"].slack == 7


# ---- the planner's sums and the checker's ----


@pytest.mark.parametrize("seed", range(60))
def test_planner_and_checker_agree_to_the_last_unit(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Random prices, most of them by random blocks, on random instances with all features."""
    rng = random.Random(seed)  # noqa: S311
    instance = random_instance(rng, size=3)
    model, until = Model(instance), rng.randrange(10, instance.end)
    scope = scope_of(model, None)
    blocks = [0, *sorted(rng.sample(range(1, until + 20), rng.randrange(6)))]
    table = random_prices(instance, blocks, rng)
    for step in (1, 3):
        steps = {cls.id: step for cls in instance.classes}
        certificate = {"excluded": until, "blocks": blocks, "prices": table, "steps": steps}
        master = Master(model, scope, None)
        monkeypatch.setattr(KindDays, "step", lambda _days, _until, step=step: step)
        if any(int(days.length.min()) < step for days in master.days.values()):
            continue
        expected = _Ledger(instance, None, certificate).surplus(steps)
        assert master.surplus(prices_from(model, scope, certificate), until) == expected


def random_tie(tie: LinkedOperation, blocks: list[int], rng: random.Random) -> list[int]:
    """Price departures, by block of time of either sign; never rising where one side is free."""
    if tie.tolerance is not None:
        return [rng.randrange(-10, 10) for _ in blocks]
    return sorted((rng.randrange(10) for _ in blocks), reverse=True)


def random_prices(instance: Instance, blocks: list[int], rng: random.Random) -> dict[str, Any]:
    """Price everything that is limited."""
    limited = {
        "corridors": {c.id for c in instance.corridors if c.headway},
        "headways": {c.id for c in instance.corridors if c.headway},
        "hours": {c.id for c in instance.corridors if c.per_hour is not None},
        "flows": {c.id for c in instance.corridors if c.per_hour is not None},
        "destinations": {d.place for d in instance.destinations if d.capacity is not None},
        "bays": {p.place for p in instance.assembly_points if p.bays is not None},
    }
    table: dict[str, Any] = {}
    for kind, names in names_of(instance).items():
        if kind == "linked":
            table[kind] = {tie.id: random_tie(tie, blocks, rng) for tie in instance.linked}
            continue
        most = 300 if kind == "people" else 50
        table[kind] = {
            name: [rng.randrange(most) for _ in blocks]
            if kind in TIMED and rng.random() < 0.8
            else rng.randrange(most)
            for name in names
            if name in limited.get(kind, names)
        }
    table["rides"] = {
        point.place: {need.value: rng.randrange(100) for need in Need}
        for point in instance.assembly_points
    }
    return table


# ---- blocks ----


def test_minutes_of_an_interval_by_block() -> None:
    assert overlaps(3, 12, (0, 5, 10)) == [(0, 2), (1, 5), (2, 2)]
    assert overlaps(5, 10, (0, 5, 10)) == [(1, 5)]
    assert overlaps(40, 41, (0, 5, 10)) == [(2, 1)]
    assert overlaps(7, 7, (0, 5, 10)) == []


def test_blocks_begin_where_something_changes() -> None:
    instance = made(
        fleet=(bus(available=77),),
        corridors=(corridor(windows=windows((50, 150), (250, 999))),),
        suspensions=windows((60, 70)),
    )
    one, *finer = divisions(instance, 400, 3)
    assert one == (0,)
    assert all({0, 50, 60, 70, 77, 150, 250} <= set(blocks) for blocks in finer)
    assert [len(blocks) for blocks in finer] == sorted(len(blocks) for blocks in finer)
    assert divisions(instance, 400, 0) == [(0,)]


def test_very_many_edges_are_thinned_out() -> None:
    many = windows(*((10 * k, 10 * k + 5) for k in range(90)))
    instance = made(corridors=(corridor(windows=many),))
    for resources in (1, 20, 2_000):
        for blocks in divisions(instance, 900, resources):
            assert len(blocks) * resources <= max(MOST_ROWS, resources)
            assert len(blocks) <= MOST_EDGES + 64 + 1


MALFORMED: dict[str, dict[str, object]] = {
    "no blocks of time": {"blocks": [5, 10]},
    "each after the one before": {"blocks": [0, 10, 10]},
    "that begin at 0": {"blocks": 3},
    "begin at 0, each": {"blocks": [0, 1.5]},
    "3 prices for 2 blocks": {"prices": {"escorts": {"team": [1, 2, 3]}}},
    "is negative": {"prices": {"escorts": {"team": [1, -2]}}},
    "or not a whole number": {"prices": {"people": {"g": [1, 2]}}},
}


@pytest.mark.parametrize("message", MALFORMED)
def test_malformed_blocks_are_refused_by_name(message: str) -> None:
    instance = idle_escort()
    good = claim(400, [0, 300], people={"g": 1}, escorts={"team": [0, 1]})
    bad = replace(good, certificate={**good.certificate, **MALFORMED[message]})
    doubt = verify_bound(instance, bad, None)
    assert doubt is not None
    assert message in doubt
