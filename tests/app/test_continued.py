"""Which instance a plan is of, and what a replanned plan takes as given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from masarat.app.continued import case_of_plan, matching_case
from masarat.app.instance_file import NAME, write_instance
from masarat.app.loading import load_case
from masarat.app.starter import write_new
from masarat.core.errors import PlanError
from masarat.core.windows import Window, Windows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from masarat.plan.document import Plan
    from masarat.scenario.instance import Instance

    Alteration = Callable[[Instance], Instance]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return write_new(tmp_path / "mine")


@pytest.mark.parametrize("assume", ["least", "likely", "most"])
def test_the_assumption_is_found_by_the_digest(place: Path, hand_plan: Plan, assume: str) -> None:
    digest = load_case(place, assume).instance.digest  # type: ignore[arg-type]  # one of three
    case, given = case_of_plan(place, place, replace(hand_plan, instance=digest))
    assert case.scenario.assume == assume
    assert given == ()


def test_the_plan_of_another_scenario_gets_the_scenario_to_be_refused_by(
    place: Path, hand_plan: Plan
) -> None:
    case, given = case_of_plan(place, place, hand_plan)
    assert case.instance.digest == load_case(place).instance.digest != hand_plan.instance
    assert given == ()


def with_instance_beside(
    place: Path, plan: Plan, alteration: Alteration, assume: str = "likely"
) -> tuple[Plan, Instance]:
    instance = alteration(load_case(place, assume).instance)  # type: ignore[arg-type]
    write_instance(instance, place / NAME)
    return replace(plan, instance=instance.digest), instance


def happened(instance: Instance) -> Instance:
    bus = instance.classes[0]
    corridor = instance.corridors[0]
    shut = replace(corridor, windows=corridor.windows.clipped(0, 120), returns_in_windows=True)
    return replace(
        instance,
        now=120,
        held=(("bus-1", "school", 140),),
        gave_up=("C3", "C5"),
        suspensions=Windows.of([Window(130, 190)]),
        corridors=(shut,),
        classes=(
            replace(bus, lost=(("bus-2", 120),)),
            *instance.classes[1:],
            replace(bus, id="bus-120", count=4),
        ),
        _digest=[],
    )


@pytest.mark.parametrize("assume", ["likely", "most"])
def test_what_happened_since_is_believed_and_listed(
    place: Path, hand_plan: Plan, assume: str
) -> None:
    plan, instance = with_instance_beside(place, hand_plan, happened, assume)
    case, given = case_of_plan(place, place, plan)
    assert case.instance == instance
    assert case.scenario.assume == assume
    assert given[0] == "what departed before 2030-04-02 08:00 happened as the plan says"
    text = "\n".join(given)
    assert "corridor north-road is closed from 2030-04-02 08:00 until" in text
    assert "nothing moves from 2030-04-02 08:10 until 2030-04-02 09:10" in text
    assert "bus-2 is lost from 2030-04-02 08:00 on" in text
    assert "4 further vehicles of class bus-120" in text
    assert "C3, C5 gave up" in text
    assert "bus-1 stands empty at school from 2030-04-02 08:20 on" in text


def fewer_people(instance: Instance) -> Instance:
    groups = instance.groups
    return replace(instance, groups=(replace(groups[0], people=1), *groups[1:]))


def longer_windows(instance: Instance) -> Instance:
    corridor = replace(instance.corridors[0], windows=Windows.of([Window(0, instance.end)]))
    return replace(instance, corridors=(corridor,))


def bigger_buses(instance: Instance) -> Instance:
    classes = instance.classes
    return replace(instance, classes=(replace(classes[0], seats=90), *classes[1:]))


def shorter_headway(instance: Instance) -> Instance:
    return replace(instance, corridors=(replace(instance.corridors[0], headway=0),))


def shorter_windows(instance: Instance) -> Instance:
    corridor = replace(
        instance.corridors[0], windows=instance.corridors[0].windows.clipped(60, instance.end)
    )
    return replace(instance, corridors=(corridor,))


def closed_later(instance: Instance) -> Instance:
    """A corridor that closes after the minute of the news: nobody can know."""
    return replace(instance, now=100)


def other_buses(instance: Instance) -> Instance:
    return replace(
        instance, classes=(*instance.classes[:-1], replace(instance.classes[-1], seats=90))
    )


def held_nowhere(instance: Instance) -> Instance:
    return replace(instance, held=(("bus-1", "nowhere", 140),))


CHEATS = [
    held_nowhere,
    fewer_people, longer_windows, shorter_windows, bigger_buses, shorter_headway, closed_later,
    other_buses,
]  # fmt: skip


@pytest.mark.parametrize("cheat", CHEATS)
def test_anything_else_beside_the_plan_is_not_believed(
    place: Path, hand_plan: Plan, cheat: Alteration
) -> None:
    def altered(instance: Instance) -> Instance:
        return replace(cheat(happened(instance)), _digest=[])

    plan, _ = with_instance_beside(place, hand_plan, altered)
    case, given = case_of_plan(place, place, plan)
    assert case.instance.digest == load_case(place).instance.digest
    assert given == ()


def test_what_happened_before_anything_departed_is_believed(place: Path, hand_plan: Plan) -> None:
    def at_the_start(instance: Instance) -> Instance:
        buses = instance.classes
        return replace(
            instance,
            suspensions=Windows.of([Window(0, 120)]),
            classes=(replace(buses[0], lost=(("bus-2", 0),)), *buses[1:]),
            _digest=[],
        )

    plan, instance = with_instance_beside(place, hand_plan, at_the_start)
    case, given = matching_case(place, place, plan)
    assert case.instance == instance
    assert given == (
        "nothing moves from start until 2030-04-02 08:00",
        "bus-2 is lost from start on",
    )


def test_a_plan_of_another_scenario_is_not_gone_on_from(place: Path, hand_plan: Plan) -> None:
    with pytest.raises(PlanError) as raised:
        matching_case(place, place, hand_plan)
    (fault,) = raised.value.faults
    assert (fault.file, fault.field) == (str(place / "plan.json"), "instance")
    assert fault.found == hand_plan.instance
    assert load_case(place).instance.digest in fault.expected
    assert fault.hint == f"there is no {place / NAME}"


def test_why_what_lies_beside_the_plan_does_not_help_is_said(place: Path, hand_plan: Plan) -> None:
    plan, _ = with_instance_beside(
        place, hand_plan, lambda instance: replace(fewer_people(instance), _digest=[])
    )
    with pytest.raises(PlanError, match="differs in more: was the scenario edited since"):
        matching_case(place, place, plan)
    with pytest.raises(PlanError, match="is not this plan's"):
        matching_case(place, place, hand_plan)
