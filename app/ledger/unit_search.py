"""Finding units page by page: count and filter in the database, never a whole table in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.domain.licenses import LicenseState
from app.ledger import tables as t
from app.ledger.work import Store
from flasher.model import Outcome

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
        query = _where(select(func.count()).select_from(t.units), which)
        with self.read() as conn:
            return int(conn.execute(query).scalar_one())

    def page(
        self, which: UnitFilter, start: int, count: int, *, oldest_first: bool = False
    ) -> Sequence[dict[str, Any]]:
        """Return units from ``start`` on, newest first, each as column: value.

        Keys: id, mac, serial, attempts, identity, state, lot, order, outcome, seconds, slot,
        operator, started_at; None where there is none.
        """
        way = _units.id.asc() if oldest_first else _units.id.desc()
        ids = _where(select(_units.id), which).order_by(way).offset(start).limit(count)
        with self.read() as conn:
            wanted = list(conn.execute(ids).scalars())
            rows = conn.execute(_details(wanted)).mappings().all()
        found = {row["id"]: dict(row) for row in rows}
        return [found[unit] for unit in wanted]


def _where(query: Select[Any], which: UnitFilter) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = []
    if which.text:
        like = f"%{_plain(which.text)}%"
        digits = f"%{_plain(which.text.replace(':', '').replace('-', '').upper())}%"
        named = select(_licenses.unit_id).where(
            _licenses.unit_id.is_not(None), _licenses.identity.like(like, escape="\\")
        )
        conditions.append(
            or_(
                _units.hwid.like(digits, escape="\\"),
                _units.serial.like(like, escape="\\"),
                _units.id.in_(named),
            )
        )
    conditions += _by_license(which) + _by_attempt(which)
    if which.outcome is not None:
        last = t.attempts.alias("last")
        newest = (
            select(func.max(_attempts.id))
            .where(_attempts.unit_id == _units.id)
            .correlate(t.units)
            .scalar_subquery()
        )
        ended = select(last.c.outcome).where(last.c.id == newest).scalar_subquery()
        conditions.append(ended == which.outcome.value)
    return query.where(*conditions)


def _by_license(which: UnitFilter) -> list[ColumnElement[bool]]:
    held: list[ColumnElement[bool]] = []
    if which.lot:
        held.append(_licenses.lot_id.in_(select(t.lots.c.id).where(t.lots.c.name == which.lot)))
    if which.order:
        orders = select(t.orders.c.id).where(t.orders.c.name == which.order)
        held.append(_licenses.order_id.in_(orders))
    if which.state is not None:
        held.append(_licenses.state == which.state.value)
    return [_units.id.in_(select(_licenses.unit_id).where(and_(*held)))] if held else []


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
