"""Imported networks kept between runs, found again by the digest of what they were read from."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from masarat.core.errors import NetworkError
from masarat.network.files import SUFFIX, import_network, load, save

if TYPE_CHECKING:
    from masarat.network.graph import RoadNetwork

IMPORTER = "2"
"""Raise it whenever a reader would give another network for the same file."""


def cache_folder() -> Path:
    """Return where imported networks are kept: $XDG_CACHE_HOME/masarat or ~/.cache/masarat."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base else Path.home() / ".cache") / "masarat" / "networks"


def content_digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of a folder's file names and contents, and the importer."""
    digest = hashlib.sha256(f"importer {IMPORTER}\n".encode())
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    for file in (file for file in files if file.is_file()):
        name = file.name if path.is_dir() else "".join(file.suffixes)
        digest.update(f"{len(name.encode())} {name} {file.stat().st_size}\n".encode())
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def cached_network(path: Path | str, *, folder: Path | None = None) -> RoadNetwork:
    """Return `import_network(path)`, from the cache where the same content was imported before.

    A damaged cache entry is imported anew and replaced. A cache that cannot be written to is
    done without.

    Raises
    ------
    NetworkError
        If `path` cannot be read.
    """
    path = Path(path)
    if path.suffix.casefold() == SUFFIX or not path.exists():
        return import_network(path)
    folder = folder or cache_folder()
    entry = folder / f"{content_digest(path)}.npz"
    if entry.exists():
        with contextlib.suppress(NetworkError):
            return load(entry)
    network = import_network(path)
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        save(network, entry)
    return network
