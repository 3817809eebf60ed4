"""The installed command as a process of its own: bytes, signals, streams."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from masarat.app.exits import Exit

MASARAT = Path(sys.executable).parent / "masarat"
TINY = Path(__file__).parents[2] / "examples" / "tiny"


def masarat(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [MASARAT, *map(str, arguments)], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("planned") / "out"
    done = masarat("plan", TINY, "--out", out, "--effort", "5", "--json")
    assert done.returncode == Exit.DONE, done.stderr
    (out.parent / "summary.json").write_text(done.stdout, encoding="utf-8")
    return out


def test_json_is_all_there_is_on_standard_output(planned: Path) -> None:
    summary = json.loads((planned.parent / "summary.json").read_text(encoding="utf-8"))
    plan = json.loads((planned / "plan.json").read_text(encoding="utf-8"))
    for field in ("clearance_minutes", "people", "gap"):
        assert summary[field] == plan[field]


def test_the_plan_passes_the_check_of_another_process(planned: Path) -> None:
    done = masarat("check", TINY, planned)
    assert done.returncode == Exit.DONE
    assert "obeys every rule" in done.stdout


def test_the_same_effort_and_seed_give_the_same_bytes_on_any_number_of_threads(
    planned: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    arguments = ["--effort", "5", "--threads", "1", "--no-report"]
    assert masarat("plan", TINY, "--out", again, *arguments).returncode == Exit.DONE
    for name in ("plan.json", "movement-table.csv", "people.csv", "instance.json"):
        assert (again / name).read_bytes() == (planned / name).read_bytes(), name


def test_an_interrupted_search_writes_its_best(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with subprocess.Popen(
        [MASARAT, "plan", TINY, "--out", out, "--time-limit", "3600", "--no-report"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        answer, rest = process.communicate()
    assert "clearance" in first
    assert "the best so far is kept" in rest
    assert process.returncode == Exit.DONE
    assert "Every rule was checked and holds." in answer
    assert masarat("check", TINY, out).returncode == Exit.DONE


STOPPED = """
import os, signal
from pathlib import Path
from masarat.app import cli, start

def stopping(method):
    def stopped(path, *arguments, **options):
        done = method(path, *arguments, **options)
        if path.name == "{at}":
            os.kill(os.getpid(), signal.{signal})
        return done
    return stopped

Path.{method} = stopping(Path.{method})
start.main()
"""


@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize(
    ("at", "method", "code"),
    [("instance.json", "write_bytes", Exit.INTERRUPTED), ("plan.json", "replace", Exit.DONE)],
)
def test_a_signal_stops_a_plan_before_its_files_are_replaced_and_not_after(
    planned: Path, tmp_path: Path, sent: str, at: str, method: str, code: Exit
) -> None:
    out = tmp_path / "deep" / "out"
    program = STOPPED.format(at=at, method=method, signal=sent)
    done = subprocess.run(
        [sys.executable, "-c", program, "report", TINY, planned, "--out", out, "--no-report"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    if code:
        assert done.stderr == "Stopped; nothing was written.\n"
        assert list(tmp_path.iterdir()) == []
    else:
        assert f"Wrote {out}" in done.stdout
        assert all(path.name[0] != "." for path in out.parent.rglob("*"))


@pytest.mark.parametrize("command", [["--help"], ["plan", "--help"], ["validate", str(TINY)]])
def test_a_reader_that_goes_away_is_no_error(command: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [MASARAT, *command], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (Exit.DONE, "")


@pytest.mark.parametrize("streams", [">&-", "2>&-", "<&- >&- 2>&-", "2>/dev/full", "2>&1 | true"])
def test_a_plan_is_written_where_nobody_can_hear_of_it(tmp_path: Path, streams: str) -> None:
    command = f"{MASARAT} plan {TINY} --effort 1 --no-report --out {tmp_path / 'out'} {streams}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == Exit.DONE, done.stderr
    assert masarat("check", TINY, tmp_path / "out").returncode == Exit.DONE


def test_an_answer_that_cannot_be_written_is_no_defect() -> None:
    command = f"{MASARAT} validate {TINY} >/dev/full"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    said = "standard output: No space left on device\n"
    assert (done.returncode, done.stderr) == (Exit.UNUSABLE, said)


def test_a_terminal_without_unicode_gets_question_marks_not_a_defect() -> None:
    done = subprocess.run(
        [MASARAT, "validate", TINY / ".." / "لا-شيء"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        check=False,
    )
    assert done.returncode == Exit.UNUSABLE
    assert b"expected a scenario folder" in done.stderr


def test_the_rest_is_planned_anew_checked_and_compared(planned: Path, tmp_path: Path) -> None:
    out = tmp_path / "suspended"
    done = masarat(
        "replan", TINY, planned, "--at", "day 1 07:00", "--suspend", "day 1 07:00", "day 1 07:30",
        "--out", out, "--effort", "3", "--no-report", "--json",
    )  # fmt: skip
    assert done.returncode == Exit.DONE, done.stderr
    answer = json.loads(done.stdout)
    assert answer["rest"]["at"] == 60
    before, after = (
        json.loads((folder / "plan.json").read_text(encoding="utf-8")) for folder in (planned, out)
    )
    assert after["clearance_minutes"] > before["clearance_minutes"]
    departed = [convoy for convoy in before["convoys"] if convoy["depart"] < 60]
    assert departed
    assert [convoy for convoy in after["convoys"] if convoy["depart"] < 60] == departed
    checked = masarat("check", TINY, out)
    assert checked.returncode == Exit.DONE
    assert "nothing moves from 2030-05-01 07:00 until 2030-05-01 07:30" in checked.stdout
    compared = masarat("compare", planned, out)
    assert compared.returncode == Exit.DONE
    assert "clearance minutes" in compared.stdout


def test_what_binds_is_explained_from_the_plan_alone(planned: Path) -> None:
    done = masarat("explain", planned / "plan.json", "--effort", "2")
    assert done.returncode == Exit.DONE, done.stderr
    assert done.stderr == ""
    assert done.stdout.startswith("What binds: ")
    assert "bus" in done.stdout
    quick = masarat("explain", planned, "--scenario", TINY, "--quick", "--json")
    assert quick.returncode == Exit.DONE, quick.stderr
    answer = json.loads(quick.stdout)
    assert answer["binds"]
    assert all(saving["planned_minutes"] is None for saving in answer["savings"])


def test_a_plan_says_what_binds_with_its_shares(planned: Path, tmp_path: Path) -> None:
    done = masarat("report", TINY, planned, "--out", tmp_path / "again")
    assert done.returncode == Exit.DONE, done.stderr
    assert "\nWhat binds: the fleet: bus (69%), inspection at: gate (17%), headway" in done.stdout


def test_without_its_instance_a_plan_cannot_be_explained_by_itself(
    planned: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "plan.json"
    alone.write_bytes((planned / "plan.json").read_bytes())
    done = masarat("explain", alone)
    assert done.returncode == Exit.UNUSABLE
    assert "instance.json" in done.stderr


def test_news_of_the_start_is_kept_when_the_rest_is_planned_again(
    planned: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    quick = ["--effort", "2", "--no-report"]
    at_start = ["--at", "start", "--lost", "bus-1"]
    done = masarat("replan", TINY, planned, *at_start, "--out", first, *quick)
    assert done.returncode == Exit.LEFT, done.stderr
    checked = masarat("check", TINY, first)
    assert checked.returncode == Exit.DONE
    assert "bus-1 is lost from start on" in checked.stdout
    assert masarat("report", TINY, first, "--out", tmp_path / "again").returncode == Exit.LEFT
    done = masarat("replan", TINY, first, "--at", "day 1 07:00", "--out", second, *quick)
    assert done.returncode == Exit.LEFT, done.stderr
    assert "bus-1" not in (second / "movement-table.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    "arguments",
    [
        ("replan", "{scenario}", "{plan}", "--at", "day 1 07:30", "--out", "{out}"),
        ("report", "{scenario}", "{plan}", "--out", "{out}"),
        ("explain", "{plan}", "--scenario", "{scenario}", "--quick"),
    ],
)
def test_a_plan_whose_instance_is_not_to_be_had_is_refused(
    planned: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    rest, alone, out = tmp_path / "rest", tmp_path / "plan.json", tmp_path / "out"
    pause = ["--at", "day 1 07:00", "--suspend", "day 1 07:00", "day 1 07:30", "--effort", "1"]
    done = masarat("replan", TINY, planned, *pause, "--out", rest, "--no-report")
    assert done.returncode == Exit.DONE, done.stderr
    alone.write_bytes((rest / "plan.json").read_bytes())
    done = masarat(*(each.format(scenario=TINY, plan=alone, out=out) for each in arguments))
    assert done.returncode == Exit.UNUSABLE
    assert f"{alone}, instance: found" in done.stderr
    assert f"there is no {tmp_path / 'instance.json'}" in done.stderr
    assert not out.exists()
    assert masarat("check", TINY, alone).returncode == Exit.REFUSED
