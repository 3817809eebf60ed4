"""What sets the time, in words with numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from masarat.planning.flow.answer import Closure
    from masarat.publish.quickest.edition import QuickestEdition
    from masarat.publish.wording import Words

MOST_NAMES = 4
"""Roads or places named in one sentence; the rest are counted."""

UNITS = (("days", 86_400), ("hours", 3600), ("minutes", 60), ("seconds", 1))


def time_words(words: Words, seconds: int) -> str:
    """Return seconds as days, hours, minutes and seconds, without those that are none."""
    parts = []
    for key, length in UNITS:
        if seconds >= length:
            parts.append(words.count(key, seconds // length))
            seconds %= length
    return words.joined(parts or [words.count("seconds", 0)])


def listed(words: Words, names: Iterable[str]) -> str:
    """Return names as a list, the rest counted where there are many."""
    kept = list(dict.fromkeys(names))
    if len(kept) > MOST_NAMES + 1:
        rest = words.text("quickest_more", n=words.number(len(kept) - MOST_NAMES))
        kept = [*kept[:MOST_NAMES], rest]
    return words.joined(kept)


def sentences(edition: QuickestEdition) -> tuple[str, ...]:
    """Return the answer in sentences: the time, its proof, what sets it, who has no way out."""
    return (
        *_time(edition),
        *bottleneck(edition),
        *(
            edition.words.text(
                "quickest_cut_off",
                place=edition.source_name(source),
                vehicles=edition.words.count("vehicles", vehicles),
            )
            for source, vehicles in edition.cut_off.items()
        ),
    )


def _time(edition: QuickestEdition) -> Iterable[str]:
    words, seconds, bound = edition.words, edition.seconds, edition.bound_seconds
    if edition.nobody:
        yield words.text("quickest_no_way")
        return
    if seconds is None or bound is None:
        return
    if seconds == 0:
        yield words.text("quickest_nobody")
        return
    key = "quickest_time_some" if edition.cut_off else "quickest_time"
    yield words.text(key, time=time_words(words, seconds))
    if bound == seconds:
        yield words.text("quickest_proven")
    else:
        gap = Fraction(seconds - bound, max(bound, 1))
        yield words.text("quickest_between", bound=time_words(words, bound), gap=words.percent(gap))
    end = edition.traffic.until
    if end is not None and seconds > end:
        yield words.text("quickest_after_end", time=time_words(words, seconds - end))


def bottleneck(edition: QuickestEdition) -> tuple[str, ...]:
    """Return what sets the time, with its numbers: roads, places upstream, full sinks."""
    binding, words = edition.binding, edition.words
    if binding is None or edition.nobody:
        return ()

    def vehicles(units: int) -> str:
        return words.count("vehicles", int(edition.vehicles_of(units)))

    sinks = listed(words, map(edition.sink_name, edition.full_sinks))
    if binding.horizon is None:
        supply, room = vehicles(binding.supply), vehicles(binding.room)
        found = [words.text("quickest_too_small", room=room, supply=supply)]
        return (*found, words.text("quickest_full", sinks=sinks, room=room)) if sinks else (*found,)
    places = words.count("quickest_places", len(edition.binding_sources))
    if not edition.main_cut:
        return (words.text("quickest_travel", places=places),)
    roads = [edition.arc_name(row.arc) for row in edition.main_cut]
    found = [
        words.text(
            "quickest_cut_together" if len(set(roads)) > 1 else "quickest_cut",
            rate=words.number(edition.cut_per_hour),
            roads=listed(words, roads),
            places=places,
            share=words.share(edition.binding_share),
        )
    ]
    numbers = {
        "time": time_words(words, binding.horizon * edition.step),
        "crossing": vehicles(binding.crossing),
        "supply": vehicles(binding.supply),
    }
    if not sinks:
        return (*found, words.text("quickest_cut_numbers", **numbers))
    room = vehicles(binding.room)
    found.append(words.text("quickest_cut_numbers_full", room=room, **numbers))
    return (*found, words.text("quickest_full", sinks=sinks, room=room))


def notes(edition: QuickestEdition) -> tuple[str, ...]:
    """Return how it was counted: what the reader of the input assumed."""
    words = edition.words
    return tuple(
        words.text(
            f"quickest_note_{note.key}",
            **{
                key: words.number(value) if isinstance(value, int) else value
                for key, value in note.values.items()
            },
        )
        for note in edition.traffic.notes
    )


def who(edition: QuickestEdition) -> str:
    """Return how many vehicles wait at how many places, and how many exits there are."""
    words, traffic = edition.words, edition.traffic
    return words.text(
        "quickest_who",
        vehicles=words.count("vehicles", traffic.vehicles),
        places=words.count("quickest_places", len(traffic.source)),
        exits=words.count("quickest_exits", len(traffic.sink)),
    )


def road_name(edition: QuickestEdition, closure: Closure) -> str:
    """Return the name of the road that a closure shuts."""
    return edition.arc_name(edition.roads[closure.road][0])


def closure_sentence(edition: QuickestEdition, closure: Closure) -> str:
    """Return what closing one road costs."""
    words, road = edition.words, road_name(edition, closure)
    if len(closure.cut_off):
        lost = sum(int(edition.traffic.supply[at]) for at in closure.cut_off.tolist())
        vehicles = words.count("vehicles", lost)
        return words.text("quickest_closure_cut_off", road=road, vehicles=vehicles)
    if closure.delay_steps is None:
        return words.text("quickest_closure_never", road=road)
    if closure.delay_steps <= 0:
        return words.text("quickest_closure_none", road=road)
    time = time_words(words, closure.delay_steps * edition.step)
    return words.text("quickest_closure_delay", road=road, time=time)
