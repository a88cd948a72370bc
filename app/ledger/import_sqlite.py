"""How licenses enter a SQLite ledger fast: one statement a batch, big indexes sorted at the end.

SQLite opens the table and each of its indexes anew for every statement, which costs several times
what the row itself does. So a batch is one ``INSERT … SELECT`` over a JSON array and some blobs;
it also runs as a whole without the interpreter's lock, so that the next batch is sealed meanwhile.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import accumulate
from typing import Any

from sqlalchemy import Connection

from app.domain.licenses import PackedBytes, SealedColumns

INDEXES_LATER_FROM = 20_000
"""From so many rows on sorting whole indexes at the end is cheaper than growing them."""

_SORTED_LATER = ("ux_licenses_identity", "ix_licenses_digest")
"""The indexes that a list's rows hit at random; the others grow at their end or stay empty."""

_SECRET_AGAIN = (
    "SELECT 1 FROM licenses WHERE digest_key IN"
    " (SELECT digest_key FROM licenses GROUP BY digest_key HAVING count(*) > 1 AND max(id) > ?)"
    " GROUP BY digest HAVING count(*) > 1 AND max(id) > ? LIMIT 1"
)

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class IndexesLater:
    """Takes the random indexes of the licenses away until :meth:`build`; one transaction still.

    A writer is alone in SQLite anyway, and readers keep what they see. The unique index is made
    whole, or the transaction fails; its rollback brings the indexes back.
    """

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        query = "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?"
        self._made = [conn.exec_driver_sql(query, (name,)).scalar_one() for name in _SORTED_LATER]
        for name in _SORTED_LATER:
            conn.exec_driver_sql(f'DROP INDEX "{name}"')
        newest = "SELECT coalesce(max(id), 0) FROM licenses"
        self._before = conn.exec_driver_sql(newest).scalar_one()

    def build(self) -> None:
        """Sort and build them; some seconds for a million rows."""
        for sql in self._made:
            self._conn.exec_driver_sql(sql)

    def has_secret_again(self) -> bool:
        """Say whether a license inserted since shares its secret with any other.

        One walk along the index of digests: quicker than looking up each of very many.
        """
        before = self._before
        return self._conn.exec_driver_sql(_SECRET_AGAIN, (before, before)).first() is not None


@contextmanager
def spared_checks(conn: Connection) -> Iterator["SparedChecks"]:
    """Spare the CHECK constraints where that is safe; they are in force again at the end."""
    checks = SparedChecks(conn)
    try:
        yield checks
    finally:
        checks.spare(literal=False)


class SparedChecks:
    """Spares the CHECK constraints for rows whose checked columns are literals of the statement.

    They hold for all of such a statement's rows or for none, and to prove them row by row is half
    of an insert's time. Unique, foreign and NOT NULL keys stay in force.
    """

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._are_spared = False

    def spare(self, *, literal: bool) -> None:
        """Set it for the statements that follow; each change makes SQLite prepare them anew."""
        if literal != self._are_spared:
            self._conn.exec_driver_sql(f"PRAGMA ignore_check_constraints={int(literal)}")
            self._are_spared = literal


def insert_in_one(
    conn: Connection,
    fixed: Mapping[str, Any],
    columns: Mapping[str, Sequence[Any]],
    batch: SealedColumns,
) -> None:
    """Insert a batch in its order; ``fixed`` is the same for all, ``columns`` has a value each."""
    values = dict.fromkeys(fixed, "?")
    bound = list(fixed.values())
    given: list[Sequence[Any]] = []
    for name, column in columns.items():
        if isinstance(column, range) and column.step == 1:
            values[name] = "? + key"
            bound.append(column.start)
        elif name == "identity" and (size := _ascii_size(column)):
            values[name] = f"CAST(substr(?, 1 + key * {size}, {size}) AS TEXT)"
            bound.append("".join(column).encode("ascii"))
        else:
            values[name] = f"{{{len(given)}}}"
            given.append(column)
    for name, blobs in (("sealed", batch.sealed), ("digest", batch.digests)):
        packed = packed_bytes(blobs)
        if packed is not None:
            values[name] = f"substr(?, 1 + key * {packed.size}, {packed.size})"
            bound.append(packed.joined)
        else:
            values[name] = f"substr(?, {{{len(given)}}}, {{{len(given) + 1}}})"
            sizes = list(map(len, blobs))
            given += [list(accumulate(sizes[:-1], initial=1)), sizes]
            bound.append(b"".join(blobs))
    if len(given) == 1:
        places, rows = ["value"], list(given[0])
    else:
        places = [f"json_extract(value, '$[{place}]')" for place in range(len(given))]
        rows = list(zip(*given, strict=True))
    words = ", ".join(values.values()).format(*places)
    driver = conn.connection.driver_connection
    assert driver is not None
    driver.execute(
        # ORDER BY nothing: json_each gives the array in its order, and row ids follow the list's.
        f"INSERT INTO licenses ({', '.join(values)}) SELECT {words} FROM json_each(?)",  # noqa: S608
        (*bound, _encode(rows)),
    ).close()


def packed_bytes(blobs: Sequence[bytes]) -> PackedBytes | None:
    """Return the blobs end to end if all are equally long, else None."""
    if isinstance(blobs, PackedBytes):
        return blobs
    size = len(blobs[0])
    if not size or set(map(len, blobs)) != {size}:
        return None
    return PackedBytes(b"".join(blobs), size)


def _ascii_size(texts: Sequence[str]) -> int:
    """Return the length of texts of ASCII that are equally long, else 0."""
    sizes = set(map(len, texts))
    return sizes.pop() if len(sizes) == 1 and all(map(str.isascii, texts)) else 0
