"""Which trouble a database error is, as a code that a person can act on."""

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.errors import LedgerTrouble

# Names without their extended suffix, https://sqlite.org/rescode.html
_SQLITE_CODES = {
    sqlite3.SQLITE_FULL: "ledger-disk-full",
    sqlite3.SQLITE_BUSY: "ledger-busy",
    sqlite3.SQLITE_LOCKED: "ledger-busy",
    sqlite3.SQLITE_READONLY: "ledger-denied",
    sqlite3.SQLITE_PERM: "ledger-denied",
    sqlite3.SQLITE_AUTH: "ledger-denied",
    sqlite3.SQLITE_CANTOPEN: "ledger-denied",
    sqlite3.SQLITE_NOTADB: "ledger-not-a-ledger",
    sqlite3.SQLITE_CORRUPT: "ledger-damaged",
    sqlite3.SQLITE_IOERR: "ledger-unreachable",
}

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES_CODES = {
    "53100": "ledger-disk-full",
    "40P01": "ledger-busy",
    "40001": "ledger-busy",
    "55P03": "ledger-busy",
    "53300": "ledger-busy",
    "57014": "ledger-busy",
    "42501": "ledger-denied",
    "25006": "ledger-denied",
    "28000": "ledger-denied",
    "28P01": "ledger-denied",
    "3D000": "ledger-missing",
    "XX001": "ledger-damaged",
    "XX002": "ledger-damaged",
}


_SHM_PIECE = 32 * 1024  # SQLite shares its WAL's index in pieces of this size


@contextmanager
def as_trouble(location: str) -> Iterator[None]:
    """Turn the engine's errors into :class:`LedgerTrouble`; a broken rule of ours stays a bug."""
    try:
        yield
    except PoolTimeoutError as error:
        raise LedgerTrouble("ledger-busy", ledger=location) from error
    except Exception as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        code = trouble_code(cause)
        if code is None:
            raise
        if code == "ledger-unreachable" and _has_no_room(cause, location):
            code = "ledger-disk-full"
        raise LedgerTrouble(code, ledger=location) from error


def trouble_code(error: BaseException | None) -> str | None:
    """Return the code of a driver's error, or None where it is not the database's trouble."""
    if isinstance(error, sqlite3.Error):
        number = getattr(error, "sqlite_errorcode", None)
        return None if number is None else _SQLITE_CODES.get(number & 0xFF)
    psycopg = sys.modules.get("psycopg")  # no error of a driver that was never loaded
    if psycopg is not None and isinstance(error, psycopg.Error):
        if error.sqlstate in _POSTGRES_CODES:
            return _POSTGRES_CODES[error.sqlstate]
        if error.sqlstate is None and isinstance(error, psycopg.OperationalError):
            return _code_from_words(str(error))
        if error.sqlstate is not None and error.sqlstate[:2] in {"08", "57"}:
            return "ledger-unreachable"
    return None


def _has_no_room(error: BaseException | None, location: str) -> bool:
    # Where the WAL's index finds no room SQLite calls it a failed read or write, not a full disk.
    if not isinstance(error, sqlite3.Error):
        return False
    try:
        return shutil.disk_usage(Path(location).parent).free < _SHM_PIECE
    except OSError:
        return False


def _code_from_words(words: str) -> str:
    # A failed connection carries no state, only the server's words.
    if "does not exist" in words and "database" in words:
        return "ledger-missing"
    if "authentication failed" in words or "no password" in words:
        return "ledger-denied"
    return "ledger-unreachable"
