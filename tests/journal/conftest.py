"""Nodes, a clock that tests set, and a store of each kind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.journal.postgresql import Server, cannot_start, running

from masarat.journal.database import postgresql_store, sqlite_store
from masarat.journal.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from masarat.journal.copies import Store

NOON = datetime(2016, 12, 13, 12, tzinfo=UTC)


class Clock:
    """A clock that moves by a minute each time it is read, unless it is set."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def node(number: int) -> Ed25519PrivateKey:
    """Return the private key of a node, the same for the same number."""
    return Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server of these tests alone."""
    reason = cannot_start()
    if reason:
        pytest.skip(reason)
    with running() as server:
        yield server


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    if request.param == "memory":
        yield MemoryStore()
        return
    if request.param == "sqlite":
        kept = sqlite_store(tmp_path / "journal.sqlite", create=True)
    else:
        kept = postgresql_store(request.getfixturevalue("server").new_database(), create=True)
    yield kept
    kept.close()
