"""The clauses by which statuses are decided: docs/status.md says them in the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.reports.clauses import looking, reading, routes, sources, time, values, weight

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

CLAUSES: Mapping[str, Callable[..., Any]] = {
    "K1": looking.published_by_then,
    "K2": looking.taken_back,
    "K3": looking.takes_back_its_own,
    "K4": looking.settled,
    "S1": reading.told_as_fact,
    "S2": reading.answers,
    "S3": reading.denied,
    "S4": reading.by_another,
    "S5": reading.speaks_of,
    "I1": sources.source_of,
    "I2": sources.one_statement,
    "I3": sources.voice_of,
    "T1": time.as_of,
    "T2": time.stale,
    "T3": time.replaced,
    "T4": time.past,
    "T5": time.reopening_in_doubt,
    "W1": weight.discounted,
    "W2": weight.interest,
    "W3": weight.against_interest,
    "W4": weight.two_voices,
    "W5": weight.graded,
    "V1": values.closed,
    "V2": values.contested,
    "V3": values.open_,
    "V4": values.controlled,
    "V5": values.unknown,
    "R1": routes.weakest,
    "R2": routes.covered,
    "R3": routes.takes_part,
}
"""Every clause by its number, in order."""


def says(number: str) -> str:
    """Return a clause in words: the first paragraph of its function's docstring."""
    words = (CLAUSES[number].__doc__ or "").split("\n\n")[0]
    return " ".join(words.split())
