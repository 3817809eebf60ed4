"""Stores in databases: SQLite with no set-up, PostgreSQL where several people write.

Three tables, the same in both: `journal_format` (one row: the version of these tables, locked by
whoever writes), `journal_entries` (number and bytes), `journal_heads` (bytes by node). A database
holds one journal. Everything in it may have been tampered with: verifying finds out.

SQLite is kept in write-ahead mode with every commit synced to the disk; PostgreSQL is told not to
acknowledge a commit before it is on the disk, whatever its configuration says.
"""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from weakref import finalize

import sqlalchemy as sql
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from masarat.core.errors import JournalError
from masarat.journal.copies import Contents, Record
from masarat.journal.errors import Moved

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from masarat.journal.entry import Entry
    from masarat.journal.head import Head

VERSION = 1
WAIT_SECONDS = 60
_LOCK = 0x6D617361  # "masa": the advisory lock under which PostgreSQL makes the tables
_ROWS = 1000

_TABLES = sql.MetaData()
_FORMAT = sql.Table(
    "journal_format",
    _TABLES,
    sql.Column("only", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("version", sql.Integer, nullable=False),
)
_ENTRIES = sql.Table(
    "journal_entries",
    _TABLES,
    sql.Column("number", sql.BigInteger().with_variant(sql.Integer(), "sqlite"), primary_key=True),
    sql.Column("octets", sql.LargeBinary, nullable=False),
)
_HEADS = sql.Table(
    "journal_heads",
    _TABLES,
    sql.Column("node", sql.Text, primary_key=True),
    sql.Column("octets", sql.LargeBinary, nullable=False),
)


class DatabaseStore:
    """A store in a database; safe between threads and processes, not across a fork.

    Parameters
    ----------
    engine
        From `sqlite_store` or `postgresql_store`.
    create
        Make the tables if there are none.

    Raises
    ------
    JournalError
        If there are no tables, or tables of another version, or the database cannot be reached.
    """

    def __init__(self, engine: sql.Engine, *, create: bool = False) -> None:
        self._engine = engine
        finalize(self, engine.dispose)  # so that SQLite folds its write-ahead file into the journal
        try:
            with self._explained():
                if create:
                    self._create()
                self._check_version()
        except JournalError:
            self.close()
            raise

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self, after: int = 0) -> Iterator[Contents]:
        """See `masarat.journal.copies.Copy`."""
        rows = (
            sql.select(_ENTRIES.c.number, _ENTRIES.c.octets)
            .where(_ENTRIES.c.number > after)
            .order_by(_ENTRIES.c.number)
        )
        # A damaged number must not hide an entry: what stands below 1 is read as well.
        if after == 0:
            rows = sql.select(_ENTRIES.c.number, _ENTRIES.c.octets).order_by(_ENTRIES.c.number)
        with self._explained(), self._engine.connect() as connection:
            view = connection.execution_options(**self._one_view())
            heads = tuple(
                _octets(row.octets)
                for row in view.execute(sql.select(_HEADS.c.octets).order_by(_HEADS.c.node))
            )
            with closing(view.execution_options(yield_per=_ROWS).execute(rows)) as result:
                yield Contents(heads, (Record(row.number, _octets(row.octets)) for row in result))

    def append(self, entries: Sequence[Entry], head: Head) -> None:
        """See `masarat.journal.copies.Store`."""
        with self._explained(), self._writing() as connection:
            newest = connection.execute(
                sql.select(_ENTRIES.c.number, _ENTRIES.c.octets)
                .order_by(_ENTRIES.c.number.desc())
                .limit(1)
            ).first()
            stands = (newest.number, sha256(newest.octets).hexdigest()) if newest else (0, "")
            if (entries[0].sequence - 1, entries[0].previous) != stands:
                raise Moved
            connection.execute(
                _ENTRIES.insert(),
                [{"number": entry.sequence, "octets": entry.octets} for entry in entries],
            )
            connection.execute(_HEADS.delete().where(_HEADS.c.node == head.node))
            connection.execute(_HEADS.insert(), {"node": head.node, "octets": head.octets})

    @property
    def _on_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    def _one_view(self) -> dict[str, Any]:
        return {} if self._on_sqlite else {"isolation_level": "REPEATABLE READ"}

    @contextmanager
    def _writing(self) -> Iterator[sql.Connection]:
        """Begin a transaction that is alone in writing, commit it durably or undo it."""
        with self._engine.connect() as connection:
            if self._on_sqlite:
                connection.execution_options(begin="BEGIN IMMEDIATE")
            with connection.begin():
                if not self._on_sqlite:
                    connection.exec_driver_sql("SET LOCAL synchronous_commit TO on")
                    connection.execute(sql.select(_FORMAT).with_for_update())
                yield connection

    def _create(self) -> None:
        with self._engine.connect() as connection:
            if self._on_sqlite:
                connection.execution_options(begin="")
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        with self._engine.connect() as connection:
            if self._on_sqlite:
                connection.execution_options(begin="BEGIN IMMEDIATE")
            with connection.begin():
                if not self._on_sqlite:
                    connection.execute(sql.select(sql.func.pg_advisory_xact_lock(_LOCK)))
                _TABLES.create_all(connection)
                if connection.execute(sql.select(_FORMAT)).first() is None:
                    connection.execute(_FORMAT.insert(), {"only": 1, "version": VERSION})

    def _check_version(self) -> None:
        with self._engine.connect() as connection:
            if not sql.inspect(connection).has_table(_FORMAT.name):
                msg = f"{self.name} holds no journal"
                raise JournalError(msg)
            found = connection.execute(sql.select(_FORMAT.c.version)).scalars().all()
        if found != [VERSION]:
            versions = ", ".join(map(str, found)) or "no version"
            msg = f"{self.name} holds a journal in tables of {versions}; known is {VERSION}"
            raise JournalError(msg)

    @property
    def name(self) -> str:
        """The database as its user knows it, without a password."""
        url = self._engine.url
        return str(url.database) if self._on_sqlite else url.render_as_string(hide_password=True)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            msg = f"{self.name}: {str(error.orig).strip()}"
            raise JournalError(msg) from error
        except SQLAlchemyError as error:
            msg = f"{self.name}: {error}"
            raise JournalError(msg) from error


def sqlite_store(path: Path, *, create: bool = False) -> DatabaseStore:
    """Return the store in the SQLite file at `path`.

    Raises
    ------
    JournalError
        If there is no such file and `create` is not asked for, or it holds no journal.
    """
    if not create and not path.exists():
        msg = f"{path}: no such journal"
        raise JournalError(msg)
    url = sql.URL.create("sqlite+pysqlite", database=str(path))
    if _cannot_change(path):
        url = url.set(database=f"file:{quote(str(path))}", query={"immutable": "1", "uri": "true"})
    engine = sql.create_engine(url, connect_args={"timeout": WAIT_SECONDS})
    sql.event.listen(engine, "connect", _prepare_sqlite)
    sql.event.listen(engine, "begin", _begin_sqlite)
    return DatabaseStore(engine, create=create)


def postgresql_store(url: str, *, create: bool = False) -> DatabaseStore:
    """Return the store in the PostgreSQL database at `url` (postgresql://...).

    Raises
    ------
    JournalError
        If the database cannot be reached, holds no journal, or psycopg is not installed.
    """
    try:
        engine = sql.create_engine(sql.make_url(url).set(drivername="postgresql+psycopg"))
    except ModuleNotFoundError as error:
        msg = "journals in PostgreSQL need psycopg: .venv/bin/pip install -e '.[postgresql]'"
        raise JournalError(msg) from error
    except SQLAlchemyError as error:
        msg = "expected a URL such as postgresql://user@host/database"
        raise JournalError(msg) from error
    return DatabaseStore(engine, create=create)


def _cannot_change(path: Path) -> bool:
    """Whether a SQLite file lies where nothing can be written: on a disc, in an archive.

    SQLite reads a file in write-ahead mode there only if it is told that nobody changes it.
    """
    writable = os.access(path.parent, os.W_OK)
    return path.exists() and not writable and not path.with_name(f"{path.name}-wal").exists()


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401  (sqlite3's own)
    connection.isolation_level = None  # we begin transactions ourselves
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")  # where fsync alone does not reach the disk (macOS)


def _begin_sqlite(connection: sql.Connection) -> None:
    begin = connection.get_execution_options().get("begin", "BEGIN")
    if begin:
        connection.exec_driver_sql(begin)


def _octets(value: object) -> bytes:
    """Return a column's bytes; text, which only tampering puts there, by what it would spell."""
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")
