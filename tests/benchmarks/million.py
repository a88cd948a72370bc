"""A ledger with a million licenses, nine tenths of them on units: rows as the workflows leave them.

Written by plain SQL, because a million real writes take an hour; every table that the window reads
(units, licenses, attempts, lots, orders) holds what the same units would have left there.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

LOTS, ORDERS = 4, 3
RULES = json.dumps(
    {
        "profile": "",
        "storage": "kv",
        "on_licensed": "refuse",
        "label": "",
        "start_on": "plug",
        "serial": "",
    }
)
DAY = datetime(2026, 3, 1, 6, tzinfo=UTC)
OUTCOMES = ("pass",) * 96 + ("failed", "failed", "doubtful", "refused")
OPERATORS = ("Li Na", "Wang Wei", "Zhao Min")
STATES = {"pass": "verified", "failed": "reserved", "doubtful": "doubtful", "refused": "held"}


def fill(file: Path, licenses: int = 1_000_000) -> None:
    """Fill an empty ledger that has one run, lots 1 to 4 and orders 1 to 3."""
    units = licenses * 9 // 10
    with closing(sqlite3.connect(file)) as conn, conn:
        conn.execute("PRAGMA foreign_keys = OFF")
        conn.execute("PRAGMA synchronous = OFF")
        triggers = conn.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _sql in triggers:
            conn.execute(f'DROP TRIGGER "{name}"')
        for number in range(1, LOTS + 1):
            _blank(conn, "lots", id=number, name=f"lot-{number}", family="tuyaopen", scheme="tuya")
        for number in range(1, ORDERS + 1):
            _blank(conn, "orders", id=number, name=f"WO-{number}", quantity=licenses, rules=RULES)
        _insert(conn, "units", _units(units))
        _insert(conn, "licenses", _licenses(licenses, units))
        _insert(conn, "attempts", _attempts(units))
        for _name, sql in triggers:
            conn.execute(sql)
        conn.execute("ANALYZE")


def _blank(conn: sqlite3.Connection, table: str, **given: object) -> None:
    """Insert one row; columns that may not be empty and are not given get a plain value."""
    row = dict(given)
    for _n, name, kind, is_needed, _default, _key in conn.execute(f"PRAGMA table_info({table})"):
        if is_needed and name not in row:
            row[name] = 0 if kind != "TEXT" else ""
    _insert(conn, table, iter([row]))


def _insert(conn: sqlite3.Connection, table: str, rows: Iterator[dict[str, object]]) -> None:
    first = next(rows)
    known = {row[1] for row in conn.execute(f"PRAGMA table_info({table})")}
    columns = [name for name in first if name in known]
    marks = ", ".join("?" for _ in columns)
    query = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"

    def values() -> Iterator[tuple[object, ...]]:
        yield tuple(first[name] for name in columns)
        for row in rows:
            yield tuple(row[name] for name in columns)

    conn.executemany(query, values())


def _moment(number: int) -> str:
    at = DAY + timedelta(seconds=number)
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _identity(number: int) -> str:
    return f"uuid{number * 2246822519 % 2**64:016x}"


def outcome_of(number: int) -> str:
    """Return how the last attempt on a unit ended."""
    return OUTCOMES[number * 37 % 100]


def _units(count: int) -> Iterator[dict[str, object]]:
    for number in range(1, count + 1):
        mac = f"4C2A{number * 2654435761 % 2**32:08X}"
        yield {
            "id": number,
            "hwid": mac,
            "mac": mac,
            "serial": None,
            "first_seen_at": _moment(number),
            "first_station": "line-1",
            "attempts": 1,
            "last_outcome": outcome_of(number),
            "last_at": _moment(number),
            "last_operator": OPERATORS[number % 3],
            "last_slot": str(number % 32 + 1),
            "own_license": number,
            "own_state": STATES[outcome_of(number)],
            "own_lot": number % LOTS + 1,
            "own_order": number % ORDERS + 1,
            "own_identity": _identity(number),
        }


def _licenses(count: int, units: int) -> Iterator[dict[str, object]]:
    for number in range(1, count + 1):
        unit = number if number <= units else None
        state = "available" if unit is None else STATES[outcome_of(number)]
        yield {
            "id": number,
            "lot_id": number % LOTS + 1,
            "row_no": number,
            "family": "tuyaopen",
            "identity": _identity(number),
            "state": state,
            "state_at": _moment(number),
            "sealed": b"x" * 60,
            "key_id": 1,
            "digest": number.to_bytes(32, "big"),
            "digest_key": number,
            "unit_id": unit,
            "order_id": None if unit is None else number % ORDERS + 1,
            "was_out": unit is not None,
            "elsewhere": False,
        }


def _attempts(units: int) -> Iterator[dict[str, object]]:
    for number in range(1, units + 1):
        yield {
            "id": number,
            "unit_id": number,
            "license_id": number,
            "lot_id": number % LOTS + 1,
            "order_id": number % ORDERS + 1,
            "run_id": 1,
            "number": 1,
            "station": "line-1",
            "slot": str(number % 32 + 1),
            "port": f"COM{number % 32 + 1}",
            "operator": OPERATORS[number % 3],
            "started_at": _moment(number),
            "seconds": 0.2 + number % 50 / 500,
            "outcome": outcome_of(number),
            "code": outcome_of(number),
            "recheck": False,
            "hwid": f"4C2A{number * 2654435761 % 2**32:08X}",
            "mac": f"4C2A{number * 2654435761 % 2**32:08X}",
            "identity": _identity(number),
            "facts": "{}",
            "steps": "{}",
            "storage": "kv",
            "stray_bytes": 0,
            "software": "keywright bench",
        }
