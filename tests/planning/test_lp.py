"""The way to HiGHS leaves the process's streams as it found them."""

from __future__ import annotations

import subprocess
import sys

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
