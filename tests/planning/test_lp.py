"""The way to HiGHS leaves the process's streams as it found them, and works beside other uses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MANY_AT_ONCE = """
import os
from concurrent.futures import ThreadPoolExecutor
from masarat.planning.lp import quiet_solver

before, open_before = os.fstat(1), len(os.listdir("/dev/fd"))
with ThreadPoolExecutor(8) as threads:
    list(threads.map(lambda _: quiet_solver(), range(400)))
assert os.fstat(1) == before, "standard output was left shut"
assert len(os.listdir("/dev/fd")) == open_before, "descriptors were left open"
print("heard")
"""


def test_solvers_made_by_many_threads_leave_standard_output_open() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MANY_AT_ONCE], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "heard\n"


ANOTHER_NUMBER_OF_THREADS = """
import highspy
import numpy as np
import masarat

other = highspy.Highs()
other.setOptionValue("threads", 2)
other.addVar(0, 1)
other.addRow(1, 2, 1, np.array([0]), np.array([1.0]))
other.run()
plan = masarat.plan(masarat.load("examples/tiny"), effort=1)
print("moved", plan.planned, "left", plan.people_left)
"""


def test_whoever_used_highs_with_more_threads_before_gets_plans_all_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ANOTHER_NUMBER_OF_THREADS],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("moved 62 left 0\n")
