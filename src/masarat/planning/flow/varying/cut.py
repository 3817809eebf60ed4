"""Bounds from labels: any labels give a cut, and what must cross it bounds the time.

A node is "in" from its label on. Vehicles of sources that are in at 0 get out only over arcs (v, w)
entered in [label v, label w - transit). Since waiting is free, every minimum cut over time has this
form (Ford & Fulkerson 1958), also with capacities that change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning.flow.answer import NEVER, Binding
from masarat.planning.flow.problem import UNLIMITED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.flow.problem import StepProblem
    from masarat.planning.flow.varying.profile import Profile


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """Labels within a horizon (`NEVER`: for all time), and which limited sinks are called full.

    `excess` is supply less room less crossing: above 0, the horizon is proven too short.
    """

    horizon: int
    labels: NDArray[np.int64]
    full: NDArray[np.bool_]
    excess: int


def cut_of(
    problem: StepProblem,
    profile: Profile,
    horizon: int,
    labels: NDArray[np.int64],
    full: NDArray[np.bool_],
) -> Cut:
    """Return the cut of labels, clipped to [0, horizon]; sinks that are not `full` are out."""
    labels = np.clip(labels, 0, horizon)
    labels[problem.sinks[~full]] = horizon
    supply = int(problem.supplies[labels[problem.sources] == 0].sum())
    room = int(problem.sink_capacities[full].sum())
    arcs, steps = _crossed(problem, profile, labels)
    begin = labels[problem.network.tail[arcs]]
    crossing = profile.amount(arcs, begin, begin + steps)
    return Cut(horizon, labels, full, supply - room - sum(crossing.tolist()))


def growth(problem: StepProblem, profile: Profile, cut: Cut) -> int:
    """Return by how much one step of a longer horizon adds to what crosses."""
    roads = problem.network
    arcs, steps = _crossed(problem, profile, cut.labels)
    last = cut.labels[roads.head[arcs]] == cut.horizon
    end = (cut.labels[roads.tail[arcs]] + steps)[last]
    return sum(profile.amount(arcs[last], end - 1, end).tolist())


def binding_of(problem: StepProblem, profile: Profile, cut: Cut) -> Binding:
    """Return a cut whose excess is above 0 as the proof that it is."""
    inside = (cut.labels[problem.sources] == 0) & (problem.supplies > 0)
    arcs, steps = _crossed(problem, profile, cut.labels)
    begin = cut.labels[problem.network.tail[arcs]]
    return Binding(
        horizon=None if cut.horizon >= NEVER else cut.horizon,
        sources=np.flatnonzero(inside),
        full_sinks=np.flatnonzero(cut.full),
        labels=cut.labels,
        arcs=arcs,
        arc_steps=steps,
        supply=int(problem.supplies[inside].sum()),
        room=int(problem.sink_capacities[cut.full].sum()),
        crossing=sum(profile.amount(arcs, begin, begin + steps).tolist()),
    )


def _crossed(
    problem: StepProblem, profile: Profile, labels: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the arcs of the cut that are ever open, and for how many steps each is in it."""
    roads = problem.network
    steps = labels[roads.head] - labels[roads.tail] - roads.transit
    arcs = np.flatnonzero((steps > 0) & (profile.most > 0))
    return arcs, steps[arcs]


def limited(problem: StepProblem) -> NDArray[np.bool_]:
    """Return which sinks have a capacity, shape (sinks,)."""
    return np.asarray(problem.sink_capacities != UNLIMITED)
