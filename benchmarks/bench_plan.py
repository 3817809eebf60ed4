"""Measure the planner beside direct models: same instances, same time, same run.

python -m benchmarks.bench_plan --suite small25 --suite bep-20 --seeds 5 --time-limit 60
"""

from __future__ import annotations

import argparse
import platform
import resource
import sys
from dataclasses import replace
from itertools import islice
from math import ceil
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.csv_file import write_csv
from benchmarks.direct.bep_cpsat import solve_bep
from benchmarks.direct.convoys_cpsat import solve_convoys
from benchmarks.direct.convoys_mip import solve_grid
from benchmarks.replanning import measure_replan
from benchmarks.suites import SUITES
from benchmarks.table import HEAD, OURS, Line, Run, markdown, rows

from masarat.plan.checker import check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.direct.result import DirectResult
    from benchmarks.suites import Case, Suite

    from masarat.planning import Progress
    from masarat.scenario.instance import Instance

GENEROUS = 1.5  # the direct models' horizon is this times our clearance
QUICK_SECONDS = 5.0


def measure_ours(instance: Instance, time_limit: float, seed: int) -> Run:
    """Run the planner once and judge its plan."""
    from masarat.planning import Options, solve  # noqa: PLC0415  (keeps --help and tests light)

    first: list[float] = []

    def watch(progress: Progress) -> None:
        if not progress.people_left and not first:
            first.append(progress.seconds)

    begun = perf_counter()
    plan = solve(instance, Options(time_limit=time_limit, seed=seed), watch)
    seconds = perf_counter() - begun
    verdict = check(instance, plan)
    urgent = plan.by_priority[0] if len(plan.by_priority) > 1 else None
    gap = None
    if urgent is not None and urgent.bound.minutes:
        gap = (urgent.clearance_minutes - urgent.bound.minutes) / urgent.bound.minutes
    return Run(
        clearance=plan.clearance_minutes,
        bound=plan.bound.minutes,
        left=plan.people_left,
        seconds=seconds,
        priority_gap=gap,
        first_complete=first[0] if first else None,
        checked=verdict.ok,
        status="" if verdict.ok else f"breaks {', '.join(sorted(verdict.rules))}",
    )


def measure_direct(
    case: Case, time_limit: float, seed: int, horizon: int | None
) -> Iterator[tuple[str, Run]]:
    """Run every direct model that fits the case once; its plan is judged where there is one."""
    if case.problem is not None:
        results = [solve_bep(case.problem, time_limit=time_limit, seed=seed)]
    else:
        models = (solve_convoys, solve_grid)
        results = [
            model(case.instance, time_limit=time_limit, horizon=horizon, seed=seed)
            for model in models
        ]
    for result in results:
        yield result.model, _run_of(case.instance, result)


def _run_of(instance: Instance, result: DirectResult) -> Run:
    checked = None if result.plan is None else check(instance, result.plan).ok
    return Run(
        clearance=result.clearance,
        bound=result.bound,
        left=result.left,
        seconds=result.seconds,
        checked=checked,
        status=str(result.status),
        note=result.note,
    )


def loads_of(instance: Instance) -> int:
    """Return the least vehicle-loads that the groups make, each group by itself."""
    total = 0
    for group in instance.groups:
        room = max((c.room(group.need) for c in instance.classes), default=0)
        total += ceil(group.people / room) if room else 0
    return total


def measure_case(case: Case, time_limit: float, seed: int) -> Run:
    """Run the planner once on a case: from the beginning, or after its news."""
    if case.change is None:
        return measure_ours(case.instance, time_limit, seed)
    return measure_replan(case.instance, case.change, time_limit, seed)


def run_case(case: Case, time_limit: float, seeds: Sequence[int], direct_seeds: int) -> list[Line]:
    """Return our line and one for each direct model."""
    blank = Line(
        suite=case.suite,
        instance=case.name,
        loads=loads_of(case.instance),
        method=OURS,
        time_limit=time_limit,
        runs=(),
    )
    ours = replace(blank, runs=tuple(measure_case(case, time_limit, seed) for seed in seeds))
    clearance = ours.clearance
    horizon = None if clearance is None else ceil(GENEROUS * clearance)
    peers: dict[str, list[Run]] = {}
    if case.direct:
        for seed in seeds[:direct_seeds]:
            for method, run in measure_direct(case, time_limit, seed, horizon):
                peers.setdefault(method, []).append(run)
    return [ours, *(replace(blank, method=m, runs=tuple(runs)) for m, runs in peers.items())]


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--suite",
        action="append",
        choices=[*SUITES, "all"],
        help="what to measure, may be repeated; all by default",
    )
    parser.add_argument("--seeds", type=int, default=5, help="runs of the planner an instance")
    parser.add_argument(
        "--direct-seeds", type=int, default=1, help="runs of every direct model; 0: none"
    )
    parser.add_argument("--time-limit", type=float, help="seconds a run; by default the suite's")
    parser.add_argument("--quick", action="store_true", help="few instances, 5 s, one seed")
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder for the table")
    options = parser.parse_args(arguments)
    if options.seeds < 1 or options.direct_seeds < 0:
        parser.error("--seeds must be at least 1, --direct-seeds at least 0")
    return options


def main(arguments: list[str] | None = None) -> int:
    """Measure, write out/bench-plan.md and .csv after every instance; 1 if a plan was refused."""
    options = _options(arguments)
    names = [*SUITES] if not options.suite or "all" in options.suite else options.suite
    seeds = range(1, 2) if options.quick else range(1, options.seeds + 1)
    options.out.mkdir(parents=True, exist_ok=True)
    lines: list[Line] = []
    for suite in (SUITES[name] for name in dict.fromkeys(names)):
        limit = options.time_limit or (QUICK_SECONDS if options.quick else suite.time_limit)
        for case in _cases(suite, quick=options.quick):
            added = run_case(case, limit, seeds, options.direct_seeds)
            lines += added
            print(*(_said(line) for line in added), sep="\n", flush=True)
            (options.out / "bench-plan.md").write_text(
                markdown(lines, _heading()), encoding="utf-8"
            )
            write_csv(HEAD, rows(lines), options.out / "bench-plan.csv")
    print(f"The table is in {options.out / 'bench-plan.md'}")
    return int(any(run.checked is False for line in lines for run in line.runs))


def _cases(suite: Suite, *, quick: bool) -> Iterator[Case]:
    return islice(suite.cases(), suite.quick if quick else None)


def _said(line: Line) -> str:
    runs = ", ".join(
        f"{run.clearance} min (left {run.left}, bound {run.bound}, {run.seconds:.1f} s"
        f"{', refused' if run.checked is False else ''})"
        for run in line.runs
    )
    return f"{line.suite} | {line.instance} | {line.method}: {runs}"


def _heading() -> list[str]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    python = f"{platform.python_implementation()} {platform.python_version()}"
    machine = f"{python}, {platform.machine()}; peak memory of the whole run {peak:.1f} GiB."
    return ["# Planner beside direct models", "", machine]


if __name__ == "__main__":
    sys.exit(main())
