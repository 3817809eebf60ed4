"""`masarat plan`, `check` and `replan` with reports: what is said, kept and refused."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.app.streets.reporting import BRIDGE, CAMP, file_of, report, scenario, written

import masarat
from masarat.app import cli
from masarat.app.exits import Exit
from masarat.core.errors import PlanError, UsageError
from masarat.reports.report import corridor

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[[str], tuple[int, str]]

ALEPPO = Path(__file__).parents[3] / "examples" / "aleppo-2016"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)

    def command(line: str) -> tuple[int, str]:
        capsys.readouterr()
        code = cli.run(shlex.split(line))
        said = capsys.readouterr()
        return code, said.out + said.err

    return command


@pytest.fixture
def here(tmp_path: Path) -> Path:
    written(tmp_path / "sc", scenario())
    written(tmp_path / "narrow", scenario(way_round=False))
    file_of(tmp_path / "none.json")
    file_of(tmp_path / "closed.json", report("r-1", BRIDGE, "closed"))
    file_of(tmp_path / "clash.json", report("r-2", CAMP, "clashes"), report("r-3", CAMP, "open"))
    return tmp_path


PLAN = "plan {} --effort 1 --no-report --out out"


def test_without_reports_nothing_changes(run: Run, here: Path) -> None:
    assert run(PLAN.format("sc"))[0] == Exit.DONE
    plain = {path.name: path.read_bytes() for path in (here / "out").iterdir()}
    assert "reports.json" not in plain
    run("plan sc --effort 1 --no-report --out again --reports none.json")
    assert json.loads((here / "again" / "plan.json").read_text())["rests_on"]["streets"] == []
    for name in ("movement-table.csv", "people.csv", "instance.json", "corridors.geojson"):
        assert (here / "again" / name).read_bytes() == plain[name]
    without = {
        key: value
        for key, value in json.loads((here / "again" / "plan.json").read_text()).items()
        if key not in ("rests_on", "digest")
    }
    plan = json.loads(plain["plan.json"])
    assert without == {key: value for key, value in plan.items() if key != "digest"}


def test_a_closed_street_is_gone_round_and_named(run: Run, here: Path) -> None:
    code, said = run(PLAN.format("sc") + " --reports closed.json")
    assert code == Exit.DONE
    assert (
        "link bridge - gate is closed from start until 2016-12-17 20:01: road goes round it" in said
    )
    assert "reports: r-1 (office r-1 > a paper, 2016-12-14 18:00Z)" in said
    plan = json.loads((here / "out" / "plan.json").read_text())
    street = plan["rests_on"]["streets"][0]
    assert (street["does"], street["avoided_by"], street["reports"]) == ("close", ["road"], ["r-1"])
    code, said = run("check sc out")
    assert code == Exit.DONE
    assert "r-1" in said
    assert "Newer reports" not in said


def test_a_corridor_without_another_way_is_named_with_its_reports(run: Run, here: Path) -> None:
    file_of(here / "shut.json", report("r-9", corridor("road"), "closed"))
    (here / "narrow" / "scenario.yaml").write_text(
        (here / "narrow" / "scenario.yaml").read_text()
        + "reports:\n  ledger: ../shut.json\n  statuses: {unknown: close}\n"
    )
    code, said = run(PLAN.format("narrow"))
    assert code == Exit.LEFT
    assert "corridor road is closed" in said
    assert "no other way for road" in said
    assert run("check narrow out")[0] == Exit.DONE


def test_warnings_list_who_passes_and_both_sides(run: Run, here: Path) -> None:
    code, said = run(PLAN.format("sc") + " --reports clash.json --json")
    assert code == Exit.DONE
    told = json.loads(said[said.index("{") : said.rindex("}") + 1])
    first = told["rests_on"]["streets"][0]
    assert first["status"] == "contested"
    assert first["convoys"]
    assert {*first["reports"], *first["against"]} == {"r-2", "r-3"}


def test_check_asks_the_same_reports_whatever_was_added_and_says_what_is_newer(
    run: Run, here: Path
) -> None:
    run(PLAN.format("sc") + " --reports clash.json")
    more = file_of(
        here / "more.json",
        report("r-2", CAMP, "clashes"),
        report("r-3", CAMP, "open"),
        report("r-4", BRIDGE, "closed", 1),
    )
    code, said = run(f"check sc out --reports {more.name}")
    assert code == Exit.DONE
    assert "The plan obeys every rule" in said
    assert "link bridge - gate was not spoken of, is now closed from start" in said
    assert "passed by C1" in said
    code, said = run(f"check sc out --reports {more.name} --json")
    assert [street["ids"] for street in json.loads(said)["newer"]] == [["bridge", "gate"]]
    assert "newer" not in json.loads(run("check sc out --json")[1])


def test_a_plan_that_uses_a_closed_street_is_refused(run: Run, here: Path) -> None:
    run(PLAN.format("sc"))
    plain = json.loads((here / "out" / "plan.json").read_text())
    run("plan sc --effort 1 --no-report --out round --reports closed.json")
    told = json.loads((here / "round" / "plan.json").read_text())
    forged = {**plain, "rests_on": told["rests_on"], "instance": told["instance"]}
    (here / "round" / "plan.json").write_text(json.dumps(forged))
    assert run("check sc round")[0] == Exit.REFUSED


def test_reports_that_were_altered_or_lost_are_refused(run: Run, here: Path) -> None:
    run(PLAN.format("sc") + " --reports closed.json")
    kept = here / "out" / "reports.json"
    was = kept.read_bytes()
    kept.write_bytes(was.replace(b'"closed"', b'"open"'))
    code, said = run("check sc out")
    assert code == Exit.UNUSABLE
    assert "expected the reports that the plan rests on, with digest" in said
    kept.unlink()
    code, said = run("check sc out")
    assert code == Exit.UNUSABLE
    assert "reports.json" in said
    assert run("check sc out --reports closed.json")[0] == Exit.DONE


def test_known_says_until_when(run: Run, here: Path) -> None:
    file_of(here / "two.json", report("r-1", BRIDGE, "closed"), report("r-5", CAMP, "closed", 5))
    code, said = run(PLAN.format("sc") + ' --reports two.json --known "2016-12-14 21:00"')
    assert code == Exit.DONE
    assert "Reports known until 2016-12-14 21:00: 1 report about" in said
    assert "camp" not in said
    code, said = run(PLAN.format("sc") + " --reports two.json --known tomorrow")
    assert code == Exit.UNUSABLE
    assert "found 'tomorrow', expected a date and time" in said
    code, said = run(PLAN.format("sc") + ' --known "2016-12-14 21:00"')
    assert code == Exit.UNUSABLE
    assert "--reports" in said


def test_a_ledger_that_the_scenario_names_and_is_not_there_is_a_fault(run: Run, here: Path) -> None:
    yaml = here / "sc" / "scenario.yaml"
    yaml.write_text(yaml.read_text() + "reports:\n  ledger: gone.sqlite\n")
    code, said = run(PLAN.format("sc"))
    assert code == Exit.UNUSABLE
    row = yaml.read_text().splitlines().index("  ledger: gone.sqlite") + 1
    assert f"scenario.yaml, row {row}, reports.ledger: found 'gone.sqlite'" in said


def test_reports_of_an_earlier_plan_do_not_stay_beside_a_plan_without(run: Run, here: Path) -> None:
    assert run(PLAN.format("sc") + " --reports clash.json")[0] == Exit.DONE
    assert (here / "out" / "road_statuses.geojson").exists()
    assert run(PLAN.format("sc"))[0] == Exit.DONE
    assert not (here / "out" / "reports.json").exists()
    assert not (here / "out" / "road_statuses.geojson").exists()


def test_replanning_closes_what_newer_reports_close(run: Run, here: Path) -> None:
    run(PLAN.format("sc") + " --reports clash.json")
    file_of(
        here / "more.json",
        report("r-2", CAMP, "clashes"),
        report("r-3", CAMP, "open"),
        report("r-4", BRIDGE, "closed", 10.2),
    )
    code, said = run(
        'replan sc out --at "day 1 06:15" --reports more.json --effort 1 --no-report --out rest'
    )
    assert code == Exit.LEFT
    assert "is now closed" in said
    code, said = run("check sc rest")
    assert code == Exit.DONE
    assert "corridor road is closed from 2016-12-15 06:15" in said


def test_december_2016_is_planned_with_what_was_known_then(run: Run) -> None:
    scenario_, ledger_ = ALEPPO / "agreement" / "first", ALEPPO / "reports" / "reports.csv"
    planning = f"plan {scenario_} --effort 0 --no-report --out out --reports {ledger_} --known"
    code, said = run(f'{planning} "2016-12-15 18:00"')
    assert code in (Exit.DONE, Exit.LEFT)
    assert "suspended" not in said
    code, said = run(f"check {scenario_} out --reports {ledger_}")
    assert code == Exit.DONE
    assert "corridor ramouseh was not spoken of, is now closed from 2016-12-16 00:00" in said
    assert "icrc-suspended (ICRC, 2016-12-16" in said
    code, said = run(f'{planning} "2016-12-16 16:00"')
    assert "corridor ramouseh is closed from 2016-12-16 00:00" in said
    assert "no other way for ramouseh" in said
    assert "against: centre-open (" in said
    assert run(f"check {scenario_} out")[0] == Exit.DONE


def test_python_does_the_same(here: Path) -> None:
    made = masarat.plan(here / "sc", effort=1, reports=here / "closed.json")
    assert made.rests_on is not None
    assert masarat.check(here / "sc", made, reports=here / "closed.json").ok
    with pytest.raises(PlanError):
        masarat.check(here / "sc", made, reports=here / "clash.json")
    with pytest.raises(PlanError, match=r"reports\.json"):
        masarat.check(here / "sc", made)
    instance = masarat.build(here / "sc", reports=here / "closed.json")
    assert masarat.check(instance, made).ok
    with pytest.raises(UsageError, match="scenario"):
        masarat.plan(instance, effort=1)
    files = masarat.write(
        masarat.load(here / "sc"), made, here / "out", reports=here / "closed.json", report=False
    )
    assert "reports.json" in {path.name for path in files}
    again = masarat.read(here / "out")
    assert again == made


def test_the_same_reports_give_the_same_files(run: Run, here: Path) -> None:
    run(PLAN.format("sc") + " --reports closed.json")
    first = {path.name: path.read_bytes() for path in (here / "out").iterdir()}
    run(PLAN.format("sc") + " --reports closed.json")
    assert {path.name: path.read_bytes() for path in (here / "out").iterdir()} == first
