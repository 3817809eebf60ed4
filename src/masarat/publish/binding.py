"""What binds, in the reader's language."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from masarat.planning.explain import Bind
    from masarat.publish.names import Names
    from masarat.publish.wording import Words


def bound_words(
    words: Words, names: Names, sources: Iterable[str], binds: Iterable[Bind]
) -> list[str]:
    """Return what a bound came from, with its share where that is known; largest shares first."""
    held = {bind.name: bind.share for bind in binds}
    ordered = sorted(sources, key=lambda source: -held.get(source, 0))
    return [
        share_words(words, names, source, held[source])
        if source in held
        else source_words(words, names, source)
        for source in ordered
    ]


def share_words(words: Words, names: Names, source: str, share: float) -> str:
    """Return a bound's source with its share in everything that can be had."""
    name = source_words(words, names, source)
    return words.text("explain_bind", name=name, share=words.share(Fraction(share)))


def source_words(words: Words, names: Names, source: str) -> str:
    """Return a bound's source, with kind and name in the reader's language where they are known.

    A source is "kind" or "kind id" ("window", "fleet bus"); anything else is shown as it stands.
    """
    alone = f"bound_{source.replace(' ', '_')}"
    if alone in words.table:
        return words.text(alone)
    kind, _, identifier = source.partition(" ")
    name = _named(names).get(kind)
    if name is None:
        return source
    return words.text("bound_of", kind=words.text(f"bound_{kind}"), name=name(identifier))


def _named(names: Names) -> dict[str, Callable[[str], str]]:
    """Return which name an id after a kind stands for."""
    return {
        "bays": names.place,
        "checkpoint": names.place,
        "corridor": names.corridor,
        "destination": names.place,
        "escorts": names.escorts,
        "fleet": names.vehicles,
        "headway": names.corridor,
        "linked": names.linked,
    }
