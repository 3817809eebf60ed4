r"""Cells of a table that hold several things: sources, lists, chains.

Items stand between `;`, the parts of a source between `|`: `?an official | spokesperson | west` is
one without a name. A backslash before `;`, `|`, `\`, a leading `?` or a space at the edge says
that it belongs to the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from masarat.reports.report import Source
from masarat.reports.text import WrongTextError

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPECIAL = re.compile(r"[;|\\]|^\?|^\s|\s$")
_PARTS = 3


def write_list(items: Iterable[str]) -> str:
    """Return texts as one cell."""
    return "; ".join(_escaped(item) for item in items)


def read_list(cell: str) -> list[str]:
    """Return the texts of a cell; empty ones are dropped."""
    if not cell:
        return []
    return [text for part in _split(cell, ";") if (text := _plain(part))]


def write_source(source: Source | None) -> str:
    """Return a source as one cell."""
    if source is None:
        return ""
    parts = [_escaped(source.name), _escaped(source.role), _escaped(source.side)]
    while not parts[-1]:
        parts.pop()
    return ("" if source.named else "?") + " | ".join(parts)


def read_source(cell: str) -> Source | None:
    """Return the source of a cell, None if it is empty.

    Raises
    ------
    WrongTextError
        If there are more parts than name, role and side, or no name.
    """
    text = cell.lstrip()
    if not text:
        return None
    named = not text.startswith("?")
    parts = [_plain(part) for part in _split(text.removeprefix("?"), "|")]
    if len(parts) > _PARTS or not parts[0]:
        raise WrongTextError("a source: name | role | side", cell[:80])
    name, role, side = (*parts, "", "")[:_PARTS]
    return Source(name=name, role=role, side=side, named=named)


def write_sources(sources: Iterable[Source]) -> str:
    """Return sources in order as one cell."""
    return "; ".join(write_source(source) for source in sources)


def read_sources(cell: str) -> list[Source]:
    """Return the sources of a cell in order.

    Raises
    ------
    WrongTextError
        As `read_source`.
    """
    if not cell:
        return []
    found = (read_source(part) for part in _split(cell, ";"))
    return [source for source in found if source is not None]


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: "\\" + found[0], text)


def _split(cell: str, mark: str) -> list[str]:
    """Split a cell at a mark that no backslash precedes; what is escaped stays so."""
    if "\\" not in cell:
        return cell.split(mark)
    parts, part, characters = [], "", iter(cell)
    for character in characters:
        if character == mark:
            parts.append(part)
            part = ""
        else:
            part += character
            if character == "\\":
                part += next(characters, "")
    return [*parts, part]


def _plain(part: str) -> str:
    """Return a part without spaces around it and backslashes."""
    if "\\" not in part:
        return part.strip()
    bare = part.lstrip()
    stripped = bare.rstrip()
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    if backslashes % 2:
        stripped += bare[len(stripped) : len(stripped) + 1]
    return re.sub(r"\\(.)", r"\1", stripped, flags=re.DOTALL)
