"""What the checker reads of a problem and of an answer, by the names of their fields.

Units and steps are those of `masarat.planning.flow.problem.StepProblem`: an arc of capacity u takes
u units a step, and what enters it in step j reaches its head in step j + transit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNLIMITED = -1
"""Capacity of a sink that holds everybody."""


class Network(Protocol):
    """A directed network; arrays have shape (arcs,)."""

    @property
    def nodes(self) -> int: ...  # noqa: D102  (as in the class that has it)
    @property
    def tail(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def head(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def capacity(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def transit(self) -> NDArray[Any]: ...  # noqa: D102


class Problem(Protocol):
    """Where people are and where they may go."""

    @property
    def network(self) -> Network: ...  # noqa: D102
    @property
    def sources(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def supplies(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def sinks(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def sink_capacities(self) -> NDArray[Any]: ...  # noqa: D102


class Changes(Protocol):
    """Capacities that change: from `step` on, `arc` takes `capacity` units a step."""

    @property
    def arc(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def step(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def capacity(self) -> NDArray[Any]: ...  # noqa: D102


class Rates(Protocol):
    """Row i: `index[i]` has `rate[i]` / denominator units a step in steps [begin[i], end[i])."""

    @property
    def index(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def begin(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def end(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def rate(self) -> NDArray[Any]: ...  # noqa: D102


class Witness(Protocol):
    """A flow over time."""

    @property
    def denominator(self) -> int: ...  # noqa: D102
    @property
    def arcs(self) -> Rates: ...  # noqa: D102
    @property
    def departures(self) -> Rates: ...  # noqa: D102
    @property
    def arrivals(self) -> Rates: ...  # noqa: D102


class Binding(Protocol):
    """Sources that cannot all be in sinks by `horizon`, with the labels that prove it."""

    @property
    def horizon(self) -> int | None: ...  # noqa: D102
    @property
    def sources(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def full_sinks(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def labels(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def arcs(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def arc_steps(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def supply(self) -> int: ...  # noqa: D102
    @property
    def room(self) -> int: ...  # noqa: D102
    @property
    def crossing(self) -> int: ...  # noqa: D102


class Answer(Protocol):
    """A clearance time, the flow that attains it, and the binding set that bounds it."""

    @property
    def steps(self) -> int | None: ...  # noqa: D102
    @property
    def cut_off(self) -> NDArray[Any]: ...  # noqa: D102
    @property
    def binding(self) -> Binding | None: ...  # noqa: D102
    @property
    def witness(self) -> Witness | None: ...  # noqa: D102
