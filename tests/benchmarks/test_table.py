"""The table: medians, gaps and ratios by hand."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("ortools")

from benchmarks.bench_plan import loads_of, main
from benchmarks.csv_file import write_csv
from benchmarks.instances.small import small
from benchmarks.suites import SUITES
from benchmarks.table import HEAD, OURS, Line, Run, markdown, rows, summary

if TYPE_CHECKING:
    from pathlib import Path


def lines() -> list[Line]:
    ours = Line(
        suite="s", instance="i", loads=9, method=OURS, time_limit=5,
        runs=tuple(
            Run(clearance=c, bound=100, left=0, seconds=5.0, checked=True)
            for c in (110, 120, 105)
        ),
    )  # fmt: skip
    peer = Line(
        suite="s", instance="i", loads=9, method="peer", time_limit=5,
        runs=(Run(clearance=104, bound=104, left=0, seconds=2.5, status="optimal"),),
    )  # fmt: skip
    empty = Line(
        suite="s", instance="i", loads=9, method="silent", time_limit=5,
        runs=(Run(clearance=90, bound=None, left=50, seconds=5.0, status="feasible"),),
    )  # fmt: skip
    return [ours, peer, empty]


def test_rows_by_hand() -> None:
    ours, peer, silent = rows(lines())
    assert ours["clearance min"] == "110"
    assert ours["range min"] == "105-120"
    assert ours["gap %"] == "10.00"
    assert ours["checked"] == "3/3"
    assert ours["of ours"] == ""
    assert peer["of ours"] == "0.945"  # 104 / 110
    assert peer["our bound of optimum"] == "0.962"  # 100 / 104
    assert silent["of ours"] == ""  # it left people: no clearance to compare
    assert silent["gap %"] == ""


def test_summary_by_hand() -> None:
    (sentence,) = summary(lines())
    assert sentence == (
        "s: 1 instances, gap mean 10.00%, largest 10.00%; "
        "peer moved everybody in 1 of 1, at 0.945 times our clearance (least 0.945); "
        "silent moved everybody in none of 1"
    )


def test_files(tmp_path: Path) -> None:
    text = markdown(lines(), ["# Heading"])
    assert text.startswith("# Heading\n")
    assert "first priority" not in text  # a column that nobody filled
    write_csv(HEAD, rows(lines()), tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8") as file:
        assert [row["method"] for row in csv.DictReader(file)] == [OURS, "peer", "silent"]


def test_suites_make_cases() -> None:
    for name in ("small25", "small50", "bep-5", "bep-50", "bep-random", "bounds"):
        cases = list(SUITES[name].cases())
        assert len(cases) >= 5
        assert len({case.instance.digest for case in cases}) == len(cases)
        assert all(case.suite == name for case in cases)


def test_loads() -> None:
    assert loads_of(small(1, 25)) == 25


def test_unknown_suites_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--suite", "smal25"])
    assert "smal25" in capsys.readouterr().err
