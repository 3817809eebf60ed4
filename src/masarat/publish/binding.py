"""What binds, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.publish.names import Names
    from masarat.publish.wording import Words


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
