"""What is newly reported of streets, as `masarat agreement` shows it; sign-offs stay."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.app.streets.reporting import file_of
from tests.app.test_agreement_commands import before, setting, signed, tabled

from masarat.app.journals import open_journal
from masarat.core.instants import read_instant, write_instant
from masarat.reports.entries import Things, make_bodies
from masarat.reports.report import Claim, Report, Source, Subject, When, corridor, link, place

if TYPE_CHECKING:
    from pathlib import Path

    from tests.docs.session import Session

ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
"""Marks around names that keep directions apart."""


@pytest.fixture(scope="module")
def in_force(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return signed(tabled(setting(tmp_path_factory.mktemp("streets"))))


def later(at: Session, hours: float) -> str:
    return write_instant(read_instant(before(at.folder)) + timedelta(hours=hours))


def said(at: Session, name: str, about: Subject, kind: str, hours: float) -> Report:
    moment = read_instant(later(at, hours))
    return Report(
        id=name,
        about=(about,),
        claim=Claim(kind=kind),
        published=When(start=moment),
        said_by=Source(name=f"office {name}"),
        through=(Source(name="Reuters"),),
        published_by=Source(name="a paper"),
    )


def asked(at: Session, what: str, *reports: Report, hours: float = 3) -> str:
    file_of(at.folder / "reports.json", *reports)
    return at.run(f"masarat agreement {what} --at {later(at, hours)} --reports reports.json")


def flags(at: Session, *reports: Report, hours: float = 3) -> dict[str, set[str]]:
    """Return the streets flagged, by detail."""
    found: dict[str, set[str]] = {}
    for flag in json.loads(asked(at, "status --json", *reports, hours=hours))["streets"]:
        found.setdefault(flag["detail"], set()).add(f"{flag['kind']}:{','.join(flag['ids'])}")
    return found


def test_details_that_rest_on_a_street_are_named_with_who_said_what(in_force: Session) -> None:
    report = said(in_force, "r-7", link("gate", "square"), "closed", 2)
    printed = asked(in_force, "status", report)
    assert "REPORTED OF STREETS" in printed
    assert "Timetable: The road rests on the street Gate - Square: closed." in printed
    assert "Report r-7 of" in printed
    assert "says closed (office r-7 > Reuters > a paper)" in printed


@pytest.mark.parametrize(
    ("street", "details"),
    [
        (link("gate", "square"), {"corridor/road", "timetable/road"}),
        (corridor("road"), {"corridor/road", "timetable/road"}),
        (place("gate"), {"corridor/road", "timetable/road", "inspection/gate"}),
        (place("hospital"), {"timetable/road", "destinations"}),
        (place("depot"), {"approach"}),
        (link("depot", "hall"), set()),
        (place("atlantis"), set()),
    ],
    ids=lambda each: str(each) if isinstance(each, Subject) else "",  # the order of sets changes
)
def test_exactly_the_details_that_rest_on_it(
    in_force: Session, street: Subject, details: set[str]
) -> None:
    assert set(flags(in_force, said(in_force, "r-7", street, "closed", 2))) == details


def test_what_was_known_when_the_revision_was_tabled_is_no_news(in_force: Session) -> None:
    old = said(in_force, "r-1", place("gate"), "closed", -2)
    assert flags(in_force, old) == {}
    newer = said(in_force, "r-2", place("gate"), "closed", 2)
    found = json.loads(asked(in_force, "status --json", old, newer))["streets"]
    assert {r["report"] for flag in found for r in flag["reports"]} == {"r-2"}


def test_what_is_published_after_the_moment_is_not_known(in_force: Session) -> None:
    assert flags(in_force, said(in_force, "r-7", place("gate"), "closed", 4)) == {}


def test_a_street_that_is_open_raises_nothing(in_force: Session) -> None:
    assert flags(in_force, said(in_force, "r-7", place("gate"), "open", 2)) == {}


def test_with_the_scenario_streets_between_the_places_of_a_corridor_count(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    at = setting(tmp_path_factory.mktemp("between"))
    tiny = at.folder / "tiny"
    rows = (
        (tiny / "travel.csv").read_text().replace("gate,hall,20\n", "gate,fork,5\nfork,hall,15\n")
    )
    (tiny / "travel.csv").write_text(rows)
    places = (tiny / "places.csv").read_text()
    (tiny / "places.csv").write_text(places + "fork,Fork,,,35.99,39.04,junction,,\n")
    for command in (
        "masarat plan tiny --out plan --effort 0 --no-report",
        "masarat agreement draft tiny plan --parties parties.yaml --out draft",
    ):
        printed = at.run(command)
        assert at.code == 0, printed
    tabled(at)
    report = said(at, "r-7", link("gate", "fork"), "closed", 2)
    assert flags(at, report) == {}
    printed = asked(at, "status --scenario tiny", report)
    assert "Corridor: The road rests on the street fork - Gate: closed." in printed
    assert "Timetable: The road rests on the street fork - Gate: closed." in printed


def test_no_sign_off_is_void_and_the_gate_is_as_it_was(in_force: Session) -> None:
    plain = json.loads(in_force.run(f"masarat agreement status --json --at {later(in_force, 3)}"))
    report = said(in_force, "r-7", place("gate"), "closed", 2)
    told = json.loads(asked(in_force, "status --json", report))
    for member in ("details", "in_force", "coordinated", "reasons", "suspensions"):
        assert told[member] == plain[member]
    assert plain["streets"] == []


def test_parties_with_nothing_else_to_do_look_at_it(in_force: Session) -> None:
    report = said(in_force, "r-7", place("depot"), "closed", 2)
    actions = json.loads(asked(in_force, "status --json", report))["next"]
    assert {tuple(action["about"]) for action in actions if action["action"] == "look"} == {
        ("approach",)
    }
    assert "look at what is reported of the streets of First trips" in asked(
        in_force, "status", report
    )


def test_gate_go_and_progress_say_it_too(in_force: Session) -> None:
    report = said(in_force, "r-7", place("depot"), "clashes", 2)
    assert "contested" in asked(in_force, "gate", report)
    assert "contested" in asked(in_force, "progress", report)
    assert "contested" not in asked(in_force, "go road/1", report)  # not this convoy's way
    mine = said(in_force, "r-8", place("square"), "clashes", 2)
    assert "rests on Square: contested" in asked(in_force, "go road/1", mine)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ar", ("لا يُبطل ذلك أي توقيع", "يعتمد على الطريق البوابة - الساحة", "يقول: مغلق")),
        ("ru", ("подписи остаются в силе", "дорога Ворота - Площадь", "говорит: закрыто")),
    ],
)
def test_it_is_said_in_every_language(in_force: Session, lang: str, words: tuple[str, ...]) -> None:
    report = said(in_force, "r-7", link("gate", "square"), "closed", 2)
    printed = asked(in_force, f"status --lang {lang}", report).translate(ISOLATES)
    for each in words:
        assert each in printed


def test_reports_in_the_journal_itself_are_found(
    in_force: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = type(in_force)(tmp_path / "copy", dict(in_force.environment))
    shutil.copytree(in_force.folder, at.folder)
    at.environment["MASARAT_HOME"] = str(at.folder)
    [(kind, body)] = make_bodies(
        Things(reports=(said(at, "r-7", place("gate"), "closed", 2),)), "a desk"
    )
    monkeypatch.setenv("MASARAT_HOME", str(at.folder))
    monkeypatch.setenv("MASARAT_CLOCK", later(at, 2.5))
    journal = open_journal(str(at.folder / "masarat.sqlite"))
    journal.append(kind, body)
    told = json.loads(at.run(f"masarat agreement status --json --at {later(at, 3)}"))
    assert {flag["detail"] for flag in told["streets"]} >= {"inspection/gate"}
    assert told["streets"][0]["reports"][0]["known"] == later(at, 2.5)
