"""The search for short movement tables: several annealing chains that share what they find.

Chains run on threads (the kernel releases the interpreter) and meet only between rounds, so the
number of threads never changes the result. The coolings follow from the number of rounds that were
asked for; where the clock decides, it does so before the last cooling begins.
"""

from __future__ import annotations

import itertools
import math
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from masarat.planning import kernel
from masarat.planning.dispatcher import dispatch, empty_jobs, scratch_work
from masarat.planning.kernel import Struct
from masarat.planning.rules import MANY_RIDES, Rule, make_rule, rules
from masarat.planning.table import read_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from masarat.planning.dispatcher import Problem
    from masarat.planning.table import Table

CHAINS = 4
ROUND_RIDES = 150_000
"""Rides dispatched by one chain in one round, roughly: a round takes some tens of milliseconds."""

FIRST_CYCLE = 1
"""Rounds of the first cooling. Each following one takes twice as long, unless less than twice as
many are left: then it takes all of them."""

HOT, COLD = 20, 0.5
"""Temperatures in weighted minutes at the beginning and end of a cooling."""

MEETINGS, APART = 16, 5
"""How often, in a cooling, the worse half of the chains goes on from where the better half is, and
after how many rounds at least."""

WAITS = (45, 60, 90, 150)
"""Minutes for which convoys of the list wait for their vehicles, by chain."""

LAST, BEFORE = 20, 5
"""Percent of a list, its last jobs, that are edited where a table takes long: what comes earlier
changes all that follows, and each step would cost a whole dispatch. Moves reach a little back.
"""

MARKS, MARK_ROOM = 24, 1 << 21
"""States of its list's dispatch that a chain keeps at most, and numbers that they take in all."""

PACE = ("pace", "waiting", "trace", "owed")
FORMED = ("convoys", "formed_stream", "formed_vehicles")
"""What is kept of a list's dispatch by job, and by convoy."""

LEFT, MOST_MORE, MOST_COST = 10**9, 1000, 2**62
"""What a person of the last priority weighs who is left, in thousandths of a minute; how many times
as much those of the priority before weigh, at most; and what all may weigh together."""

MEAN_ARRIVAL, MEAN_DONE = 1, 2
"""Weights of the smoothing terms, in minutes of clearance."""

STRAGGLER = 30
"""What a ride weighs, in weighted minutes, that arrives after the last long pause."""

PAUSE, FEW_LATER = 1 / 12, 0.25
"""A pause of arrivals is long from this share of the time until the last arrival on. It counts
where no more than this share of all rides arrive later."""

COUNT, ARRIVE = (kernel.BATCH_FIELDS.index(name) for name in ("count", "arrive"))

LEADS, IS_BEST = 1, 2
"""What `anneal` tells of the lists that it found (`kernel/search.c`)."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a table achieves: people left, then clearances, by priority rank."""

    left: tuple[int, ...]
    clearance: tuple[int, ...]
    cost: int


class Chain:
    """One annealing chain with its own scratch space."""

    def __init__(self, problem: Problem, weights: NDArray[np.int64], seed: int) -> None:
        self.problem = problem
        self.work = scratch_work(problem)
        self.current, self.trial, self.formed = (empty_jobs(problem) for _ in range(3))
        self.lead, self.best = empty_jobs(problem), empty_jobs(problem)
        self.marks: Struct | None = None
        self.rule = self.lead_rule = self.best_rule = make_rule(
            problem, Rule(0, problem.static["smallest"])
        )
        self.search = Struct(
            "search",
            {
                "steps": 0,
                "cycle_steps": 1,
                "hot": round(HOT * 1000),
                "cold": round(COLD * 1000),
                "step_from": 0,
                "reach": reach_of(problem),
                "left": left_weights(problem),
                "weights": weights,
                "straggler": round(STRAGGLER * 1000),
                "state": np.array([seed, 0, 0, 0], np.int64),
                "cost": np.zeros(3, np.int64),
                "lag": np.array([kernel.FAR, 0, 0], np.int64),
            },
        )

    def begin(self, rule: Struct, jobs: Struct | None = None) -> int:
        """Start from what the rule makes of `jobs` (None: of nothing); return its cost."""
        self.rule = self.lead_rule = self.best_rule = rule
        self.work.set_number("dusk", kernel.FAR)
        if jobs is None:
            self.current["count"][0] = 0
            self.current["people"][...] = self.problem.begin["remaining"]
        else:
            copy_jobs(self.current, jobs)
        static, begin = self.problem.static, self.problem.begin
        cost = kernel.call("settle", static, begin, self.work, rule, self.search, self.current)
        copy_jobs(self.lead, self.current)
        copy_jobs(self.best, self.current)
        self.search["cost"][:] = cost
        self._forget_marks()
        return cost

    def redo(self, rule: Struct, keep: int) -> None:
        """Keep the first jobs of the list to go on from, and let `rule` form the rest.

        What comes out is gone on from if it is no worse.
        """
        copy_jobs(self.trial, self.current)
        self.trial["count"][0] = keep
        self.trial.set_number("open", 1)
        rule.set_number("wait", self.rule["wait"])
        static, begin = self.problem.static, self.problem.begin
        cost = kernel.call("settle", static, begin, self.work, rule, self.search, self.trial)
        self.trial.set_number("open", 0)
        if cost > self.stand:
            return
        copy_jobs(self.current, self.trial)
        self._forget_marks()
        self.search["cost"][0] = cost
        self._remember(self.trial, self.rule, cost)

    def _remember(self, jobs: Struct, rule: Struct, cost: int) -> None:
        """Keep a list that was just dispatched where it leads, or is best."""
        stragglers = int(self.work["sums"][kernel.SUM_FIELDS.index("stragglers")])
        plain = cost - stragglers * int(self.search["straggler"])
        if cost < self.ahead:
            copy_jobs(self.lead, jobs)
            self.lead_rule = rule
            self.search["cost"][1] = cost
        if plain < self.cost:
            copy_jobs(self.best, jobs)
            self.best_rule = rule
            self.search["cost"][2] = plain

    def _forget_marks(self) -> None:
        """Say that no state of the list to go on from is kept."""
        if self.marks is not None:
            self.marks["count"][0] = 0

    @property
    def cost(self) -> int:
        """Cost of the best table so far, stragglers not counted."""
        return int(self.search["cost"][2])

    @property
    def ahead(self) -> int:
        """Cost of the table that leads, stragglers counted."""
        return int(self.search["cost"][1])

    def run(self, steps: int, at: int, cycle: int) -> float:
        """Anneal from step `at` of a cooling on; return the processor seconds it took."""
        began = time.thread_time()
        self.search.set_number("steps", steps)
        self.search.set_number("step_from", at)
        self.search.set_number("cycle_steps", cycle)
        static, begin = self.problem.static, self.problem.begin
        if self.marks is None:
            size = kernel.call("mark_size", static, begin, self.work, self.rule)
            self.marks = empty_marks(self.problem, self.work, size)
        found = kernel.call(
            "anneal", static, begin, self.work, self.rule, self.search, self.marks, self.current,
            self.trial, self.formed, self.lead, self.best,
        )  # fmt: skip
        if found & LEADS:
            self.lead_rule = self.rule
        if found & IS_BEST:
            self.best_rule = self.rule
        return time.thread_time() - began

    @property
    def stand(self) -> int:
        """Cost of the table to go on from."""
        return int(self.search["cost"][0])

    def join(self, other: Chain) -> None:
        """Go on from where another chain is."""
        copy_jobs(self.current, other.current)
        self._forget_marks()
        self.rule = other.rule
        self.search["cost"][0] = other.stand

    def adopt(self, other: Chain) -> None:
        """Go on from what leads another chain."""
        copy_jobs(self.current, other.lead)
        self._forget_marks()
        self.rule = other.lead_rule
        self.search["cost"][0] = other.ahead
        if other.ahead < self.ahead:
            copy_jobs(self.lead, other.lead)
            self.lead_rule = other.lead_rule
            self.search["cost"][1] = other.ahead

    def aim(self, dusk: int) -> None:
        """Count as stragglers from now on who arrives after minute `dusk`."""
        if dusk == self.work["dusk"]:
            return
        self.work.set_number("dusk", dusk)
        static, begin = self.problem.static, self.problem.begin
        lists = ((self.current, self.rule), (self.lead, self.lead_rule))
        for place, (jobs, rule) in enumerate(lists):
            copy_jobs(self.trial, jobs)
            self.search["cost"][place] = kernel.call(
                "settle", static, begin, self.work, rule, self.search, self.trial
            )
        self._forget_marks()

    def score(self) -> Score:
        """Dispatch the best list once more into `work` and return what it achieves."""
        dispatch(self.problem, self.work, self.best, self.best_rule)
        left, clearance = self.work["left"].tolist(), self.work["clearance"].tolist()
        return Score(tuple(left), tuple(clearance), self.cost)


def reach_of(problem: Problem) -> int:
    """Return the percent of a list, its last jobs, that are edited."""
    return LAST if problem.most_rides >= MANY_RIDES else 100


def empty_marks(problem: Problem, work: Struct, size: int) -> Struct:
    """Return room for what is kept of a list's dispatch, states of some `size` numbers each."""
    reach = min(reach_of(problem) + BEFORE, 100)
    most, room = min(MARKS, max(MARK_ROOM // max(size, 1), 1)), size * 5 // 4
    jobs = problem.most_rides + 1
    return Struct(
        "marks",
        {
            "most": most,
            "room": room,
            "count": np.zeros(1, np.int64),
            "reach": reach,
            "from": np.zeros(1, np.int64),
            "every": np.ones(1, np.int64),
            "job": np.zeros(most, np.int64),
            "store": np.zeros(most * room, np.int64),
            "people": np.zeros(len(problem.streams), np.int64),
            "last_job": np.zeros(len(problem.streams), np.int64),
            **{field: np.zeros(jobs, np.int64) for field in PACE},
            "cost": np.zeros(2, np.int64),
            "sent": np.zeros(1, np.int64),
            **{field: np.zeros_like(work[field]) for field in FORMED},
        },
    )


def copy_jobs(target: Struct, source: Struct) -> None:
    """Copy a dispatch list."""
    count = int(source["count"][0])
    for field in ("count", "people"):
        target[field][...] = source[field]
    for field in ("line", "stream", "vehicles", "depart"):
        target[field][:count] = source[field][:count]


def weights_of(problem: Problem) -> NDArray[np.int64]:
    """Return the weights of the search's cost, in thousandths.

    The most urgent clearances weigh most; the mean arrival and the mean minute at which vehicles
    are done smooth the way between tables whose last arrivals are the same.
    """
    ranks = len(problem.priorities)
    by_rank = [1000 * 2 ** (ranks - 1 - rank) if ranks > 1 else 0 for rank in range(ranks)]
    people = max(sum(stream.people for stream in problem.streams), 1)
    fleet = max(int((problem.static["one_way"][problem.begin["kind"]] == 0).sum()), 1)
    smooth = [MEAN_ARRIVAL * 10**9 // people, MEAN_DONE * 10**6 // fleet]
    return np.array([*by_rank, 4000, *smooth], np.int64)


def left_weights(problem: Problem) -> NDArray[np.int64]:
    """Return by priority rank what a person who is left weighs, in thousandths of a minute.

    More than any clearance, and each rank as much more than the next as whole numbers allow.
    """
    ranks = len(problem.priorities)
    people = max(sum(stream.people for stream in problem.streams), 1)
    more = int((MOST_COST / (LEFT * people)) ** (1 / max(ranks - 1, 1)))
    more = min(max(more, 2), MOST_MORE)
    return np.array([LEFT * more ** (ranks - 1 - rank) for rank in range(ranks)], np.int64)


def dusk_of(work: Struct, now: int) -> int:
    """Return the last arrival before the last long pause of a table; FAR if it has none."""
    batches = work["batches"].reshape(-1, len(kernel.BATCH_FIELDS))
    batches = batches[: work["counts"][kernel.COUNT_FIELDS.index("batches")]]
    batches = batches[np.argsort(batches[:, ARRIVE], kind="stable")]
    arrive, rides = batches[:, ARRIVE], np.cumsum(batches[:, COUNT])
    if not len(rides):
        return kernel.FAR
    long = np.diff(arrive) >= PAUSE * (arrive[-1] - now)
    later = rides[-1] - rides[:-1] <= FEW_LATER * rides[-1]
    found = arrive[:-1][long & later]
    return int(found[-1]) if len(found) else kernel.FAR


class Search:
    """Chains over one problem; `round` goes on, `best` tells the best chain."""

    def __init__(self, problem: Problem, seed: int, threads: int | None) -> None:
        weights = weights_of(problem)
        self.problem = problem
        self.chains = [Chain(problem, weights, seed * 1_000_003 + n) for n in range(CHAINS)]
        rides = max(problem.most_rides, 1)
        self.steps = max(ROUND_RIDES // rides, 2)
        self.rounds, self.spent = 0, 0.0
        self._at, self._cycle, self._usual = 0, 0, FIRST_CYCLE
        self.ending = False  # in the last cooling
        self.threads = min(threads or os.cpu_count() or 1, CHAINS)
        self._begin()

    def _begin(self) -> None:
        """Let every chain begin with one of the best rules; the lists that they made are kept."""
        found: list[tuple[int, int, Rule, Struct]] = []
        numbered = enumerate(rules(self.problem))
        with ThreadPoolExecutor(self.threads) as pool:
            while batch := list(itertools.islice(numbered, CHAINS)):
                made = [(chain, make_rule(self.problem, rule))
                        for chain, (_, rule) in zip(self.chains, batch, strict=False)]  # fmt: skip
                costs = list(pool.map(lambda one: one[0].begin(one[1]), made))
                for (chain, _), (number, rule), cost in zip(made, batch, costs, strict=True):
                    if len(found) == CHAINS and cost >= found[-1][0]:
                        continue
                    jobs = empty_jobs(self.problem)
                    copy_jobs(jobs, chain.current)
                    found = sorted([*found, (cost, number, rule, jobs)], key=lambda f: f[:2])
                    found = found[:CHAINS]
        for chain, wait, (_, _, rule, jobs) in zip(self.chains, WAITS, itertools.cycle(found)):
            chain.begin(make_rule(self.problem, replace(rule, wait=wait)), jobs)

    def strain(self) -> list[float]:
        """Return by corridor how late its last convoy enters, the mean being 1."""
        chain = self.best
        chain.score()
        count = int(chain.work["counts"][kernel.COUNT_FIELDS.index("convoys")])
        rows = chain.work["convoys"].reshape(-1, len(kernel.CONVOY_FIELDS))[:count]
        corridors = self.problem.static["line_c"][rows[:, 0]]
        entry = kernel.CONVOY_FIELDS.index("entry")
        last = np.zeros(len(self.problem.static["headway"]))
        np.maximum.at(last, corridors, rows[:, entry])
        mean = float(last[last > 0].mean()) if (last > 0).any() else 1.0
        return [float(x) / mean if x > 0 else 1.0 for x in last]

    @property
    def priorities(self) -> tuple[int, ...]:
        """The priorities of those who wait, most urgent first."""
        return self.problem.priorities

    @property
    def cost(self) -> int:
        """The cost of the best table so far."""
        return self.best.cost

    def score(self) -> Score:
        """Return what the best table achieves."""
        return self.best.score()

    def over(self, bound: int) -> bool:  # noqa: ARG002  (equal clearances may still differ)
        """Whether there is nothing to search for, or the last cooling has ended."""
        return not self.problem.streams or (self.ending and self._at == 0)

    @property
    def effort(self) -> int:
        """The fewest rounds to ask for that lead here, by the same coolings."""
        return self.rounds + (self._cycle - self._at if self._at else 0)

    @property
    def least(self) -> int:
        """The fewest rounds that are worth going on for: in a cooling any, else half the usual."""
        return 0 if self._at else -(-self._usual // 2)

    def table(self) -> Table:
        """Return the best table."""
        chain = self.best
        chain.score()
        return read_table(self.problem, chain.work)

    @property
    def best(self) -> Chain:
        """The chain with the least cost; the first of equals."""
        return min(self.chains, key=lambda chain: chain.cost)

    def round(self, left: float = math.inf, hoped: float | None = None) -> None:
        """Let every chain take its steps. The worse ones join the better ones now and then.

        During a cooling they go on from where those are, at its end from the best of all.

        Parameters
        ----------
        left, hoped
            How many rounds will be asked for, this one included: at least, and at most (`left` if
            not given).
        """
        if self._at == 0:
            self.ending = (left if hoped is None else hoped) < 2 * self._usual
            self._cycle = max(int(left), self.least) if self.ending else self._usual
            self._aim()
        at, cycle = self._at * self.steps, self._cycle * self.steps
        with ThreadPoolExecutor(self.threads) as pool:
            spent = pool.map(lambda chain: chain.run(self.steps, at, cycle), self.chains)
        self.spent += sum(spent) / self.threads
        self.rounds += 1
        self._at += 1
        if self._at < self._cycle:
            if self._at % max(self._cycle // MEETINGS, APART) == 0:
                self.meet()
            return
        self._at, self._usual = 0, self._usual * 2
        order = sorted(self.chains, key=lambda chain: chain.ahead)
        for chain in order[CHAINS // 2 :]:
            chain.adopt(order[0])
        for chain in order[: CHAINS // 2]:
            chain.adopt(chain)

    def _aim(self) -> None:
        """Let all chains count who arrives after the last long pause of the best table."""
        best = self.best
        best.score()
        dusk = dusk_of(best.work, int(self.problem.begin["now"]))
        for chain in self.chains:
            chain.aim(dusk)

    def meet(self) -> None:
        """Let the worse half of the chains go on from where the better half is."""
        order = sorted(self.chains, key=lambda chain: chain.stand)
        for better, worse in zip(order[: CHAINS // 2], reversed(order), strict=False):
            worse.join(better)
