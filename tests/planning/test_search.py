"""The search over dispatch lists: what chains believe of their lists is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from masarat.network.build import build_instance
from masarat.planning import kernel
from masarat.planning.dispatcher import build, empty_jobs
from masarat.planning.model import Model
from masarat.planning.search import Chain, Search, copy_jobs
from masarat.planning.streams import assign
from masarat.scenario.reading import load

ALEPPO = Path(__file__).resolve().parents[2] / "examples" / "aleppo-2016"


@pytest.fixture(scope="module")
def search() -> Search:
    model = Model(build_instance(load(ALEPPO)))
    instance = model.instance
    waiting = {group.id: group.people for group in instance.groups}
    room = {d.place: d.capacity for d in instance.destinations if d.capacity is not None}
    return Search(build(model, assign(model, waiting, room)), seed=1, threads=1)


def cost_of(chain: Chain, jobs: kernel.Struct) -> int:
    """Return the cost of the table that a list really gives."""
    copied = empty_jobs(chain.problem)
    copy_jobs(copied, jobs)
    static, begin = chain.problem.static, chain.problem.begin
    return kernel.call("settle", static, begin, chain.work, chain.rule, chain.search, copied)


def test_every_list_that_a_chain_goes_on_from_gives_the_table_of_its_cost(search: Search) -> None:
    for _ in range(15):
        search.round()
        for chain in search.chains:
            current, best = chain.search["cost"].tolist()
            assert cost_of(chain, chain.current) == current
            assert cost_of(chain, chain.best) == best
