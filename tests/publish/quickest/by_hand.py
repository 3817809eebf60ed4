"""A quickest clearance solved by hand.

Two villages, west and mill, of 100 and 20 vehicles, and an exit:

    west --(a: 1,200/h, 60 s)--> junction --(b: 600/h, 120 s)--> exit
    mill --(c: 1,200/h, 60 s)--> junction
    hill (5 vehicles) has no road.

In steps of a minute, arcs a and c take 20 vehicles a minute and b 10. The first vehicles enter b in
step 1 and are out in step 3, so by step T - 1 at most 10 (T - 3) are out: 120 need T = 15, 900 s.
Flow: mill sends 10 a minute in steps 0 and 1, west 10 a minute in steps 2 to 11.
"""

from __future__ import annotations

import numpy as np

from masarat.network.traffic import Traffic
from masarat.network.traffic.case import Note
from masarat.planning.flow.answer import Binding, Clearance, Closure, Rates, Witness
from masarat.planning.flow.problem import FlowNetwork, QuickestTransshipment
from masarat.publish.quickest import QuickestEdition
from masarat.publish.wording import words

UNIT = 60
"""Units in a vehicle, in steps of a minute: rates are vehicles an hour."""


def whole(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


def rates(*rows: tuple[int, int, int, int]) -> Rates:
    return Rates(*(whole(*column) for column in zip(*rows, strict=True)))


TRAFFIC = Traffic(
    name="Two villages",
    node_id=("west", "mill", "junction", "exit", "hill"),
    x=np.array([9.50, 9.51, 9.51, 9.53, 9.50]),
    y=np.array([47.0, 47.01, 47.0, 47.0, 47.02]),
    tail=whole(0, 2, 1),
    head=whole(2, 3, 2),
    capacity=whole(1200, 600, 1200),
    transit=whole(60, 120, 60),
    arc_id=("a", "b", "c"),
    source=whole(0, 1, 4),
    supply=whole(100, 20, 5),
    sink=whole(3),
    limit=whole(-1),
    node_name={0: {"en": "West", "ar": "الغرب", "ru": "Запад"}, 3: {"en": "=Exit <1>"}},
    arc_name={1: "CG-1"},
    shape={1: ((9.52, 47.001),)},
    file="groups.csv",
    source_row=(2, 3, 4),
    notes=(Note("occupancy_seats", {"occupancy": 4}),),
)

PROBLEM = QuickestTransshipment(
    FlowNetwork(5, TRAFFIC.tail, TRAFFIC.head, TRAFFIC.capacity, TRAFFIC.transit),
    TRAFFIC.source,
    TRAFFIC.supply,
    TRAFFIC.sink,
    TRAFFIC.limit,
).in_steps(60)

ANSWER = Clearance(
    steps=15,
    resolution_seconds=60,
    cut_off=whole(2),
    binding=Binding(
        horizon=14,
        sources=whole(0, 1),
        full_sinks=whole(),
        labels=whole(0, 0, 1, 14, 14),
        arcs=whole(1),
        arc_steps=whole(11),
        supply=120 * UNIT,
        room=0,
        crossing=600 * 11,
    ),
    witness=Witness(
        denominator=1,
        arcs=rates((0, 2, 12, 600), (1, 1, 13, 600), (2, 0, 2, 600)),
        departures=rates((0, 2, 12, 600), (1, 0, 2, 600)),
        arrivals=rates((0, 3, 15, 600)),
    ),
    seconds_used=0.25,
)

CLOSURES = (
    Closure(road=1, steps=0, delay_steps=None, cut_off=whole(0, 1)),
    Closure(road=0, steps=5, delay_steps=-10, cut_off=whole(0)),
)


def edition(lang: str = "en") -> QuickestEdition:
    return QuickestEdition(
        traffic=TRAFFIC,
        problem=PROBLEM,
        answer=ANSWER,
        words=words(lang),
        closures=CLOSURES,
        roads=TRAFFIC.roads,
    )
