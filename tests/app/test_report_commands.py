"""`masarat reports`, as people type it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from masarat.app import cli
from masarat.app.exits import Exit
from masarat.core.languages import LANGUAGES
from masarat.reports.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

ALEPPO = Path(__file__).parents[2] / "examples" / "aleppo-2016"
DESK = ("--as", "desk")


def said(**other: str) -> tuple[str, ...]:
    """Return the options of a report, some of them other than usual."""
    usual = {
        "about": "square",
        "claim": "closed",
        "published-by": "Radio",
        "published": "2016-12-05 08:00",
    }
    named = {name.replace("_", "-"): text for name, text in other.items()}
    return tuple(part for name, text in {**usual, **named}.items() for part in (f"--{name}", text))


SAID = said()


@pytest.fixture
def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MASARAT_HOME", str(tmp_path))
    monkeypatch.setenv("MASARAT_CLOCK", "2016-12-05T12:00:00Z")
    monkeypatch.delenv("MASARAT_JOURNAL", raising=False)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.run(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    assert run("journal", "new", "--title", "ledger")[0] == Exit.DONE
    return run


@pytest.fixture
def does(run: Callable[..., tuple[int, str, str]]) -> Callable[..., str]:
    def does(*arguments: str) -> str:
        code, out, err = run(*arguments)
        assert (code, err) == (Exit.DONE, "")
        return out

    return does


def value(does: Callable[..., str], *of: str, **options: str) -> dict[str, Any]:
    more = [part for name, text in options.items() for part in (f"--{name}", text)]
    found: dict[str, Any] = json.loads(does("reports", "status", *of, "--json", *more))
    return found


def test_enter_ask_correct_retract(does: Callable[..., str]) -> None:
    assert does("reports", "add", "--id", "r1", *SAID, *DESK) == "Entered r1\n"
    assert "in the ledger already" in does("reports", "add", "--id", "r1", *SAID, *DESK)
    assert value(does, "square")["value"] == "closed"
    assert value(does, "square", at="2016-12-05 07:00")["value"] == "unknown"
    does("reports", "correct", "r1", "--claim", "open", "--id", "r2", *DESK, "--reason", "misread")
    found = value(does, "place:square")
    assert (found["value"], found["for"], found["against"]) == ("open", ["r2"], [])
    shown = does("reports", "show", "r1")
    assert "r2 corrects it: misread" in shown
    assert "reviewed by: desk, entry 2" in shown
    does("reports", "retract", "r2", *DESK)
    assert value(does, "square")["value"] == "closed"
    assert "retracted by the keeper" in does("reports", "show", "r2")


def test_links_and_gradings(does: Callable[..., str]) -> None:
    does("reports", "add", "--id", "r1", *SAID, *DESK)
    does("reports", "add", "--id", "r2", *said(published_by="Star"), *DESK)
    does("reports", "link", "r2", "repeats", "r1", *DESK)
    evidence = value(does, "square")["evidence"]
    assert [(each["report"], each["repeats"]) for each in evidence] == [("r1", ""), ("r2", "r1")]
    does("reports", "grade", "r1", "--credibility", "5", *DESK)
    assert value(does, "square")["value"] == "unknown"
    does("reports", "grade", "r1", "--credibility", "6", *DESK)
    does("reports", "grade", "Radio", "--reliability", "E", *DESK)
    assert value(does, "square")["value"] == "unknown"


def test_sources_by_any_name_are_one(does: Callable[..., str]) -> None:
    does("reports", "source", "Reuters", "--also", "رويترز", *DESK)
    through = ("--through", "Reuters")
    does("reports", "add", "--id", "a", *SAID, *through, *DESK)
    later = said(published="2016-12-05 09:00", through="رويترز", published_by="Star")
    does("reports", "add", "--id", "b", *later, *DESK)
    assert value(does, "square")["evidence"][1]["repeats"] == "a"


def test_sides_speak_in_their_interest(does: Callable[..., str]) -> None:
    does("reports", "side", "east", "--rival", "west", "--name", "ar=شرق", *DESK)
    control = said(claim="control")
    does("reports", "add", *control, "--by", "east", "--said-by", "?an official || west", *DESK)
    does("reports", "add", *control, "--by", "west", "--said-by", "Speaker || west", *DESK)
    found = value(does, "square")
    assert (found["value"], found["by"], found["clauses"]) == ("controlled", ["east"], ["W3", "V4"])
    assert "تحت سيطرة" in does("reports", "status", "square", "--lang", "ar")


@pytest.mark.parametrize("ending", ["json", "csv", "jsonld", "CSV", "JsonLD"])
def test_files_there_and_back(does: Callable[..., str], ending: str) -> None:
    does("reports", "import", str(ALEPPO / "reports/ledger.json"), *DESK)
    zone = ("--time-zone", "Asia/Damascus")
    assert "30 reports" in does(
        "reports", "import", str(ALEPPO / "reports/reports.csv"), *DESK, *zone
    )
    assert "0 reports" in does(
        "reports", "import", str(ALEPPO / "reports/reports.csv"), *DESK, *zone
    )
    does("reports", "export", f"all.{ending}")
    before = does("reports", "list", "--json")
    does("journal", "new", "other.sqlite", "--title", "other")
    does("reports", "import", f"all.{ending}", *DESK, "--journal", "other.sqlite")
    assert does("reports", "list", "--json", "--journal", "other.sqlite") == before
    assert does("reports", "list", "--json", "--journal", f"all.{ending}") == before


def test_the_first_day_of_december_2016_side_by_side(does: Callable[..., str]) -> None:
    """6,462, 9,079 and about 10,000, each with who counted and through whom; nothing is chosen."""
    does("reports", "import", str(ALEPPO / "reports/ledger.json"), *DESK)
    zone = ("--time-zone", "Asia/Damascus")
    does("reports", "import", str(ALEPPO / "reports/reports.csv"), *DESK, *zone)
    during = ("--during", "2016-12-15 08:00", "2016-12-16 08:00", "--known", "2016-12-17 00:00")
    asked = ("reports", "figures", "corridor:ramouseh", "--what", "people", *during, *zone)
    [found] = json.loads(does(*asked, "--json"))
    assert [
        (each["number"], each["chain"][0]["name"], each["chain"][-1]["name"])
        for each in found["figures"]
    ] == [
        (6462, "Russian centre for reconciliation", "press"),
        (9079, "Syrian sources", "press"),
        (10000, "ICRC", "ICRC"),
    ]
    lines = does(*asked).splitlines()
    assert "3 figures, from 6,462 to 10,000" in lines[0]
    assert " 6,462  centre-24h  Russian centre for reconciliation (Russia)" in lines[1]
    assert any("about 10,000" in line for line in lines)


def test_conflicts_are_shown_beside_a_report(does: Callable[..., str]) -> None:
    does("reports", "add", "--id", "r1", *SAID, *DESK)
    does("reports", "add", "--id", "r2", *said(claim="open", published_by="Star"), *DESK)
    for number in ("10", "12", "12"):
        count = (*said(claim="count", what="buses", published_by=f"P{number}"), "--number", number)
        does("reports", "add", *count, *DESK)
    [first] = json.loads(does("reports", "show", "r1", "--json"))
    assert first["conflicts"] == ["r2"]
    assert "in conflict with:\n    r1" in does("reports", "show", "r2")
    counts = [
        each for each in json.loads(does("reports", "list", "--json")) if "number" in each["claim"]
    ]
    ten = next(each["id"] for each in counts if each["claim"]["number"] == 10)
    [shown] = json.loads(does("reports", "show", ten, "--json"))
    assert len(shown["conflicts"]) == 1


def test_december_2016_on_the_corridor(does: Callable[..., str]) -> None:
    does("reports", "import", str(ALEPPO / "reports/ledger.json"), *DESK)
    zone = ("--time-zone", "Asia/Damascus")
    does("reports", "import", str(ALEPPO / "reports/reports.csv"), *DESK, *zone)

    def on(at: str) -> tuple[str, list[str], list[str]]:
        asked = ("reports", "status", "corridor:ramouseh", "--at", at, *zone, "--json")
        found = json.loads(does(*asked))
        return found["value"], found["for"], found["against"]

    assert on("2016-12-14 12:00") == ("unknown", [], [])
    assert on("2016-12-15 20:00") == ("open", ["centre-open", "icrc-open"], [])
    assert on("2016-12-17 12:00")[0] == "closed"
    assert on("2016-12-18 23:45")[0] == "contested"  # one voice of two that said closed
    assert on("2016-12-19 12:00")[0] == "open"


def test_a_route_is_shown_by_its_weakest_part(does: Callable[..., str]) -> None:
    does("reports", "add", "--id", "r1", *said(claim="open"), *DESK)
    does("reports", "add", "--id", "r2", *said(about="bridge"), *DESK)
    told = does("reports", "status", "square", "bridge")
    assert told.startswith("Route square - bridge at 5 December 2016, 12:00: closed\n")
    assert "Weakest part: bridge" in told
    assert does("reports", "status").splitlines() == [
        "place bridge: closed (1 for, 0 against)",
        "place square: open (1 for, 0 against)",
    ]
    assert len(json.loads(does("reports", "status", "--json"))) == 2
    scenario = ("--scenario", str(ALEPPO), "--lang", "ru")
    assert "Маршрут Рамусе" in does("reports", "status", "corridor:ramouseh", *scenario)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("reports", "status", "sqare"), "no report is about 'sqare' (did you mean 'square'?)"),
        (("reports", "status", "ramouseh", "--scenario", str(ALEPPO)), "say corridor:ramouseh or"),
        (("reports", "status", "place:"), "an id without spaces"),
        (("reports", "show", "r9"), "no report is called 'r9'"),
        (("reports", "show"), "say which reports"),
        (("reports", "status", "square", "--at", "noon"), "expected a time such as"),
        (("reports", "list", "--time-zone", "Mars"), "expected a time zone such as"),
        (("reports", "add", *said(claim="opne"), *DESK), "--claim: found 'opne'"),
        (("reports", "add", *said(published="soon"), *DESK), "--published: found 'soon'"),
        (("reports", "add", *SAID, *DESK, "--gloss", "x"), "expected LANGUAGE=TEXT"),
        (("reports", "add", *DESK), "--published: expected"),
        (("reports", "add", "--id", "r1", *said(claim="open"), *DESK), "no other report has"),
        (("reports", "add", *SAID, "--as", "call 0944 123 456"), "a telephone number"),
        (("reports", "import", "x.txt", *DESK), "ends in .json, .csv, .jsonld"),
        (("reports", "grade", "r1", *DESK), "a reliability A-F or a credibility 1-6"),
    ],
)
def test_what_makes_no_sense(
    run: Callable[..., tuple[int, str, str]], arguments: tuple[str, ...], says: str
) -> None:
    assert run("reports", "add", "--id", "r1", *SAID, *DESK)[0] == Exit.DONE
    code, _, err = run(*arguments)
    assert (code, says in err) == (Exit.UNUSABLE, True), err


def test_nothing_of_a_file_with_a_fault_is_entered(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    good = "a,place:square,open,Reuters,2016-12-05\n"
    table = f"id,about,claim,published_by,published\n{good}b,place:square,opne,Reuters,2016\n"
    (tmp_path / "t.csv").write_text(table)
    code, _, err = run("reports", "import", "t.csv", *DESK)
    assert code == Exit.UNUSABLE
    assert "t.csv, row 3, claim: found 'opne', expected one of" in err
    assert run("reports", "list")[1] == "No reports.\n"


def test_the_words_of_all_languages_have_the_same_keys_and_placeholders() -> None:
    english = vocabulary("en")
    for lang in LANGUAGES:
        assert vocabulary(lang).keys() == english.keys()
        for key, text in vocabulary(lang).items():
            forms = text.values() if isinstance(text, dict) else [text]
            first = english[key]
            plain = first if isinstance(first, str) else first["other"]
            known = set(re.findall(r"\{(\w+)\}", str(plain)))
            assert all(set(re.findall(r"\{(\w+)\}", str(form))) <= known for form in forms), key
