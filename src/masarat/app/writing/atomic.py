"""Write files so that nothing half-done is left behind."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from masarat.app.interrupt import settle

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


@contextmanager
def all_or_nothing(folder: Path, stale: Collection[str] = ()) -> Iterator[Path]:
    """Give an empty folder in or beside `folder`; at the end move its files into `folder`.

    Each file is replaced in one step. If the body raises, or one file cannot be replaced, `folder`
    is as it was before, and so are the folders above it. Once files are replaced, nothing stops the
    command line any more.

    Parameters
    ----------
    stale
        Names of files that go from `folder` where the body makes none of that name: what an earlier
        edition left there. Other files are left alone.

    Raises
    ------
    OSError
        If the folder cannot be made or written to, or there is a folder where a file is to be. It
        names the file, or `folder`.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    near = folder.parent if missing else folder
    try:
        near.mkdir(parents=True, exist_ok=True)
        with _scratch(near, folder.name) as scratch, _named(folder, scratch):
            made, kept = scratch / "made", scratch / "kept"
            made.mkdir()
            kept.mkdir()
            yield made
            settle()
            folder.mkdir(exist_ok=True)
            _replace(made, kept, folder, stale)
    except BaseException:
        for each in missing:
            with suppress(OSError):  # it was not made, or somebody else has put something there
                each.rmdir()
        raise


@contextmanager
def _scratch(near: Path, name: str) -> Iterator[Path]:
    """Make a folder and take it away; named before it is made, so that no signal leaves it."""
    scratch = near / f".{name}-{token_hex(8)}"
    try:
        scratch.mkdir(mode=0o700)
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _named(place: Path, scratch: Path | None = None) -> Iterator[None]:
    """Name `place` in an error that names no file, and the file there for one in `scratch`."""
    try:
        yield
    except OSError as error:
        named = Path(str(error.filename or scratch or place))
        if scratch is not None and named.is_relative_to(scratch):
            inside = named.relative_to(scratch).parts[1:]
            named = place / inside[-1] if inside else place
        error.filename = str(named)
        raise


def _replace(made: Path, kept: Path, folder: Path, stale: Collection[str]) -> None:
    """Move the files of `made` into `folder`; keep there what they replace, to put it back."""
    new = sorted(path.name for path in made.iterdir())
    gone = sorted(name for name in set(stale).difference(new) if _is_file(folder / name))
    _refuse_what_cannot_be_replaced(folder, new)
    for name in (*new, *gone):
        if _is_file(folder / name):
            shutil.copy2(folder / name, kept / name, follow_symlinks=False)
    try:
        for name in new:
            (made / name).replace(folder / name)
        for name in gone:
            (folder / name).unlink()
    except BaseException:
        for name in (*new, *gone):
            if _is_file(kept / name):
                (kept / name).replace(folder / name)
            elif not _is_file(made / name):
                (folder / name).unlink(missing_ok=True)
        raise


def _refuse_what_cannot_be_replaced(folder: Path, names: Collection[str]) -> None:
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
    for name in names:
        if (folder / name).exists() and not _is_file(folder / name):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(folder / name))


def _is_file(path: Path) -> bool:
    return path.is_symlink() or path.is_file()


def write_whole(path: Path, octets: bytes) -> None:
    """Write a file in one step: it is there whole, or as it was before.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    with (
        _named(path),
        tempfile.NamedTemporaryFile(prefix=f".{path.name}-", dir=path.parent, delete=False) as out,
    ):
        draft = Path(out.name)
        try:
            out.write(octets)
            out.flush()
            draft.chmod(0o644)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
