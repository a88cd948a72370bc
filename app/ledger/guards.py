"""The guards of a ledger: the triggers and indexes that refuse what no program of ours does.

A guard can be taken away by whoever owns the file, and put back with nothing in it. So the text of
each is compared with what the schema's own steps make: in SQLite word by word, in PostgreSQL by
the function that it runs and by what that function does.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.pool import StaticPool

from app.domain.audit import Finding
from app.ledger import schema
from app.ledger import tables as t

INDEXES = ("ux_licenses_identity", "ux_licenses_unit", "ix_licenses_free")
_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
_POSTGRES = """
    SELECT tgname AS name, proname AS runs, prosrc AS body, tgenabled IN ('O', 'A') AS is_on
    FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
    JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"""
_OURS = "keywright_"
_REFUSES = "RAISE EXCEPTION"
_KEEPING = {
    "attempts_tally": "INTO tallies",
    "licenses_own_made": "SET own_license = NEW.id",
    "licenses_own_given": "SET own_license = NEW.id",
    "licenses_own_back": "SET own_license = NULL",
}
"""Triggers that keep one table by another, and what their functions must do."""


def missing_guards(conn: Connection) -> Iterator[Finding]:
    """Find guards that were taken away, emptied or changed, and triggers that are not ours."""
    if conn.dialect.name == "sqlite":
        yield from _in_sqlite(conn)
    else:
        yield from _in_postgres(conn)
    there = {found["name"] for found in inspect(conn).get_indexes("licenses")}
    for name in INDEXES:
        if name not in there:
            yield Finding("check-guard-missing", {"guard": name})


def refusing() -> set[str]:
    """Return the names of the triggers that only ever refuse, as both engines have them."""
    return {
        *("licenses_keep_identity", "licenses_keep_moves", "licenses_keep_unit"),
        *("licenses_keep_after_restore", "people_never_deleted", "restores_never_deleted"),
        *(f"{table}_never_deleted" for table in t.NEVER_DELETED),
        *(f"{table}_never_changed" for table in t.NEVER_CHANGED),
    }


def _in_sqlite(conn: Connection) -> Iterator[Finding]:
    there = {row.name: row.sql for row in conn.execute(text(_SQLITE))}
    wanted = _wanted()
    for name in sorted(wanted.keys() | there.keys()):
        if name not in there:
            yield Finding("check-guard-missing", {"guard": name})
        elif name not in wanted:
            yield Finding("check-guard-foreign", {"guard": name})
        elif there[name] != wanted[name]:
            yield Finding("check-guard-changed", {"guard": name})


def _in_postgres(conn: Connection) -> Iterator[Finding]:
    there = {row.name: row for row in conn.execute(text(_POSTGRES)) if row.is_on}
    does = dict.fromkeys(refusing(), _REFUSES) | _KEEPING
    for name in sorted(does.keys() - there.keys()):
        yield Finding("check-guard-missing", {"guard": name})
    for name, row in sorted(there.items()):
        if not row.runs.startswith(_OURS):
            yield Finding("check-guard-foreign", {"guard": name})
        elif does.get(name, "") not in row.body:
            yield Finding("check-guard-changed", {"guard": name})


@cache
def _wanted() -> Mapping[str, str]:
    """Return name and text of every trigger that the schema's steps make, by making them."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        with engine.connect() as conn, conn.begin():
            schema.migrate(conn)
            return {row.name: row.sql for row in conn.execute(text(_SQLITE))}
    finally:
        engine.dispose()
