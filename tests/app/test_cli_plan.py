"""`masarat plan` around a search whose end is known: progress, Ctrl-C, people left, refusals."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from masarat.app import cli
from masarat.app.exits import Exit
from masarat.app.interrupt import SIGNALS
from masarat.app.summary import left_lines
from masarat.app.writing.folders import folder_of_plan, folder_of_rest
from masarat.plan.document import Left

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.app.loading import Case
    from masarat.plan.document import Plan
    from masarat.scenario.instance import Instance

TINY = Path(__file__).parents[2] / "examples" / "tiny"


@dataclass(frozen=True)
class News:
    clearance: int
    bound: int = 200
    gap: float = 0.125
    people_left: int = 0
    effort: int = 1
    seconds: float = 0.5


Search = Any
"""Takes the planner's four arguments and returns a plan."""


@pytest.fixture
def plan_with(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run `masarat plan examples/tiny` with a search of our own."""

    def run(search: Search, *arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr("masarat.planning.solve", search)
        code = cli.run(["plan", str(TINY), *map(str, arguments)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_progress_goes_to_standard_error_and_the_answer_to_standard_output(
    plan_with: Any, hand_plan: Plan, tmp_path: Path
) -> None:
    def search(
        instance: Instance, options: object, progress: Callable[[object], None], stop: object
    ) -> Plan:
        for seconds, clearance in enumerate((300, 300, 225)):
            progress(News(clearance, seconds=seconds))
        return hand_plan

    code, out, err = plan_with(search, "--out", tmp_path / "out", "--no-report")
    assert code == Exit.DONE
    assert [line.split("clearance ")[1].split(",")[0] for line in err.splitlines()] == [
        "5 h 00 min",
        "3 h 45 min",
    ]
    assert "Every rule was checked and holds." in out
    wrote = out.splitlines()[-1]
    assert wrote.startswith(f"Wrote {tmp_path / 'out'}: ")
    assert "movement-table.csv" in wrote
    assert "\x1b" not in out + err


def test_options_reach_the_search(plan_with: Any, hand_plan: Plan, tmp_path: Path) -> None:
    seen: list[Any] = []

    def search(instance: Instance, options: object, *_: object) -> Plan:
        seen.append(options)
        return hand_plan

    plan_with(
        search, "--out", tmp_path / "out", "--no-report", "--effort", "7", "--seed", "3",
        "--gap", "0.02", "--time-limit", "5",
    )  # fmt: skip
    options = seen[0]
    assert (options.effort, options.seed, options.gap, options.time_limit) == (7, 3, 0.02, 5.0)


@pytest.mark.parametrize("number", SIGNALS)
def test_an_interrupt_keeps_the_best_so_far(
    plan_with: Any, hand_plan: Plan, tmp_path: Path, number: signal.Signals
) -> None:
    def search(
        instance: Instance, options: object, progress: object, stop: Callable[[], bool]
    ) -> Plan:
        assert not stop()
        os.kill(os.getpid(), number)
        assert stop()
        return hand_plan

    code, out, err = plan_with(search, "--out", tmp_path / "out", "--no-report")
    assert code == Exit.DONE
    assert "the best so far is kept" in err
    assert "Every rule was checked and holds." in out
    assert (tmp_path / "out" / "plan.json").exists()


def test_a_second_interrupt_stops_at_once(plan_with: Any, tmp_path: Path) -> None:
    def search(*_: object) -> Plan:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        raise AssertionError("not reached")

    code, _, err = plan_with(search, "--out", tmp_path / "out")
    assert code == Exit.INTERRUPTED
    assert "nothing was written" in err
    assert not (tmp_path / "out").exists()


def test_a_plan_that_breaks_a_rule_is_a_defect_and_writes_nothing(
    plan_with: Any, hand_plan: Plan, tmp_path: Path
) -> None:
    hurried = replace(hand_plan, convoys=hand_plan.convoys[:-1])
    code, out, err = plan_with(lambda *_: hurried, "--out", tmp_path / "out")
    assert code == Exit.DEFECT
    assert "R1" in err
    assert "defect" in err
    assert out == ""
    assert not (tmp_path / "out").exists()


def without_the_last_bus(plan: Plan) -> Plan:
    """Ten people less: the last rotation of bus-2 and its empty trip are gone."""
    gone = plan.convoys[-1]
    trip = next(t for t in plan.empty_trips if t.arrive == gone.rides[0].board)
    clearance = 220
    return replace(
        plan,
        convoys=plan.convoys[:-1],
        empty_trips=tuple(t for t in plan.empty_trips if t is not trip),
        left=(Left(group="families", people=10, reason="no vehicle is free in time"),),
        planned=52,
        clearance_minutes=clearance,
        by_priority=(
            plan.by_priority[0],
            replace(plan.by_priority[1], clearance_minutes=clearance),
        ),
        person_minutes=plan.person_minutes - 10 * 225,
        vehicle_minutes=plan.vehicle_minutes - 35 - 30,
    )


def test_people_left_are_said_with_the_reason_and_by_the_exit_code(
    plan_with: Any, hand_plan: Plan, tmp_path: Path
) -> None:
    partial = without_the_last_bus(hand_plan)
    code, out, _ = plan_with(lambda *_: partial, "--out", tmp_path / "out", "--no-report")
    assert code == Exit.LEFT
    assert "10 people are left:" in out
    assert "10 of families: no vehicle is free in time" in out
    assert "\nClearance time 3 h 40 min\n  priority 1: 50 min\n" in out  # nothing is proven


def test_one_person_is_counted_as_one(hand_plan: Plan) -> None:
    plan = replace(hand_plan, left=(Left(group="families", people=1, reason="no way"),))
    assert left_lines(plan)[0] == "1 person is left:"


def test_where_nobody_can_be_moved_no_time_is_promised(
    plan_with: Any, hand_plan: Plan, tmp_path: Path
) -> None:
    nobody = replace(
        hand_plan,
        convoys=(),
        empty_trips=(),
        left=(
            Left(group="patients", people=2, reason="no way"),
            Left(group="families", people=60, reason="no way"),
        ),
        planned=0,
        clearance_minutes=0,
        by_priority=tuple(replace(part, clearance_minutes=0) for part in hand_plan.by_priority),
        person_minutes=0,
        vehicle_minutes=0,
    )
    code, out, _ = plan_with(lambda *_: nobody, "--out", tmp_path / "out", "--no-report")
    assert code == Exit.LEFT
    assert out.startswith("Nobody is on the movement table.\n62 people are left:\n")
    assert "0 min" not in out


def test_a_priority_of_which_nobody_is_moved_has_no_time(
    plan_with: Any, hand_plan: Plan, tmp_path: Path
) -> None:
    patients = hand_plan.convoys[0]
    ride = patients.rides[0]
    without = replace(
        hand_plan,
        convoys=hand_plan.convoys[1:],
        left=(Left(group="patients", people=2, reason="no ambulance"),),
        planned=60,
        by_priority=(
            replace(hand_plan.by_priority[0], clearance_minutes=0),
            hand_plan.by_priority[1],
        ),
        person_minutes=hand_plan.person_minutes - 2 * ride.arrive,
        vehicle_minutes=hand_plan.vehicle_minutes - (ride.arrive - patients.depart),
    )
    _, out, _ = plan_with(lambda *_: without, "--out", tmp_path / "out", "--no-report")
    assert "\n  priority 1: nobody\n  priority 2: 3 h 45 min\n" in out


def test_json_is_all_there_is_on_standard_output(
    plan_with: Any, hand_plan: Plan, tmp_path: Path
) -> None:
    partial = without_the_last_bus(hand_plan)
    out_folder = tmp_path / "out"
    code, out, _ = plan_with(lambda *_: partial, "--out", out_folder, "--no-report", "--json")
    assert code == Exit.LEFT
    summary = json.loads(out)
    assert summary["clearance_minutes"] == 220
    assert summary["people"] == {"planned": 52, "left": 10, "staying": 0}
    assert summary["left"][0]["group"] == "families"
    assert [part["priority"] for part in summary["by_priority"]] == [1, 2]
    assert str(out_folder / "plan.json") in summary["files"]


def test_without_out_the_folder_is_named_after_the_scenario(
    plan_with: Any, hand_plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, _ = plan_with(lambda *_: hand_plan, "--no-report")
    assert code == Exit.DONE
    assert (tmp_path / "out" / "tiny" / "plan.json").exists()


@pytest.mark.parametrize(
    ("source", "where", "folder"),
    [
        ("mon/s", ".", "out/mon/s"),
        ("tue/s", ".", "out/tue/s"),
        ("plan 1.1", ".", "out/plan 1.1"),
        ("b.1.xlsx", ".", "out/b.1"),
        ("..", "mon/s/deep", "out/s"),
        (".", "mon/s", "out/s"),
    ],
)
def test_without_out_no_two_scenarios_share_a_folder(
    tiny: Case,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    where: str,
    folder: str,
) -> None:
    (tmp_path / where).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(tmp_path / where)
    case = replace(tiny, scenario=replace(tiny.scenario, source=source))
    assert folder_of_plan(case, None) == Path(folder)
    assert folder_of_rest(case, None, case.instance, Path("plan.json")) == Path(
        f"{folder}-2030-05-01-0600"
    )
