"""The flow over time behind a proof: weighted chains of its vertices, less what is superfluous."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from masarat.core.errors import MasaratError
from masarat.planning.flow.answer import Rates, Witness
from masarat.planning.flow.kernel import trim
from masarat.planning.flow.search import widest

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from masarat.planning.flow.model import Model
    from masarat.planning.flow.search import Proof
    from masarat.planning.flow.vertices import Vertex

_WORD = 64
_MANY = 10**7
"""Arcs times terminals times vertices from which on two threads are worth their start."""

_AT_ONCE = 1_000_000
"""Changes of rates that are put in order together: fewer copies at a time."""

_Job = tuple["Vertex", int]
"""A vertex and its numerator."""

_Events = tuple["NDArray[np.int64]", "NDArray[Any]"]
"""Arcs and times as one number, and changes of the arcs' rates then."""


def witness(model: Model, proof: Proof) -> Witness:
    """Build the flow and check that all supplies arrive.

    Raises
    ------
    MasaratError
        If they do not: a bug.
    """
    horizon = proof.horizon
    if horizon is None:
        raise ValueError("there is no flow without a horizon")
    small = (widest(model) * proof.denominator).bit_length() < _WORD - 2  # changes: twice as much
    arcs, times, values = _superposed(model, proof, horizon, object if not small else np.int64)
    first = len(model.arcs)
    sinks = first + len(model.sources)
    departs = (arcs >= first) & (arcs < sinks)
    departing = _needed(model, proof.denominator, arcs[departs], times[departs], values[departs])
    kept = _trimmed(model, proof.denominator, (arcs, times, values, ~departs), departing)
    on_roads = kept.index < first
    found = Witness(
        denominator=proof.denominator,
        arcs=_part(kept, on_roads, model.arcs, 0),
        departures=_part(departing, slice(None), model.sources, 0),
        arrivals=_part(kept, ~on_roads, model.sinks, first),
    )
    sent = int(model.problem.supplies[model.sources].sum()) * proof.denominator
    if _amount(found.arrivals) != sent or _amount(found.departures) != sent:
        raise MasaratError("the witness does not clear all supplies")
    return found


def no_flow() -> Witness:
    """Return the flow of nobody."""
    nothing = _rates([], np.int64)
    return Witness(1, nothing, nothing, nothing)


def _superposed(
    model: Model,
    proof: Proof,
    horizon: int,
    kind: Any,  # noqa: ANN401  (a numpy dtype)
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[Any]]:
    """Return how rates change: arc, time, and the new rate; by arc, then time."""
    jobs = list(zip(proof.vertices, proof.numerators, strict=True))
    parts = _shared_out(lambda own, job: _events(own, job, kind), model, jobs)
    total = sum(len(keys) for keys, _ in parts)
    bounds = np.linspace(0, model.simplex.struct.arcs, total // _AT_ONCE + 2).astype(np.int64)
    found = [_summed(parts, low, high, horizon + 1) for low, high in pairwise(bounds.tolist())]
    arcs, times, values = (np.concatenate(columns) for columns in zip(*found, strict=True))
    return arcs, times, values


def _summed(
    parts: list[_Events], low: int, high: int, span: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[Any]]:
    """Return how rates of arcs from `low` up to `high` change: arc, time, and the new rate."""
    slices = [
        slice(*np.searchsorted(keys, (low * span, high * span)).tolist()) for keys, _ in parts
    ]
    keys, changes = _merged(
        [keys[part] for (keys, _), part in zip(parts, slices, strict=True)],
        [changes[part] for (_, changes), part in zip(parts, slices, strict=True)],
    )
    # Every arc begins and ends at rate 0, so that sums over all arcs are sums over each.
    return keys // span, keys % span, np.cumsum(changes)


def _shared_out(
    do: Callable[[Model, _Job], _Events], model: Model, jobs: list[_Job]
) -> list[_Events]:
    """Do jobs, on two threads if there is enough to do: the kernels run side by side."""
    if model.simplex.struct.arcs * model.terminals * len(jobs) < _MANY:
        return [do(model, job) for job in jobs]

    def half(own: Model, part: list[_Job]) -> list[_Events]:
        return [do(own, job) for job in part]

    with ThreadPoolExecutor(2) as pool:
        other = pool.submit(half, model.copy(), jobs[1::2])
        return half(model, jobs[::2]) + other.result()


def _events(
    model: Model,
    job: _Job,
    kind: Any,  # noqa: ANN401
) -> tuple[NDArray[np.int64], NDArray[Any]]:
    vertex, weight = job
    differences = vertex.differences or model.recorded(vertex.order, vertex.horizon)[2]
    arcs, times, changes = model.simplex.chains(vertex.order, vertex.horizon, differences)
    return arcs * (vertex.horizon + 1) + times, changes.astype(kind) * weight


def _merged(
    keys: list[NDArray[np.int64]], changes: list[NDArray[Any]]
) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Add up changes with the same key; drop those that cancel."""
    key, change = np.concatenate(keys), np.concatenate(changes)
    order = np.argsort(key, kind="stable")
    key, change = key[order], change[order]
    begins = np.flatnonzero(np.diff(key, prepend=-1))
    key, change = key[begins], np.add.reduceat(change, begins)
    real = np.flatnonzero(change)
    return key[real], change[real]


def _needed(
    model: Model,
    denominator: int,
    arcs: NDArray[np.int64],
    times: NDArray[np.int64],
    values: NDArray[Any],
) -> Rates:
    """Return the departures, each source's first ones, that make exactly its supply."""
    rows: list[tuple[int, int, int, int]] = []
    first = len(model.arcs)
    bounds = np.searchsorted(arcs, first + np.arange(len(model.sources) + 1)).tolist()
    for source, (low, high) in enumerate(pairwise(bounds)):
        left = int(model.problem.supplies[model.sources[source]]) * denominator
        begins, rates = times[low:high].tolist(), values[low:high].tolist()
        for begin, end, rate in zip(begins, begins[1:], rates, strict=False):
            if not rate or not left:
                continue
            whole = min(end - begin, left // rate)
            if whole:
                rows.append((source, begin, begin + whole, rate))
            left -= whole * rate
            if whole < end - begin and left:
                rows.append((source, begin + whole, begin + whole + 1, left))
                left = 0
        if left:
            raise MasaratError("the vertices do not send all supplies")
    return _rates(rows, values.dtype)


def _rates(rows: list[tuple[int, int, int, int]], kind: Any) -> Rates:  # noqa: ANN401
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    index, begin, end = (np.array(column, np.int64) for column in columns[:3])
    return Rates(index, begin, end, np.array(columns[3], kind))


def _trimmed(
    model: Model,
    denominator: int,
    flow: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[Any], NDArray[np.bool_]],
    departing: Rates,
) -> Rates:
    """Return the rates of arcs and arrivals that the departures left over make use of."""
    arrays = model.simplex.arrays
    first, last = len(model.arcs), len(model.arcs) + len(model.sources)
    links = np.concatenate((np.arange(first), np.arange(last, len(arrays["tail"]))))
    tail = arrays["tail"][links].astype(np.int64)
    by_tail = np.argsort(tail[::-1], kind="stable")  # arrivals first
    nodes = len(model.nodes)
    roads = {
        "tail": tail,
        "head": arrays["head"][links].astype(np.int64),
        "transit": arrays["cost"][links] * (links < first),
        "first": np.concatenate(([0], np.cumsum(np.bincount(tail, minlength=nodes)))),
        "outgoing": len(links) - 1 - by_tail,
    }
    words = _words(model, denominator)
    arcs, times, values, used = flow
    arcs, times, values = arcs[used], times[used], values[used]
    arcs = np.where(arcs < first, arcs, arcs - len(model.sources))
    order = np.argsort(times, kind="stable")
    given = (arcs[order], times[order], _to_words(values[order], words))
    node = arrays["head"][first + departing.index].astype(np.int64)
    when = np.concatenate((departing.begin, departing.end))
    order = np.argsort(when, kind="stable")
    change = np.concatenate((departing.rate, -departing.rate))
    sent = (np.tile(node, 2)[order], when[order], _to_words(change[order], words))
    arcs, times, new = trim(roads, nodes, given, sent)
    order = np.lexsort((times, arcs))
    values = _from_words(new.reshape(-1, words)[order])
    return _rows(arcs[order], times[order], values)


def _rows(arcs: NDArray[np.int64], times: NDArray[np.int64], values: NDArray[Any]) -> Rates:
    """Turn changes to new values, by arc and time, into intervals."""
    if not len(arcs):
        return _rates([], np.int64)
    same = np.concatenate(([False], (arcs[1:] == arcs[:-1]) & (values[1:] == values[:-1])))
    arcs, times, values = arcs[~same], times[~same], values[~same]
    ends = np.append(times[1:], 0)
    rows = np.flatnonzero(values)
    return Rates(arcs[rows], times[rows], ends[rows], values[rows])


def _part(rates: Rates, rows: Any, names: NDArray[np.int64], first: int) -> Rates:  # noqa: ANN401
    """Return some of the rows under the problem's own numbers."""
    index = names[rates.index[rows] - first]
    order = np.lexsort((rates.begin[rows], index))
    columns = (index, rates.begin[rows], rates.end[rows], rates.rate[rows])
    return Rates(*(column[order] for column in columns))


def _amount(rates: Rates) -> int:
    return int(sum(((rates.end - rates.begin).astype(object) * rates.rate).tolist()))


def _words(model: Model, denominator: int) -> int:
    """Return how many 64-bit words hold any sum of rates at a node."""
    arrays = model.simplex.arrays
    most = int(arrays["capacity"][: len(model.arcs) + len(model.sources)].sum()) + 1
    small = (most * denominator).bit_length() < _WORD
    return 1 if small else -(-(most * denominator).bit_length() // _WORD) + 1


def _to_words(values: NDArray[Any], words: int) -> NDArray[np.uint64]:
    if values.dtype != object:
        out = np.zeros((len(values), words), np.int64)
        out[:] = np.where(values < 0, -1, 0)[:, None]
        out[:, 0] = values
        return out.view(np.uint64)
    size = 8 * words
    data = b"".join(int(value).to_bytes(size, "little", signed=True) for value in values)
    return np.frombuffer(data, "<u8").astype(np.uint64).reshape(-1, words)


def _from_words(words: NDArray[np.int64]) -> NDArray[Any]:
    """Return int64 where all values fit, Python integers else."""
    if words.shape[1] == 1 or not words[:, 1:].any():
        low = np.ascontiguousarray(words[:, 0])
        if words.shape[1] == 1 or (low >= 0).all():
            return low
    data = np.ascontiguousarray(words.astype("<i8")).tobytes()
    size = 8 * words.shape[1]
    numbers = (data[i : i + size] for i in range(0, len(data), size))
    return np.array([int.from_bytes(n, "little", signed=True) for n in numbers], object)
