"""docs/json.md names every key that commands print with `--json`, each in its command's section."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.docs.session import Session

from masarat.agreement import alarms

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "json.md"
OFFICES = ("guarantor-head", "first-head", "second-head", "implementer-office", "monitor-office")
REPORT = (
    "masarat reports add --as desk --about place:gate --published-by Paper"
    " --published 2024-11-29 --occurred 2024-11-29"
)
COUNT = "masarat agreement count road/1 --stage departure --as monitor-office"
SESSION = (
    "masarat plan tiny --out plan --effort 0 --no-report",
    "masarat agreement parties parties.yaml",
    "sed -i 's#key: \\(.*\\).pub#key: keys/\\1.pub#' parties.yaml",
    *(f"masarat keys new {office} --no-passphrase" for office in OFFICES),
    "masarat journal new --title test",
    "masarat agreement draft tiny plan --parties parties.yaml --out draft",
    "masarat agreement table draft --as guarantor-head",
    "masarat agreement sign --all --as first-head",
    "masarat agreement table draft --as guarantor-head",
    "masarat agreement suspend --incident shots --as first-head",
    "masarat agreement depart road/1 --at 2024-11-30T00:00:00Z --as implementer-office",
    f"{COUNT} --people patients:hospital=1",
    f"{REPORT} --id r-1 --claim closed --said-by 'an office'",
    f"{REPORT} --id r-2 --claim count --what people --number 7",
    "masarat reports link r-1 contradicts r-2 --as desk",
    "masarat plan tiny --out warned --effort 0 --no-report --reports masarat.sqlite",
)
ASKED = {
    "validate": "tiny",
    "plan": "tiny --out again --effort 0 --no-report --reports masarat.sqlite",
    "replan": "tiny plan --at start --fleet bus=1 --out replanned --effort 0 --no-report",
    "check": "tiny broken",
    "explain": "plan --quick",
    "compare": "plan replanned",
    "journal verify": "",
    "journal show": "",
    "agreement status": "",
    "agreement gate": "",
    "agreement go": "road/1",
    "agreement progress": "",
    "agreement changes": "1 2",
    "keys show": "",
    "reports list": "",
    "reports show": "r-1",
    "reports status": "gate",
    "reports figures": "",
}
"""Commands that print JSON, and what they are asked, in this order."""

BY_ID = {
    "vehicles", "before", "after", "counts", "missing", "received", "nodes", "planned",
    "departed_people", "arrived_people",
}  # fmt: skip
"""Members whose keys, if they are objects, are ids."""

ELSEWHERE = {"body", "values"}
"""Members whose own keys other pages list, or that hold figures of each kind of thing."""


def keys(value: Any) -> Iterator[str]:
    """Yield the keys of plain data, at every depth."""
    if isinstance(value, list):
        for item in value:
            yield from keys(item)
    if isinstance(value, dict):
        for key, inside in value.items():
            yield key
            if key not in ELSEWHERE and not (key in BY_ID and isinstance(inside, dict)):
                yield from keys(inside)


def sections() -> dict[str, set[str]]:
    """Return by command the words in backticks of its section."""
    found = {}
    for text in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        heading, _, rest = text.partition("\n")
        for command in re.findall(r"`([^`]+)`", heading):
            found[command] = set(re.findall(r"`([^`]+)`", rest))
    return found


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Session:
    folder = tmp_path_factory.mktemp("json")
    shutil.copytree(ROOT / "examples" / "tiny", folder / "tiny")
    environment = {"MASARAT_HOME": str(folder), "MASARAT_CLOCK": "2024-12-01T00:00:00Z"}
    at = Session(folder, environment)
    for command in SESSION:
        printed = at.run(command)
        assert at.code == 0, printed
    shutil.copytree(folder / "plan", folder / "broken")
    plan = folder / "broken" / "plan.json"
    plan.write_text(plan.read_text("utf-8").replace('"bus-1"', '"bus-7"'), encoding="utf-8")
    return at


def test_every_key_is_named(terminal: Session) -> None:
    named = sections()
    for command, asked in ASKED.items():
        printed = set(keys(json.loads(terminal.run(f"masarat {command} {asked} --json"))))
        assert printed, command
        assert command != "check" or "rule" in printed
        assert printed <= named[command], (command, printed - named[command])


def test_streets_with_newer_reports_are_named(terminal: Session) -> None:
    named = sections()["check"]
    terminal.run(f"{REPORT} --claim open --said-by 'another office'")
    asked = "masarat check tiny warned --reports masarat.sqlite --json"
    assert {*keys(json.loads(terminal.run(asked)))} <= named


def test_every_alarm_is_named() -> None:
    kinds = {
        alarms.ABOARD,
        alarms.UNBALANCED,
        alarms.WITHOUT_GO,
        alarms.OFF_TABLE,
        alarms.EARLY,
    }
    assert kinds <= sections()["agreement progress"]


def test_the_test_notices_a_key_that_is_missing() -> None:
    assert {*keys([{"a": {"b": 1}, "counts": {"id": 1}}])} == {"a", "b", "counts"}
    assert "clearance_minutes" in sections()["replan"]
