"""Reader of the evacflow text format (.flow): nodes, sources, sinks and arcs, a record a line.

    evacflow 1                        format and version
    name NAME
    count N M K Q                     numbers of nodes, arcs, sources, sinks
    n ID X Y ORIG                     node 1..N with coordinates and its number upstream
    s ID SUPPLY                       source: vehicles that wait there at time 0
    t ID [CAPACITY]                   sink: vehicles that it holds in all; absent: any number
    a TAIL HEAD CAPACITY TRANSIT      arc: vehicles an hour, whole seconds

Sections stand in this order. `#` starts a comment line; blank lines count for nothing. Arcs have no
ids in the format: ours are their numbers in the file, from 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from masarat.core.errors import Fault, NetworkError, suggestion
from masarat.network.traffic.case import UNLIMITED, Traffic

SUFFIX = ".flow"

MOST_RECORDS = 20_000_000
MOST_VEHICLES = 10**9
"""Vehicles at one source or in one sink: more is a slip."""
MOST_AN_HOUR = 10**7
"""Vehicles entering one arc in an hour: some five thousand lanes."""
MOST_SECONDS = 10**7
"""Transit time of one arc: 116 days."""
MOST_FAULTS = 100
"""Faults named before reading stops."""

_ORDER = ("evacflow", "name", "count", "n", "s", "t", "a")
_FIELDS = {
    "evacflow": ("version",),
    "count": ("nodes", "arcs", "sources", "sinks"),
    "n": ("id", "x", "y", "orig"),
    "s": ("id", "supply"),
    "t": ("id", "capacity"),
    "a": ("tail", "head", "capacity", "transit"),
}
_MEANING = {"n": "nodes", "a": "arcs", "s": "sources", "t": "sinks"}


class _TooMany(Exception):  # noqa: N818  (it ends the reading, nothing more)
    """So many faults that the rest would tell nobody anything."""


@dataclass(slots=True)
class _File:
    """What has been read so far."""

    name: str
    line: int = 0
    section: int = -1
    seen: set[str] = field(default_factory=set)
    title: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    count_line: int | None = None
    spots: dict[int, tuple[float, float]] = field(default_factory=dict)
    sources: dict[int, int] = field(default_factory=dict)
    source_lines: dict[int, int] = field(default_factory=dict)
    sinks: dict[int, int] = field(default_factory=dict)
    arcs: list[tuple[int, int, int, int]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    records: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_MEANING, 0))

    def fault(
        self,
        expected: str,
        *,
        field: str = "",
        found: str = "",
        row: int | None = -1,
        hint: str = "",
    ) -> None:
        self.faults.append(
            Fault(
                file=self.name,
                row=self.line if row == -1 else row,
                field=field,
                found=found[:60],
                expected=expected,
                hint=hint,
            )
        )
        if len(self.faults) >= MOST_FAULTS:
            raise _TooMany


def read(path: Path | str) -> Traffic:
    """Return the traffic of an evacflow file.

    Raises
    ------
    NetworkError
        With every fault by file and line (the first hundred): not UTF-8, another format or version,
        records out of order, unknown or duplicate, numbers that are none or absurd, unknown nodes,
        counts that do not hold, no source, no sink.
    """
    path = Path(path)
    try:
        octets = path.read_bytes()
    except FileNotFoundError:
        raise NetworkError([Fault(file=path.name, expected="a file that exists")]) from None
    return parse(octets, path.name)


def parse(octets: bytes, name: str) -> Traffic:
    """Return the traffic of an evacflow text; `name` is what messages call the file.

    Raises
    ------
    NetworkError
        As `read`.
    """
    file = _File(name)
    try:
        _records(_text(octets, file), file)
        _whole(file)
    except _TooMany:
        more = Fault(
            file=name, expected=f"fewer faults: {MOST_FAULTS} were found, the rest not read"
        )
        raise NetworkError([*file.faults, more]) from None
    if file.faults:
        raise NetworkError(file.faults)
    return _traffic(file)


def _text(octets: bytes, file: _File) -> str:
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        found = repr(octets[error.start : error.start + 4])
        file.fault("plain text in UTF-8", found=found, row=line)
        raise NetworkError(file.faults) from error


def _records(text: str, file: _File) -> None:
    take = {"n": _node, "s": _source, "t": _sink, "a": _arc, "count": _count, "name": _name}
    for number, line in enumerate(text.split("\n"), start=1):
        parts = line.split()
        if not parts or parts[0].startswith("#"):
            continue
        file.line = number
        kind = parts[0]
        if not _in_order(kind, file):
            if not file.seen:
                return
            continue
        if kind == "evacflow":
            _version(parts, file)
        elif kind == "name":
            _name(parts, file)
        elif _complete(parts, file):
            take[kind](parts, file)


def _in_order(kind: str, file: _File) -> bool:
    """Whether a record of this kind may stand here; notes that it was seen."""
    if not file.seen and kind != "evacflow":
        file.fault("the first record 'evacflow 1'", found=kind)
        return False
    if kind not in _ORDER:
        known = f"one of the records {', '.join(_ORDER)}"
        file.fault(known, found=kind, hint=suggestion(kind, _ORDER))
        return False
    place = _ORDER.index(kind)
    if place < file.section:
        order = "the sections evacflow, name, count, n, s, t, a in this order"
        file.fault(f"{order}: no '{kind}' after '{_ORDER[file.section]}'", found=kind)
    if kind in file.seen and kind not in _MEANING:
        file.fault(f"one record '{kind}'", found=kind)
        return False
    file.section = max(file.section, place)
    file.seen.add(kind)
    return True


def _complete(parts: list[str], file: _File) -> bool:
    """Whether a record has as many fields as its kind asks for."""
    kind, names = parts[0], _FIELDS[parts[0]]
    if kind in _MEANING:
        file.records[kind] += 1
    least = len(names) - (kind == "t")
    if least <= len(parts) - 1 <= len(names):
        return True
    wanted = " ".join(name.upper() for name in names)
    asked = f"{len(names)} fields" if least == len(names) else f"{least} or {len(names)} fields"
    file.fault(f"{asked}: {kind} {wanted}", found=" ".join(parts))
    return False


def _version(parts: list[str], file: _File) -> None:
    if parts[1:] != ["1"]:
        file.fault("version 1", field="version", found=" ".join(parts[1:]))


def _name(parts: list[str], file: _File) -> None:
    file.title = " ".join(parts[1:])
    if not file.title:
        file.fault("a name", field="name")


def _count(parts: list[str], file: _File) -> None:
    file.count_line = file.line
    for kind, name, text in zip("nast", _FIELDS["count"], parts[1:], strict=True):
        value = _whole_number(text, name, MOST_RECORDS, file)
        if value is not None:
            file.counts[kind] = value


def _whole_number(text: str, name: str, most: int, file: _File) -> int | None:
    """Return the whole number in a field; a fault and None if it is no number from 0 to `most`."""
    if text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most:
        return int(text)
    file.fault(f"a whole number from 0 to {most:,}", field=name, found=text)
    return None


def _known_node(text: str, name: str, file: _File) -> int | None:
    """Return a node's number; a fault and None if no `n` record has it."""
    node = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004
    if node in file.spots:
        return node
    file.fault("the number of a node that an 'n' record gives", field=name, found=text)
    return None


def _node(parts: list[str], file: _File) -> None:
    _, number, x, y, upstream = parts
    spot = _coordinate(x, "x", file), _coordinate(y, "y", file)
    if not (upstream.isascii() and upstream.isdigit()):
        file.fault("the node's number upstream, or 0", field="orig", found=upstream)
    nodes = file.counts.get("n", MOST_RECORDS)
    node = _whole_number(number, "id", nodes, file)
    if node is None:
        return
    if node == 0:
        file.fault("a number from 1", field="id", found=number)
    elif node in file.spots:
        file.fault("a number that no other node has", field="id", found=number)
    else:
        file.spots[node] = spot


def _coordinate(text: str, name: str, file: _File) -> float:
    try:
        value = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        file.fault("a coordinate", field=name, found=text)
    return value


def _source(parts: list[str], file: _File) -> None:
    node = _known_node(parts[1], "id", file)
    supply = _whole_number(parts[2], "supply", MOST_VEHICLES, file)
    if node is None or supply is None:
        return
    if node in file.sources:
        file.fault("a node that is a source once", field="id", found=parts[1])
    file.sources[node] = supply
    file.source_lines[node] = file.line


def _sink(parts: list[str], file: _File) -> None:
    node = _known_node(parts[1], "id", file)
    limit: int | None = UNLIMITED
    if len(parts) == len(_FIELDS["t"]) + 1:
        limit = _whole_number(parts[2], "capacity", MOST_VEHICLES, file)
    if node is None or limit is None:
        return
    if node in file.sinks:
        file.fault("a node that is a sink once", field="id", found=parts[1])
    if node in file.sources:
        file.fault("a node that is not a source too", field="id", found=parts[1])
    file.sinks[node] = limit


def _arc(parts: list[str], file: _File) -> None:
    tail = _known_node(parts[1], "tail", file)
    head = _known_node(parts[2], "head", file)
    capacity = _whole_number(parts[3], "capacity", MOST_AN_HOUR, file)
    transit = _whole_number(parts[4], "transit", MOST_SECONDS, file)
    if tail is not None and head is not None and capacity is not None and transit is not None:
        file.arcs.append((tail, head, capacity, transit))


def _whole(file: _File) -> None:
    """Find what only the end of the file shows: what is missing, and counts that do not hold."""
    if not file.seen:
        if not file.faults:
            file.fault("the first record 'evacflow 1'", row=1, found="an empty file")
        return
    for kind in ("name", "count"):
        if kind not in file.seen:
            file.fault(f"a record '{kind}'", row=file.line, found="the end of the file")
    for kind, what in _MEANING.items():
        counted, promised = file.records[kind], file.counts.get(kind)
        if promised is not None and promised != counted:
            hint = "is the file truncated?" if counted < promised else ""
            found = f"{counted:,} records '{kind}'"
            file.fault(f"{promised:,}", row=file.count_line, field=what, found=found, hint=hint)
    for kind, what in (("s", "source"), ("t", "sink")):
        if not file.records[kind]:
            file.fault(f"at least one {what} (a record '{kind}')", row=None)


def _traffic(file: _File) -> Traffic:
    nodes = sorted(file.spots)  # 1..N: as many as counted, none twice, none above N
    spots = np.array([file.spots[node] for node in nodes], dtype=float).reshape(-1, 2)
    arcs = np.array(file.arcs, dtype=np.int64).reshape(-1, 4)
    return Traffic(
        name=file.title,
        node_id=tuple(nodes),
        x=spots[:, 0].copy(),
        y=spots[:, 1].copy(),
        tail=arcs[:, 0] - 1,
        head=arcs[:, 1] - 1,
        capacity=arcs[:, 2].copy(),
        transit=arcs[:, 3].copy(),
        arc_id=tuple(range(1, len(arcs) + 1)),
        source=np.fromiter(file.sources, dtype=np.int64) - 1,
        supply=np.fromiter(file.sources.values(), dtype=np.int64),
        sink=np.fromiter(file.sinks, dtype=np.int64) - 1,
        limit=np.fromiter(file.sinks.values(), dtype=np.int64),
        file=file.name,
        source_row=tuple(file.source_lines.values()),
    )
