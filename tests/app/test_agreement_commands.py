"""`masarat agreement ...` on a small scenario: answers, refusals, exit codes, languages."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from tests.docs.session import Session

from masarat.agreement.wording import vocabulary
from masarat.app.exits import Exit
from masarat.core.canonical import digest
from masarat.core.instants import read_instant, write_instant
from masarat.scenario import load

ROOT = Path(__file__).parents[2]
OFFICES = ("guarantor-head", "first-head", "second-head", "implementer-office", "monitor-office")


def setting(folder: Path) -> Session:
    """Lay out a scenario, a plan, keys, parties, a journal, and a draft."""
    at = Session(folder, {"MASARAT_HOME": str(folder)})
    shutil.copytree(ROOT / "examples" / "tiny", folder / "tiny")
    commands = [
        "masarat plan tiny --out plan --effort 0 --no-report",
        "masarat agreement parties parties.yaml",
        "sed -i 's#key: \\(.*\\).pub#key: keys/\\1.pub#' parties.yaml",
        *(f"masarat keys new {office} --no-passphrase" for office in OFFICES),
        "masarat journal new --title test",
        "masarat agreement draft tiny plan --parties parties.yaml --out draft",
    ]
    at.environment["MASARAT_CLOCK"] = before(at.folder)
    for command in commands:
        printed = at.run(command)
        assert at.code == 0, printed
    return at


def before(folder: Path) -> str:
    """Return a moment before the scenario starts."""
    text = (folder / "tiny" / "scenario.yaml").read_text(encoding="utf-8")
    start = next(line for line in text.splitlines() if line.startswith("start:"))
    year = int(start.split(":")[1].strip()[:4])
    return f"{year - 1}-12-01T00:00:00Z"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return setting(tmp_path_factory.mktemp("agreement")).folder


@pytest.fixture
def at(prepared: Path, tmp_path: Path) -> Session:
    folder = tmp_path / "here"
    shutil.copytree(prepared, folder)
    environment = {"MASARAT_HOME": str(folder), "MASARAT_CLOCK": before(folder)}
    return Session(folder, environment)


@pytest.fixture(scope="module")
def negotiated(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like `prepared`, its draft tabled."""
    folder = tmp_path_factory.mktemp("tabled") / "here"
    shutil.copytree(prepared, folder)
    at = Session(folder, {"MASARAT_HOME": str(folder), "MASARAT_CLOCK": before(folder)})
    tabled(at)
    return folder


def tabled(at: Session) -> Session:
    at.run("masarat agreement table draft --as guarantor-head")
    assert at.code == Exit.DONE
    return at


def signed(at: Session) -> Session:
    for office in OFFICES:
        at.run(f"masarat agreement sign --all --as {office}")
        assert at.code == Exit.DONE
    return at


def test_nothing_is_in_force_before_it_is_tabled(at: Session) -> None:
    printed = at.run("masarat agreement gate")
    assert at.code == Exit.UNUSABLE
    assert "no agreement yet" in printed
    tabled(at)
    printed = at.run("masarat agreement gate")
    assert at.code == Exit.REFUSED
    assert printed.startswith("NOT IN FORCE")
    verdict = json.loads(at.run("masarat agreement gate --json"))
    assert at.code == Exit.REFUSED
    assert not verdict["in_force"]


def test_coordinated_is_not_yet_in_force_and_ends(at: Session) -> None:
    signed(tabled(at))
    assert "Coordinated" in at.run("masarat agreement gate")
    assert at.code == Exit.REFUSED
    verdict = json.loads(at.run("masarat agreement gate --json"))
    at.run(f"masarat agreement gate --at {verdict['starts']}")
    assert at.code == Exit.DONE
    at.run(f"masarat agreement gate --at {verdict['ends']}")
    assert at.code == Exit.REFUSED


def test_a_withdrawal_closes_the_gate_and_signing_again_opens_it(at: Session) -> None:
    signed(tabled(at))
    starts = json.loads(at.run("masarat agreement gate --json"))["starts"]
    at.environment["MASARAT_CLOCK"] = starts
    at.run("masarat agreement withdraw fleet --reason unsafe --as first-head")
    assert at.code == Exit.DONE
    printed = at.run("masarat agreement gate")
    assert at.code == Exit.REFUSED
    assert "withdrawn" in printed
    assert "First side: sign Vehicles and escorts" in printed
    later = starts.replace(":00Z", ":01Z")
    at.environment["MASARAT_CLOCK"] = later
    assert "signed fleet" in at.run("masarat agreement sign --all --as first-head")
    at.run("masarat agreement gate")
    assert at.code == Exit.DONE
    assert at.run("masarat agreement sign --all --as first-head") == "Nothing is left to do.\n"


def test_signing_on_a_carried_copy(at: Session) -> None:
    tabled(at)
    at.run("masarat journal export --out copy.journal")
    at.run("masarat agreement sign --all --as first-head --journal copy.journal --out s.json")
    assert at.code == Exit.DONE
    assert "missing" in at.run("masarat agreement status")
    assert "signed" in at.run("masarat agreement take s.json")
    assert at.code == Exit.DONE
    printed = at.run("masarat agreement take s.json")
    assert at.code == Exit.UNUSABLE
    assert printed.startswith("A3: ")
    text = (at.folder / "s.json").read_text(encoding="utf-8")
    forged = text.replace('"by": "first-head"', '"by": "second-head"')
    (at.folder / "forged.json").write_text(forged, encoding="utf-8")
    printed = at.run("masarat agreement take forged.json")
    assert at.code == Exit.UNUSABLE
    assert "the signature is not by the key of second-head" in printed


def test_a_draft_changed_by_hand_is_refused(at: Session) -> None:
    draft = at.folder / "draft" / "draft.json"
    text = draft.read_text(encoding="utf-8")
    assert '"lanes": 1' in text
    draft.write_text(text.replace('"lanes": 1', '"lanes": 9'), encoding="utf-8")
    printed = at.run("masarat agreement table draft --as guarantor-head")
    assert at.code == Exit.UNUSABLE
    assert "expected content with the digest beside it" in printed


def test_other_parties_are_another_agreement(at: Session) -> None:
    tabled(at)
    at.run("sed -i 's/  medical: .*/  medical: {first-side: 1}/' parties.yaml")
    at.run("masarat agreement draft tiny plan --parties parties.yaml --out other")
    printed = at.run("masarat agreement table other --as guarantor-head")
    assert at.code == Exit.UNUSABLE
    assert "give a changed one another id" in printed


def test_two_agreements_cannot_cover_one_group(at: Session) -> None:
    tabled(at)
    at.run("sed -i 's/agreement: my-agreement/agreement: another/' parties.yaml")
    at.run("masarat agreement draft tiny plan --parties parties.yaml --out other")
    printed = at.run("masarat agreement table other --as guarantor-head")
    assert at.code == Exit.UNUSABLE
    assert "is covered by my-agreement; another cannot cover it" in printed
    assert "there is no agreement 'another'" in at.run("masarat agreement gate --agreement another")
    covered = json.loads(at.run("masarat agreement coverage --json"))
    assert set(covered.values()) == {"my-agreement"}


def test_a_standing_detail_is_waived_only_by_name(at: Session) -> None:
    waived = "waivers: {ceasefire: nobody is fighting, monitoring: }"
    at.run(f"echo '{waived}' >> parties.yaml")
    printed = at.run("masarat agreement draft tiny plan --parties parties.yaml --out other")
    assert at.code == Exit.UNUSABLE
    assert "waivers.monitoring: expected the reason" in printed
    at.run("sed -i 's/, monitoring: }/}/' parties.yaml")
    printed = at.run("masarat agreement draft tiny plan --parties parties.yaml --out other")
    assert "Waived: ceasefire (nobody is fighting)" in printed
    at.run("masarat agreement table other --as guarantor-head")
    assert "Waived: ceasefire (nobody is fighting)" in at.run("masarat agreement status")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("sign --as first-head", "say which details to sign, or --all"),
        ("sign flet --as first-head", "did you mean 'fleet'?"),
        ("sign --all --as fist-head", "did you mean 'first-head'?"),
        ("sign --all --as first-head --until yesterday", "expected a time such as"),
        ("withdraw --as first-head", "say which detail to withdraw from, or --all"),
        ("suspend --incident shots --corridor rood --as first-head", "U1: no revision has had"),
        ("renew --as first-head", "no suspension waits for the guarantee of first-side"),
        ("depart road/99 --as implementer-office", "has a convoy 'road/99'"),
        ("depart road/1 --people all --as implementer-office", "expected GROUP:DESTINATION=COUNT"),
        ("depart road/1 --as first-head", "E1: first-side is not entitled to record"),
        ("count road/1 --stage arrival --people x:y=1 --as monitor-office", "X2: "),
        ("held geneva --outcome good --as first-head", "C1: consultation geneva was not called"),
        ("table nowhere --as first-head", "nowhere"),
        ("take parties.yaml", "parties.yaml: expected JSON"),
        ("changes 1 7", "there is no revision 7"),
        ("changes one 2", "expected the number of a revision"),
        ("show fleeet", "did you mean 'fleet'?"),
        ("gate --at tomorrow", "expected a time such as 2016-12-14 05:00"),
        ("gate --agreement yours", "there is no agreement 'yours'"),
        ("gate --journal nowhere.sqlite", "no such journal"),
        ("parties parties.yaml", "is never overwritten"),
        ("draft tiny plan --parties plan/plan.json --out x", "plan.json"),
    ],
    ids=lambda text: str(text)[:30],
)
def test_what_cannot_be_done_is_named(negotiated: Path, command: str, said: str) -> None:
    environment = {"MASARAT_HOME": str(negotiated), "MASARAT_CLOCK": before(negotiated)}
    at = Session(negotiated, environment)
    printed = at.run(f"masarat agreement {command}")
    assert at.code == Exit.UNUSABLE, printed
    assert said in printed
    assert at.run("masarat journal export --out after").endswith(": 3 entries\n")


def test_a_key_that_is_not_here_cannot_sign(at: Session) -> None:
    tabled(at)
    at.run("rm keys/first-head.pem")
    printed = at.run("masarat agreement sign --all --as first-head")
    assert at.code == Exit.UNUSABLE
    assert "the key of first-head is not on this machine" in printed


def test_an_exercise_clock_that_is_no_moment_is_refused(at: Session) -> None:
    at.environment["MASARAT_CLOCK"] = "tuesday"
    printed = at.run("masarat agreement table draft --as guarantor-head")
    assert at.code == Exit.UNUSABLE
    assert "MASARAT_CLOCK: expected a moment" in printed


def test_consultations_and_positions_are_shown(at: Session) -> None:
    tabled(at)
    window = '--window "2029-12-06 18:00" "2029-12-07 12:00"'
    at.run(f"masarat agreement consult geneva --place Geneva {window} --as first-head")
    assert at.code == Exit.DONE
    at.run(f"masarat agreement postpone geneva --reason snow {window} --as second-head")
    at.run("masarat agreement position reject fleet --reason 'too few' --as second-head")
    printed = at.run("masarat agreement status")
    assert "geneva: postponed by Second side (snow)" in printed
    assert "on Vehicles and escorts: rejects (too few)" in printed


def on_the_way(at: Session) -> tuple[str, str]:
    """Let the first convoy depart as planned; return its departure, and a moment after it."""
    signed(tabled(at))
    drafted = json.loads((at.folder / "draft" / "draft.json").read_text(encoding="utf-8"))
    convoys = drafted["details"]["timetable/road"]["content"]["convoys"]
    first, second = (read_instant(convoy["departs"]) for convoy in convoys[:2])
    at.environment["MASARAT_CLOCK"] = write_instant(first)
    at.run("masarat agreement depart road/1 --as implementer-office")
    assert at.code == Exit.DONE
    at.environment["MASARAT_CLOCK"] = write_instant(first + (second - first) / 2)
    return write_instant(first), at.environment["MASARAT_CLOCK"]


def local(at: Session, moment: str) -> str:
    """Return a moment as the scenario writes it."""
    scenario = load(at.folder / "tiny")
    return scenario.clock.write(scenario.clock.minute(read_instant(moment)))


def test_a_convoy_that_departed_keeps_its_name_when_the_rest_is_planned_anew(at: Session) -> None:
    _, now = on_the_way(at)
    assert "0 convoys not as planned" in at.run("masarat agreement actual draft --out a.csv")
    replan = f'masarat replan tiny plan --at "{local(at, now)}" --effort 0 --no-report'
    at.run(f"{replan} --suspend '{local(at, now)}' '{local(at, later(now, 30))}' --out again")
    assert at.code in {Exit.DONE, Exit.LEFT}
    draft = "masarat agreement draft tiny again --parties parties.yaml --out draft-2"
    printed = at.run(draft)
    assert at.code == Exit.UNUSABLE
    assert "goes on from convoys that have departed (1): say --after" in printed
    at.run(f"{draft} --after draft")
    assert at.code == Exit.DONE
    printed = at.run("masarat agreement changes draft-2")
    assert "convoy road/1 " not in printed
    assert "convoy road/2 departs" in printed
    assert "loses the sign-offs of Head of delegation, Guarantor" in printed
    at.run("masarat agreement table draft-2 --as guarantor-head")
    assert at.code == Exit.DONE
    printed = at.run(f"masarat agreement go road/1 --at {now}")
    assert "it has departed already" in printed


def test_a_name_is_not_given_to_a_later_convoy(at: Session) -> None:
    on_the_way(at)
    draft = at.folder / "draft" / "draft.json"
    data = json.loads(draft.read_text(encoding="utf-8"))
    detail = data["details"]["timetable/road"]
    convoy = detail["content"]["convoys"][0]
    convoy.update({n: later(convoy[n], 600) for n in ("departs", "arrives")})
    detail["digest"] = digest(detail["content"])
    draft.write_text(json.dumps(data), encoding="utf-8")
    printed = at.run("masarat agreement table draft --as guarantor-head")
    assert at.code == Exit.UNUSABLE
    assert "road/1 departed at" in printed
    assert "draft with --after" in printed


def test_what_really_departed_is_written_for_replanning(at: Session) -> None:
    first, now = on_the_way(at)
    at.run(
        f"masarat agreement depart road/2 --at {first} --people families:hall=7 --as {OFFICES[3]}"
    )
    assert at.code == Exit.DONE
    at.environment["MASARAT_CLOCK"] = later(now, 600)
    at.run("masarat agreement actual draft --out actual.csv")
    lines = (at.folder / "actual.csv").read_text(encoding="utf-8-sig").splitlines()
    drafted = json.loads((at.folder / "draft" / "draft.json").read_text(encoding="utf-8"))
    names = drafted["convoys"]
    assert lines[1] == f"{names['road/2']},departed,{local(at, first)},,families,7"
    assert lines[2] == f"{names['road/3']},cancelled,,,,"
    assert not any(line.startswith(names["road/1"] + ",") for line in lines)


def later(moment: str, minutes: int) -> str:
    return write_instant(read_instant(moment) + timedelta(minutes=minutes))


def test_no_agreement_is_drafted_from_a_plan_that_breaks_a_rule(at: Session) -> None:
    at.run('sed -i \'s/"people": 10/"people": 11/\' plan/plan.json')
    printed = at.run("masarat agreement draft tiny plan --parties parties.yaml --out other")
    assert at.code == Exit.UNUSABLE
    assert "expected a plan that obeys every rule" in printed
    assert not (at.folder / "other").exists()


def test_receipts_are_confirmed_once(at: Session) -> None:
    tabled(at)
    assert "confirmed receipt" in at.run("masarat agreement receive --as first-head")
    assert at.run("masarat agreement receive --as first-head") == "Nothing is left to do.\n"


@pytest.mark.parametrize("lang", ["ar", "ru"])
def test_answers_in_other_languages(at: Session, lang: str) -> None:
    tabled(at)
    printed = at.run(f"masarat agreement gate --lang {lang}")
    closed = str(vocabulary(lang)["not_in_force"])
    assert printed.startswith(closed.partition("{")[0])
    assert str(vocabulary(lang)["next_heading"]) in printed
    for command in ("status", "progress", "coverage", "show", "show destinations", "go road/1"):
        printed = at.run(f"masarat agreement {command} --lang {lang}")
        assert at.code in {Exit.DONE, Exit.REFUSED}
        assert printed


@pytest.mark.parametrize("command", ["changes draft", "changes 0 1", "progress", "status", "show"])
def test_answers_for_programs(at: Session, command: str) -> None:
    tabled(at)
    json.loads(at.run(f"masarat agreement {command} --json"))
    assert at.code == Exit.DONE
