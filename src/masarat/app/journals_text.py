"""Journals in words for people, and as content for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from masarat.core.instants import write_instant
from masarat.journal.chain import statement
from masarat.journal.keys import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from masarat.journal.chain import Chain
    from masarat.journal.entry import Entry
    from masarat.journal.verification import Verification


def key_line(public: str) -> str:
    """Return a public key with its fingerprint."""
    return f"{public} ({fingerprint(public)})"


def verification_lines(found: Verification) -> list[str]:
    """Say what verifying found, but for the fault itself."""
    if not found.sound:
        return [f"NOT SOUND after {found.entries} sound entries."]
    assert found.time is not None  # noqa: S101  (a sound journal has an entry)
    return [
        f"Sound: {found.entries} entries, the last of {write_instant(found.time)}.",
        f"Title    {found.title}",
        f"Journal  {found.journal}",
        f"Newest   {found.digest}",
        *_node_lines(found.nodes),
    ]


def verification_content(found: Verification) -> dict[str, Any]:
    """Return what verifying found, for programs."""
    broken = found.broken
    return {
        "sound": found.sound,
        "journal": found.journal,
        "title": found.title,
        "entries": found.entries,
        "digest": found.digest,
        "time": write_instant(found.time) if found.time else None,
        "nodes": dict(found.nodes),
        "broken": broken
        and {"entry": broken.sequence, "found": broken.found, "expected": broken.expected},
    }


def journal_lines(chain: Chain) -> list[str]:
    """Say what a journal is and who may write in it."""
    return [
        f"Title    {chain.title}",
        f"Journal  {chain.place.journal}",
        f"Entries  {chain.place.sequence}",
        *_node_lines(chain.nodes),
    ]


def entry_lines(entries: Iterable[Entry]) -> list[str]:
    """Say of each entry when it was taken and what it is."""
    return [_entry_line(entry) for entry in entries]


def journal_content(chain: Chain, entries: Iterable[Entry]) -> dict[str, Any]:
    """Return a journal for programs: each entry as it is, with its digest."""
    return {
        "journal": chain.place.journal,
        "title": chain.title,
        "nodes": dict(chain.nodes),
        "entries": [{**json.loads(entry.octets), "digest": entry.digest} for entry in entries],
    }


def _entry_line(entry: Entry) -> str:
    said = statement(entry)
    kind = entry.kind if said is entry else f"{entry.kind}: {said.kind}"
    return f"{entry.sequence:6}  {write_instant(entry.time)}  {kind}"


def _node_lines(nodes: Mapping[str, str]) -> list[str]:
    return [f"Node     {key_line(node)}, {title}" for node, title in nodes.items()]
