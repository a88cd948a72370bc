"""Finding units page by page: count and filter in the database, never a whole table in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, union_all

from app.domain.licenses import LicenseState
from app.ledger import tables as t
from app.ledger.work import Store
from flasher.model import Outcome

_LAST = "\uffff"  # after every text that begins like it
_HEX = frozenset("0123456789ABCDEF")
_units, _licenses, _attempts = t.units.c, t.licenses.c, t.attempts.c


@dataclass(frozen=True, slots=True)
class UnitFilter:
    """Which units; empty means any. ``text``: part of an identity, MAC or serial.

    ``since`` (from) and ``until`` (before) are UTC ISO texts of an attempt on the unit.
    """

    text: str = ""
    lot: str = ""
    order: str = ""
    operator: str = ""
    state: LicenseState | None = None
    outcome: Outcome | None = None
    since: str = ""
    until: str = ""


class UnitSearch(Store):
    """Reads units with their license and their last attempt."""

    @classmethod
    def beside(cls, store: Store) -> Self:
        """Return a search on the same ledger as another store."""
        return cls(store._database, store._clock, store._seal)  # noqa: SLF001 - the same base

    def count(self, which: UnitFilter) -> int:
        """Return how many units fit."""
        with self.read() as conn:
            query = _where(select(func.count()), which, _text_finds(conn, which.text))
            return int(conn.execute(query).scalar_one())

    def page(
        self,
        which: UnitFilter,
        start: int,
        count: int,
        *,
        sort: str = "id",
        oldest_first: bool = False,
    ) -> Sequence[dict[str, Any]]:
        """Return units from ``start`` on, newest first, each as column: value.

        ``sort``: one of :data:`SORTS`. Keys: id, mac, serial, attempts, identity, state, lot,
        order, outcome, seconds, slot, operator, started_at; None where there is none.
        """
        column = SORTS[sort]
        order = (
            [column.asc(), _units.id.asc()] if oldest_first else [column.desc(), _units.id.desc()]
        )
        with self.read() as conn:
            ids = _where(select(_units.id), which, _text_finds(conn, which.text))
            chosen = ids.order_by(*order).offset(start).limit(count)
            wanted = list(conn.execute(chosen).scalars())
            rows = conn.execute(_details(wanted)).mappings().all()
        found = {row["id"]: dict(row) for row in rows}
        return [found[unit] for unit in wanted]

    def outcomes(self, which: UnitFilter) -> dict[tuple[str | None, bool], int]:
        """Return how many fitting units ended how at last, and whether it was their first try."""
        at_first = _units.attempts == 1
        with self.read() as conn:
            query = _where(
                select(_units.last_outcome, at_first, func.count()),
                which,
                _text_finds(conn, which.text),
            ).group_by(_units.last_outcome, at_first)
            return {(ended, bool(first)): n for ended, first, n in conn.execute(query)}

    def hours(self, which: UnitFilter, most: int) -> list[tuple[str, str | None, int]]:
        """Return (hour as ``YYYY-MM-DDTHH`` in UTC, outcome, units) of the newest hours.

        Each unit counts in the hour of its last attempt; newest hours first.
        """
        hour = func.substr(_units.last_at, 1, 13)
        with self.read() as conn:
            finds = _text_finds(conn, which.text)
            newest = conn.execute(
                _where(select(func.max(_units.last_at)), which, finds)
            ).scalar_one_or_none()
            if newest is None:
                return []
            begin = (datetime.fromisoformat(newest) - timedelta(hours=most)).strftime("%Y-%m-%dT%H")
            query = (
                _where(select(hour, _units.last_outcome, func.count()), which, finds)
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
}
"""What units can be sorted by: each has an index."""


def _text_finds(conn: Connection, text: str) -> ColumnElement[bool] | None:
    """Return the condition for a typed or scanned text: its beginning by index, else any part.

    Scans give whole identities and MACs: those are found at once. A part from the middle of one
    costs a scan over the index, so it is tried only where nothing begins with it.
    """
    if not text:
        return None
    digits = text.replace(":", "").replace("-", "").upper()
    families = select(t.lots.c.family).distinct()
    begins = or_(
        _units.hwid.between(digits, digits + _LAST),
        _units.serial.between(text, text + _LAST),
        _units.id.in_(
            select(_licenses.unit_id).where(
                _licenses.family.in_(families),
                _licenses.identity.between(text, text + _LAST),
                _licenses.unit_id.is_not(None),
            )
        ),
    )
    if conn.execute(select(_units.id).where(begins).limit(1)).first() is not None:
        return begins
    like = f"%{_plain(text)}%"
    # Found in the small index first: SQLite would otherwise walk the rows themselves.
    named = select(_licenses.id).where(_licenses.identity.like(like, escape="\\"))
    parts = [
        _units.serial.like(like, escape="\\"),
        _units.id.in_(
            select(_licenses.unit_id).where(_licenses.id.in_(named), _licenses.unit_id.is_not(None))
        ),
    ]
    if not set(digits) - _HEX:
        macs = select(_units.hwid).where(_units.hwid.like(f"%{digits}%"))
        parts.append(_units.hwid.in_(macs))
    return _units.id.in_(union_all(*(select(_units.id).where(part) for part in parts)))


def _where(query: Select[Any], which: UnitFilter, finds: ColumnElement[bool] | None) -> Select[Any]:
    held = _by_license(which)
    if which.state is LicenseState.VOID:
        query = query.select_from(t.units).where(
            _units.id.in_(select(_licenses.unit_id).where(and_(*held)))
        )
    elif held:  # a unit has one license that is not void: no unit counts twice
        own = [_licenses.unit_id.is_not(None), _licenses.state != LicenseState.VOID.value]
        joined = t.licenses.join(t.units, _units.id == _licenses.unit_id)
        query = query.select_from(joined).where(*own, *held)
    else:
        query = query.select_from(t.units)
    conditions = _by_attempt(which)
    if finds is not None:
        conditions.append(finds)
    if which.outcome is not None:
        conditions.append(_units.last_outcome == which.outcome.value)
    return query.where(*conditions)


def _by_license(which: UnitFilter) -> list[ColumnElement[bool]]:
    held: list[ColumnElement[bool]] = []
    if which.lot:
        lots = select(t.lots.c.id).where(t.lots.c.name == which.lot)
        held.append(_licenses.lot_id == lots.scalar_subquery())
    if which.order:
        orders = select(t.orders.c.id).where(t.orders.c.name == which.order)
        held.append(_licenses.order_id == orders.scalar_subquery())
    if which.state is not None:
        held.append(_licenses.state == which.state.value)
    return held


def _by_attempt(which: UnitFilter) -> list[ColumnElement[bool]]:
    tried: list[ColumnElement[bool]] = []
    if which.since:
        tried.append(_attempts.started_at >= which.since)
    if which.until:
        tried.append(_attempts.started_at < which.until)
    if which.operator:
        tried.append(_attempts.operator == which.operator)
    return [_units.id.in_(select(_attempts.unit_id).where(and_(*tried)))] if tried else []


def _details(wanted: Sequence[int]) -> Select[Any]:
    newest = (
        select(func.max(_attempts.id).label("id"))
        .where(_attempts.unit_id.in_(wanted))
        .group_by(_attempts.unit_id)
        .subquery()
    )
    last = select(t.attempts).where(_attempts.id.in_(select(newest.c.id))).subquery()
    live = (
        select(func.max(_licenses.id).label("id"))
        .where(_licenses.unit_id.in_(wanted), _licenses.state != LicenseState.VOID.value)
        .group_by(_licenses.unit_id)
        .subquery()
    )
    own = select(t.licenses).where(_licenses.id.in_(select(live.c.id))).subquery()
    return (
        select(
            _units.id,
            _units.mac,
            _units.serial,
            _units.attempts,
            own.c.identity,
            own.c.state,
            t.lots.c.name.label("lot"),
            t.orders.c.name.label("order"),
            last.c.outcome,
            last.c.seconds,
            last.c.slot,
            last.c.operator,
            last.c.started_at,
        )
        .select_from(
            t.units.outerjoin(own, own.c.unit_id == _units.id)
            .outerjoin(last, last.c.unit_id == _units.id)
            .outerjoin(t.lots, t.lots.c.id == own.c.lot_id)
            .outerjoin(t.orders, t.orders.c.id == own.c.order_id)
        )
        .where(_units.id.in_(wanted))
    )


def _plain(text: str) -> str:
    """Return a text whose LIKE wildcards stand for themselves."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
