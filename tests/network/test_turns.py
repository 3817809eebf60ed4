"""Turn restrictions: the split network allows exactly the permitted walks."""

from __future__ import annotations

import itertools

from hypothesis import example, given
from hypothesis import strategies as st

from masarat.network.turns import Restriction, Segment, apply_restrictions

NODES = 5
WALK = 4
WAYS = 3
Walk = tuple[tuple[int, int, int], ...]

ways = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)).filter(lambda p: p[0] != p[1]),
    min_size=1,
    max_size=6,
    unique_by=lambda p: (min(p), max(p)),
)
rules = st.lists(
    st.builds(
        lambda origin, via, target, only: Restriction(
            origin=origin, via=via, target=target, only=only
        ),
        st.integers(0, WAYS - 1),
        st.integers(0, NODES - 1),
        st.integers(0, WAYS - 1),
        st.booleans(),
    ),
    max_size=3,
)


def two_way(pairs: list[tuple[int, int]]) -> list[Segment]:
    """Two-way roads; way 0 has the first and the fourth, and so on."""
    return [
        segment
        for i, (a, b) in enumerate(pairs)
        for segment in (
            Segment(a, b, i % WAYS, 0, forward=True),
            Segment(b, a, i % WAYS, 0, forward=False),
        )
    ]


def walks(segments: list[Segment], originals: dict[int, int]) -> set[Walk]:
    """All walks of WALK segments that start at an original node, by original ids."""
    found: set[Walk] = set()

    def go_on(at: int, so_far: Walk) -> None:
        if len(so_far) == WALK:
            found.add(so_far)
            return
        for s in segments:
            if s.tail == at:
                step = (originals.get(s.tail, s.tail), originals.get(s.head, s.head), s.way)
                go_on(s.head, (*so_far, step))

    for node in range(NODES):
        go_on(node, ())
    return found


def permitted(walk: Walk, restrictions: list[Restriction]) -> bool:
    for (tail, via, origin), (_, head, target) in itertools.pairwise(walk):
        for rule in restrictions:
            if (rule.origin, rule.via) != (origin, via):
                continue
            into = target == rule.target and (rule.origin != rule.target or head == tail)
            if into != rule.only:
                return False
    return True


# two roads of one way: straight on is allowed where turning back is not
@example([(0, 1), (2, 3), (3, 4), (1, 2)], [Restriction(origin=0, via=1, target=0, only=False)])
@given(ways, rules)
def test_split_nodes_allow_exactly_the_permitted_walks(
    pairs: list[tuple[int, int]], restrictions: list[Restriction]
) -> None:
    segments = two_way(pairs)
    split, originals = apply_restrictions(segments, restrictions)
    expected = {walk for walk in walks(segments, {}) if permitted(walk, restrictions)}
    assert walks(split, originals) == expected


def test_without_restrictions_nothing_is_split() -> None:
    segments = two_way([(0, 1), (1, 2)])
    split, originals = apply_restrictions(segments, [])
    assert (set(split), originals) == (set(segments), {})
