"""No plan leaves unchecked, and its files arrive together."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from masarat.app.instance_file import read_instance
from masarat.app.loading import read_plan
from masarat.app.making import Style, checked, make_plan, write_outputs
from masarat.core.errors import CheckFailed
from masarat.planning import Options

if TYPE_CHECKING:
    from pathlib import Path

    from masarat.app.loading import Case
    from masarat.plan.document import Plan

ALWAYS = {"plan.json", "instance.json", "movement-table.csv", "people.csv", "plan.gpkg"}


def test_the_hand_made_plan_passes(tiny: Case, hand_plan: Plan) -> None:
    assert checked(tiny.instance, hand_plan) is hand_plan


def test_a_planner_that_breaks_a_rule_gives_no_plan(
    tiny: Case, hand_plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurried = replace(hand_plan, convoys=hand_plan.convoys[:-1])
    monkeypatch.setattr("masarat.planning.solve", lambda *_: hurried)
    with pytest.raises(CheckFailed, match="R1"):
        make_plan(tiny.instance, Options())


def test_a_plan_that_breaks_a_rule_is_not_written(
    tiny: Case, hand_plan: Plan, tmp_path: Path
) -> None:
    hurried = replace(hand_plan, convoys=hand_plan.convoys[:-1])
    with pytest.raises(CheckFailed, match="R1"):
        write_outputs(tiny, hurried, tmp_path / "out", Style())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", ["ar", "en", "ru"])
def test_all_files_are_written_in_every_language(
    tiny: Case, hand_plan: Plan, tmp_path: Path, lang: str
) -> None:
    written = write_outputs(tiny, hand_plan, tmp_path / "out", Style(lang=lang))
    names = {path.name for path in written}
    assert names >= {*ALWAYS, "report.html"}
    assert any(name.endswith(".geojson") for name in names)
    assert names == {path.name for path in (tmp_path / "out").iterdir()}
    assert all(path.stat().st_size for path in written)
    assert f'lang="{lang}"' in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_without_a_report_the_rest_is_written(tiny: Case, hand_plan: Plan, tmp_path: Path) -> None:
    written = write_outputs(tiny, hand_plan, tmp_path / "out", Style(report=False))
    names = {path.name for path in written}
    assert names >= ALWAYS
    assert "report.html" not in names


def test_plan_and_instance_are_read_back(tiny: Case, hand_plan: Plan, tmp_path: Path) -> None:
    write_outputs(tiny, hand_plan, tmp_path / "out", Style(report=False))
    again = read_plan(tmp_path / "out")
    assert again.convoys == hand_plan.convoys
    instance = read_instance(tmp_path / "out" / "instance.json", again.instance)
    checked(instance, again)
    document = json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))
    assert document["clearance_minutes"] == 225


def test_what_an_earlier_plan_had_in_the_folder_is_removed(
    tiny: Case, hand_plan: Plan, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    write_outputs(tiny, hand_plan, out, Style())
    for name in ("departure-orders.csv", "road_statuses.geojson", "reports.json", "notes.txt"):
        (out / name).write_text("earlier", encoding="utf-8")
    write_outputs(tiny, hand_plan, out, Style(report=False))
    left = {path.name for path in out.iterdir()}
    assert left >= {*ALWAYS, "notes.txt"}
    # The reports are somebody's own: the earlier plan rested on none.
    assert "reports.json" in left
    assert left.isdisjoint({"report.html", "departure-orders.csv", "road_statuses.geojson"})


def test_without_an_earlier_plan_nothing_is_removed(
    tiny: Case, hand_plan: Plan, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.html").write_text("mine", encoding="utf-8")
    write_outputs(tiny, hand_plan, out, Style(report=False))
    assert (out / "report.html").read_text(encoding="utf-8") == "mine"


def test_a_folder_in_the_way_leaves_the_earlier_plan_whole(
    tiny: Case, hand_plan: Plan, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    write_outputs(tiny, hand_plan, out, Style(report=False))
    (out / "movement-table.csv").unlink()
    (out / "movement-table.csv").mkdir()
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    with pytest.raises(IsADirectoryError):
        write_outputs(tiny, replace(hand_plan, seed=2), out, Style(lang="ru"))
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
