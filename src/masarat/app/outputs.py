"""Write files so that nothing half-done is left behind."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def all_or_nothing(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside `folder`; at the end move its files into `folder`.

    Each file is replaced in one step. If the body raises, `folder` is as it was before.

    Raises
    ------
    OSError
        If the folder cannot be made or written to.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        yield Path(scratch)
        folder.mkdir(exist_ok=True)
        for made in sorted(Path(scratch).iterdir()):
            made.replace(folder / made.name)


def write_whole(path: Path, octets: bytes) -> None:
    """Write a file in one step: it is there whole, or as it was before.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    with tempfile.NamedTemporaryFile(prefix=f".{path.name}-", dir=path.parent, delete=False) as out:
        draft = Path(out.name)
        try:
            out.write(octets)
            out.flush()
            draft.chmod(0o644)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
