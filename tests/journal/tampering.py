"""Random changes to an exported journal, and where the first of them lies.

Each change gets the lines of a sound file (entries, then the head) and gives other lines. The
judge knows nothing of journals: it compares the bytes with those of the originals, and the first
line that differs is the first bad one. Where lines of two journals are mixed, either may be meant,
so both count as originals; so does an earlier head, which an earlier copy truly had.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.journal.conftest import NOON, Clock, node

from masarat.core.signing import public_of
from masarat.journal.entry import Place, make_entry, read_entry
from masarat.journal.follower import Follower
from masarat.journal.head import make_head
from masarat.journal.journal import Journal, open_new
from masarat.journal.memory import MemoryStore
from masarat.journal.spelling import spell

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    Lines = list[bytes]

OUTSIDER = node(666)


@dataclass(frozen=True)
class Originals:
    """A journal's lines, its earlier heads, and another journal's lines."""

    lines: tuple[bytes, ...]
    earlier_heads: tuple[bytes, ...]
    other: tuple[bytes, ...]


def originals(length: int = 14) -> Originals:
    """Return two journals of several nodes each, one of which was retired and one came late."""
    store, heads = _grown(length, "شرق حلب")
    other, _ = _grown(length + 3, "الفوعة وكفريا")
    lines = _lines(store)
    return Originals(lines, tuple(head for head in heads if head != lines[-1]), _lines(other))


def _grown(length: int, title: str) -> tuple[MemoryStore, list[bytes]]:
    store, clock = MemoryStore(), Clock()
    first = open_new(store, title, node(1), clock)
    writers, heads = [first], []
    for number in (2, 3):
        first.append("journal.node-admitted", {"node": public_of(node(number)), "title": "مكتب"})
        writers.append(Journal(store, node(number), clock))
    apart = MemoryStore()  # node 3 writes elsewhere for a while; node 1 carries that over
    apart.append(Follower(store).news(), make_head(Follower(store).news()[-1], node(1)))
    carried = Journal(apart, node(3), clock).append("note", {"text": "من مكان آخر"})
    for number in range(store_length(store), length):
        if number == length // 2:
            first.carry([carried])
        elif number == length - 3:
            first.append("journal.node-retired", {"node": public_of(node(2)), "reason": "مغلق"})
            del writers[1]
        else:
            body = {"text": f'line {number} "quoted" \\ خط', "n": number, "deep": [{"a": None}]}
            writers[number % len(writers)].append("note", body)
        with store.reading() as contents:
            heads += [head for head in contents.heads if head not in heads]
    return store, heads


def store_length(store: MemoryStore) -> int:
    """Return how many entries a store has."""
    with store.reading() as contents:
        return sum(1 for _ in contents.records)


def _lines(store: MemoryStore) -> tuple[bytes, ...]:
    follower = Follower(store)
    entries = [entry.octets for entry in follower.news()]
    assert follower.head is not None
    return (*entries, follower.head.octets)


def flip(random: Random, originals: Originals) -> Lines:
    """One bit anywhere in the file, line ends included."""
    octets = bytearray(joined([*originals.lines]))
    octets[random.randrange(len(octets))] ^= 1 << random.randrange(8)
    return (
        bytes(octets).removesuffix(b"\n").split(b"\n") if octets[-1:] == b"\n" else [bytes(octets)]
    )


def delete(random: Random, originals: Originals) -> Lines:
    """One line or several in a row."""
    lines = [*originals.lines]
    begin = random.randrange(len(lines))
    del lines[begin : begin + random.choice((1, 1, 2, 5))]
    return lines


def swap(random: Random, originals: Originals) -> Lines:
    """Two lines."""
    lines = [*originals.lines]
    one, two = random.sample(range(len(lines)), 2)
    lines[one], lines[two] = lines[two], lines[one]
    return lines


def reorder(random: Random, originals: Originals) -> Lines:
    """Several lines in a row, in another order."""
    lines = [*originals.lines]
    begin = random.randrange(len(lines) - 1)
    part = lines[begin : begin + random.randint(2, 6)]
    random.shuffle(part)
    lines[begin : begin + len(part)] = part
    return lines


def duplicate(random: Random, originals: Originals) -> Lines:
    """A line once more, anywhere."""
    lines = [*originals.lines]
    lines.insert(random.randint(0, len(lines)), random.choice(lines))
    return lines


def truncate(random: Random, originals: Originals) -> Lines:
    """The file cut off anywhere, or its last entries removed from before the head."""
    if random.random() < 0.5:
        cut = joined([*originals.lines])
        return cut[: random.randrange(len(cut))].split(b"\n")
    return [*originals.lines[: random.randrange(len(originals.lines) - 1)], originals.lines[-1]]


def splice(random: Random, originals: Originals) -> Lines:
    """Lines of another journal in the place of ours."""
    begin = random.randrange(len(originals.lines))
    end = random.choice((begin + 1, begin + 3, len(originals.lines)))
    return [*originals.lines[:begin], *originals.other[begin:end], *originals.lines[end:]]


def insert(random: Random, originals: Originals) -> Lines:
    """A line of another journal, an outsider's entry that follows, or nonsense."""
    lines = [*originals.lines]
    at = random.randint(0, len(lines) - 1)
    choices = [random.choice(originals.other), b"", b"{}", b"null", random.randbytes(20)]
    if at:
        choices.append(_by_outsider(lines, at, {"text": "new"}))
    lines.insert(at, random.choice(choices))
    return lines


def resign(random: Random, originals: Originals) -> Lines:
    """An entry signed by an outsider, who may also sign everything after it anew."""
    lines = [*originals.lines[:-1]]
    begin = random.randrange(1, len(lines))
    end = random.choice((begin + 1, len(lines)))
    for at in range(begin, end):
        lines[at] = _by_outsider(lines, at, json.loads(lines[at])["body"])
    head = make_head(read_entry(lines[-1]), OUTSIDER).octets
    return [*lines, random.choice((originals.lines[-1], head))]


def alter(random: Random, originals: Originals) -> Lines:
    """A member of an entry or of the head, in canonical form, under the old signature."""
    lines = [*originals.lines]
    at = random.randrange(len(lines))
    data = json.loads(lines[at])
    name = random.choice(sorted(data))
    value: Any = data[name]
    if isinstance(value, int):
        data[name] = value + random.choice((-1, 1))
    elif isinstance(value, dict):
        data[name] = {**value, "more": 1}
    else:
        data[name] = random.choice((value[::-1], value + "0", "", value.upper()))
    lines[at] = spell(data)
    return lines


def older_head(random: Random, originals: Originals) -> Lines:
    """A head that the journal had before."""
    return [*originals.lines[:-1], random.choice(originals.earlier_heads)]


def retype(random: Random, originals: Originals) -> Lines:
    """The same content in other bytes: spaces, escapes, line ends of another system."""
    lines = [*originals.lines]
    at = random.randrange(len(lines))
    data = json.loads(lines[at])
    choices: list[bytes] = [
        json.dumps(data, ensure_ascii=False, sort_keys=True).encode(),
        json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode(),
        json.dumps(
            dict(reversed(data.items())), ensure_ascii=False, separators=(",", ":")
        ).encode(),
        lines[at] + b"\r",
        b"\xef\xbb\xbf" + lines[at],
        lines[at] + b" ",
    ]
    lines[at] = random.choice(choices)
    return lines


CHANGES: tuple[Callable[[Random, Originals], Lines], ...] = (
    flip,
    delete,
    swap,
    reorder,
    duplicate,
    truncate,
    splice,
    insert,
    resign,
    alter,
    older_head,
    retype,
)


def _by_outsider(lines: Lines, at: int, body: dict[str, Any]) -> bytes:
    before = read_entry(lines[at - 1])
    place = Place(before.journal or before.digest, before.sequence, before.digest)
    return make_entry(place, "note", body, max(before.time, NOON), OUTSIDER).octets


def joined(lines: Lines) -> bytes:
    """Return the file with these lines."""
    return b"".join(line + b"\n" for line in lines)


def first_bad(changed: bytes, sound: bytes) -> int:
    """Return the first line in which `changed` differs from `sound`, the head's at most.

    Zero if they are the same.
    """
    if changed == sound:
        return 0
    ours, theirs = changed.split(b"\n"), sound.split(b"\n")
    same = (one == two for one, two in zip(ours, theirs, strict=False))
    lines = next((count for count, equal in enumerate(same) if not equal), len(ours))
    return min(lines, len(theirs) - 2) + 1


def may_be_named(changed: bytes, originals: Originals) -> set[int]:
    """Return the lines that may be named as the first bad one."""
    ours, other = joined([*originals.lines]), joined([*originals.other])
    places = {first_bad(changed, ours), first_bad(changed, other)} - {1}
    for head in originals.earlier_heads:
        if changed.endswith(b"\n" + head + b"\n"):
            places.add(json.loads(head)["entries"] + 1)
    return places or {1}
