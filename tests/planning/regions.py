"""Regions with all that a metropolis has, small enough for a test."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from benchmarks.instances.metro import metro_instance

from masarat.planning.dispatcher import build
from masarat.planning.model import Model
from masarat.planning.streams import assign

if TYPE_CHECKING:
    from masarat.planning.dispatcher import Problem


@cache
def region() -> Problem:
    """A region of 20 assembly points."""
    instance = metro_instance(1, points=20, people=40_000, buses=80)
    model = Model(instance)
    waiting = {group.id: group.people for group in instance.groups}
    room = {d.place: d.capacity for d in instance.destinations if d.capacity is not None}
    return build(model, assign(model, waiting, room))
