"""From a file or scenario to a checked quickest clearance and its files. None leaves unchecked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from masarat.app.writing.atomic import all_or_nothing
from masarat.app.writing.writable import refuse_scenario
from masarat.core.errors import CheckFailed, Fault, NetworkError, UsageError
from masarat.network.traffic.demand import CELL_M
from masarat.plan.flows import check
from masarat.planning.flow.answer import Clearance
from masarat.planning.flow.closures import closures as close_roads
from masarat.planning.flow.problem import HOUR, FlowNetwork, QuickestTransshipment
from masarat.planning.flow.solve import solve_steps
from masarat.planning.flow.varying.changes import in_windows
from masarat.planning.flow.varying.solve import quickest_varying
from masarat.publish.quickest import QuickestEdition
from masarat.publish.quickest.document import summary
from masarat.publish.quickest.files import DOCUMENT, NAMES, quickest_files
from masarat.publish.quickest.phrases import sentences
from masarat.publish.wording import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from masarat.network.traffic import Traffic
    from masarat.network.traffic.demand import Demand
    from masarat.planning.flow.answer import Closure
    from masarat.planning.flow.problem import StepProblem
    from masarat.planning.flow.varying.changes import Changes, VaryingClearance
    from masarat.planning.flow.varying.solve import Bracket
    from masarat.scenario.document import Assume, Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """A quickest clearance that passed the check, and what closures cost if that was asked.

    Parameters
    ----------
    traffic, problem
        What was asked, and the same in steps.
    answer
        What was found: exact, or, where roads open and close, between a bound and a flow.
    closures
        What closing each road that carries vehicles costs, the dearest first; None: not asked.
    """

    traffic: Traffic
    problem: StepProblem
    answer: Clearance | VaryingClearance
    closures: tuple[Closure, ...] | None = None

    @property
    def seconds(self) -> int | None:
        """When all are out who have a way out; None if nobody has, or no time is enough."""
        return self.edition().seconds

    @property
    def bound_seconds(self) -> int | None:
        """Nothing is faster; equal to `seconds` where the answer is exact."""
        return self.edition().bound_seconds

    @property
    def summary(self) -> dict[str, Any]:
        """The answer as plain data, as `masarat clearance --json` prints it."""
        return summary(self.edition())

    def sentences(self, lang: str = "en") -> tuple[str, ...]:
        """Return the answer in words: the time, its proof, what sets it, who has no way out.

        Raises
        ------
        UsageError
            If there are no words in this language.
        """
        return sentences(self.edition(lang))

    def edition(self, lang: str = "en") -> QuickestEdition:
        """Return what publishers take."""
        return QuickestEdition(
            traffic=self.traffic,
            problem=self.problem,
            answer=self.answer,
            words=words(lang),
            closures=self.closures,
            roads=self.traffic.roads,
        )


def read_traffic(path: Path, demand: Demand, assume: Assume | None = None) -> Traffic:
    """Return the private traffic of an evacflow file, a scenario, or a road network.

    Raises
    ------
    ScenarioError, NetworkError
        If it cannot be used, with every fault.
    UsageError
        If `demand` or `assume` say what such an input says itself or does not have.
    """
    from masarat.network.traffic import evacflow, roads
    from masarat.scenario.document import is_workbook

    if path.suffix.casefold() == evacflow.SUFFIX:
        _refuse(demand, ("people", "occupancy", "cell", "exit"), "an evacflow file", assume)
        return evacflow.read(path)
    gmns = path.is_dir() and (path / "node.csv").exists()
    if is_workbook(path) or (path.is_dir() and not gmns):
        _refuse_other_folders(path)
        _refuse(demand, ("people", "cell", "exit"), "a scenario")
        return _of_scenario(path, demand, assume)
    _refuse(demand, (), "a road network", assume)
    return roads.read(path, demand)


def _refuse(
    demand: Demand, options: Iterable[str], source: str, assume: Assume | None = None
) -> None:
    """Raise `UsageError` for what was asked and would be ignored."""
    asked = {
        "people": demand.people is not None,
        "occupancy": demand.occupancy is not None,
        "cell": demand.cell_m != CELL_M,
        "exit": bool(demand.exits),
        "assume": assume is not None,
    }
    for option in (*options, "assume") if assume is not None else options:
        if asked[option]:
            raise UsageError(f"--{option}: {source} says so itself, or has no such thing")


def _refuse_other_folders(path: Path) -> None:
    """Raise `NetworkError` for a folder that only holds files which can be named by themselves."""
    from masarat.network import osm
    from masarat.network.traffic import evacflow

    if not path.is_dir() or (path / "scenario.yaml").exists():
        return
    endings = (evacflow.SUFFIX, *osm.SUFFIXES)
    for file in sorted(path.iterdir()):
        if file.name.casefold().endswith(endings):
            expected = "a scenario (with scenario.yaml) or a GMNS folder (with node.csv)"
            hint = f"did you mean {str(path / file.name)!r}?"
            raise NetworkError([Fault(file=str(path), expected=expected, hint=hint)])


def _of_scenario(path: Path, demand: Demand, assume: Assume | None) -> Traffic:
    from masarat.scenario import load

    scenario = load(path)
    return traffic_of_scenario(scenario if assume is None else scenario.assuming(assume), demand)


def traffic_of_scenario(scenario: Scenario, demand: Demand) -> Traffic:
    """Return the private traffic of a scenario.

    Raises
    ------
    ScenarioError
        If its tables do not fit together, with every fault.
    """
    from masarat.network.traffic.scenario import traffic_of

    return traffic_of(scenario, demand)


def clear(
    traffic: Traffic,
    resolution: int = 1,
    *,
    closures: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Cleared:
    """Return the quickest clearance of `traffic`, checked.

    Parameters
    ----------
    resolution
        Seconds in a step: a divisor of 3600.
    closures
        Whether to rank every road that carries vehicles by what its closure would cost.
    tell
        Called with the name of each stage as it begins.

    Raises
    ------
    UsageError
        If `resolution` does not divide an hour, or closures are asked of roads that open and close.
    CheckFailed
        If the answer broke a law of flows: a defect, not an output.
    """
    told = tell or _nobody
    if resolution < 1 or HOUR % resolution:
        raise UsageError(f"--resolution: found {resolution}, expected a divisor of 3600 seconds")
    problem = _problem(traffic).in_steps(resolution)
    changes = _changes(traffic, resolution)
    if closures and changes is not None:
        raise UsageError("--closures: only roads that are open all the time can be ranked")
    told("solving")
    answer = _solved(problem, changes, told)
    told("checking")
    verdict = check(problem, answer, changes)
    if not verdict.ok:
        raise CheckFailed(str(verdict))
    ranked = None
    if closures and isinstance(answer, Clearance):
        ranked = _ranked(traffic, problem, answer, told)
    return Cleared(traffic=traffic, problem=problem, answer=answer, closures=ranked)


def _solved(
    problem: StepProblem, changes: Changes | None, told: Callable[[str], None]
) -> Clearance | VaryingClearance:
    step = problem.resolution_seconds

    def needed(steps: int, without: float) -> None:
        told(f"solving: at least {steps * step:,} s; {without:.1%} of the vehicles without a flow")

    def between(known: Bracket) -> None:
        most = "" if known.steps is None else f", at most {known.steps * step:,} s"
        told(f"solving: at least {known.bound * step:,} s{most}")

    if changes is None:
        return solve_steps(problem, needed)
    return quickest_varying(problem, changes, watch=between)


def _ranked(
    traffic: Traffic, problem: StepProblem, answer: Clearance, told: Callable[[str], None]
) -> tuple[Closure, ...]:
    number = np.zeros(problem.network.arcs, dtype=np.int64)
    for road, arcs in enumerate(traffic.roads):
        number[list(arcs)] = road

    def progress(done: int, of: int) -> None:
        told(f"closing roads: {done:,} of {of:,}")

    return tuple(close_roads(problem, answer, number, progress=progress))


def _nobody(_: str) -> None:
    """Tell nobody."""


def _problem(traffic: Traffic) -> QuickestTransshipment:
    roads = FlowNetwork(
        len(traffic.node_id), traffic.tail, traffic.head, traffic.capacity, traffic.transit
    )
    return QuickestTransshipment(roads, traffic.source, traffic.supply, traffic.sink, traffic.limit)


def _changes(traffic: Traffic, resolution: int) -> Changes | None:
    if not traffic.opening:
        return None
    rows = sorted(traffic.opening.items())
    return in_windows(rows, traffic.capacity, seconds=1).in_steps(resolution)


def cut_off_faults(cleared: Cleared) -> list[Fault]:
    """Return a fault for each source without a way out: where it is written, and how many wait."""
    traffic = cleared.traffic
    return [
        Fault(
            file=traffic.file or traffic.name,
            row=traffic.source_row[at] if traffic.source_row else None,
            field=str(traffic.node_id[traffic.source[at]]),
            found=f"{int(traffic.supply[at]):,} vehicles",
            expected="a way to a sink",
        )
        for at in cleared.answer.cut_off.tolist()
    ]


def write_cleared(
    cleared: Cleared, folder: Path, *, lang: str = "en", report: bool = True
) -> tuple[Path, ...]:
    """Write all files of a quickest clearance into `folder`, or none; return their paths.

    Files that an earlier one had there and this one has not are removed.

    Raises
    ------
    UsageError
        If there are no words in this language, or the folder holds a scenario.
    OSError
        If the folder cannot be written to.
    """
    refuse_scenario(folder)
    made = quickest_files(cleared.edition(lang), report=report)
    stale = NAMES if (folder / DOCUMENT).is_file() else ()
    with all_or_nothing(folder, stale) as scratch:
        for name, octets in made.items():
            (scratch / name).write_bytes(octets)
    return tuple(folder / name for name in sorted(made))
