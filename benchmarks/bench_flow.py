"""Measure quickest clearances beside maximum flow on the time-expanded network.

python -m benchmarks.bench_flow ../instances/*.flow --resolution 60 --peer ortools --time-limit 60
"""

from __future__ import annotations

import argparse
import csv
import json
import platform
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.csv_file import write_csv
from benchmarks.flow.peers import SOLVERS
from benchmarks.flow.table import CLOSURES, HEAD, OURS, Line, Run, markdown, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
FOLDERS = (ROOT.parent / "shared" / "bench" / "flows" / "open", ROOT / "examples" / "valley")
"""Where instances are looked for if none is named: the first folder that has any."""

FINEST = 1
"""Length of a step at which only ours is measured: peers would need hours."""


def run_job(
    method: str, path: Path, resolution: int, runs: int, limit: float, steps: int | None
) -> tuple[tuple[Run, ...], str]:
    """Run one method in a process of its own until done or `limit` seconds over; return its runs.

    Beside them stands why it ended early, or nothing.
    """
    command = [
        sys.executable, "-m", "benchmarks.flow.job",
        method, str(path.resolve()), str(resolution), str(runs), str(steps or 0),
    ]  # fmt: skip
    note = ""
    try:
        done = subprocess.run(
            command, cwd=ROOT, timeout=limit, capture_output=True, text=True, check=False
        )
        printed = done.stdout
        if done.returncode:
            note = f"failed: {done.stderr.strip().splitlines()[-1]}" if done.stderr else "failed"
    except subprocess.TimeoutExpired as late:
        printed = (late.stdout or b"").decode()  # bytes, whatever `text` says
    lines = [text for text in printed.splitlines() if text.startswith("{") and text.endswith("}")]
    return tuple(Run(**json.loads(text)) for text in lines), note


def known_answers(file: Path) -> dict[tuple[str, int], int]:
    """Return the least times that a list of known answers holds, by instance and resolution."""
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8", newline="") as opened:
        return {
            (row["instance"], int(row["dt_s"])): int(row["clearance_steps"])
            for row in csv.DictReader(opened)
        }


def measure(path: Path, resolution: int, options: argparse.Namespace) -> Iterator[Line]:
    """Measure ours, then every peer, on one instance at one resolution."""
    answers = known_answers(options.expected or path.parent.parent / "expected.csv")
    expected = answers.get((path.stem, resolution))
    mine, note = run_job(OURS, path, resolution, options.runs, options.our_limit, None)

    def line(method: str, runs: tuple[Run, ...], limit: float, note: str) -> Line:
        return Line(
            instance=path.stem,
            resolution=resolution,
            method=method,
            runs=runs,
            expected=expected,
            limit=None if runs or note else limit,
            note=note,
        )

    yield line(OURS, mine, options.our_limit, note)
    if options.closures and resolution == max(options.resolution):
        runs, note = run_job(CLOSURES, path, resolution, 1, options.our_limit, None)
        yield line(CLOSURES, runs, options.our_limit, note)
    answer = mine[0].steps if mine else expected
    for peer in options.peer if resolution > FINEST else ():
        if peer.endswith("-told") and answer is None:
            continue
        limit = options.time_limit
        runs, note = run_job(peer, path, resolution, options.peer_runs, limit, answer)
        yield line(peer, runs, limit, note)


def _instances() -> list[Path]:
    return next((found for folder in FOLDERS if (found := sorted(folder.glob("*.flow")))), [])


def _options(arguments: list[str] | None) -> argparse.Namespace:
    peers = [name for solver in SOLVERS for name in (solver, f"{solver}-told")]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "instances",
        nargs="*",
        type=Path,
        help=".flow files; by default large ones beside the clone, else the example's",
    )
    parser.add_argument(
        "--resolution", action="append", type=int, metavar="SECONDS",
        help="length of a step, may be repeated; 60, 10 and 1 by default (at 1, ours alone)",
    )  # fmt: skip
    parser.add_argument(
        "--peer", action="append", choices=[*peers, "none"],
        help="may be repeated; all that are not told the answer, and ortools-told, by default",
    )  # fmt: skip
    parser.add_argument("--runs", type=int, default=5, help="runs of ours")
    parser.add_argument("--peer-runs", type=int, default=3, help="runs of each peer")
    parser.add_argument(
        "--time-limit", type=float, default=600, help="seconds for all runs of a peer"
    )
    parser.add_argument("--our-limit", type=float, default=600, help="seconds for all of ours")
    parser.add_argument(
        "--closures", action="store_true", help="rank closures, too, at the longest step"
    )
    parser.add_argument("--expected", type=Path, help="known answers; expected.csv a folder above")
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder for the table")
    options = parser.parse_args(arguments)
    options.peer = options.peer or [*SOLVERS, "ortools-told"]
    options.peer = [peer for peer in options.peer if peer != "none"]
    options.resolution = options.resolution or [60, 10, 1]
    options.instances = options.instances or _instances()
    if not options.instances:
        parser.error("no .flow file is given, and none is in examples/valley")
    for path in options.instances:
        if not path.is_file():
            parser.error(f"{path} is no file")
    if options.runs < 1 or options.peer_runs < 1:
        parser.error("--runs and --peer-runs must be at least 1")
    return options


def main(arguments: list[str] | None = None) -> int:
    """Measure, write out/bench-flow.md and .csv after every instance; 1 if an answer is wrong."""
    options = _options(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    lines: list[Line] = []
    for path in sorted(options.instances, key=lambda path: path.stat().st_size):
        for resolution in options.resolution:
            for line in measure(path, resolution, options):
                lines.append(line)
                print(_said(line), flush=True)
            (options.out / "bench-flow.md").write_text(
                markdown(lines, _heading()), encoding="utf-8"
            )
            write_csv(HEAD, rows(lines), options.out / "bench-flow.csv")
    print(f"The table is in {options.out / 'bench-flow.md'}")
    return int(not all(line.sound and not line.note for line in lines))


def _said(line: Line) -> str:
    told = ", ".join(f"{run.seconds:.3f} s" for run in line.runs) or line.note or "not finished"
    wrong = "" if line.sound else " WRONG"
    return f"{line.instance} | {line.resolution} s | {line.method}: T {line.steps}{wrong}: {told}"


def _heading() -> list[str]:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    told = (
        f"{python}, {platform.machine()}. Medians over the runs. Each method runs in a process of "
        "its own and holds a flow at the end; reading and importing are not counted. Peak memory "
        "is that process's."
    )
    return ["# Quickest clearance beside time-expanded maximum flow", "", told]


if __name__ == "__main__":
    sys.exit(main())
