"""`masarat clearance`: what it prints and writes, and the exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from masarat.app import clearing, cli
from masarat.app.exits import Exit
from masarat.plan.flows import FlowVerdict, FlowViolation

if TYPE_CHECKING:
    from pytest import CaptureFixture, MonkeyPatch  # noqa: PT013  (types)

EXAMPLES = Path(__file__).parents[2] / "examples"
VALLEY = EXAMPLES / "valley" / "valley.flow"
SHARED = Path(__file__).parents[2].parent / "shared"


def run(*arguments: object) -> int:
    return cli.run(["clearance", *map(str, arguments)])


@pytest.mark.parametrize("name", ["valley.flow", "VALLEY.FLOW"])
def test_the_valley_is_solved_as_by_hand(
    tmp_path: Path, capsys: CaptureFixture[str], name: str
) -> None:
    assert run(shutil.copy(VALLEY, tmp_path / name), "--json") == Exit.DONE
    printed = json.loads(capsys.readouterr().out)
    assert printed["clearance_seconds"] == printed["bound_seconds"] == 4500
    assert printed["resolution_seconds"] == 1
    assert printed["binding"] == {"sources": [1, 2, 3], "sinks": [6], "arcs": [5]}
    assert printed["cut"]["vehicles_per_hour"] == 1500
    assert printed["unreachable"] == []
    assert printed["seconds_used"] >= 0


def test_closures_are_ranked_as_by_hand(tmp_path: Path, capsys: CaptureFixture[str]) -> None:
    assert run(VALLEY, "--closures", "--json", "--out", tmp_path / "out") == Exit.DONE
    ranked = json.loads(capsys.readouterr().out)["closures"]
    delays = {road["arcs"][0]: road["delay_seconds"] for road in ranked}
    # Without the pass 2,000 go north: 420 s + 2,000 / 1,500 hours, against 4,500 s. Without the
    # road north two villages are cut off; without the one from 1 to 2, 300 of 600 have no room.
    assert delays[6] == 720
    assert ranked[0]["arcs"] == [5]
    assert ranked[0]["cut_off"] == [2, 3]
    assert delays[1] is None
    assert ranked[-1]["arcs"] == [6]
    assert (tmp_path / "out" / "closures.csv").exists()


def test_closures_of_roads_that_open_and_close_are_refused(capsys: CaptureFixture[str]) -> None:
    assert run(EXAMPLES / "aleppo-2016", "--closures") == Exit.UNUSABLE
    assert "--closures: only roads that are open all the time" in capsys.readouterr().err


def test_what_an_earlier_clearance_had_in_the_folder_is_removed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(VALLEY, "--closures", "--out", out) == Exit.DONE
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    assert run(VALLEY, "--no-report", "--out", out) == Exit.DONE
    names = {path.name for path in out.iterdir()}
    assert names >= {"notes.txt", "clearance.json"}
    assert names.isdisjoint({"closures.csv", "report.html"})


def test_files_are_written_together_in_the_readers_language(
    tmp_path: Path, capsys: CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(VALLEY, "--resolution", "60", "--out", out, "--lang", "ar", "--no-report") == 0
    assert "أقل مدة" in capsys.readouterr().out
    names = ["arrivals.csv", "clearance.json", "departures.csv", "flow.csv.gz", "roads.geojson"]
    assert sorted(path.name for path in out.iterdir()) == names
    first = (out / "clearance.json").read_bytes()
    assert run(VALLEY, "--resolution", "60", "--out", out) == 0
    assert (out / "clearance.json").read_bytes() == first


def test_who_has_no_way_out_is_named_with_file_and_line(
    tmp_path: Path, capsys: CaptureFixture[str]
) -> None:
    lone = VALLEY.read_text("utf-8").replace("a 3 4 1200 120", "a 4 3 1200 120")
    (tmp_path / "lone.flow").write_text(lone, "utf-8")
    assert run(tmp_path / "lone.flow", "--json") == Exit.LEFT
    captured = capsys.readouterr()
    line = lone.splitlines().index("s 3 500") + 1
    assert (
        f"lone.flow, row {line}, 3: found '500 vehicles', expected a way to a sink" in captured.err
    )
    printed = json.loads(captured.out)
    assert printed["unreachable"] == [
        {"source": 3, "vehicles": 500, "file": "lone.flow", "line": line}
    ]
    assert printed["clearance_seconds"] == printed["bound_seconds"]


def test_too_little_room_is_an_answer(tmp_path: Path, capsys: CaptureFixture[str]) -> None:
    small = VALLEY.read_text("utf-8").replace("\nt 5\n", "\nt 5 1000\n")
    (tmp_path / "small.flow").write_text(small, "utf-8")
    assert run(tmp_path / "small.flow", "--out", tmp_path / "out") == Exit.LEFT
    assert "No time is enough: there is room for 1,300 vehicles" in capsys.readouterr().out
    assert (tmp_path / "out" / "report.html").exists()


def test_bad_input_and_bad_options_are_named(tmp_path: Path, capsys: CaptureFixture[str]) -> None:
    bad = VALLEY.read_text("utf-8").replace("a 4 5 1500 300", "a 4 5 -1500 300")
    (tmp_path / "bad.flow").write_text(bad, "utf-8")
    assert run(tmp_path / "bad.flow") == Exit.UNUSABLE
    assert "bad.flow, row 25, capacity: found '-1500'" in capsys.readouterr().err
    assert run(VALLEY, "--resolution", "7") == Exit.UNUSABLE
    assert "--resolution: found 7, expected a divisor of 3600" in capsys.readouterr().err
    assert run(tmp_path / "none.flow") == Exit.UNUSABLE
    assert run(tmp_path / "nothing") == Exit.UNUSABLE
    assert "expected" in capsys.readouterr().err
    assert run(tmp_path) == Exit.UNUSABLE
    assert "did you mean '" + str(tmp_path / "bad.flow") in capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "option", "value"),
    [
        (VALLEY, "--people", "10"),
        (VALLEY, "--occupancy", "2"),
        (VALLEY, "--exit", "5"),
        (VALLEY, "--cell", "50"),
        (VALLEY, "--assume", "most"),
        (EXAMPLES / "tiny", "--people", "10"),
        (EXAMPLES / "tiny", "--exit", "hall"),
    ],
)
def test_options_that_would_be_ignored_are_refused(
    source: Path, option: str, value: str, capsys: CaptureFixture[str]
) -> None:
    assert run(source, option, value) == Exit.UNUSABLE
    assert capsys.readouterr().err.startswith(f"{option}: ")


def test_nothing_leaves_that_fails_its_check(
    tmp_path: Path, capsys: CaptureFixture[str], monkeypatch: MonkeyPatch
) -> None:
    broken = FlowVerdict((FlowViolation(law="capacity", message="too much", arc=3),))
    monkeypatch.setattr(clearing, "check", lambda *_: broken)
    assert run(VALLEY, "--out", tmp_path / "out", "--json") == Exit.DEFECT
    captured = capsys.readouterr()
    assert "capacity: too much (arc 3)" in captured.err
    assert captured.out == ""
    assert not (tmp_path / "out").exists()


def test_a_scenario_with_windows_is_bracketed(capsys: CaptureFixture[str]) -> None:
    assert run(EXAMPLES / "aleppo-2016", "--resolution", "60", "--json") == Exit.DONE
    printed = json.loads(capsys.readouterr().out)
    assert printed["vehicles"] == 1000
    assert 86_400 < printed["bound_seconds"] <= printed["clearance_seconds"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/data/osm")
def test_a_country_is_cleared(
    tmp_path: Path, capsys: CaptureFixture[str], monkeypatch: MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert run(SHARED / "data" / "osm" / "andorra.osm.pbf", "--json") == Exit.DONE
    printed = json.loads(capsys.readouterr().out)
    assert printed["exact"]
    assert 3600 < printed["clearance_seconds"] < 86_400
