"""The latest minute that can be excluded, and what stands behind it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from masarat.plan.document import Bound
from masarat.planning.bounds.binds import source_of
from masarat.planning.bounds.blocks import MOST_REFINED, divisions, refined
from masarat.planning.bounds.certificate import certificate_of
from masarat.planning.bounds.cutting import Cutting
from masarat.planning.bounds.fluid import fluid_prices
from masarat.planning.bounds.master import Master, Proof
from masarat.planning.bounds.rides import scope_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.planning.bounds.prices import Prices
    from masarat.planning.model import Model

FINENESS, FINEST = 1000, 2000
"""The search stops when the open interval is such a share of the bound; the smaller one with the
finest blocks of time."""

FIRST, FIRST_FINE, COARSE = 50, 800, 30
"""By what share of what is excluded the first minute asked about is later: one in so many; with
more than so many blocks little is left to be won, and the share is smaller."""

MOST_RIDES = 20_000
"""Ride types up to which prices are improved by column generation; else by cutting planes."""

CUTS, AGAIN, AIMED = 160, 40, 25
"""Rounds of cutting planes in all, where they begin with another scope's prices, and until it is
asked how late a minute they exclude."""

AHEAD, NEAR = 20, 50
"""The first minute that cutting planes aim at is later than what is excluded by one in so many;
while what they exclude is nearer than that they go on aiming at it."""

TELLING = 100
"""Departures get prices where these exclude a minute that is later by a share of one in so many."""

NONE = Bound(minutes=0, source=(), certificate={})


def never() -> bool:
    """Go on for as long as it takes."""
    return False


def untold(minutes: int) -> None:
    """Keep to oneself that so many minutes are proven."""


@dataclass(frozen=True, slots=True)
class Patience:
    """When to give up: after rounds of column generation for one minute, or when told to.

    `tell` is called with better and better bounds on the way.
    """

    rounds: int = 120
    stop: Callable[[], bool] = never
    tell: Callable[[int], None] = untold


@dataclass(slots=True)
class Known:
    """What one scope's bound leaves to the next one's: the best prices by cutting planes."""

    cutting: Cutting | None = None


def bound_clearance(
    model: Model,
    priority: int | None,
    reached: int,
    patience: Patience | None = None,
    known: Known | None = None,
) -> Bound:
    """Bound the clearance of one priority (None: of everybody) from below.

    Parameters
    ----------
    reached
        A clearance that a valid plan has reached; the bound is at most that.
    patience
        Asked to stop, the search ends with what it has.
    known
        Of another scope; what is found here is left there.

    Returns
    -------
    Bound
        With the certificate of the latest minute that could be excluded; none where a ride takes no
        minutes.
    """
    scope = scope_of(model, priority)
    if not scope.groups or reached <= 0:
        return NONE
    patience = patience or Patience()
    master, known = Master(model, scope, priority), known or Known()
    if any(ride.length == 0 for ride in master.rides):
        return NONE  # it could be repeated without end
    many = len(master.rides) > MOST_RIDES
    proof = _by_others(master, known, reached) if many else None
    proof = proof or _by_fluid(master, reached)
    _tell(patience, proof)
    if not many:
        tried = not master.ties
        for blocks in divisions(model.instance, reached, len(master.timed) + len(master.ties)):
            master.divide(blocks)
            proof = _improved(master, proof, reached, patience)
            if proof is not None and len(blocks) > 1 and not tried:
                proof, tried = _tied(master, proof, reached, patience), True
            _tell(patience, proof)
        for rows in MOST_REFINED:
            blocks = _refined(master, proof, rows)
            if len(blocks) > len(master.blocks):
                master.divide(blocks)
                fineness = FINEST if rows == MOST_REFINED[-1] else FINENESS
                proof = _improved(master, proof, reached, patience, fineness)
                _tell(patience, proof)
    elif proof is not None:
        proof = _cut(master, proof, reached, patience, known)
    if proof is None:
        return NONE
    return Bound(
        minutes=proof.within + 1,
        source=source_of(master, proof),
        certificate=certificate_of(master, proof),
    )


def _tell(patience: Patience, proof: Proof | None) -> None:
    if proof is not None:
        patience.tell(proof.within + 1)


def _tied(master: Master, proof: Proof, reached: int, patience: Patience) -> Proof:
    """Price departures from now on, where linked operations hold people up; else go on without."""
    later = proof.within + max(proof.within // TELLING, 1)
    if later >= reached:
        return proof
    master.price_ties(wanted=True)
    found = master.excludes(later, patience.rounds, patience.stop)
    if found is None:
        master.price_ties(wanted=False)
        return proof
    return _improved(master, _pushed(master, found, reached), reached, patience) or found


def _refined(master: Master, proof: Proof | None, rows: int) -> tuple[int, ...]:
    """Return blocks of time with so many prices, finer where the best ones change most."""
    if proof is None or not master.timed:
        return master.blocks
    prices, limits = proof.prices, master.limits(proof.within)
    rates = [
        sum(
            getattr(prices, kind)[number][block] * supplied.units
            for kind, of_kind in limits.timed.items()
            for number, supplied in enumerate(of_kind)
            if (kind, number) in master.timed
        )
        for block in (bisect_right(prices.blocks, minute) - 1 for minute in master.blocks)
    ]
    return refined(
        master.blocks, rates, proof.within, rows // (len(master.timed) + len(master.ties))
    )


def _improved(
    master: Master,
    proof: Proof | None,
    reached: int,
    patience: Patience,
    fineness: int = FINENESS,
) -> Proof | None:
    """Exclude later minutes, by column generation, until the open interval is small."""
    low, high = proof.within if proof else -1, reached
    step = low // (FIRST if len(master.blocks) <= COARSE else FIRST_FINE)
    guess = reached - 1
    while high - low > max(1, low // fineness) and high > 0 and not patience.stop():
        if low >= 0:
            step = min(max(step, low // fineness, 1), (high - low + 1) // 2)
            guess = low + step
        found = master.excludes(guess, patience.rounds, patience.stop)
        if found is not None:
            proof, step = _pushed(master, found, high), 2 * step
            low = proof.within
        else:
            high, step = guess, step // 2
            guess = guess * 7 // 8
    return proof


def _by_fluid(master: Master, reached: int) -> Proof | None:
    """Exclude what the fluid program's prices exclude."""
    prices = fluid_prices(master.model, master.scope)
    low, high = 0, reached
    while high - low > 1:
        guess = (low + high) // 2
        if master.surplus(prices, guess) > 0:
            low = guess
        else:
            high = guess
        if high - low <= max(1, low // FINENESS):
            break
    surplus = master.surplus(prices, low)
    return Proof(low, prices, surplus) if surplus > 0 else None


def _by_others(master: Master, known: Known, reached: int) -> Proof | None:
    """Exclude what the best prices of another scope exclude."""
    if known.cutting is None:
        return None
    until = min(known.cutting.until, reached - 1)
    known.cutting = Cutting(master, until, known.cutting)
    nothing = Proof(0, known.cutting.prices(), 0)
    proof = _latest(master, known.cutting.prices(), nothing, until)
    return proof if proof.within else None


def _cut(master: Master, proof: Proof, reached: int, patience: Patience, known: Known) -> Proof:
    """Exclude later minutes, by cutting planes."""
    cutting = known.cutting
    rounds = AGAIN if cutting else CUTS
    aim = cutting.until if cutting else proof.within + max(proof.within // AHEAD, 1)
    while rounds > 0 and proof.within < aim < reached and not patience.stop():
        if cutting is None or cutting.until != aim:
            known.cutting = cutting = Cutting(master, aim, cutting)
        rounds -= max(cutting.improve(min(AIMED, rounds), patience.stop), 1)
        proof = _latest(master, cutting.prices(), proof, aim)
        if proof.within == aim:
            proof = _pushed(master, proof, reached)
        _tell(patience, proof)
        if not proof.within < aim < proof.within + proof.within // NEAR:
            aim = max(proof.within, (proof.within + aim) // 2) + max(proof.within // (2 * NEAR), 1)
    return proof


def _latest(master: Master, prices: Prices, proof: Proof, aim: int) -> Proof:
    """Return the latest minute up to `aim` that prices exclude, if it is later than is known."""
    low, guess, high = proof.within, aim, aim + 1
    while high - low > 1:
        surplus = master.surplus(prices, guess)
        if surplus > 0:
            low, proof = guess, Proof(guess, prices, surplus)
        else:
            high = guess
        guess = (low + high) // 2
    return proof


def _pushed(master: Master, proof: Proof, high: int) -> Proof:
    """Use the same prices for later minutes, as long as they prove something."""
    step = 1
    while step > 0 and proof.within + 1 < high:
        until = min(proof.within + step, high - 1)
        surplus = master.surplus(proof.prices, until)
        if surplus > 0:
            proof = replace(proof, within=until, surplus=surplus)
            step *= 2
        elif step == 1:
            break
        else:
            step = 1
    return proof
