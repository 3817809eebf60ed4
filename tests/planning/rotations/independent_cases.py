"""Random instances whose vehicles do not meet, and their optimum by exhaustive search."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from benchmarks.instances.bep import bep, instance_of

from masarat.planning.model import Model
from masarat.planning.rotations import rotations_of

if TYPE_CHECKING:
    from masarat.planning.rotations import Rotations
    from masarat.scenario.instance import Instance


def plain(seed: int, sources: int = 3, buses: int = 2, depots: int = 1) -> Instance:
    """A bus evacuation problem of the benchmark."""
    return instance_of(bep(seed, sources, 2, buses, depots))


def dressed(seed: int, sources: int = 3, buses: int = 3) -> Instance:
    """A bus evacuation problem with everything that independent rotations may have besides."""
    dice = random.Random(seed)  # noqa: S311  (a test's choice)
    instance = plain(seed, sources, buses, depots=2)
    shelters = [destination.place for destination in instance.destinations]
    everybody = sum(group.people for group in instance.groups)
    return replace(
        instance,
        groups=tuple(
            replace(
                group,
                people=max(group.people - dice.randrange(50), 1),
                ready=dice.choice((0, 0, 60)),
                unit=dice.choice((1, 1, 5, 25)),
                destinations=tuple(shelters if dice.random() < 0.7 else shelters[:1]),
            )
            for group in instance.groups
        ),
        destinations=tuple(
            replace(d, capacity=None if number == 0 else everybody)
            for number, d in enumerate(instance.destinations)
        ),
        classes=tuple(
            replace(
                cls,
                load=dice.randrange(20),
                unload=dice.randrange(20),
                available=dice.randrange(100),
                start_place=cls.start_place if dice.random() < 0.7 else "",
                comes_back=number == 0 or dice.random() < 0.7,
            )
            for number, cls in enumerate(instance.classes)
        ),
        _digest=[],
    )


def optimum(instance: Instance) -> int:
    """The least clearance, every order of all loads tried on every vehicle."""
    rotations = rotations_of(Model(instance))
    assert rotations is not None
    return _least(rotations)


def _least(rotations: Rotations) -> int:
    struct = rotations.struct
    kinds = [kind for kind, _ in rotations.vehicles]
    start, ride, turn = (struct[name].tolist() for name in ("start", "ride", "turn"))
    ready = struct["ready"].tolist()

    @cache
    def after(
        vehicle: int, at: int, minute: int, loads: tuple[int, ...], room: tuple[int, ...]
    ) -> int:
        """The least last arrival when `vehicle` goes on from shelter `at` (-1: its start)."""
        if not any(loads):
            return 0
        if vehicle == len(kinds):
            return 1 << 50
        kind = kinds[vehicle]
        best = after(vehicle + 1, -1, 0, loads, room)
        for source, left in enumerate(loads):
            for shelter, free in enumerate(room):
                if not (left and free):
                    continue
                came = start[kind][source] if at < 0 else minute + turn[kind][at][source]
                arrive = max(came, ready[source]) + ride[kind][source][shelter]
                if arrive >= best:
                    continue
                fewer = tuple(x - (i == source) for i, x in enumerate(loads))
                fuller = tuple(x - (i == shelter) for i, x in enumerate(room))
                best = min(best, max(arrive, after(vehicle, shelter, arrive, fewer, fuller)))
        return best

    return after(0, -1, 0, tuple(struct["loads"].tolist()), tuple(struct["room"].tolist()))
