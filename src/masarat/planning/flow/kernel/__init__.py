"""The compiled loops (C99) of flows over time; arrays and numbers are checked before they get here.

`simplex.h` declares the structure that most functions share; `Simplex` mirrors it field by field.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_double, c_int32, c_int64
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from masarat.core.errors import MasaratError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_NUMBERS = ("nodes", "arcs", "terminals", "root", "horizon", "pivots")
_ARRAYS = {
    "tail": np.int32, "head": np.int32, "capacity": np.int64, "cost": np.int64, "flow": np.int64,
    "state": np.int8, "parent": np.int32, "tree_arc": np.int32, "child": np.int32,
    "next": np.int32, "prev": np.int32, "depth": np.int32, "potential": np.int64,
    "crash_arc": np.int32, "crash_order": np.int32, "first": np.int32, "incident": np.int32,
    "stale": np.int32, "stale_mark": np.int32,
}  # fmt: skip
_MORE_ARRAYS = {"worthy": np.int32}
_LAST_ARRAYS = {"changed": np.int32, "changed_mark": np.int32}


class SimplexStruct(ctypes.Structure):
    """`simplex` of simplex.h."""

    _fields_ = (
        *((name, c_int64) for name in _NUMBERS),
        *((name, ctypes.c_void_p) for name in _ARRAYS),
        ("stale_begin", c_int64),
        ("stale_count", c_int64),
        *((name, ctypes.c_void_p) for name in _MORE_ARRAYS),
        ("worthy_count", c_int64),
        *((name, ctypes.c_void_p) for name in _LAST_ARRAYS),
        ("changed_count", c_int64),
    )


class _Changes(ctypes.Structure):
    _fields_ = (
        ("count", c_int64),
        *((name, ctypes.c_void_p) for name in ("where", "time", "value")),
    )


class _Differences(ctypes.Structure):
    _fields_ = (
        ("count", c_int64),
        ("room", c_int64),
        ("begin", ctypes.c_void_p),
        ("arc", POINTER(c_int32)),
        ("amount", POINTER(c_int64)),
    )


class _Roads(ctypes.Structure):
    _fields_ = (
        *((name, c_int64) for name in ("nodes", "arcs", "words")),
        *((name, ctypes.c_void_p) for name in ("tail", "head", "transit", "first", "outgoing")),
    )


@cache
def _library() -> ctypes.CDLL:
    found = sorted(Path(__file__).parent.glob("_flow.*"))
    ready = [path for path in found if path.suffix in {".so", ".dll"}]
    if not ready:
        raise MasaratError("the compiled kernels are missing: install the package with pip")
    library = ctypes.CDLL(str(ready[0]))
    size = getattr(library, "flow_simplex_size", lambda: 0)
    if size() != ctypes.sizeof(SimplexStruct):
        raise MasaratError("the compiled kernels are of another version: install masarat again")
    return library


@cache
def _function(name: str) -> Callable[..., int]:
    function = getattr(_library(), name)
    function.restype = c_int64
    return function  # type: ignore[no-any-return]


def _at(array: NDArray[Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def _enough(result: int) -> int:
    if result < 0:
        raise MemoryError
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Differences:
    """How a circulation changes with each terminal of an order.

    Parameters
    ----------
    begin
        Terminal i owns positions from begin[i] up to begin[i + 1].
    arcs, amounts
        Arcs, int32, and what is added to their flow.
    """

    begin: NDArray[np.int64]
    arcs: NDArray[np.int32]
    amounts: NDArray[np.int64]

    @property
    def nbytes(self) -> int:
        """Memory that this takes."""
        return self.begin.nbytes + self.arcs.nbytes + self.amounts.nbytes


class Simplex:
    """A circulation problem with the working arrays of the network simplex.

    Parameters
    ----------
    numbers
        nodes (the last is the root), arcs, terminals (first terminal arc).
    arrays
        tail, head, capacity, cost, crash_arc, crash_order, first, incident: as in simplex.h.
    """

    def __init__(self, numbers: dict[str, int], arrays: dict[str, NDArray[Any]]) -> None:
        nodes, arcs = numbers["nodes"], numbers["arcs"]
        kinds = _ARRAYS | _MORE_ARRAYS | _LAST_ARRAYS
        sizes = dict.fromkeys(kinds, nodes)
        sizes |= dict.fromkeys(("flow", "state", "changed", "changed_mark"), arcs)
        sizes["worthy"] = arcs + 1_024
        self.arrays: dict[str, NDArray[Any]] = {
            name: np.ascontiguousarray(arrays[name], kind)
            if name in arrays
            else np.zeros(sizes[name], kind)
            for name, kind in kinds.items()
        }
        self.struct = SimplexStruct(root=nodes - 1, **numbers)
        for name, array in self.arrays.items():
            setattr(self.struct, name, array.ctypes.data)

    def copy(self) -> Simplex:
        """Return another one with the same problem and working arrays of its own."""
        numbers = {name: getattr(self.struct, name) for name in ("nodes", "arcs", "terminals")}
        shared = ("tail", "head", "capacity", "crash_arc", "crash_order", "first", "incident")
        arrays = {name: self.arrays[name] for name in shared}
        return Simplex(numbers, arrays | {"cost": self.arrays["cost"].copy()})

    def greedy(
        self, order: NDArray[np.int64], horizon: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return what each terminal of `order` adds to f and to the rate of the static flow."""
        return self._greedy(order, horizon, None)

    def recorded(
        self, order: NDArray[np.int64], horizon: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], Differences]:
        """Return the same, and how each terminal changes the circulation."""
        begin = np.zeros(len(order) + 1, np.int64)
        struct = _Differences(begin=begin.ctypes.data)
        try:
            gains, rates = self._greedy(order, horizon, ctypes.byref(struct))
            arcs = _copied(struct.arc, struct.count, np.int32)
            amounts = _copied(struct.amount, struct.count, np.int64)
        finally:
            _library().flow_free(struct.arc, struct.amount, None)
        return gains, rates, Differences(begin, arcs, amounts)

    def _greedy(
        self,
        order: NDArray[np.int64],
        horizon: int,
        record: Any,  # noqa: ANN401  (a reference, or None)
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        self.struct.horizon = horizon
        gains, rates = np.zeros(len(order), np.int64), np.zeros(len(order), np.int64)
        _enough(
            _function("flow_greedy")(
                ctypes.byref(self.struct),
                _at(order),
                c_int64(len(order)),
                _at(gains),
                _at(rates),
                record,
            )
        )
        return gains, rates

    def chains(
        self, order: NDArray[np.int64], horizon: int, differences: Differences
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return how inflows change in the flow of `order` at `horizon`: arcs, times, changes."""
        struct = _Differences(
            begin=differences.begin.ctypes.data,
            arc=differences.arcs.ctypes.data_as(POINTER(c_int32)),
            amount=differences.amounts.ctypes.data_as(POINTER(c_int64)),
        )
        arrays = [POINTER(c_int64)() for _ in range(3)]
        count = _function("flow_chains")(
            ctypes.byref(self.struct),
            c_int64(horizon),
            _at(order),
            c_int64(len(order)),
            ctypes.byref(struct),
            *map(ctypes.byref, arrays),
        )
        arcs, times, changes = _taken(count, arrays, 1)
        return arcs, times, changes


def _taken(count: int, arrays: list[Any], words: int) -> list[NDArray[np.int64]]:
    """Copy arrays that a kernel allocated, and release them."""
    lengths = (count, count, count * words)
    try:
        _enough(count)
        return [
            _copied(array, length, np.int64) for array, length in zip(arrays, lengths, strict=True)
        ]
    finally:
        _library().flow_free(*arrays)


def _copied(array: Any, length: int, kind: Any) -> NDArray[Any]:  # noqa: ANN401  (ctypes, numpy)
    """Copy an array of the kernels; where it has no elements, there may be no array."""
    return np.ctypeslib.as_array(array, (length,)).copy() if length else np.zeros(0, kind)


def corral(
    deficits: NDArray[np.float64], weights: NDArray[np.float64], least: float, limit: int
) -> NDArray[np.float64]:
    """Improve `weights` in place; return the combination of rows of `deficits` that they make."""
    lack = np.zeros(deficits.shape[1])
    steps = _function("flow_corral")(
        c_int64(len(deficits)),
        c_int64(deficits.shape[1]),
        _at(deficits),
        _at(weights),
        _at(lack),
        c_double(least),
        c_int64(limit),
    )
    _enough(steps)
    return lack


def distances(
    nodes: int, arcs: tuple[NDArray[np.int64], ...], starts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return distance (-1: none), last arc, and the nodes reached, nearest first.

    `arcs` holds where they begin, where they end, capacities and lengths.
    """
    distance, arc, order = (np.empty(nodes, np.int64) for _ in range(3))
    reached = _function("flow_distances")(
        c_int64(nodes),
        c_int64(len(arcs[0])),
        *map(_at, arcs),
        _at(starts),
        c_int64(len(starts)),
        *map(_at, (distance, arc, order)),
    )
    return distance, arc, order[: _enough(reached)]


Change = tuple["NDArray[np.int64]", "NDArray[np.int64]", "NDArray[np.uint64]"]
"""Where (an arc or a node), when, and the value in so many words; by time."""


def trim(
    roads: dict[str, NDArray[np.int64]], nodes: int, given: Change, departures: Change
) -> list[NDArray[np.int64]]:
    """Follow `departures` through the flow `given`: arcs, times and new rates (words) in order."""
    words = given[2].shape[1]
    struct = _Roads(nodes=nodes, arcs=len(roads["tail"]), words=words)
    for name, array in roads.items():
        setattr(struct, name, array.ctypes.data)
    tables = []
    for where, time, value in (given, departures):
        table = _Changes(count=len(where))
        table.where, table.time, table.value = (x.ctypes.data for x in (where, time, value))
        tables.append(table)
    arrays = [POINTER(c_int64)() for _ in range(3)]
    count = _function("flow_trim")(
        ctypes.byref(struct), *map(ctypes.byref, tables), *map(ctypes.byref, arrays)
    )
    return _taken(count, arrays, words)
