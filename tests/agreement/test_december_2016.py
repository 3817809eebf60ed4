"""The sequence of December 2016 (examples/aleppo-2016/agreement/README.md), and its gate."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.docs.session import Session, steps

from masarat.agreement.gate import gate
from masarat.app.agreements.desk import read_state
from masarat.app.exits import Exit

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "examples" / "aleppo-2016" / "agreement" / "README.md"
FIRST, SECOND = "east-aleppo", "east-aleppo-and-fuah"

# Agreement, moment in Damascus, whether it is in force, and the clauses that keep it closed.
STAGES = (
    (FIRST, "2016-12-01 12:00", False, {"G1"}),  # nothing tabled
    (FIRST, "2016-12-05 12:00", False, {"G2", "G3"}),  # tabled in Rome, Geneva postponed
    (FIRST, "2016-12-13 20:00", False, {"G3"}),  # coordinated, not yet in force
    (FIRST, "2016-12-14 04:59", False, {"G3"}),
    (FIRST, "2016-12-14 05:00", True, set[str]()),
    (FIRST, "2016-12-14 06:29", True, set[str]()),
    (FIRST, "2016-12-14 06:30", False, {"G2", "G5"}),  # turned back; the rest planned anew
    (FIRST, "2016-12-14 22:00", True, set[str]()),  # renewed and signed again
    (FIRST, "2016-12-16 09:59", True, set[str]()),
    (FIRST, "2016-12-16 10:00", False, {"G5"}),
    (FIRST, "2016-12-17 23:59", False, {"G5"}),  # more than a day and a half later, still
    (FIRST, "2016-12-18 10:00", False, {"G2", "G4", "G5"}),  # after 48 hours it has expired too
    (SECOND, "2016-12-18 18:00", False, {"G3"}),
    (SECOND, "2016-12-18 22:59", False, {"G3"}),
    (SECOND, "2016-12-18 23:00", True, set[str]()),
    (SECOND, "2016-12-20 13:59", True, set[str]()),
    (SECOND, "2016-12-20 14:00", False, {"G5"}),
    (SECOND, "2016-12-21 15:59", False, {"G5"}),
    (SECOND, "2016-12-21 16:00", True, set[str]()),
    (SECOND, "2016-12-23 23:59", True, set[str]()),
    (SECOND, "2016-12-24 00:00", False, {"G2", "G4"}),
)


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Session, list[str]]:
    folder = tmp_path_factory.mktemp("december")
    (folder / "examples").symlink_to(ROOT / "examples")
    terminal = Session(folder)
    return terminal, [step.differs(terminal.run(step.command)) for step in steps(PAGE)]


def test_the_replay_prints_what_the_page_says(replayed: tuple[Session, list[str]]) -> None:
    _, failures = replayed
    assert len(failures) > 60
    assert [failure for failure in failures if failure] == []


def test_the_gate_at_each_stage(replayed: tuple[Session, list[str]]) -> None:
    terminal, _ = replayed
    state = read_state(str(terminal.folder / "december-2016.journal"))
    zone = ZoneInfo("Asia/Damascus")
    for agreement, at, in_force, clauses in STAGES:
        moment = datetime.fromisoformat(at).replace(tzinfo=zone)
        verdict = gate(state, agreement, moment)
        assert verdict.in_force == in_force, at
        assert {reason.clause for reason in verdict.reasons} == clauses, at


@pytest.mark.parametrize(("agreement", "at", "in_force", "clauses"), STAGES[4:7:2])
def test_the_exit_code_says_it_too(
    replayed: tuple[Session, list[str]],
    agreement: str,
    at: str,
    in_force: bool,  # noqa: FBT001
    clauses: set[str],
) -> None:
    terminal, _ = replayed
    command = f'masarat agreement gate --agreement {agreement} --at "{at}" --json'
    verdict = json.loads(terminal.run(f"{command} --journal december-2016.journal"))
    assert verdict["in_force"] == in_force
    assert {reason["clause"] for reason in verdict["reasons"]} == clauses
    assert terminal.code == (Exit.DONE if in_force else Exit.REFUSED)


def test_nothing_departed_while_the_gate_was_closed(replayed: tuple[Session, list[str]]) -> None:
    terminal, _ = replayed
    for agreement in (FIRST, SECOND):
        progress = json.loads(
            terminal.run(f"masarat agreement progress --agreement {agreement} --json")
        )
        assert "departed without go" not in {alarm["kind"] for alarm in progress["alarms"]}
