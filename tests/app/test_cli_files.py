"""Commands that work on a plan's files, with the plan of examples/tiny that was solved by hand."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import masarat
from masarat.app import cli
from masarat.app.exits import Exit
from masarat.app.making import Style, write_outputs
from masarat.plan.files import to_json

if TYPE_CHECKING:
    from masarat.app.loading import Case
    from masarat.plan.document import Plan

TINY = Path(__file__).parents[2] / "examples" / "tiny"


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = cli.run([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def out(tiny: Case, hand_plan: Plan, tmp_path: Path) -> Path:
    write_outputs(tiny, hand_plan, tmp_path / "out", Style(report=False))
    return tmp_path / "out"


def altered(out: Path, old: str, new: str) -> Path:
    text = (out / "plan.json").read_text(encoding="utf-8")
    assert old in text
    (out / "altered.json").write_text(text.replace(old, new, 1), encoding="utf-8")
    return out / "altered.json"


def test_check_accepts(capsys: pytest.CaptureFixture[str], out: Path) -> None:
    code, text, err = run(capsys, "check", TINY, out / "plan.json")
    assert (code, err) == (Exit.DONE, "")
    assert "obeys every rule: 62 people, 7 convoys, clearance time 3 h 45 min.\n" in text


def test_check_takes_the_folder_too_and_speaks_json(
    capsys: pytest.CaptureFixture[str], out: Path
) -> None:
    code, text, _ = run(capsys, "check", TINY, out, "--json")
    assert code == Exit.DONE
    assert json.loads(text) == {"ok": True, "violations": [], "given": []}


def test_check_refuses_and_names_the_rule(capsys: pytest.CaptureFixture[str], out: Path) -> None:
    plan = altered(out, '"people": 10', '"people": 11')
    code, text, _ = run(capsys, "check", TINY, plan)
    assert code == Exit.REFUSED
    assert "R2: " in text
    assert "bus-1" in text
    assert text.splitlines()[-1].startswith("The plan breaks R1 (1), R2 (1)")
    code, text, _ = run(capsys, "check", TINY, plan, "--json")
    assert code == Exit.REFUSED
    verdict = json.loads(text)
    assert not verdict["ok"]
    assert {"R1", "R2"} <= {violation["rule"] for violation in verdict["violations"]}


def test_check_refuses_the_plan_of_another_scenario(
    capsys: pytest.CaptureFixture[str], out: Path, tmp_path: Path
) -> None:
    run(capsys, "new", tmp_path / "mine")
    code, text, _ = run(capsys, "check", tmp_path / "mine", out)
    assert code == Exit.REFUSED
    first, *rest = text.splitlines()
    assert first.startswith("digest: the plan was not made from this scenario, with its counts")
    assert rest[0] == "form: unknown corridor 'road' (convoy convoy-1)"
    assert rest[-2] == "... and 36 more (--json prints them all)"
    assert rest[-1] == "The plan breaks digest (1), form (41)."
    assert len(rest) == 7
    _, text, _ = run(capsys, "check", tmp_path / "mine", out, "--json")
    rules = [broken["rule"] for broken in json.loads(text)["violations"]]
    assert rules == ["digest", *["form"] * 41]


def test_check_says_first_that_the_scenario_has_other_counts(
    capsys: pytest.CaptureFixture[str], out: Path, tmp_path: Path
) -> None:
    shutil.copytree(TINY, tmp_path / "mine")
    groups = tmp_path / "mine" / "groups.csv"
    text = groups.read_text(encoding="utf-8")
    groups.write_text(text.replace(",60,seat", ",55,seat"), encoding="utf-8")
    code, text, _ = run(capsys, "check", tmp_path / "mine", out)
    assert code == Exit.REFUSED
    first, second, *_ = text.splitlines()
    assert first.startswith("digest: the plan was not made from this scenario, with its counts")
    assert second == "R1: 60 people are moved or left, the group is 55 (group families)"


def test_check_cannot_use_a_broken_file(capsys: pytest.CaptureFixture[str], out: Path) -> None:
    (out / "plan.json").write_text('{"version": ', encoding="utf-8")
    code, text, err = run(capsys, "check", TINY, out)
    assert code == Exit.UNUSABLE
    assert "plan.json" in err
    assert text == ""


def test_report_writes_another_language(
    capsys: pytest.CaptureFixture[str], out: Path, tmp_path: Path
) -> None:
    arabic = tmp_path / "arabic"
    code, text, _ = run(capsys, "report", TINY, out, "--lang", "ar", "--out", arabic)
    assert code == Exit.DONE
    assert "Clearance time 3 h 45 min" in text
    assert "2030-05-01 09:45" in text
    page = (arabic / "report.html").read_text(encoding="utf-8")
    assert 'dir="rtl"' in page


REPLAN = ["replan", str(TINY), "out", "--at", "day 1 07:00", "--effort", "0", "--no-report"]


@pytest.fixture
def here(out: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(out.parent)
    return out.parent


def test_replan_without_out_names_the_folder_after_the_moment_of_the_news(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    before = (here / "out" / "plan.json").read_bytes()
    code, told, err = run(capsys, *REPLAN)
    assert code == Exit.DONE, err
    assert "; no plan for everybody with the same history can do it in less than" in told
    rest = Path("out") / "tiny-2030-05-01-0700"
    assert (rest / "plan.json").exists()
    assert (here / "out" / "plan.json").read_bytes() == before
    code, text, _ = run(capsys, "report", TINY, rest, "--no-report")
    assert code == Exit.DONE
    assert f"Wrote {rest}: " in text


def test_replan_without_out_replaces_no_plan_after_other_news(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    assert run(capsys, *REPLAN)[0] == Exit.DONE
    assert run(capsys, *REPLAN, "--seed", "2")[0] == Exit.DONE
    rest = here / "out" / "tiny-2030-05-01-0700" / "plan.json"
    before = rest.read_bytes()
    suspended = [*REPLAN, "--suspend", "day 1 07:00", "day 1 07:30"]
    code, _, err = run(capsys, *suspended)
    assert code == Exit.UNUSABLE
    assert "--out: found none, and another plan in out/tiny-2030-05-01-0700" in err
    assert rest.read_bytes() == before
    assert run(capsys, *suspended, "--out", rest.parent)[0] == Exit.DONE


@pytest.mark.parametrize("folder", ["out", "out/../out"])
def test_replan_never_writes_over_the_plan_that_it_goes_on_from(
    capsys: pytest.CaptureFixture[str], here: Path, folder: str
) -> None:
    before = (here / "out" / "plan.json").read_bytes()
    code, text, err = run(capsys, *REPLAN, "--out", folder)
    assert code == Exit.UNUSABLE
    assert "--out: found 'out" in err
    assert "expected another folder" in err
    assert text == ""
    assert (here / "out" / "plan.json").read_bytes() == before


def test_report_without_out_replaces_no_other_plan(
    capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    default = here / "out" / "tiny"
    assert run(capsys, "report", TINY, "out", "--no-report")[0] == Exit.DONE
    assert run(capsys, "report", TINY, "out", "--no-report", "--lang", "ru")[0] == Exit.DONE
    (default / "plan.json").write_text("another", encoding="utf-8")
    code, _, err = run(capsys, "report", TINY, "out", "--no-report")
    assert code == Exit.UNUSABLE
    assert "another plan in out/tiny" in err
    assert (default / "plan.json").read_text(encoding="utf-8") == "another"


def test_report_refuses_a_plan_that_breaks_a_rule(
    capsys: pytest.CaptureFixture[str], out: Path, tmp_path: Path
) -> None:
    plan = altered(out, '"people": 10', '"people": 11')
    code, text, err = run(capsys, "report", TINY, plan, "--out", tmp_path / "arabic")
    assert code == Exit.REFUSED
    assert "R2: " in err
    assert text == ""
    assert not (tmp_path / "arabic").exists()


def test_a_folder_that_cannot_be_written_is_named(
    capsys: pytest.CaptureFixture[str], out: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, _, err = run(capsys, "report", TINY, out, "--out", tmp_path / "file" / "deep")
    assert code == Exit.UNUSABLE
    assert str(tmp_path / "file") in err


def test_compare_says_what_changed(capsys: pytest.CaptureFixture[str], out: Path) -> None:
    code, text, _ = run(capsys, "compare", out, out)
    assert (code, text) == (Exit.DONE, "The plans are the same.\n")
    later = out / "later.json"
    later.write_bytes(to_json(replace(masarat.read(out), clearance_minutes=230)))
    code, text, _ = run(capsys, "compare", out, later)
    assert code == Exit.DONE
    assert "clearance minutes: 225 -> 230 (+5)" in text
    code, text, _ = run(capsys, "compare", out, later, "--json")
    assert code == Exit.DONE
    assert json.loads(text)["figures"][0]["after"] == 230


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_compare_refuses_a_plan_that_was_altered(
    capsys: pytest.CaptureFixture[str], out: Path, order: slice
) -> None:
    later = altered(out, '"clearance_minutes": 225', '"clearance_minutes": 230')
    code, text, err = run(capsys, "compare", *[out, later][order])
    assert (code, text) == (Exit.UNUSABLE, "")
    assert f"{later}, digest: found " in err
    assert "it was altered after it was written" in err
