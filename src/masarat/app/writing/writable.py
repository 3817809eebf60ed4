"""Where files are to go: looked at before the work that makes them, so that no work is lost."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from masarat.core.errors import UsageError
from masarat.scenario.folder import SETTINGS


def ready_folder(folder: Path) -> Path:
    """Return a folder that can take the files of a plan or a clearance.

    Raises
    ------
    UsageError
        If it holds a scenario, if something else is in its place, or if it cannot be written to.
    """
    refuse_scenario(folder)
    writable_folder(folder)
    return folder


def refuse_scenario(folder: Path) -> None:
    """Refuse a folder that holds a scenario: tables among its tables would spoil it.

    Raises
    ------
    UsageError
        If it holds one.
    """
    if (folder / SETTINGS).exists():
        raise UsageError(
            f"{folder} holds a scenario ({SETTINGS}), expected another folder:"
            " what is written there would be taken for its tables"
        )


def writable_folder(folder: Path) -> None:
    """Refuse a folder that cannot be made or written to; nothing is left behind.

    Raises
    ------
    UsageError
        With the place that is in the way.
    """
    there = _standing(folder)
    if not there.is_dir():
        kind = "file" if there.exists() else "link to nothing"
        raise UsageError(f"--out: {there} is a {kind}, expected a folder")
    _try(there)


def writable_file(file: Path) -> None:
    """Refuse a file that cannot be written; nothing is left behind.

    Raises
    ------
    UsageError
        With the place that is in the way.
    """
    if file.is_dir():
        raise UsageError(f"--out: {file} is a folder, expected a file name")
    writable_folder(file.parent)


def _standing(path: Path) -> Path:
    """Return `path`, or the nearest folder above it that is there."""
    return next((each for each in (path, *path.parents) if os.path.lexists(each)), Path())


def _try(folder: Path) -> None:
    """Make something in `folder` and take it away: permissions alone do not tell."""
    try:
        with TemporaryDirectory(prefix=".masarat-", dir=folder):
            pass
    except OSError as error:
        raise UsageError(f"--out: {folder} cannot be written to ({error.strerror})") from error
