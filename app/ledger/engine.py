"""How a ledger's location becomes a database engine with the promises that custody needs.

SQLite: WAL with ``synchronous=FULL`` (a commit survives the loss of power), foreign keys, a busy
timeout, and ``BEGIN IMMEDIATE`` for every writing transaction, so that two writers queue instead of
failing half-way. PostgreSQL: psycopg 3, ``synchronous_commit=on`` whatever the server's default.
"""

import sqlite3
import threading
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from app.errors import LedgerTrouble

WRITES = "keywright_writes"
APPLICATION_ID = 0x4B57_4C47  # "KWLG", in the header of every SQLite ledger
BUSY_TIMEOUT_S = 60.0  # an import of a million rows holds the file for some seconds
CONNECT_TIMEOUT_S = 10
CACHE_KIB = 8_000  # per SQLite connection; few are open at once


@dataclass(frozen=True, slots=True)
class Location:
    """Where a ledger is: a file (``path``) or a PostgreSQL database (``url``)."""

    path: Path | None = None
    url: URL | None = None

    @classmethod
    def parse(cls, location: str | Path) -> "Location":
        """Read a path or a ``postgresql://`` URL; ``ledger-location`` for any other URL."""
        words = str(location)
        if isinstance(location, str) and "://" in location:
            try:
                url = make_url(location)
            except ArgumentError as error:
                raise LedgerTrouble("ledger-location", ledger="?") from error
            if url.get_backend_name() not in {"postgresql", "postgres"}:
                raise LedgerTrouble("ledger-location", ledger=url.render_as_string())
            return cls(url=url.set(drivername="postgresql+psycopg"))
        return cls(path=Path(words).expanduser().absolute())

    def __str__(self) -> str:
        if self.url is not None:
            return self.url.set(drivername="postgresql").render_as_string(hide_password=True)
        return str(self.path)


class Database:
    """One engine and its manner of writing. Thread-safe.

    ``gate`` lets the writers of one process queue on a lock instead of SQLite's sleeping retry.
    """

    def __init__(self, location: Location) -> None:
        self.location = location
        self.is_sqlite = location.path is not None
        self.engine = _sqlite(location.path) if location.path else _postgres(location.url)
        self.writing = self.engine.execution_options(**{WRITES: True})
        self.gate: AbstractContextManager[Any] = (
            threading.RLock() if self.is_sqlite else nullcontext()
        )

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _sqlite(path: Path | None) -> Engine:
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        pool_size=4,
        max_overflow=64,
        pool_use_lifo=True,  # few connections stay warm; each has its own page cache
        connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            "foreign_keys=ON",
            "synchronous=FULL",
            "temp_store=MEMORY",
            f"cache_size={-CACHE_KIB}",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(url: URL | None) -> Engine:
    assert url is not None
    return create_engine(
        url,
        pool_size=8,
        max_overflow=64,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT_S,
            "application_name": "keywright",
            "options": "-c synchronous_commit=on -c timezone=UTC",
        },
    )
