"""The review of drafts: a person decides each, one by one; nothing enters unreviewed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masarat.app import cli
from masarat.app.exits import Exit
from masarat.app.reports.desk import read_ledger
from masarat.app.reports.drafts import Drafted, read_drafts
from masarat.app.reports.review import Review, hold, to_review
from masarat.app.reports.speech import Speech
from masarat.core.errors import ReportsError
from masarat.reports.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def draft(number: int, **other: Any) -> dict[str, Any]:
    text = f"قال مسؤول إن الطريق {number} مغلق"
    return {
        "said_by": "an official",
        "via": ["Reuters", "press conference"],
        "published_by": "Microsyria",
        "occurred": "2016-12-05 morning",
        "places": [f"place-{number}"],
        "modality": "asserted",
        "distanced": True,
        "claim": "closed",
        "start": 10,
        "end": 10 + len(text),
        "text": text,
        "language": "ar",
        "why": [
            {"role": "date", "start": 0, "end": 1, "text": "5", "value": "2016-12-05"},
            {"role": "occasion", "start": 2, "end": 3, "text": "م", "value": "press conference"},
            {"role": "distance", "start": 4, "end": 5, "text": "على حد قوله", "value": ""},
        ],
        **other,
    }


def written(tmp_path: Path, *drafts: Any) -> Path:
    path = tmp_path / "drafts.json"
    path.write_text(json.dumps(list(drafts), ensure_ascii=False), encoding="utf-8")
    return path


def held(review: Review, *answers: str, lang: str = "en") -> tuple[Review | None, list[str]]:
    shown: list[str] = []
    left = iter(answers)

    def ask(question: str) -> str:
        shown.append(question)
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    def show(lines: Sequence[str]) -> None:
        shown.extend(lines)

    return hold(review, Speech(lang), ask, show), shown


@pytest.fixture
def review(tmp_path: Path) -> Review:
    return to_review(read_drafts(written(tmp_path, *map(draft, range(3)))), Ledger())


def test_a_draft_becomes_a_report(review: Review) -> None:
    done, _ = held(review, "a", "q")
    assert done
    [report] = done.accepted
    assert report.said_by
    assert (report.said_by.name, report.said_by.named) == ("an official", False)
    assert [source.name for source in report.through] == ["Reuters"]
    assert (report.where, report.distance) == ("press conference", ("على حد قوله",))
    assert report.quote
    assert (report.quote.start, report.quote.lang) == (10, "ar")
    assert report.occurred
    assert report.occurred.precision == "part"


def test_accept_edit_reject_undo(review: Review) -> None:
    answers = ("a", "e", "claim", "open", "", "a", "u", "u", "r", "a", "r")
    done, shown = held(review, *answers)
    assert done
    assert [each and each.claim.kind for each in done.decided] == [None, "open", None]
    assert shown.count("Draft 2 of 3") == 4  # at first, changed, undone, and again


def test_nothing_is_entered_by_whoever_leaves(review: Review) -> None:
    assert held(review, "a", "x")[0] is None
    assert held(review, "a")[0] is None  # the terminal was closed


def test_what_cannot_be_accepted_yet_says_why(review: Review) -> None:
    done, shown = held(review, "e", "published", "soon", "wrong", "", "a", "r", "z", "u", "u", "q")
    assert done
    assert done.decided == ()
    assert any("It cannot be accepted yet: --published: found 'soon'" in line for line in shown)
    assert any("Answer with one of" in line for line in shown)
    assert "There is nothing to undo." in shown


def test_control_by_nobody_is_pointed_out(tmp_path: Path) -> None:
    review = to_review(read_drafts(written(tmp_path, draft(0, claim="control"))), Ledger())
    _, shown = held(review)
    assert any("does not say who has control" in line for line in shown)


def test_right_to_left_words_keep_their_direction(review: Review) -> None:
    for lang in ("en", "ar", "ru"):
        _, shown = held(review, lang=lang)
        [line] = [each for each in shown if "قال مسؤول" in each]
        assert f"\u2067{draft(0)['text']}\u2069" in line


@given(st.lists(st.sampled_from([*"aerux", "claim", "open", ""]), max_size=12))
def test_any_answers_decide_drafts_in_order(answers: list[str]) -> None:
    row = {"about": "place:x", "claim": "open", "published_by": "Radio", "published": "2016-12-05"}
    review = Review(tuple(Drafted(f"r-{number}", row) for number in range(3)))
    done, _ = held(review, *answers)
    if done is not None:
        assert len(done.decided) <= 3
        assert [each.id for each in done.accepted] == sorted(each.id for each in done.accepted)


def test_the_command_enters_what_was_accepted_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MASARAT_HOME", str(tmp_path))
    monkeypatch.delenv("MASARAT_JOURNAL", raising=False)
    assert cli.run(["journal", "new", "--title", "x"]) == Exit.DONE
    path = written(tmp_path, draft(0), draft(1))
    answers = iter(["a", "r"])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    arguments = ["reports", "review", str(path), "--as", "desk"]
    assert cli.run(arguments) == Exit.DONE
    assert "1 accepted, 1 rejected, 0 left." in capsys.readouterr().out
    ledger = read_ledger(None)
    [name] = ledger.reports
    assert ledger.entered[name].by == "desk"
    answers = iter(["x"])
    assert cli.run(arguments) == Exit.DONE
    out = capsys.readouterr().out
    assert "Draft 1 of 1" in out  # the rejected one is asked about again, the other is not
    assert "Entered 0 reports." in out


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{}", "drafts.json: expected a list of drafts"),
        ("[3]", "drafts.json, 1.report: expected an object"),
        (json.dumps([draft(0), draft(1, end=3)]), "drafts.json, 2.end: found '3', expected"),
        (json.dumps([draft(0, modality="sure")]), "1.modality: found 'sure'"),
        (json.dumps([draft(0, via="Reuters")]), "1.via: found 'Reuters', expected a list"),
        (json.dumps([draft(0, said_by="a\u202eb")]), "a right-to-left override (U+202E)"),
        ("[", "expected JSON"),
    ],
)
def test_faults_of_drafts(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "drafts.json"
    path.write_text(content)
    with pytest.raises(ReportsError) as raised:
        read_drafts(path)
    assert says in str(raised.value)
