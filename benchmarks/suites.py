"""What is measured: named suites of instances, each with its time limit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.instances.bep import BepInstance, bep, instance_of
from benchmarks.instances.bep_random import bep_random
from benchmarks.instances.metro import metro_instance
from benchmarks.instances.small import small
from benchmarks.replanning import changes

from masarat.network.build import build_instance
from masarat.scenario.reading import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from masarat.planning.replan import Change
    from masarat.scenario.instance import Instance

ALEPPO = Path(__file__).resolve().parents[1] / "examples" / "aleppo-2016"
SHORT_VARIANTS = ("more", "one-corridor", "tight-link", "unlinked")
LONG_VARIANTS = ("daylight", "suspended")
SCALES = {5: 28_000}  # one instance of each size has times of up to 40,000 units
RANDOM_SIZES = (5, 10, 15, 20)
BEP_SIZES = {5: (3, 4, 1), 10: (4, 6, 1), 20: (6, 10, 2), 30: (8, 15, 2), 50: (10, 20, 3)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One instance with the problem it came from; `direct` says whether peers are worth running."""

    suite: str
    name: str
    instance: Instance
    problem: BepInstance | None = None
    direct: bool = True
    change: Change | None = None
    """News after which the instance's plan is planned anew; what is measured then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Instances with one time limit (seconds); the first `quick` of them make a quick run."""

    name: str
    about: str
    time_limit: float
    cases: Callable[[], Iterator[Case]]
    quick: int = 1


def _aleppo_cases(suite: str, folders: tuple[Path, ...]) -> Iterator[Case]:
    for folder in folders:
        name = folder.name if folder != ALEPPO else "agreed"
        yield Case(suite=suite, name=name, instance=build_instance(load(folder)))


def _aleppo() -> Iterator[Case]:
    folders = (ALEPPO, *(ALEPPO / "variants" / name for name in SHORT_VARIANTS))
    return _aleppo_cases("aleppo", folders)


def _aleppo_long() -> Iterator[Case]:
    folders = (ALEPPO, *(ALEPPO / "variants" / name for name in LONG_VARIANTS))
    return _aleppo_cases("aleppo-long", folders)


def _small(loads: int) -> Callable[[], Iterator[Case]]:
    def cases() -> Iterator[Case]:
        for seed in range(1, 6):
            name = f"{loads} loads, seed {seed}"
            yield Case(suite=f"small{loads}", name=name, instance=small(seed, loads))

    return cases


def _bep(sources: int) -> Callable[[], Iterator[Case]]:
    def cases() -> Iterator[Case]:
        shelters, buses, depots = BEP_SIZES[sources]
        for seed in range(1, 6):
            scale = SCALES.get(seed, 100)
            problem = bep(seed, sources, shelters, buses, depots, scale=scale)
            yield Case(
                suite=f"bep-{sources}",
                name=problem.name,
                instance=instance_of(problem),
                problem=problem,
            )

    return cases


def _bep_random(seats: int) -> Callable[[], Iterator[Case]]:
    def cases() -> Iterator[Case]:
        name = "bep-random" if seats == 1 else "bep-shortcuts"
        for sources in RANDOM_SIZES:
            for seed in range(1, 6):
                problem = bep_random(seed, sources)
                yield Case(
                    suite=name,
                    name=problem.name,
                    instance=instance_of(problem, seats=seats),
                    problem=problem,
                )

    return cases


def _metro() -> Iterator[Case]:
    for name, instance in (
        ("200 points", metro_instance(1)),
        ("200 points, escorts", metro_instance(1, escort_pools=3)),
        ("300 points", metro_instance(1, 300, 1_000_000, 2_000)),
    ):
        yield Case(suite="metro", name=name, instance=instance, direct=False)


def _replan() -> Iterator[Case]:
    instance = build_instance(load(ALEPPO))
    for name, change in changes(instance):
        yield Case(suite="replan", name=name, instance=instance, direct=False, change=change)


def _bounds() -> Iterator[Case]:
    for loads in (6, 8, 10):
        for seed in range(1, 6):
            name = f"{loads} loads, seed {seed}"
            yield Case(suite="bounds", name=name, instance=small(seed, loads))


SUITES = {
    suite.name: suite
    for suite in (
        Suite(name="aleppo", about="Aleppo and variants", time_limit=60, cases=_aleppo),
        Suite(
            name="aleppo-long", about="Aleppo, windows and pauses", time_limit=300,
            cases=_aleppo_long,
        ),
        Suite(name="small25", about="25 loads", time_limit=120, cases=_small(25), quick=2),
        Suite(name="small50", about="50 loads", time_limit=300, cases=_small(50)),
        *(
            Suite(
                name=f"bep-{size}", about=f"bus evacuation, {size} sources", time_limit=60,
                cases=_bep(size), quick=2,
            )
            for size in BEP_SIZES
        ),
        Suite(
            name="bep-random", about="bus evacuation, times drawn at random", time_limit=60,
            cases=_bep_random(1), quick=2,
        ),
        Suite(
            name="bep-shortcuts", about="the same, loads of 30 people", time_limit=60,
            cases=_bep_random(30), quick=2,
        ),
        Suite(name="replan", about="Aleppo after news", time_limit=10, cases=_replan, quick=3),
        Suite(name="metro", about="metropolitan regions", time_limit=60, cases=_metro),
        Suite(
            name="bounds", about="bounds beside proven optima", time_limit=30, cases=_bounds,
            quick=2,
        ),
    )
}  # fmt: skip
