"""Shortest paths with whole-number weights: exact, deterministic, with k loopless alternatives."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

Arc = tuple[int, int]
NOTHING: frozenset[int] = frozenset()
NO_ARCS: frozenset[Arc] = frozenset()


class Graph(Protocol):
    """A directed graph over whole-number vertices with non-negative whole-number weights."""

    def distances(
        self, origin: int, *, reverse: bool = False, shut: frozenset[int] = NOTHING
    ) -> Mapping[int, int]:
        """Return the least weight from `origin` (`reverse`: to it) of every connected vertex.

        No path passes through the vertices of `shut`; it may start and end there.
        """

    def weight(self, tail: int, head: int) -> int | None:
        """Return the weight of the lightest arc, or None where there is none."""

    def shortest(
        self,
        origin: int,
        target: int,
        banned: Collection[int] = NOTHING,
        banned_arcs: Collection[Arc] = NO_ARCS,
    ) -> tuple[int, ...] | None:
        """Return a shortest path without `banned` vertices and arcs, or None."""


class SmallGraph:
    """A graph in dictionaries, for the tens to thousands of links that people write by hand.

    Python's whole numbers make it exact for any weights. Parallel arcs: the lightest counts.

    Parameters
    ----------
    arcs
        (tail, head, weight) with weight >= 0.
    """

    def __init__(self, arcs: Iterable[tuple[int, int, int]]) -> None:
        self._out: dict[int, dict[int, int]] = {}
        self._in: dict[int, dict[int, int]] = {}
        for tail, head, weight in arcs:
            heads = self._out.setdefault(tail, {})
            heads[head] = min(weight, heads.get(head, weight))
            self._in.setdefault(head, {})[tail] = heads[head]
        self._cache: dict[tuple[int, bool, frozenset[int]], dict[int, int]] = {}

    def distances(
        self, origin: int, *, reverse: bool = False, shut: frozenset[int] = NOTHING
    ) -> Mapping[int, int]:
        """Return the least weight from `origin` (`reverse`: to it) of every connected vertex.

        No path passes through the vertices of `shut`; it may start and end there.
        """
        key = origin, reverse, shut
        if key not in self._cache:
            self._cache[key] = _dijkstra(self._in if reverse else self._out, origin, shut)
        return self._cache[key]

    def weight(self, tail: int, head: int) -> int | None:
        """Return the weight of the lightest arc, or None where there is none."""
        return self._out.get(tail, {}).get(head)

    def shortest(
        self,
        origin: int,
        target: int,
        banned: Collection[int] = NOTHING,
        banned_arcs: Collection[Arc] = NO_ARCS,
    ) -> tuple[int, ...] | None:
        """Return a shortest path without `banned` vertices and arcs, or None."""
        before: dict[int, int] = {}
        done = set(banned)
        best = {origin: 0}
        queue = [(0, origin)]
        while queue:
            so_far, tail = heappop(queue)
            if tail in done:
                continue
            if tail == target:
                return _walk(before, origin, target)
            done.add(tail)
            for head, weight in self._out.get(tail, {}).items():
                total = so_far + weight
                if (
                    head in done
                    or (tail, head) in banned_arcs
                    or total >= best.get(head, total + 1)
                ):
                    continue
                best[head] = total
                before[head] = tail
                heappush(queue, (total, head))
        return None


def _dijkstra(
    out: Mapping[int, Mapping[int, int]], origin: int, shut: frozenset[int]
) -> dict[int, int]:
    done: dict[int, int] = {}
    queue = [(0, origin)]
    while queue:
        so_far, tail = heappop(queue)
        if tail in done:
            continue
        done[tail] = so_far
        if tail in shut and tail != origin:
            continue
        for head, weight in out.get(tail, {}).items():
            if head not in done:
                heappush(queue, (so_far + weight, head))
    return done


def _walk(before: Mapping[int, int], origin: int, target: int) -> tuple[int, ...]:
    path = [target]
    while path[-1] != origin:
        path.append(before[path[-1]])
    return tuple(reversed(path))


def path_weight(graph: Graph, path: tuple[int, ...]) -> int:
    """Return the weight of `path`.

    Raises
    ------
    ValueError
        If two vertices in a row are not joined by an arc.
    """
    total = 0
    for tail, head in pairwise(path):
        weight = graph.weight(tail, head)
        if weight is None:
            msg = f"no arc from {tail} to {head}"
            raise ValueError(msg)
        total += weight
    return total


def alternatives(graph: Graph, origin: int, target: int) -> Iterator[tuple[int, ...]]:
    """Yield the loopless paths from `origin` to `target`, lightest first, ties by their vertices.

    Yen (1971), "Finding the K shortest loopless paths in a network": every next path leaves an
    earlier one at some vertex and goes on by the shortest way that no earlier one took.
    """
    first = graph.shortest(origin, target)
    if first is None:
        return
    found: list[tuple[int, ...]] = []
    waiting = [(path_weight(graph, first), first)]
    seen = {first}
    while waiting:
        _, path = heappop(waiting)
        found.append(path)
        yield path
        for candidate in _deviations(graph, path, found):
            if candidate not in seen:
                seen.add(candidate)
                heappush(waiting, (path_weight(graph, candidate), candidate))


def _deviations(
    graph: Graph, path: tuple[int, ...], found: list[tuple[int, ...]]
) -> Iterator[tuple[int, ...]]:
    for i in range(len(path) - 1):
        root = path[: i + 1]
        taken = {(p[i], p[i + 1]) for p in found if p[: i + 1] == root and len(p) > i + 1}
        spur = graph.shortest(path[i], path[-1], set(root[:-1]), taken)
        if spur is not None:
            yield root[:-1] + spur


SHARED = (3, 4)
"""Most of its weight that an alternative may share with another: three quarters."""
LONGER = 2
"""An alternative weighs at most this many times the shortest path."""


def varied_alternatives(graph: Graph, origin: int, target: int) -> Iterator[tuple[int, ...]]:
    """Yield paths that really differ, lightest first, starting with the shortest.

    Candidates are the shortest paths over one vertex in between (Abraham, Delling, Goldberg and
    Werneck 2013, "Alternative routes in road networks"), without loops, at most `LONGER` times as
    long as the shortest and with at most `SHARED` of their weight in common with an earlier one.
    """
    first = graph.shortest(origin, target)
    if first is None:
        return
    yield first
    found, tried = [first], set(first)
    there, back = graph.distances(origin), graph.distances(target, reverse=True)
    limit = LONGER * path_weight(graph, first)
    totals = sorted((there[v] + back[v], v) for v in there if v in back)
    for total, via in totals:
        if total > limit:
            return
        if via in tried:
            continue
        before, after = graph.shortest(origin, via), graph.shortest(via, target)
        if before is None or after is None:
            continue
        path = before + after[1:]
        if len(set(path)) == len(path):
            tried.update(path)
            if all(_differs(graph, path, total, other) for other in found):
                found.append(path)
                yield path


def _differs(graph: Graph, path: tuple[int, ...], total: int, other: tuple[int, ...]) -> bool:
    common = set(pairwise(path)) & set(pairwise(other))
    shared = sum(graph.weight(*arc) or 0 for arc in common)
    return shared * SHARED[1] <= total * SHARED[0]
