"""Finding units page by page: count and filter in the database, never a whole table in memory."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from app.ledger import tables as t
from app.ledger.unit_filters import UnitFilter, conditions
from app.ledger.work import Store

__all__ = ["SORTS", "Found", "UnitFilter", "UnitSearch"]

FIRST = 10_000  # so many are read at once, in order; who looks further down asks for pages
AT_ONCE = 2_000  # rows that are read together while all of them are walked through
_units, _licenses, _attempts = t.units.c, t.licenses.c, t.attempts.c
_BY_INDEX: dict[str, Any] = {
    "id": _units.id,
    "at": _units.last_at,
    "identity": _units.own_identity,
    "mac": _units.hwid,
}
_BY_GROUP: dict[str, Any] = {
    "outcome": _units.last_outcome,
    "state": _units.own_state,
    "lot": _units.own_lot,
    "order": _units.own_order,
    "operator": _units.last_operator,
    "attempts": _units.attempts,
}
SORTS = (*_BY_INDEX, *_BY_GROUP)
"""What units can be sorted by: what has an index, and what many units share.

Those that share a value stand among each other by the time of their last attempt.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: how many units, and the first of them (or all) in order.

    ``rest``: the condition of those that are not in ``ids``. ``groups``: where they are sorted by
    what many share, each value with the number of units, in order.
    """

    wanted: tuple[ColumnElement[bool], ...]
    sort: str
    oldest_first: bool
    total: int
    ids: Sequence[int] = ()
    rest: ColumnElement[bool] | None = None
    groups: Sequence[tuple[Any, int]] = ()


class UnitSearch(Store):
    """Reads units with their license and their last attempt."""

    def find(self, which: UnitFilter, *, sort: str = "id", oldest_first: bool = False) -> Found:
        """Count the units that fit, and find the first of them.

        ``sort``: one of :data:`SORTS`. Pages of what was found are read by :meth:`rows`.
        """
        with self.read() as conn:
            return _find(conn, which, sort, oldest_first)

    def rows(self, found: Found, start: int, count: int) -> Sequence[dict[str, Any]]:
        """Return units from ``start`` on, each as column: value.

        Keys: id, mac, serial, attempts, identity, state, lot, order, outcome, seconds, slot,
        operator, started_at; None where there is none.
        """
        with self.read() as conn:
            wanted = _page(conn, found, start, count)
            rows = _details(conn, wanted)
        return [rows[unit] for unit in wanted]

    def every(
        self, which: UnitFilter, *, sort: str = "id", oldest_first: bool = False
    ) -> Iterator[tuple[int, Sequence[dict[str, Any]]]]:
        """Yield all units of one moment in order: how many there are, and some rows as `rows` does.

        The first is asked of the database when the first is taken; nothing grows with their number
        but a list of ids.
        """
        with self.read() as conn:
            found = _find(conn, which, sort, oldest_first)
            ids = found.ids if len(found.ids) == found.total else _all_ids(conn, found)
            for start in range(0, len(ids), AT_ONCE):
                wanted = ids[start : start + AT_ONCE]
                rows = _details(conn, wanted)
                yield len(ids), [rows[unit] for unit in wanted]

    def count(self, which: UnitFilter) -> int:
        """Return how many units fit."""
        with self.read() as conn:
            return _count(conn, conditions(conn, which))

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
            query = select(_units.last_outcome, at_first, func.count())
            fitting = query.where(*conditions(conn, which)).group_by(_units.last_outcome, at_first)
            return {(ended, bool(first)): n for ended, first, n in conn.execute(fitting)}

    def hours(self, which: UnitFilter, most: int) -> list[tuple[str, str | None, int]]:
        """Return (hour as ``YYYY-MM-DDTHH`` in UTC, outcome, units) of the newest hours.

        Each unit counts in the hour of its last attempt; newest hours first.
        """
        hour = func.substr(_units.last_at, 1, 13)
        with self.read() as conn:
            wanted = conditions(conn, which)
            newest = conn.execute(
                select(_units.last_at).where(*wanted).order_by(_units.last_at.desc()).limit(1)
            ).scalar_one_or_none()
            if newest is None:
                return []
            begin = (datetime.fromisoformat(newest) - timedelta(hours=most)).strftime("%Y-%m-%dT%H")
            query = (
                select(hour, _units.last_outcome, func.count())
                .where(*wanted, _units.last_at > begin)
                .group_by(hour, _units.last_outcome)
                .order_by(hour.desc())
            )
            return [(at, ended, n) for at, ended, n in conn.execute(query)]


def _find(conn: Connection, which: UnitFilter, sort: str, oldest_first: bool) -> Found:
    """Find units in one pass: the first are read in order, what follows them is counted."""
    wanted = tuple(conditions(conn, which))
    column = _BY_INDEX.get(sort, _units.last_at)
    shared = _BY_GROUP.get(sort, _units.id)
    query = _in_order(select(_units.id, column, shared).where(*wanted), column, oldest_first)
    first = [tuple(row) for row in conn.execute(query.limit(FIRST + 1))]
    if sort in _BY_GROUP:
        by_value = _order_of(conn, sort)
        if len(first) <= FIRST:
            first.sort(key=lambda row: by_value(row[2]), reverse=not oldest_first)
            return Found(wanted, sort, oldest_first, len(first), [row[0] for row in first])
        counted = select(shared, func.count()).where(*wanted).group_by(shared)
        groups = sorted(
            ((value, n) for value, n in conn.execute(counted)),
            key=lambda group: by_value(group[0]),
            reverse=not oldest_first,
        )
        total = sum(n for _value, n in groups)
        return Found(wanted, sort, oldest_first, total, groups=groups)
    if len(first) <= FIRST:
        return Found(wanted, sort, oldest_first, len(first), [row[0] for row in first])
    edge = first[-1][1]
    ids = [unit for unit, value, _shared in first if value != edge]
    rest = column >= edge if oldest_first else column <= edge
    total = len(ids) + _count(conn, (*wanted, rest))
    return Found(wanted, sort, oldest_first, total, ids, rest)


def _count(conn: Connection, wanted: Sequence[ColumnElement[bool]]) -> int:
    return int(conn.execute(select(func.count()).select_from(t.units).where(*wanted)).scalar_one())


def _in_order(query: Select[Any], column: Any, oldest_first: bool) -> Select[Any]:
    if oldest_first:
        return query.order_by(column.asc(), _units.id.asc())
    return query.order_by(column.desc(), _units.id.desc())


def _page(conn: Connection, found: Found, start: int, count: int) -> Sequence[int]:
    if found.groups:
        return _page_of_groups(conn, found, start, count)
    known = found.ids[start : start + count]
    if found.rest is None or len(known) == count:
        return known
    query = select(_units.id).where(*found.wanted, found.rest)
    ordered = _in_order(query, _BY_INDEX[found.sort], found.oldest_first)
    beyond = ordered.offset(max(0, start - len(found.ids))).limit(count - len(known))
    return [*known, *conn.execute(beyond).scalars()]


def _page_of_groups(conn: Connection, found: Found, start: int, count: int) -> Sequence[int]:
    """Return a page's units: small groups that lie in it are read together, large ones walked."""
    shared = _BY_GROUP[found.sort]
    whole: list[Any] = []
    ids: list[int] = []

    def read_whole() -> None:
        if not whole:
            return
        named = [value for value in whole if value is not None]
        fits = shared.in_(named)
        if len(named) < len(whole):
            fits = fits | shared.is_(None)
        query = select(shared, _units.id).where(*found.wanted, fits)
        rows = conn.execute(_in_order(query, _units.last_at, found.oldest_first)).all()
        ids.extend(unit for value in whole for of_value, unit in rows if of_value == value)
        whole.clear()

    for value, n in found.groups:
        taken = min(n - start, count)
        if taken <= 0:
            start = max(0, start - n)
            continue
        if taken == n:
            whole.append(value)
        else:
            read_whole()
            fits = shared.is_(None) if value is None else shared == value
            query = select(_units.id).where(*found.wanted, fits)
            ordered = _in_order(query, _units.last_at, found.oldest_first)
            ids.extend(conn.execute(ordered.offset(start).limit(taken)).scalars())
        start, count = 0, count - taken
        if count == 0:
            break
    read_whole()
    return ids


def _all_ids(conn: Connection, found: Found) -> list[int]:
    column = _BY_INDEX.get(found.sort, _units.last_at)
    shared = _BY_GROUP.get(found.sort, _units.id)
    query = _in_order(select(_units.id, shared).where(*found.wanted), column, found.oldest_first)
    rows = conn.execute(query)
    if not found.groups:
        return [unit for unit, _value in rows]
    of_value: dict[Any, list[int]] = {value: [] for value, _n in found.groups}
    for unit, value in rows:
        of_value[value].append(unit)
    return [unit for units in of_value.values() for unit in units]


def _order_of(conn: Connection, sort: str) -> Callable[[Any], Any]:
    """Return what a shared value sorts by: lots and orders by name, lot 10 after lot 9."""
    names: dict[int, str] = {}
    if sort in ("lot", "order"):
        table = t.lots if sort == "lot" else t.orders
        query = select(table.c.id, table.c.name)
        names = {row.id: row.name for row in conn.execute(query)}

    def key(value: Any) -> tuple[Any, ...]:
        if value is None:
            return (False,)
        if sort == "attempts":
            return (True, value)
        words = names.get(value, "") if sort in ("lot", "order") else str(value)
        parts = re.split(r"(\d+)", words)
        numbered = [(int(part) if place % 2 else 0, part) for place, part in enumerate(parts)]
        return (True, numbered)

    return key


def _details(conn: Connection, wanted: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return the rows of some units, by id; plain lookups, one table after the other."""
    own = (
        select(
            _units.id,
            _units.mac,
            _units.serial,
            _units.attempts,
            func.nullif(_units.own_identity, "").label("identity"),
            _units.own_state.label("state"),
            t.lots.c.name.label("lot"),
            t.orders.c.name.label("order"),
        )
        .select_from(
            t.units.outerjoin(t.lots, t.lots.c.id == _units.own_lot).outerjoin(
                t.orders, t.orders.c.id == _units.own_order
            )
        )
        .where(_units.id.in_(wanted))
    )
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
    nothing = dict.fromkeys(("outcome", "seconds", "slot", "operator", "started_at"))
    found = {row["id"]: dict(row) | nothing for row in conn.execute(own).mappings()}
    for row in conn.execute(last).mappings():
        values = dict(row)
        found[values.pop("unit_id")] |= values
    return found
