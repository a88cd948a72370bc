"""Backups: one portable file, a ledger of its own, whatever engine it came from.

A backup is a SQLite ledger of the same revision. From SQLite it is made by SQLite's own online
backup, page by page while stations write; from PostgreSQL by copying every table within one
snapshot. It is written beside its final name and renamed when it is whole.
"""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table, delete, func, insert, select, text, update

from app.errors import LedgerTrouble
from app.ledger import schema
from app.ledger import tables as t
from app.ledger.engine import APPLICATION_ID, Database, Location
from app.ledger.runs import RESTORED
from app.ledger.trouble import as_trouble, trouble_code

PAGES_AT_ONCE = 1024
ROWS_AT_ONCE = 5_000
_MADE_BY_MIGRATION = {"alembic_version"}
# Filled by triggers while the attempts are copied: copied as well they would count twice.
_MADE_BY_TRIGGERS = {"tallies", "tally_codes", "late_passes"}
# Copied last: attempts that are only being copied are told to no hook.
_COPIED_LAST = ("hooks", "outbox")


def must_have_room(file: Path) -> None:
    """Raise LedgerTrouble ``backup-exists`` | ``backup-folder-missing``.

    No folder is made: a name that was mistyped, or a disk that is not there, must not become a
    new folder on the disk that the backup was meant to leave.
    """
    if file.exists() or file.is_symlink():
        raise LedgerTrouble("backup-exists", file=str(file))
    if not file.absolute().parent.is_dir():
        raise LedgerTrouble("backup-folder-missing", folder=str(file.absolute().parent))


def back_up(database: Database, file: Path) -> None:
    """Write a backup; LedgerTrouble ``backup-exists``, ``ledger-disk-full``, ``ledger-denied``."""
    must_have_room(file)
    part = file.with_name(f"{file.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
    except OSError as error:
        raise LedgerTrouble("ledger-denied", ledger=str(file)) from error
    try:
        with as_trouble(str(file)):
            if database.location.path is not None:
                copy_file(database.location.path, part)
            else:
                _dump(database, part)
        with part.open("rb+") as whole:
            os.fsync(whole.fileno())
        part.replace(file)
    except BaseException:
        remove_files(part)
        raise


def restore(file: Path, database: Database, at: str) -> None:
    """Fill a new, empty place from a backup and mark it as restored. The caller made the place.

    The runs of the original are none here: what they had in work is settled as doubtful at the
    next start, because the original may have gone on after the backup.
    """
    if database.location.path is not None:
        copy_file(file, database.location.path)
        with sqlite3.connect(database.location.path) as raw:
            raw.execute("PRAGMA journal_mode=WAL")
        raw.close()
    else:
        source = Database(Location(path=file))
        try:
            with source.engine.connect() as from_conn, from_conn.begin():
                _copy_tables(from_conn, database, schema.revision(from_conn) or "")
        finally:
            source.close()
    with database.writing.connect() as conn, conn.begin():
        schema.migrate(conn)
        conn.execute(update(t.runs).values(host=RESTORED, lease_until=0.0))
        conn.execute(delete(t.meta).where(t.meta.c.key == "restored_at"))
        conn.execute(insert(t.meta).values(key="restored_at", value=at))


def copy_file(source: Path, target: Path) -> None:
    """Copy a SQLite database that may be in use, with SQLite's online backup."""
    origin = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)
    copy = sqlite3.connect(target)
    try:
        origin.backup(copy, pages=PAGES_AT_ONCE)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    finally:
        copy.close()
        origin.close()


def is_open_elsewhere(path: Path) -> bool:
    """Say whether another connection, of whatever program, has this SQLite file open.

    In WAL mode every open connection holds a shared lock; leaving that mode needs it alone
    (https://sqlite.org/wal.html). A file that is no database is in nobody's use.
    """
    conn = sqlite3.connect(path, timeout=0.0, isolation_level=None)
    try:
        conn.execute("PRAGMA locking_mode=EXCLUSIVE")
        conn.execute("PRAGMA journal_mode=DELETE")
        conn.execute("BEGIN EXCLUSIVE")
        conn.execute("ROLLBACK")
    except sqlite3.Error as error:
        return trouble_code(error) == "ledger-busy"
    finally:
        conn.close()
    return False


def remove_files(path: Path) -> None:
    """Remove a SQLite file that was only just made, and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _dump(database: Database, part: Path) -> None:
    snapshot = database.engine.execution_options(isolation_level="REPEATABLE READ")
    copy = Database(Location(path=part))
    try:
        with snapshot.connect() as conn, conn.begin():
            _copy_tables(conn, copy, schema.revision(conn) or "")
        with sqlite3.connect(part) as raw:
            raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
        raw.close()
    finally:
        copy.close()


def _copy_tables(source: Connection, target: Database, revision: str) -> None:
    """Copy every table of the source, by the schema that the source has."""
    there = MetaData()
    there.reflect(source)
    with target.writing.connect() as conn, conn.begin():
        schema.migrate(conn, revision)
        mine = MetaData()
        mine.reflect(conn)
        names = [table.name for table in mine.sorted_tables]
        for name in sorted(names, key=_COPIED_LAST.__contains__):
            if name in there.tables and name not in _MADE_BY_MIGRATION | _MADE_BY_TRIGGERS:
                _copy_rows(source, there.tables[name], conn, mine.tables[name])
        if conn.dialect.name == "postgresql":
            _set_sequences(conn, mine.sorted_tables)


def _copy_rows(source: Connection, origin: Table, conn: Connection, copy: Table) -> None:
    rows = source.execution_options(yield_per=ROWS_AT_ONCE).execute(
        select(origin).order_by(*origin.primary_key.columns)
    )
    flags = [c.name for c in copy.columns if str(c.type) == "BOOLEAN"]
    for batch in rows.mappings().partitions():
        values = [dict(row) for row in batch]
        for value in values:  # SQLite's reflection knows numbers where PostgreSQL wants truth
            value.update({name: bool(value[name]) for name in flags})
        conn.execute(insert(copy), values)


def _set_sequences(conn: Connection, tables: Sequence[Table]) -> None:
    for table in tables:
        if "id" not in table.columns:
            continue
        query = text("SELECT pg_get_serial_sequence(:of_table, 'id')")
        sequence = conn.execute(query, {"of_table": table.name}).scalar()
        if sequence is not None:
            most = conn.execute(select(func.max(table.c.id))).scalar()
            conn.execute(
                text("SELECT setval(:of_sequence, :to, :used)"),
                {"of_sequence": sequence, "to": most or 1, "used": most is not None},
            )
