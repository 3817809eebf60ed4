"""One method on one instance, in a process of its own: prints one line of JSON a run.

    python -m benchmarks.flow.job METHOD FILE RESOLUTION RUNS [STEPS]

METHOD is masarat, masarat-closures (every road that carries flow, closed one at a time), or a peer;
a peer's name with "-told" is told the answer, STEPS, and proves it. Reading the file and importing
libraries are not counted.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import numpy as np
from benchmarks.flow.expansion import Expansion
from benchmarks.flow.peers import SOLVERS, bisect, confirm

from masarat.network.traffic import evacflow
from masarat.plan.flows import check
from masarat.planning.flow.closures import closures
from masarat.planning.flow.problem import FlowNetwork, QuickestTransshipment, StepProblem
from masarat.planning.flow.solve import solve_steps

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.planning.flow.answer import Clearance


_ONE = np.ones(1, np.int64)
_TINY = StepProblem(FlowNetwork(2, _ONE - 1, _ONE, _ONE, _ONE), _ONE - 1, _ONE, _ONE)


def problem_of(path: Path, resolution: int) -> StepProblem:
    """Read an instance and round it to steps."""
    traffic = evacflow.read(path)
    network = FlowNetwork(
        len(traffic.node_id), traffic.tail, traffic.head, traffic.capacity, traffic.transit
    )
    whole = QuickestTransshipment(
        network, traffic.source, traffic.supply, traffic.sink, traffic.limit
    )
    return whole.in_steps(resolution)


def ours(problem: StepProblem) -> dict[str, Any]:
    """Solve with masarat, flow and binding set included; judge the answer outside the clock."""
    answer, told = _timed(lambda: solve_steps(problem))
    return {"steps": answer.steps, **told, **judged(problem, answer)}


def ranking(problem: StepProblem) -> dict[str, Any]:
    """Rank closures with masarat; the answer with all roads open is not counted."""
    answer = solve_steps(problem)
    found, told = _timed(lambda: closures(problem, answer))
    return {"steps": answer.steps, **told, "note": f"{len(found)} roads"}


def judged(problem: StepProblem, answer: Clearance) -> dict[str, Any]:
    """Check an answer, and say how long that takes."""
    begun = perf_counter()
    verdict = check(problem, answer)
    rows = 0 if answer.witness is None else len(answer.witness.arcs.index)
    return {
        "checked": verdict.ok,
        "check_seconds": perf_counter() - begun,
        "rows": rows,
        "note": "" if verdict.ok else str(verdict)[:300],
    }


def peer(problem: StepProblem, method: str, steps: int) -> dict[str, Any]:
    """Solve with a peer; what does not depend on the horizon counts, too."""
    name, _, told_answer = method.partition("-")
    solver = SOLVERS[name]
    if told_answer:
        found, told = _timed(lambda: confirm(Expansion(problem), solver, steps))
    else:
        found, told = _timed(lambda: bisect(Expansion(problem), solver))
    return {"steps": found, **told}


def _timed(action: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    wall, processor = perf_counter(), process_time()
    result = action()
    return result, {
        "seconds": perf_counter() - wall,
        "processor_seconds": process_time() - processor,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main(arguments: list[str]) -> int:
    """Run, and print after each run."""
    method, path, resolution, runs = arguments[0], Path(arguments[1]), *map(int, arguments[2:4])
    steps = int(arguments[4]) if len(arguments) > 4 else 0  # noqa: PLR2004
    problem = problem_of(path, resolution)
    if method.startswith("masarat"):  # loads kernels and libraries
        solve_steps(_TINY)
    else:
        SOLVERS[method.partition("-")[0]](Expansion(_TINY), 2)
    for _ in range(runs):
        if method == "masarat":
            result = ours(problem)
        elif method == "masarat-closures":
            result = ranking(problem)
        else:
            result = peer(problem, method, steps)
        print(json.dumps(result), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
