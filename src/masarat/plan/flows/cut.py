"""Whether the binding set proves that its horizon is too short.

Labels say from which step on a node is "in". Whoever starts at a node whose label is 0 is in at
once, and must in the end be in a sink that is full or out. Waiting never leads out, so out leads
only an arc entered when its tail is in and its head will still be out: capacity bounds that, and no
optimisation is needed to add it up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from masarat.plan.flows.capacity import pieces_of, within
from masarat.plan.flows.rows import FAR
from masarat.plan.flows.shapes import UNLIMITED
from masarat.plan.flows.verdict import FlowViolation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from masarat.plan.flows.shapes import Binding, Changes, Problem


def unproven(
    problem: Problem, binding: Binding, changes: Changes | None
) -> Iterator[FlowViolation]:
    """Yield what keeps `binding` from being a proof, or is misstated in it."""
    faults = list(_malformed(problem, binding))
    if faults:
        yield from faults
        return
    yield from _wrong_labels(problem, binding, FAR if binding.horizon is None else binding.horizon)
    pieces = pieces_of(problem.network, changes)
    steps = _steps_in_cut(problem, binding.labels)
    can = np.zeros(len(steps), bool)
    can[pieces.arc[pieces.capacity > 0]] = True
    yield from _other_arcs(np.where(can, steps, 0), can, binding)
    arcs = np.flatnonzero(can & (steps > 0))
    begin = binding.labels[problem.network.tail[arcs]]
    crossing = sum(within(pieces, arcs, begin, begin + steps[arcs]))
    supply = sum(problem.supplies[binding.sources].tolist())
    room = sum(problem.sink_capacities[binding.full_sinks].tolist())
    for name, found, true in (
        ("supply", binding.supply, supply),
        ("room", binding.room, room),
        ("crossing", binding.crossing, crossing),
    ):
        if found != true:
            yield FlowViolation(
                law="cut", message=f"{name} is misstated", found=int(found), allowed=true
            )
    if supply <= room + crossing:
        yield FlowViolation(
            law="cut",
            message="the binding set proves nothing: its supply fits",
            found=supply,
            allowed=room + crossing,
        )


def _malformed(problem: Problem, binding: Binding) -> Iterator[FlowViolation]:
    counts = (
        ("sources", binding.sources, len(problem.sources)),
        ("full_sinks", binding.full_sinks, len(problem.sinks)),
        ("arcs", binding.arcs, len(problem.network.tail)),
        ("arc_steps", binding.arc_steps, 2 * FAR),
        ("labels", binding.labels, FAR + 1),
    )
    for name, values, most in counts:
        if np.ndim(values) != 1 or values.dtype.kind != "i":
            yield FlowViolation(law="form", message=f"binding {name}: not a list of whole numbers")
        elif ((values < 0) | (values >= most)).any():
            yield FlowViolation(law="form", message=f"binding {name}: beyond what there is")
        elif name in {"sources", "full_sinks", "arcs"} and (np.diff(values) <= 0).any():
            yield FlowViolation(law="form", message=f"binding {name}: not ascending")
    if len(binding.labels) != problem.network.nodes:
        yield FlowViolation(law="form", message="binding labels: not one for every node")
    if len(binding.arcs) != len(binding.arc_steps):
        yield FlowViolation(law="form", message="binding arc_steps: not one for every arc")
    if binding.horizon is not None and not 0 <= binding.horizon < FAR:
        yield FlowViolation(law="form", message="binding horizon: out of all time")


def _wrong_labels(problem: Problem, binding: Binding, horizon: int) -> Iterator[FlowViolation]:
    source_labels = binding.labels[problem.sources[binding.sources]]
    for at in np.flatnonzero(source_labels != 0).tolist():
        yield FlowViolation(
            law="cut",
            message="a source of the binding set is not in from the beginning",
            node=int(problem.sources[binding.sources[at]]),
            found=int(source_labels[at]),
            allowed=0,
        )
    for at in binding.full_sinks[problem.sink_capacities[binding.full_sinks] == UNLIMITED].tolist():
        yield FlowViolation(
            law="cut", message="a sink without limit is never full", node=int(problem.sinks[at])
        )
    others = np.setdiff1d(np.arange(len(problem.sinks)), binding.full_sinks)
    sink_labels = binding.labels[problem.sinks[others]]
    for at in np.flatnonzero(sink_labels < horizon).tolist():
        yield FlowViolation(
            law="cut",
            message="a sink that is not full is in before the horizon",
            node=int(problem.sinks[others[at]]),
            found=int(sink_labels[at]),
            allowed=horizon,
        )


def _steps_in_cut(problem: Problem, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for how many steps each arc leads from in to out."""
    roads = problem.network
    steps: NDArray[np.int64] = labels[roads.head] - labels[roads.tail] - roads.transit
    return np.maximum(steps, 0)


def _other_arcs(
    steps: NDArray[np.int64], can: NDArray[np.bool_], binding: Binding
) -> Iterator[FlowViolation]:
    """Yield arcs that are said to be in the cut otherwise than they are, never open ones aside."""
    told = np.zeros_like(steps)
    told[binding.arcs] = binding.arc_steps
    for arc in np.flatnonzero(can & (told != steps)).tolist():
        yield FlowViolation(
            law="cut",
            message="the arc is not in the cut for so many steps",
            arc=arc,
            found=int(told[arc]),
            allowed=int(steps[arc]),
        )
