"""actual.csv: what became of convoys."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from masarat.app.actual_file import read_actual
from masarat.core.errors import InputError
from masarat.planning.replan import Movement, Status
from masarat.scenario.clock import Clock

if TYPE_CHECKING:
    from pathlib import Path

CLOCK = Clock(datetime(2030, 5, 1, 6, 0, tzinfo=ZoneInfo("UTC")), 360)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "actual.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_say_what_became_of_convoys(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "# as reported at noon\n"
        "convoy,status,departed,back,group,people\n"
        "C1,,day 1 06:20,,families,40\n"
        "C1,,day 1 06:20,,patients,2\n"
        "C2,Turned back,2030-05-01 07:00,day 1 07:40,,\n"
        "\n"
        "C3,cancelled,,,,\n",
    )
    actual = read_actual(path, CLOCK)
    assert actual.file == "actual.csv"
    assert actual.movements == (
        Movement(convoy="C1", departed=20, people={"families": 40, "patients": 2}, row=3),
        Movement(convoy="C2", status=Status.TURNED_BACK, departed=60, back=100, row=5),
        Movement(convoy="C3", status=Status.CANCELLED, row=7),
    )


def test_a_formula_without_a_result_is_no_remark(tmp_path: Path) -> None:
    path = written(tmp_path, "convoy,status\n#REF!,cancelled\n# by radio,\n,#N/A\nC1,Err:522\n")
    with pytest.raises(InputError) as caught:
        read_actual(path, CLOCK)
    assert [(f.row, f.field, f.found) for f in caught.value.faults] == [
        (2, "convoy", "#REF!"),
        (4, "status", "#N/A"),
        (5, "status", "Err:522"),
    ]


def test_what_looks_the_same_is_the_same(tmp_path: Path) -> None:
    text = "\u200fconvoy,departed,group,people\n\u200eC1,day\xa01 ٠٦:20,a,1\nC1,day 1 06:20,b,2\n"
    actual = read_actual(written(tmp_path, text), CLOCK)
    assert actual.movements == (Movement(convoy="C1", departed=20, people={"a": 1, "b": 2}, row=2),)


def test_columns_may_be_left_out_and_semicolons_separate(tmp_path: Path) -> None:
    actual = read_actual(written(tmp_path, "convoy;departed\nC1;day 1 06:20\n"), CLOCK)
    assert actual.movements == (Movement(convoy="C1", departed=20, row=2),)


def test_every_fault_is_named(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "convoy,status,departed,group,people\n"
        ",,,,\n"
        "C1,turned bak,,,\n"
        "C2,,soon,,\n"
        "C3,,,families,many\n"
        "C4,,,,12\n"
        "C5,,day 1 06:20,,\n"
        "C5,,day 1 06:30,,\n"
        ",cancelled,,,\n",
    )
    with pytest.raises(InputError) as raised:
        read_actual(path, CLOCK)
    lines = str(raised.value).splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "actual.csv, row 3, status",
        "actual.csv, row 4, departed",
        "actual.csv, row 5, people",
        "actual.csv, row 6, group",
        "actual.csv, row 8, convoy",
        "actual.csv, row 9, convoy",
    ]
    assert "did you mean 'turned back'?" in lines[0]
    assert "what row 7 says" in lines[4]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "columns convoy, status"),
        ("convoi,departed\nC1,start\n", "did you mean 'convoy'?"),
        ("status\ncancelled\n", "a column convoy"),
    ],
)
def test_a_table_of_another_kind_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        read_actual(written(tmp_path, text), CLOCK)
    assert said in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"actual\.csv"):
        read_actual(tmp_path / "actual.csv", CLOCK)


def test_what_cannot_be_said_of_a_status_is_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "convoy,status,departed,back,group,people\n"
        "C1,cancelled,day 1 06:20,,,\n"
        "C2,cancelled,,,families,5\n"
        "C3,departed,,day 1 07:00,,\n"
        "C4,turned back,,day 1 07:00,,,noted later\n",
    )
    with pytest.raises(InputError) as raised:
        read_actual(path, CLOCK)
    assert [str(fault).partition(":")[0] for fault in raised.value.faults] == [
        "actual.csv, row 2, departed",
        "actual.csv, row 3, people",
        "actual.csv, row 4, back",
        "actual.csv, row 5",
    ]
