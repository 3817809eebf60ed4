"""flow.csv.gz: the flow itself, so that anybody can check it again.

A row says that `kind` number `position` (from 0, among the input's arcs, sources or sinks) has a
rate within steps [begin, end): arcs are entered, sources left, sinks reached. Rates are vehicles an
hour times the denominator that clearance.json gives.
"""

from __future__ import annotations

import gzip
import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from masarat.planning.flow.streams import rows_of

if TYPE_CHECKING:
    from masarat.planning.flow.answer import Witness

NAME = "flow.csv.gz"
_LINES = 4096
_LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFile:
    """The file's content, compressed; `digest` is the SHA-256 of its text, `rows` its rows."""

    name: str
    content: bytes
    digest: str
    rows: int
    denominator: int


def flow_file(witness: Witness) -> FlowFile:
    """Return the flow as a compressed table; the same flow gives the same bytes."""
    out = io.BytesIO()
    seen = hashlib.sha256()
    count = 0
    with gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0, compresslevel=_LEVEL) as file:

        def write(lines: list[str]) -> None:
            octets = "".join(lines).encode()
            seen.update(octets)
            file.write(octets)

        write(["kind,position,begin,end,rate\n"])
        lines: list[str] = []
        for kind, rates in (
            ("arc", witness.arcs),
            ("source", witness.departures),
            ("sink", witness.arrivals),
        ):
            for index, begin, end, rate in rows_of(rates):
                lines.append(f"{kind},{index},{begin},{end},{rate}\n")
                count += 1
                if len(lines) == _LINES:
                    write(lines)
                    lines.clear()
        write(lines)
    return FlowFile(
        name=NAME,
        content=out.getvalue(),
        digest=seen.hexdigest(),
        rows=count,
        denominator=witness.denominator,
    )
