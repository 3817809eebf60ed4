"""A PostgreSQL server for tests, started as a user of Debian's package would: initdb, pg_ctl.

It runs in a folder of its own, listens on a socket in it and nowhere else, and is stopped and
removed with the tests. As root, which PostgreSQL refuses to run as, it runs as the user that the
package made.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "postgres"  # the package's, and the name of the database's superuser
TEMPLATE = "postgres"


def programs() -> Path | None:
    """Return the folder with the newest initdb and pg_ctl, or None."""
    packaged = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: float(path.parts[-3]),
    )
    if packaged:
        return packaged[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def cannot_start() -> str:
    """Return why no server can be started here, or an empty string."""
    if programs() is None:
        return "PostgreSQL is not installed (on Debian and Ubuntu: apt install postgresql)"
    if os.geteuid() == 0:
        try:
            pwd.getpwnam(USER)
        except KeyError:
            return f"PostgreSQL does not run as root, and there is no user {USER!r}"
    return ""


@dataclass(frozen=True)
class Server:
    """A running server."""

    folder: Path
    _numbers: count[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        """Return the URL of a database."""
        return f"postgresql://{USER}@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """Return the URL of a new empty database."""
        name = f"journal{next(self._numbers)}"
        _run("createdb", "-h", str(self.folder), "-U", USER, name)
        return self.url(name)


@contextmanager
def running() -> Iterator[Server]:
    """Start a server and stop it at the end; its folder goes with it."""
    folder = Path(tempfile.mkdtemp(prefix="masarat-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(folder, USER)
    data = folder / "data"
    try:
        _run(
            "initdb",
            "-D",
            str(data),
            "-U",
            USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        options = f"-k {folder} -c listen_addresses= -c max_connections=60"
        log = str(folder / "log")
        _run("pg_ctl", "start", "-w", "-D", str(data), "-o", options, "-l", log)
        try:
            yield Server(folder)
        finally:
            _run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(data))
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)


def _run(program: str, *arguments: str) -> None:
    folder = programs()
    assert folder is not None
    command = [str(folder / program), *arguments]
    if os.geteuid() == 0:
        as_user = shutil.which("runuser", path=f"{os.environ['PATH']}:/usr/sbin:/sbin") or "runuser"
        command = [as_user, "-u", USER, "--", *command]
    done = subprocess.run(
        command,
        check=False,
        capture_output=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
    )
    if done.returncode:
        msg = f"{program}: {done.stderr}"
        raise RuntimeError(msg)
