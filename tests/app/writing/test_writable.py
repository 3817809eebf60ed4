"""Where files are to go is looked at before the work: no plan is lost, no scenario spoilt."""

from __future__ import annotations

import pkgutil
import shutil
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import masarat
from masarat import app
from masarat.app import cli
from masarat.app.exits import Exit
from masarat.app.making import Style, write_outputs
from masarat.app.writing import writable
from masarat.core.errors import UsageError

if TYPE_CHECKING:
    from masarat.app.loading import Case
    from masarat.plan.document import Plan

EXAMPLES = Path(__file__).parents[3] / "examples"
TINY = EXAMPLES / "tiny"
FLOW = EXAMPLES / "valley" / "valley.flow"

COMMANDS = {
    "plan": ["plan", "mine"],
    "replan": ["replan", "mine", "made", "--at", "start"],
    "report": ["report", "mine", "made"],
    "clearance": ["clearance", str(FLOW)],
}


def refuse_to_work(*_: object, **__: object) -> None:
    raise AssertionError("the work began")


@pytest.fixture
def desk(tiny: Case, hand_plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a scenario, a plan and a file, where no work can begin."""
    shutil.copytree(TINY, tmp_path / "mine")
    write_outputs(tiny, hand_plan, tmp_path / "made", Style(report=False))
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to("nothing")
    monkeypatch.chdir(tmp_path)
    for module in pkgutil.walk_packages(app.__path__, "masarat.app."):
        import_module(module.name)  # what is imported first below would keep the refusal
    for work in (
        "planning.solve",
        "planning.replan.replan",
        "plan.checker.check",
        "app.clearing.read_traffic",
        "network.cache.cached_network",
        "app.agreements.drafting.draft_agreement",
    ):
        monkeypatch.setattr(f"masarat.{work}", refuse_to_work)
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*"))


def refused(capsys: pytest.CaptureFixture[str], desk: Path, *arguments: str) -> str:
    """Return what is said where a command refuses, and see that nothing has changed."""
    before = names(desk)
    assert cli.run(arguments) == Exit.UNUSABLE
    assert names(desk) == before
    return capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("mine", "mine holds a scenario (scenario.yaml), expected another folder"),
        ("", "--out: found '', expected a name"),
        ("file", "--out: file is a file, expected a folder"),
        ("file/deep/er", "--out: file is a file, expected a folder"),
        ("link", "--out: link is a link to nothing, expected a folder"),
    ],
)
def test_a_folder_that_cannot_take_the_files_is_refused_before_the_work(
    capsys: pytest.CaptureFixture[str], desk: Path, command: str, out: str, said: str
) -> None:
    assert said in refused(capsys, desk, *COMMANDS[command], "--out", out)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_folder_of_the_scenario_is_refused_by_any_name(
    capsys: pytest.CaptureFixture[str], desk: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(desk / "mine")
    inside = [word.replace("mine", ".").replace("made", "../made") for word in COMMANDS[command]]
    assert ". holds a scenario" in refused(capsys, desk, *inside, "--out", ".")


@pytest.mark.parametrize("command", ["plan", "report"])
def test_the_folder_that_is_taken_where_none_is_named_is_looked_at_too(
    capsys: pytest.CaptureFixture[str], desk: Path, command: str
) -> None:
    shutil.copytree(TINY, desk / "out" / "mine")
    assert "out/mine holds a scenario" in refused(capsys, desk, *COMMANDS[command])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["network", "import", "x.osm", "--out", "made"], "expected a file name that ends in .npz"),
        (
            ["network", "import", "x.osm", "--out", "net.npz"],
            "net.npz is a folder, expected a file",
        ),
        (
            ["network", "import", "x.osm", "--out", "file/a.npz"],
            "file is a file, expected a folder",
        ),
        (["network", "import", "x.osm", "--out", ""], "--out: found ''"),
        (
            ["agreement", "draft", "mine", "made", "--parties", "p", "--out", "file"],
            "file is a fil",
        ),
        (["agreement", "draft", "mine", "made", "--parties", "p", "--out", ""], "--out: found ''"),
    ],
)
def test_so_is_what_other_commands_write(
    capsys: pytest.CaptureFixture[str], desk: Path, arguments: list[str], said: str
) -> None:
    (desk / "net.npz").mkdir()
    assert said in refused(capsys, desk, *arguments)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_without_leave_to_write_is_refused(
    capsys: pytest.CaptureFixture[str],
    desk: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    def denied(**_: object) -> None:
        raise PermissionError(13, "Permission denied", "/x")

    (desk / "there").mkdir()
    monkeypatch.setattr(writable, "TemporaryDirectory", denied)
    said = refused(capsys, desk, *COMMANDS[command], "--out", "there")
    assert "--out: there cannot be written to (Permission denied)" in said


def test_a_new_folder_deep_down_is_fine_and_is_not_made_yet(desk: Path) -> None:
    before = names(desk)
    writable.ready_folder(Path("deep/er/out"))
    writable.ready_folder(Path("made"))
    writable.ready_folder(Path("mine/out"))
    writable.writable_file(Path("deep/net.npz"))
    assert names(desk) == before


def test_python_does_not_write_into_a_scenario_either(
    tiny: Case, hand_plan: Plan, tmp_path: Path
) -> None:
    shutil.copytree(TINY, tmp_path / "mine")
    before = names(tmp_path)
    with pytest.raises(UsageError, match="holds a scenario"):
        masarat.write(tiny.scenario, hand_plan, tmp_path / "mine")
    with pytest.raises(UsageError, match="holds a scenario"):
        masarat.write_clearance(masarat.clearance(FLOW), tmp_path / "mine")
    assert names(tmp_path) == before
