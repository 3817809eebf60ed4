"""Write a synthetic metropolitan region as a scenario folder.

python examples/metro/generate.py --seed 1 --points 200 --people 750000 --buses 1500 --out DIR
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str] | None = None) -> int:
    """Generate the region that the options describe and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True, help="fixes the region")
    parser.add_argument("--points", type=int, default=200, help="assembly points (100-300)")
    parser.add_argument("--people", type=int, default=750_000, help="people (500000-1000000)")
    parser.add_argument("--buses", type=int, default=1_500, help="city buses and coaches")
    parser.add_argument("--escort-pools", type=int, default=0, help="pools of escorts; 0: none")
    parser.add_argument(
        "--inspect-returns", action="store_true", help="checkpoints inspect empty buses, too"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    options = parser.parse_args(arguments)
    if min(options.points, options.people, options.buses) < 1 or options.escort_pools < 0:
        parser.error("points, people and buses must be at least 1, escort pools at least 0")

    sys.path.insert(0, str(ROOT))  # the generator is shared with the benchmarks
    from benchmarks.instances.as_scenario import scenario_of  # noqa: PLC0415
    from benchmarks.instances.loads import resource_hours  # noqa: PLC0415
    from benchmarks.instances.metro import metro  # noqa: PLC0415

    from masarat.scenario import folder  # noqa: PLC0415

    instance, coordinates = metro(
        options.seed,
        options.points,
        options.people,
        options.buses,
        escort_pools=options.escort_pools,
        inspect_returns=options.inspect_returns,
    )
    folder.write(scenario_of(instance, coordinates=coordinates), options.out)
    hours = ", ".join(f"{name} {value:.1f}" for name, value in resource_hours(instance).items())
    print(f"{options.out}: {instance.title}; hours that each resource needs alone: {hours}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
