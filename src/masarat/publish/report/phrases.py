"""Sentences of the report's head, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from masarat.plan.content import gap_of
from masarat.publish.binding import bound_words
from masarat.publish.clock import long_date_time

if TYPE_CHECKING:
    from masarat.publish.edition import Edition
    from masarat.publish.wording import Words


def arranged(words: Words) -> dict[str, object]:
    """Return the words that the report's scripts use: all whose key begins with `ui_` and dates."""
    wanted = ("ui_", "month_", "weekday_", "date_", "group_sep", "decimal_sep", "list_sep")
    plain = {"percent", "and", "days", "hours", "minutes", "people", "vehicles"}
    return {
        key: dict(value) if isinstance(value, Mapping) else value
        for key, value in words.table.items()
        if key.startswith(wanted) or key in plain
    }


def clearance_sentences(edition: Edition) -> tuple[str, str]:
    """Return when the last person arrives, and how far from the best possible that can be.

    What is proven of a replanned plan speaks of the time from the news on: no plan can undo what
    had departed.
    """
    plan, words, now = edition.plan, edition.words, edition.instance.now
    if not plan.convoys:
        return (words.text("nobody_moves"), "")
    arrival = words.text(
        "clearance_at_some" if plan.left else "clearance_at",
        moment=long_date_time(words, edition.clock.local(plan.clearance_minutes)),
    )
    if plan.bound.minutes <= now:
        return (arrival, "")
    share = gap_of(plan.clearance_minutes, plan.bound.minutes, now)
    if plan.left or share is None:
        key, gap = "proven_everybody", ""
    else:
        key, gap = "proven_gap" if share else "proven_shortest", words.percent(share)
    proof = words.text(
        since(edition, key),
        moment=long_date_time(words, edition.clock.local(now)),
        least=words.duration(plan.bound.minutes - now),
        gap=gap,
    )
    return (arrival, proof)


def since(edition: Edition, key: str) -> str:
    """Return the key of what is proven: of a replanned plan, given what had departed."""
    return f"{key}_since" if edition.instance.now else key


def bound_sources(edition: Edition) -> list[str]:
    """Return what binds, with shares, in the reader's language."""
    from masarat.planning.explain import binds  # noqa: PLC0415  (most of planning comes with it)

    held = binds(edition.instance, edition.plan)
    return bound_words(edition.words, edition.names, edition.plan.bound.source, held)
