"""Peers find what the reference finds; the table by hand; jobs end when their time is over."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from benchmarks.bench_flow import known_answers, main, run_job
from benchmarks.csv_file import write_csv
from benchmarks.flow.expansion import Expansion
from benchmarks.flow.peers import SOLVERS, bisect, confirm
from benchmarks.flow.table import HEAD, OURS, Line, Run, markdown, rows
from tests.plan.flows.expanded import Expanded
from tests.plan.flows.instances import random_problem

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """evacflow 1
name tiny
count 3 2 1 1
n 1 0 0 0
n 2 0 0 0
n 3 0 0 0
s 1 60
t 3
a 1 2 1200 120
a 2 3 1200 60
"""
"""60 vehicles at 20 a minute, 3 minutes on the way: 6 minutes."""


@pytest.mark.parametrize("name", SOLVERS)
def test_peers_find_the_least_time(name: str) -> None:
    if name == "ortools":
        pytest.importorskip("ortools")
    seen = 0
    for seed in range(12):
        drawn = random_problem(random.Random(seed))  # noqa: S311  (a test's choice)
        network = drawn.network
        network = replace(network, transit=np.maximum(network.transit, 1))  # as files have it
        problem = replace(drawn, network=network)
        least = Expanded(problem).least(60)
        if not least:
            continue
        expansion = Expansion(problem)
        assert bisect(expansion, SOLVERS[name]) == least
        assert confirm(expansion, SOLVERS[name], least) == least
        with pytest.raises(ValueError, match="not all arrive"):
            confirm(expansion, SOLVERS[name], least - 1)
        seen += 1
    assert seen >= 4


def run(seconds: float, steps: int = 6, *, checked: bool | None = None) -> Run:
    return Run(
        steps=steps, seconds=seconds, processor_seconds=seconds / 2, peak_mb=90.0, checked=checked
    )


def lines() -> list[Line]:
    return [
        Line(
            instance="i", resolution=60, method=OURS, expected=6,
            runs=tuple(run(s, checked=True) for s in (0.5, 0.1, 0.2)),
        ),
        Line(instance="i", resolution=60, method="ortools", expected=6, runs=(run(9.0),)),
        Line(instance="i", resolution=60, method="highs", runs=(), limit=50.0),
        Line(instance="i", resolution=1, method=OURS, runs=(run(0.3, 311, checked=True),)),
        Line(instance="i", resolution=60, method="wrong", expected=6, runs=(run(1.0, 7),)),
    ]  # fmt: skip


def test_rows_by_hand() -> None:
    ours, ortools, highs, fine, wrong = rows(lines())
    assert (ours["seconds"], ours["expected"], ours["checked"]) == ("0.2", "agrees", "3 of 3")
    assert (ortools["times ours"], ortools["processor times ours"]) == ("45", "45")
    assert (highs["times ours"], highs["seconds"]) == ("at least 250", "not within 50")
    assert (fine["T steps"], fine["times ours"]) == ("311", "")
    assert wrong["expected"] == "6"
    assert [line.sound for line in lines()] == [True, True, True, True, False]


def test_page_and_file(tmp_path: Path) -> None:
    page = markdown(lines(), ["# Heading"])
    assert "| i | 0.3 | 0.2 | 1.5 |" in page
    assert "| instance | 1 s | 60 s | 1 s over 60 s |" in page
    assert "| note |" not in page
    write_csv(HEAD, rows(lines()), tmp_path / "table.csv")
    assert len((tmp_path / "table.csv").read_text("utf-8").splitlines()) == 6


def test_a_job_runs_in_a_process_of_its_own_and_is_ended_in_time(tmp_path: Path) -> None:
    file = tmp_path / "tiny.flow"
    file.write_text(TEXT, "utf-8")
    runs, note = run_job(OURS, file, 60, 2, 60.0, None)
    assert note == ""
    assert [(r.steps, r.checked) for r in runs] == [(6, True)] * 2
    assert run_job(OURS, file, 60, 1, 0.01, None) == ((), "")
    runs, note = run_job(OURS, tmp_path / "none.flow", 60, 1, 60.0, None)
    assert runs == ()
    assert note.startswith("failed: ")


def test_the_whole_bench_on_a_tiny_instance(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    (folder / "tiny.flow").write_text(TEXT, "utf-8")
    (tmp_path / "expected.csv").write_text("instance,dt_s,clearance_steps\ntiny,60,6\n", "utf-8")
    assert known_answers(tmp_path / "expected.csv") == {("tiny", 60): 6}
    arguments = [str(folder / "tiny.flow"), "--runs", "1", "--peer-runs", "1", "--peer", "highs"]
    arguments += ["--resolution", "60", "--out", str(tmp_path)]
    assert main(arguments) == 0
    assert "| tiny | 60 | highs | 6 | agrees |" in (tmp_path / "bench-flow.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["absent.flow"], "absent.flow is no file"), (["--runs", "0"], "--runs")],
)
def test_bad_options_say_what_is_wrong(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
    assert message in capsys.readouterr().err or "holds none" in message
