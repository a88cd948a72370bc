"""A ledger written faster than it is safe: for histories that can be made again."""

from sqlite3 import Connection

from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry

from app.ledger.ledger import Ledger


def hurry(ledger: Ledger) -> None:
    """Let a SQLite ledger not wait for the disk any more, until it is closed.

    Custody needs that it waits: never for licenses that are put on real devices. PostgreSQL stays
    as it is.
    """
    database = ledger._database  # noqa: SLF001 - of the same package
    if database.is_sqlite:
        event.listen(database.engine, "connect", _unsynced)
        database.engine.dispose()  # the pool's connections begin anew


def _unsynced(connection: Connection, _entry: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA synchronous=OFF")
