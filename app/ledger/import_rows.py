"""The licenses of a list on their way into the table: batch after batch of columns.

SQLite takes a batch as one statement (``import_sqlite``), PostgreSQL through ``COPY``.
"""

import sys
from array import array
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, closing, nullcontext
from itertools import repeat
from typing import Any

from sqlalchemy import Connection

from app.domain.licenses import LicenseState, PackedBytes, SealedColumns, SealedLicense
from app.domain.units import normalise_mac
from app.ledger.bulk import insert_rows, select_in
from app.ledger.import_sqlite import (
    INDEXES_LATER_FROM,
    IndexesLater,
    SparedChecks,
    insert_in_one,
    spared_checks,
)
from app.ledger.units import lock_units
from app.ledger.work import Work

S = LicenseState
DIGEST_BYTES = 32


_LOOK_UP_S = 0.1
_IMPORTS = 0x4B57_4C49  # "KWLI": the advisory lock of imports

Reader = Callable[[], AbstractContextManager[Connection]]

Halt = Callable[[], None]
"""Raises what ends the import, when somebody pressed stop."""


class SecretAgainError(Exception):
    """Two licenses seem to have one secret; the import is given up to find out which."""


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


def await_turn(conn: Connection, halt: Halt, sleep: Callable[[float], None]) -> None:
    """Let one import at a time into a ledger, until the transaction ends.

    What two lists have in common is looked for in what is committed, so neither of two imports at
    once would see it. SQLite has one writer anyway; on PostgreSQL stations go on writing meanwhile.
    """
    if conn.dialect.name == "sqlite":
        return
    sql = f"SELECT pg_try_advisory_xact_lock({_IMPORTS})"
    while not conn.exec_driver_sql(sql).scalar_one():
        halt()
        sleep(_LOOK_UP_S)


class LicenseInsert:
    """Inserts the licenses of one lot in one transaction, and counts their states.

    ``fresh_secrets``: a secret that is there already, or comes twice, raises SecretAgainError; it
    is looked for by ``reader``, a connection of its own, while the batch before is inserted.
    ``expected``: about how many rows will come; decides how SQLite's indexes are built.
    """

    def __init__(
        self,
        work: Work,
        lot_id: int,
        family: str,
        *,
        expected: int,
        fresh_secrets: bool,
        reader: Reader,
    ) -> None:
        conn = self._conn = work.conn
        self.states: Counter[str] = Counter()
        self._work = work
        self._fixed: dict[str, Any] = {
            "lot_id": lot_id,
            "family": family,
            "state": S.AVAILABLE.value,
            "state_at": work.at,
            "was_out": False,
            "elsewhere": False,
        }
        self._is_sqlite = conn.dialect.name == "sqlite"
        present = conn.exec_driver_sql("SELECT coalesce(sum(n), 0) FROM lot_counts").scalar_one()
        self._later = self._is_sqlite and expected >= max(INDEXES_LATER_FROM, present)
        self._fresh_secrets = fresh_secrets
        self._reader = reader
        self._present = present
        self._seen: set[int] = set()
        self._checks: SparedChecks | None = None

    def insert_all(
        self, batches: Iterable[SealedColumns | Sequence[SealedLicense]], halt: Halt
    ) -> None:
        """Insert batch after batch on a thread of its own: the next is sealed in the meantime.

        ``halt`` is called while nothing else is done; what it raises ends the import. Only one of
        the two threads uses the connection at any time; whatever goes wrong, the work under way is
        waited for, so that the rollback finds the connection idle.
        """
        filled = (as_columns(batch) for batch in batches if batch)
        ready = (batch for batch in filled if batch.rows)
        with (
            spared_checks(self._conn) if self._is_sqlite else nullcontext() as self._checks,
            ThreadPoolExecutor(1, thread_name_prefix="import") as hand,
        ):
            if self._later:
                later = IndexesLater(self._conn)
                self._insert_each(ready, hand)
                self._wait(hand.submit(later.build), halt)
                if self._fresh_secrets and later.has_secret_again():
                    raise SecretAgainError
            elif self._fresh_secrets:
                with closing(self._fresh(ready)) as fresh:
                    self._insert_each(fresh, hand)
            else:
                self._insert_each(ready, hand)

    def _insert_each(self, batches: Iterable[SealedColumns], hand: ThreadPoolExecutor) -> None:
        under_way: Future[None] | None = None
        for batch in batches:
            if under_way is not None:
                under_way.result()
            under_way = hand.submit(self._insert, batch)
        if under_way is not None:
            under_way.result()

    def _fresh(self, batches: Iterable[SealedColumns]) -> Generator[SealedColumns, None, None]:
        """Give the batches on, as long as each of their secrets is new."""
        with self._reader() if self._present else nullcontext() as conn:
            for batch in batches:
                firsts = _firsts(batch.digests)
                known = len(self._seen)
                self._seen.update(firsts)
                if len(self._seen) - known != len(firsts):
                    raise SecretAgainError
                if conn is not None and _has_any(conn, firsts, batch.digests):
                    raise SecretAgainError
                yield batch

    def _wait(self, work: Future[None], halt: Halt) -> None:
        """Wait for work of seconds that a stop, or Ctrl+C, must not wait for."""
        driver = self._conn.connection.driver_connection
        assert driver is not None
        try:
            halt()
            while wait((work,), timeout=_LOOK_UP_S).not_done:
                halt()
        except BaseException:
            driver.interrupt()
            raise
        work.result()

    def _insert(self, batch: SealedColumns) -> None:
        """Insert a batch, units it is on already included."""
        count = len(batch.rows)
        firsts = _firsts(batch.digests)
        fixed = {**self._fixed, "key_id": batch.key_id}
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
            columns["state_at"] = [one or self._work.at for one in batch.state_at]
        if batch.states is None:
            self.states[S.AVAILABLE.value] += count
        else:
            units = _unit_ids_of(self._work, batch.unit, count)
            columns |= _stateful(batch.states, units)
            self.states.update(columns["state"])
        for name in columns:
            fixed.pop(name, None)
        if self._checks is not None:
            self._checks.spare(literal=batch.states is None)
            insert_in_one(self._conn, fixed, columns, batch)
            return
        rows = zip(
            *map(repeat, fixed.values()),
            *columns.values(),
            batch.sealed,
            batch.digests,
            strict=False,  # what is the same for all has no end
        )
        insert_rows(self._conn, "licenses", (*fixed, *columns, "sealed", "digest"), rows)


def _has_any(conn: Connection, firsts: Sequence[int], digests: Sequence[bytes]) -> bool:
    """Say whether a license in the ledger has one of these secrets."""
    sql = "SELECT digest FROM licenses WHERE digest_key IN {values}"
    same = select_in(conn, sql, firsts, kind="bigint")
    return bool(same) and not {bytes(one) for (one,) in same}.isdisjoint(digests)


def _firsts(digests: Sequence[bytes]) -> list[int]:
    """Return the :func:`digest_key` of each."""
    joined = digests.joined if isinstance(digests, PackedBytes) else b"".join(digests)
    words = array("q", joined)
    if sys.byteorder == "little":
        words.byteswap()
    return words[:: DIGEST_BYTES // words.itemsize].tolist()


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
    lock_units(work.conn, known.values())
    fresh = [hwid for hwid in wanted if hwid not in known]
    if fresh:
        columns = ("hwid", "mac", "serial", "first_seen_at", "first_station", "attempts", "last_at")
        insert_rows(
            work.conn,
            "units",
            columns,
            (
                (hwid, normalise_mac(hwid), _serial(hwid), work.at, work.actor.station, 0, work.at)
                for hwid in fresh
            ),
        )
        known |= _unit_ids(work.conn, fresh)
    return [known[unit] if unit else None for unit in units or ()]


def _unit_ids(conn: Connection, hwids: list[str]) -> dict[str, int]:
    return dict(select_in(conn, "SELECT hwid, id FROM units WHERE hwid IN {values}", hwids))


def _serial(hwid: str) -> str | None:
    return hwid.removeprefix("SN:") if hwid.startswith("SN:") else None
