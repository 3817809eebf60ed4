"""Turn restrictions: a restricted node is split, one copy for every way of entering it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """From way `origin` over node `via`: never (or, with `only`, nowhere but) into way `target`."""

    origin: int
    via: int
    target: int
    only: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A directed piece of way `way` between two nodes; `kind` indexes the way's attributes."""

    tail: int
    head: int
    way: int
    kind: int
    forward: bool


def apply_restrictions(
    segments: Iterable[Segment], restrictions: Iterable[Restriction]
) -> tuple[list[Segment], dict[int, int]]:
    """Return the segments with restricted nodes split, and the original of every copy.

    Whoever enters a restricted node by a restricted way enters a copy instead, from which only the
    permitted segments leave. Paths in the result are exactly the permitted paths of the input.
    Copies have negative ids.
    """
    leaving: dict[int, list[Segment]] = defaultdict(list)
    entering: dict[int, list[Segment]] = defaultdict(list)
    for segment in segments:
        leaving[segment.tail].append(segment)
        entering[segment.head].append(segment)
    at: dict[int, list[Restriction]] = defaultdict(list)
    for restriction in restrictions:
        at[restriction.via].append(restriction)
    copies: dict[int, int] = {}
    for node in sorted(at):
        for segment in list(entering[node]):
            rules = [rule for rule in at[node] if rule.origin == segment.way]
            if not rules:
                continue
            copy = -1 - len(copies)
            copies[copy] = node
            moved = Segment(segment.tail, copy, segment.way, segment.kind, segment.forward)
            _swap(leaving[segment.tail], segment, moved)
            entering[node].remove(segment)
            entering[copy] = [moved]
            came_from = copies.get(segment.tail, segment.tail)
            for onward in leaving[node]:
                if _permitted(onward, rules, came_from):
                    out = Segment(copy, onward.head, onward.way, onward.kind, onward.forward)
                    leaving[copy].append(out)
                    entering[onward.head].append(out)
    return [segment for node in leaving for segment in leaving[node]], copies


def _swap(segments: list[Segment], old: Segment, new: Segment) -> None:
    segments[segments.index(old)] = new


def _permitted(onward: Segment, rules: Iterable[Restriction], came_from: int) -> bool:
    for rule in rules:
        turns_back = rule.origin == rule.target
        hit = onward.way == rule.target and (not turns_back or onward.head == came_from)
        if hit != rule.only:
            return False
    return True
