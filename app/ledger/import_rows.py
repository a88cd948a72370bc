"""The licenses of a list on their way into the table: columns in, one statement a batch.

SQLite opens the table and each of its indexes anew for every statement, which costs several times
what the row itself does. So a batch is one ``INSERT … SELECT`` over one JSON text and two blobs;
it also runs as a whole without the interpreter's lock, so that the next batch is sealed meanwhile.
PostgreSQL takes the same columns through ``COPY``.
"""

import json
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate, repeat
from typing import Any

from sqlalchemy import Connection

from app.domain.licenses import LicenseState, SealedColumns, SealedLicense
from app.domain.units import normalise_mac
from app.ledger.bulk import insert_rows, select_in
from app.ledger.work import Work

S = LicenseState
DIGEST_BYTES = 32
INDEXES_LATER_FROM = 300_000
"""From so many rows on sorting whole indexes at the end is cheaper than growing them (SQLite)."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def digest_key(digest: bytes) -> int:
    """Return the first eight bytes as a signed integer: what the index of digests holds."""
    return int.from_bytes(digest[:8], "big", signed=True)


def as_columns(batch: SealedColumns | Sequence[SealedLicense]) -> SealedColumns:
    """Return a batch as columns; ValueError where its rows are under several data keys."""
    if isinstance(batch, SealedColumns):
        return batch
    rows, identities, sealed, keys, digests, states, *others = zip(*batch, strict=True)
    (key_id,) = set(keys)
    bound_to, issued_mac, unit, state_at, extra = (
        column if any(one is not None for one in column) else None for column in others
    )
    return SealedColumns(
        *(rows, identities, sealed, key_id, digests, states),
        *(bound_to, issued_mac, unit, state_at, extra),
    )


def insert_licenses(work: Work, lot_id: int, family: str, batch: SealedColumns) -> Counter[str]:
    """Insert a batch in this transaction, units it is on already included; count the states."""
    fixed: dict[str, Any] = {
        "lot_id": lot_id,
        "family": family,
        "key_id": batch.key_id,
        "state": S.AVAILABLE.value,
        "state_at": work.at,
        "was_out": False,
        "elsewhere": False,
    }
    count = len(batch.rows)
    firsts = struct.unpack(f">{count * 4}q", b"".join(batch.digests))[::4]
    columns: dict[str, Sequence[Any]] = {
        "row_no": batch.rows,
        "identity": batch.identities,
        "digest_key": firsts,
    }
    for name in ("bound_to", "issued_mac", "extra"):
        column = getattr(batch, name)
        if column is not None:
            columns[name] = column
    if batch.state_at is not None:
        columns["state_at"] = [one or work.at for one in batch.state_at]
    states = Counter({S.AVAILABLE.value: count})
    if batch.states is not None:
        columns |= _stateful(batch.states, _unit_ids_of(work, batch.unit, count))
        states = Counter(columns["state"])
    for name in columns:
        fixed.pop(name, None)
    if work.conn.dialect.name == "sqlite":
        _insert_in_one(work.conn, fixed, columns, batch)
    else:
        names = (*fixed, *columns, "sealed", "digest")
        rows = zip(
            *map(repeat, fixed.values()),
            *columns.values(),
            batch.sealed,
            batch.digests,
            strict=False,  # what is the same for all has no end
        )
        insert_rows(work.conn, "licenses", names, rows)
    return states


@contextmanager
def indexes_later(conn: Connection, expected: int, present: int) -> Iterator[None]:
    """Build the licenses' indexes after the rows where that is cheaper; one transaction still.

    Only on SQLite, where a writer is alone anyway and readers keep what they see; PostgreSQL would
    lock every station out. An error leaves it to the rollback to bring the indexes back.
    """
    if conn.dialect.name != "sqlite" or expected < max(INDEXES_LATER_FROM, present):
        yield
        return
    query = (
        "SELECT name, sql FROM sqlite_master"
        " WHERE type = 'index' AND tbl_name = 'licenses' AND sql IS NOT NULL"
    )
    indexes = conn.exec_driver_sql(query).all()
    for name, _sql in indexes:
        conn.exec_driver_sql(f'DROP INDEX "{name}"')
    yield
    for _name, sql in indexes:
        conn.exec_driver_sql(sql)


def _insert_in_one(
    conn: Connection,
    fixed: dict[str, Any],
    columns: dict[str, Sequence[Any]],
    batch: SealedColumns,
) -> None:
    sizes = list(map(len, batch.sealed))
    size = sizes[0]
    given = list(columns.values())
    if sizes.count(size) == len(sizes):
        sealed = f"substr(?, 1 + key * {size}, {size})"
    else:
        given += [list(accumulate(sizes[:-1], initial=1)), sizes]
        sealed = f"substr(?, {_value(len(given) - 2)}, {_value(len(given) - 1)})"
    names = ", ".join((*fixed, *columns, "sealed", "digest"))
    values = ", ".join((*("?" * len(fixed)), *map(_value, range(len(columns))), sealed))
    digest = f"substr(?, 1 + key * {DIGEST_BYTES}, {DIGEST_BYTES})"
    driver = conn.connection.driver_connection
    assert driver is not None
    driver.execute(
        # ORDER BY nothing: json_each gives the array in its order, and row ids follow the list's.
        f"INSERT INTO licenses ({names}) SELECT {values}, {digest} FROM json_each(?)",  # noqa: S608
        (
            *fixed.values(),
            b"".join(batch.sealed),
            b"".join(batch.digests),
            _encode(list(zip(*given, strict=True))),
        ),
    ).close()


def _value(place: int) -> str:
    return f"json_extract(value, '$[{place}]')"


def _stateful(
    states: Sequence[LicenseState], units: Sequence[int | None]
) -> dict[str, Sequence[Any]]:
    fresh = [state is S.AVAILABLE for state in states]
    pairs = list(zip(states, units, strict=True))
    return {
        "state": [state.value for state in states],
        "unit_id": [None if state is S.AVAILABLE else unit for state, unit in pairs],
        "prior_state": [
            (S.AVAILABLE if unit is None else S.DOUBTFUL).value if state is S.HELD else None
            for state, unit in pairs
        ],
        "was_out": [
            state not in {S.AVAILABLE, S.RESERVED} and (state is not S.HELD or unit is not None)
            for state, unit in pairs
        ],
        "elsewhere": [not one for one in fresh],
    }


def _unit_ids_of(work: Work, units: Sequence[str | None] | None, count: int) -> list[int | None]:
    """Return the id of the unit that each license is already on; makes those units."""
    wanted = sorted({unit for unit in units or () if unit})
    if not wanted:
        return [None] * count
    known = _unit_ids(work.conn, wanted)
    fresh = [hwid for hwid in wanted if hwid not in known]
    if fresh:
        columns = ("hwid", "mac", "serial", "first_seen_at", "first_station", "attempts")
        insert_rows(
            work.conn,
            "units",
            columns,
            (
                (hwid, normalise_mac(hwid), _serial(hwid), work.at, work.actor.station, 0)
                for hwid in fresh
            ),
        )
        known |= _unit_ids(work.conn, fresh)
    return [known[unit] if unit else None for unit in units or ()]


def _unit_ids(conn: Connection, hwids: list[str]) -> dict[str, int]:
    return dict(select_in(conn, "SELECT hwid, id FROM units WHERE hwid IN {values}", hwids))


def _serial(hwid: str) -> str | None:
    return hwid.removeprefix("SN:") if hwid.startswith("SN:") else None
