"""Finding units page by page: count and filter in the database, never a whole table in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, func, select

from app.domain.licenses import LicenseState
from app.domain.units import MOST_NAMED
from app.ledger import tables as t
from app.ledger.unit_filters import (
    Named,
    UnitFilter,
    count_tried,
    fitting,
    named_by,
    walking,
)
from app.ledger.work import Store

__all__ = ["SORTS", "Found", "UnitFilter", "UnitSearch"]

MANY = 20_000  # so many fits are not sorted: the units are walked in the order of an index
GATHERED = 100_000  # so many of one period or operator are sorted all the same
SORTED_THERE = 200_000  # and so many by the database, where nothing else is asked
_OF_OTHERS = (
    *("identity", "state", "lot", "order"),
    *("outcome", "seconds", "slot", "operator", "started_at"),
)
_units, _licenses, _attempts = t.units.c, t.licenses.c, t.attempts.c


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: how many units, and (where they are not too many) all, in order."""

    which: UnitFilter
    sort: str
    oldest_first: bool
    total: int
    ids: Sequence[int] | None = None
    named: Named | None = None
    """What the typed text names; None where none was typed."""


class UnitSearch(Store):
    """Reads units with their license and their last attempt."""

    @classmethod
    def beside(cls, store: Store) -> Self:
        """Return a search on the same ledger as another store."""
        return cls(store._database, store._clock, store._seal)  # noqa: SLF001 - the same base

    def find(self, which: UnitFilter, *, sort: str = "id", oldest_first: bool = False) -> Found:
        """Count the units that fit, and sort them where that is quickly done.

        ``sort``: one of :data:`SORTS`. Pages of what was found are read by :meth:`rows`.
        """
        with self.read() as conn:
            named = named_by(conn, which.text)
            allowed = None if named is None else named.allowed(conn)
            found = Found(which, sort, oldest_first, 0, named=named)
            if which.is_by_attempt and _is_nothing_else(which):
                total = int(conn.execute(count_tried(which)).scalar_one())
                if total > MANY:
                    return _with(found, total)
            if named is not None and not named.is_all and _is_only_text(which):
                return _with(found, MOST_NAMED)
            # Those of a period may lie far from the newest: they are not walked to, but sorted.
            most = GATHERED if which.is_by_attempt else MANY
            query = fitting(select(SORTS[sort], _units.id), which, allowed)
            fits = [tuple(row) for row in conn.execute(query.limit(most + 1))]
            if len(fits) <= most:
                # Sorted here: asked to sort them, the database takes a slower way to find them.
                fits.sort(key=_by_value, reverse=not oldest_first)
                return _with(found, len(fits), [unit for _value, unit in fits])
            return _with(found, _count(conn, which, named))

    def rows(self, found: Found, start: int, count: int) -> Sequence[dict[str, Any]]:
        """Return units from ``start`` on, each as column: value.

        Keys: id, mac, serial, attempts, identity, state, lot, order, outcome, seconds, slot,
        operator, started_at; None where there is none.
        """
        with self.read() as conn:
            wanted = _page(conn, found, start, count)
            rows = _details(conn, wanted)
        return [rows[unit] for unit in wanted]

    def count(self, which: UnitFilter) -> int:
        """Return how many units fit."""
        with self.read() as conn:
            return _count(conn, which, named_by(conn, which.text))

    def page(
        self,
        which: UnitFilter,
        start: int,
        count: int,
        *,
        sort: str = "id",
        oldest_first: bool = False,
    ) -> Sequence[dict[str, Any]]:
        """Find units and return some of them, newest first, as :meth:`rows` does."""
        return self.rows(self.find(which, sort=sort, oldest_first=oldest_first), start, count)

    def outcomes(self, which: UnitFilter) -> dict[tuple[str | None, bool], int]:
        """Return how many fitting units ended how at last, and whether it was their first try."""
        at_first = _units.attempts == 1
        with self.read() as conn:
            query = fitting(
                select(_units.last_outcome, at_first, func.count()), which, _allowed(conn, which)
            ).group_by(_units.last_outcome, at_first)
            return {(ended, bool(first)): n for ended, first, n in conn.execute(query)}

    def hours(self, which: UnitFilter, most: int) -> list[tuple[str, str | None, int]]:
        """Return (hour as ``YYYY-MM-DDTHH`` in UTC, outcome, units) of the newest hours.

        Each unit counts in the hour of its last attempt; newest hours first.
        """
        hour = func.substr(_units.last_at, 1, 13)
        with self.read() as conn:
            allowed = _allowed(conn, which)
            newest = conn.execute(
                fitting(select(func.max(_units.last_at)), which, allowed)
            ).scalar_one_or_none()
            if newest is None:
                return []
            begin = (datetime.fromisoformat(newest) - timedelta(hours=most)).strftime("%Y-%m-%dT%H")
            query = (
                fitting(select(hour, _units.last_outcome, func.count()), which, allowed)
                .where(_units.last_at > begin)
                .group_by(hour, _units.last_outcome)
                .order_by(hour.desc())
            )
            return [(at, ended, n) for at, ended, n in conn.execute(query)]


SORTS: dict[str, Any] = {
    "id": _units.id,
    "at": _units.last_at,
    "mac": _units.hwid,
    "outcome": _units.last_outcome,
    "attempts": _units.attempts,
}
"""What units can be sorted by: each has an index."""


def _is_nothing_else(which: UnitFilter) -> bool:
    return not (which.text or which.is_by_license or which.outcome is not None)


def _is_only_text(which: UnitFilter) -> bool:
    return not (which.is_by_license or which.is_by_attempt or which.outcome is not None)


def _with(found: Found, total: int, ids: Sequence[int] | None = None) -> Found:
    return Found(found.which, found.sort, found.oldest_first, total, ids, found.named)


def _allowed(conn: Connection, which: UnitFilter) -> ColumnElement[bool] | None:
    named = named_by(conn, which.text)
    return None if named is None else named.allowed(conn)


def _count(conn: Connection, which: UnitFilter, named: Named | None) -> int:
    if which.is_by_attempt and _is_nothing_else(which):
        return int(conn.execute(count_tried(which)).scalar_one())
    if named is None:
        return int(conn.execute(fitting(select(func.count()), which, None)).scalar_one())
    if _is_only_text(which):
        return len(named.ids) if named.is_all else MOST_NAMED
    fits = fitting(select(_units.id), which, named.allowed(conn)).limit(MOST_NAMED).subquery()
    return int(conn.execute(select(func.count()).select_from(fits)).scalar_one())


def _page(conn: Connection, found: Found, start: int, count: int) -> Sequence[int]:
    if found.ids is not None:
        return found.ids[start : start + count]
    column, which = SORTS[found.sort], found.which
    allowed = None if found.named is None else found.named.allowed(conn)
    if _is_nothing_else(which) and which.is_by_attempt and found.total <= SORTED_THERE:
        # A period may lie far back: from the newest unit on it would be a long way there.
        query = fitting(select(_units.id), which, allowed)
    else:
        query = walking(select(_units.id), which, allowed)
    order = (
        (column.asc(), _units.id.asc())
        if found.oldest_first
        else (
            column.desc(),
            _units.id.desc(),
        )
    )
    return conn.execute(query.order_by(*order).offset(start).limit(count)).scalars().all()


def _by_value(row: tuple[Any, ...]) -> tuple[bool, Any, int]:
    """Return what a row sorts by: nothing before something, then in order, then by age."""
    value, unit = row
    return value is not None, value if value is not None else 0, unit


def _details(conn: Connection, wanted: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return the rows of some units, by id; plain lookups, one table after the other."""
    newest = conn.execute(
        select(func.max(_attempts.id))
        .where(_attempts.unit_id.in_(wanted))
        .group_by(_attempts.unit_id)
    ).scalars()
    last = select(
        _attempts.unit_id,
        _attempts.outcome,
        _attempts.seconds,
        _attempts.slot,
        _attempts.operator,
        _attempts.started_at,
    ).where(_attempts.id.in_(list(newest)))
    own = (
        select(
            _licenses.unit_id,
            _licenses.identity,
            _licenses.state,
            t.lots.c.name.label("lot"),
            t.orders.c.name.label("order"),
        )
        .select_from(
            t.licenses.join(t.lots, t.lots.c.id == _licenses.lot_id).outerjoin(
                t.orders, t.orders.c.id == _licenses.order_id
            )
        )
        .where(_licenses.unit_id.in_(wanted), _licenses.state != LicenseState.VOID.value)
    )
    units = select(_units.id, _units.mac, _units.serial, _units.attempts)
    nothing = dict.fromkeys(_OF_OTHERS)
    rows = conn.execute(units.where(_units.id.in_(wanted))).mappings()
    found = {row["id"]: nothing | dict(row) for row in rows}
    for query in (last, own):
        for row in conn.execute(query).mappings():
            values = dict(row)
            found[values.pop("unit_id")] |= values
    return found
