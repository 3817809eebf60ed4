"""Random bus evacuation problems without geometry: every time is drawn by itself.

As the random sets of Goerigk, Gruen and Hessler (2013): as many shelters as sources, one bus more
than half of them at one depot, 1 to 10 loads a source and places a shelter, and times of 1 to 10,
the same in both directions. The triangle inequality does not hold.
"""

from __future__ import annotations

import numpy as np
from benchmarks.instances.bep import BepInstance


def bep_random(
    seed: int,
    sources: int,
    *,
    buses: int | None = None,
    loads: int = 10,
    longest: int = 10,
) -> BepInstance:
    """Make a random problem.

    Parameters
    ----------
    seed
        Fixes the instance.
    sources
        Sources, and shelters.
    buses
        Buses at the depot; by default half as many as sources, rounded down, and one.
    loads
        Most loads of a source, and most places of a shelter. Shelters are drawn until they have
        room for all.
    longest
        The longest time.
    """
    rng = np.random.default_rng([seed, sources, longest])
    count = sources // 2 + 1 if buses is None else buses
    waiting = rng.integers(1, loads + 1, sources)
    places = rng.integers(1, loads + 1, sources)
    while places.sum() < waiting.sum():
        places = rng.integers(1, loads + 1, sources)
    start = rng.integers(1, longest + 1, sources)
    out = rng.integers(1, longest + 1, (sources, sources))
    return BepInstance(
        name=f"bep-random-{sources}-{count}-{longest}-s{seed}",
        loads=tuple(waiting.tolist()),
        capacities=tuple(places.tolist()),
        buses=(count,),
        start=(tuple(start.tolist()),),
        out=tuple(tuple(row) for row in out.tolist()),
        back=tuple(tuple(row) for row in out.T.tolist()),
    )
