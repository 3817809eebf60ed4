"""The command line in-process: helps, refusals, exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from masarat.app import cli
from masarat.app.exits import Exit
from masarat.app.reference import COMMANDS

ROOT = Path(__file__).parents[2]
TINY = ROOT / "examples" / "tiny"
ALEPPO = ROOT / "examples" / "aleppo-2016"
EXAMPLES = [TINY, ALEPPO, *sorted(path.parent for path in ALEPPO.glob("*/*/scenario.yaml"))]


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = cli.run([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == Exit.DONE
    for command in COMMANDS:
        assert command.split()[0] in out
    assert "masarat new my-scenario" in out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_teaches_with_an_example(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    code, out, _ = run(capsys, *command.split(), "--help")
    assert code == Exit.DONE
    assert f"\n    masarat {command} " in out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_fits_a_terminal_of_eighty_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    _, out, _ = run(capsys, *command.split(), "--help")
    prose = [line for line in out.splitlines() if line and line[0] not in "│╭╰"]
    assert [line for line in prose if len(line.rstrip()) > 80 and "Usage" not in line] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plann"], 'Did you mean "plan"?'),
        (["plan"], "SCENARIO"),
        (["plan", "x", "--lang", "fr"], '"ar", "en", "ru"'),
        (
            ["plan", "x", "--time-limit", "-3"],
            "--time-limit: found '-3', expected seconds, above 0",
        ),
        (["plan", "x", "--time-limit", "soon"], "--time-limit"),
        (["plan", "x", "--timelimit", "3"], "--timelimit"),
        (["plan", "x", "--assume", "mostly"], '"least", "likely", "most"'),
        (["replan", "x", "y"], "--at"),
        (["check", "x"], "PLAN"),
        (["validate", "no-such-scenario"], "no-such-scenario: expected a scenario folder"),
        (["plan", "no-such-scenario"], "no-such-scenario: expected a scenario folder"),
        (["network", "info", "no-such-file.osm.pbf"], "no-such-file.osm.pbf"),
        (["explain", "no-such-plan.json"], "no-such-plan.json"),
        (["compare", "no-such-plan.json", "neither.json"], "no-such-plan.json"),
    ],
)
def test_what_cannot_be_used_is_named_without_traceback(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert code == Exit.UNUSABLE
    assert said in err
    assert "Traceback" not in err
    assert out == ""


def test_debug_shows_where(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Exception, match="no-such-scenario"):
        run(capsys, "validate", "no-such-scenario", "--debug")


def test_a_defect_is_admitted_without_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a hidden zero")

    monkeypatch.setattr("masarat.app.loading.load_case", broken)
    code, _, err = run(capsys, "validate", TINY)
    assert code == Exit.DEFECT
    assert "ZeroDivisionError: a hidden zero" in err
    assert "--debug" in err
    with pytest.raises(ZeroDivisionError):
        run(capsys, "validate", TINY, "--debug")


def test_stopping_before_there_is_a_plan_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("masarat.app.loading.load_case", stopped)
    code, _, err = run(capsys, "validate", TINY)
    assert code == Exit.INTERRUPTED
    assert "nothing was written" in err


@pytest.mark.parametrize(
    ("arguments", "made"),
    [
        (["mine"], "mine"),
        (["mine.xlsx"], "mine.xlsx"),
        (["mine.XLSX"], "mine.XLSX"),
        (["mine.XLSX", "--xlsx"], "mine.XLSX"),
        (["mine", "--xlsx"], "mine.xlsx"),
    ],
)
def test_a_new_scenario_is_valid(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], made: str
) -> None:
    place = tmp_path / made
    code, out, _ = run(capsys, "new", tmp_path / arguments[0], *arguments[1:])
    assert code == Exit.DONE
    assert place.is_dir() == (made == "mine")
    assert f"masarat validate {place}" in out
    code, out, err = run(capsys, "validate", place)
    assert (code, err) == (Exit.DONE, "")
    assert "612 people in 2 groups" in out
    assert "80 chose to stay" in out


def test_new_never_overwrites(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep", encoding="utf-8")
    code, _, err = run(capsys, "new", tmp_path / "mine")
    assert code == Exit.UNUSABLE
    assert "exists already" in err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_validate_speaks_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run(capsys, "new", tmp_path / "mine")
    code, out, _ = run(capsys, "validate", tmp_path / "mine", "--assume", "most", "--json")
    assert code == Exit.DONE
    assert json.loads(out)["people"] == 16 + 750


def test_validate_says_who_cannot_be_moved(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shutil.copytree(TINY, tmp_path / "tiny")
    (tmp_path / "tiny" / "escorts.csv").write_text("id,teams\nun,0\n", encoding="utf-8")
    code, out, _ = run(capsys, "validate", tmp_path / "tiny")
    assert code == Exit.LEFT
    assert "It can be planned, but not for everybody:" in out
    assert (
        "groups.csv, row 2: found 'patients', expected people who can be moved "
        "(no corridor from square to hospital has an escort team)"
    ) in out


def test_a_checkpoint_on_no_corridor_is_worth_a_look(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    shutil.copytree(TINY, tmp_path / "tiny")
    with (tmp_path / "tiny" / "checkpoints.csv").open("a", encoding="utf-8") as file:
        file.write("depot,1,5\n")
    code, out, _ = run(capsys, "validate", tmp_path / "tiny")
    assert code == Exit.DONE
    note = (
        "checkpoints.csv, row 3, place: found 'depot', expected a place that a corridor passes "
        "(nobody is inspected here)"
    )
    assert out.endswith(f"It can be planned.\nWorth a look:\n  {note}\n")
    _, out, _ = run(capsys, "validate", tmp_path / "tiny", "--json")
    assert json.loads(out)["notes"] == [note]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_everybody_in_the_examples_can_be_moved(
    capsys: pytest.CaptureFixture[str], path: Path
) -> None:
    code, out, _ = run(capsys, "validate", path)
    assert code == Exit.DONE
    assert out.endswith("It can be planned.\n")


def test_every_fault_is_named_and_counted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(capsys, "new", tmp_path / "mine")
    groups = tmp_path / "mine" / "groups.csv"
    text = groups.read_text(encoding="utf-8")
    text = text.replace(",clinic,12,", ",clinik,twelve,")
    groups.write_text(text, encoding="utf-8")
    code, _, err = run(capsys, "validate", tmp_path / "mine")
    assert code == Exit.UNUSABLE
    assert "groups.csv" in err
    assert "twelve" in err
    assert err.rstrip().splitlines()[-1].endswith(("fault.", "faults."))


def test_network_info_and_import(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    extract = tmp_path / "two.osm"
    extract.write_text(
        "<osm version='0.6'>"
        "<node id='1' lat='47.1' lon='9.5'/><node id='2' lat='47.11' lon='9.5'/>"
        "<way id='7'><nd ref='1'/><nd ref='2'/><tag k='highway' v='primary'/></way></osm>",
        encoding="utf-8",
    )
    out = tmp_path / "deep" / "roads.npz"
    code, text, _ = run(capsys, "network", "import", extract, "--out", out)
    assert code == Exit.DONE
    assert "2 nodes, 2 arcs" in text
    code, text, _ = run(capsys, "network", "info", out, "--json")
    assert code == Exit.DONE
    assert json.loads(text)["nodes"] == 2
    code, _, err = run(capsys, "network", "import", extract, "--out", tmp_path / "roads.csv")
    assert code == Exit.UNUSABLE
    assert ".npz" in err
