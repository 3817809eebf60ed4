"""A journal as one file: an entry a line in its one byte form, then the head.

UTF-8, each line ended by one line feed, the head's too. docs/journal.md describes it to the byte.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO

from masarat.journal.copies import Contents, Record
from masarat.journal.head import is_head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class FileCopy:
    """A copy in a file, which can only be read.

    Lines are taken as they are: the last one is a head if it claims to be one, and everything else
    counts as an entry, so that verifying names the first line that is not what it must be.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def reading(self, after: int = 0) -> Iterator[Contents]:
        """See `masarat.journal.copies.Copy`."""
        with self.path.open("rb") as file:
            head = _head_line(file)
            file.seek(0)
            if head is None:
                yield Contents((), _records(file, after))
            else:
                yield Contents((head,), _records(_but_last(file), after))


def write_file(lines: Iterable[bytes], head: bytes, file: BinaryIO) -> None:
    """Write entries and the head to `file`."""
    file.writelines(line + b"\n" for line in lines)
    file.write(head + b"\n")


def _head_line(file: BinaryIO) -> bytes | None:
    last = b""
    for line in file:  # binary files end lines at line feeds only
        last = line
    octets = last.removesuffix(b"\n")
    try:
        claims = is_head(json.loads(octets))
    except (ValueError, RecursionError):
        claims = False
    return octets if claims and last.endswith(b"\n") else None


def _records(lines: Iterable[bytes], after: int) -> Iterator[Record]:
    for number, line in enumerate(lines, 1):
        if number > after:
            yield Record(number, line.removesuffix(b"\n"))


def _but_last(lines: Iterable[bytes]) -> Iterator[bytes]:
    return (line for line, _ in pairwise(lines))
