"""A hundred thousand rows a second: raw inserts and set lookups, one way per engine."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from app.ledger.engine import CACHE_KIB

CHUNK = 10_000
BULK_CACHE_KIB = 98_304


@contextmanager
def roomy(conn: Connection) -> Iterator[None]:
    """Give SQLite more page cache for a bulk insert: its unique indexes are hit at random."""
    if conn.dialect.name != "sqlite":
        yield
        return
    conn.exec_driver_sql(f"PRAGMA cache_size={-BULK_CACHE_KIB}")
    try:
        yield
    finally:
        conn.exec_driver_sql(f"PRAGMA cache_size={-CACHE_KIB}")


def insert_rows(
    conn: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows with ``executemany`` (SQLite) or ``COPY`` (PostgreSQL) in this transaction."""
    names = ", ".join(columns)
    driver = conn.connection.driver_connection
    assert driver is not None
    if conn.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608
        return
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def select_in(
    conn: Connection, sql: str, values: Sequence[str] | Sequence[int], *, kind: str = "text"
) -> list[Any]:
    """Run ``sql`` once per chunk of values; ``{values}`` in it stands for ``(SELECT …)``.

    ``kind``: ``text`` or ``bigint``. One bound parameter per chunk on both engines, so the
    statement is prepared once whatever the number of values is.
    """
    found: list[Any] = []
    if conn.dialect.name == "sqlite":
        ready = sql.format(values="(SELECT value FROM json_each(?))")
        for at in range(0, len(values), CHUNK):
            packed = json.dumps(values[at : at + CHUNK])
            found += conn.exec_driver_sql(ready, (packed,)).all()
        return found
    ready = sql.format(values=f"(SELECT unnest(%s::{kind}[]))")
    for at in range(0, len(values), CHUNK):
        found += conn.exec_driver_sql(ready, (list(values[at : at + CHUNK]),)).all()
    return found
