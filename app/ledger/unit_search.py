"""Finding units page by page: count and filter in the database, never a whole table in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    text,
    union_all,
)

from app.domain.licenses import LicenseState
from app.ledger import tables as t
from app.ledger.work import Store
from flasher.model import Outcome

_LAST = "\uffff"  # after every text that begins like it
MANY = 20_000  # so many fits are not sorted: the units are walked in the order of an index
_OF_OTHERS = (
    *("identity", "state", "lot", "order"),
    *("outcome", "seconds", "slot", "operator", "started_at"),
)
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
            finds = _text_finds(conn, which.text)
            few = _where(select(_units.id), which, finds).limit(MANY + 1).subquery()
            is_many = conn.execute(select(func.count()).select_from(few)).scalar_one() > MANY
            if is_many:
                ids = _walk(select(_units.id), which, finds).order_by(*order)
                wanted = list(conn.execute(ids.offset(start).limit(count)).scalars())
            else:  # sorted here: asked to sort them, the database takes a slower way to find them
                fits = conn.execute(_where(select(column, _units.id), which, finds)).all()
                fits = sorted(fits, key=_by_value, reverse=not oldest_first)
                wanted = [unit for _value, unit in fits[start : start + count]]
            found = _details(conn, wanted)
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


def _by_value(row: Any) -> tuple[bool, Any, int]:
    """Return what a row sorts by: nothing before something, then in order, then by age."""
    value, unit = row
    return value is not None, value if value is not None else 0, unit


def _text_finds(conn: Connection, words: str) -> ColumnElement[bool] | None:
    """Return the condition for a typed or scanned text: its beginning by index, else any part.

    Scans give whole identities and MACs: those are found at once. A part from the middle of one
    costs a scan over the index, so it is tried only where nothing begins with it.
    """
    if not words:
        return None
    digits = words.replace(":", "").replace("-", "").upper()
    families = select(t.lots.c.family).distinct()
    begins = or_(
        _units.hwid.between(digits, digits + _LAST),
        _units.serial.between(words, words + _LAST),
        _units.id.in_(
            select(_licenses.unit_id).where(
                _licenses.family.in_(families),
                _licenses.identity.between(words, words + _LAST),
                _licenses.unit_id.is_not(None),
            )
        ),
    )
    if conn.execute(select(_units.id).where(begins).limit(1)).first() is not None:
        return begins
    like = f"%{_plain(words)}%"
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


def _by_license(which: UnitFilter, *, looked_up: bool = False) -> list[ColumnElement[bool]]:
    """Return the conditions on a license.

    ``looked_up``: each unit's own license is looked at; an index over lots must not be taken.
    """

    def plain(column: Any) -> Any:
        return func.coalesce(column, None) if looked_up else column

    held: list[ColumnElement[bool]] = []
    if which.lot:
        lots = select(t.lots.c.id).where(t.lots.c.name == which.lot)
        held.append(plain(_licenses.lot_id) == lots.scalar_subquery())
    if which.order:
        orders = select(t.orders.c.id).where(t.orders.c.name == which.order)
        held.append(plain(_licenses.order_id) == orders.scalar_subquery())
    if which.state is not None:
        held.append(plain(_licenses.state) == which.state.value)
    return held


def _by_attempt(which: UnitFilter) -> list[ColumnElement[bool]]:
    tried = _tried(which)
    return [_units.id.in_(select(_attempts.unit_id).where(and_(*tried)))] if tried else []


def _tried(which: UnitFilter) -> list[ColumnElement[bool]]:
    tried: list[ColumnElement[bool]] = []
    if which.since:
        tried.append(_attempts.started_at >= which.since)
    if which.until:
        tried.append(_attempts.started_at < which.until)
    if which.operator:
        tried.append(_attempts.operator == which.operator)
    return tried


def _walk(query: Select[Any], which: UnitFilter, finds: ColumnElement[bool] | None) -> Select[Any]:
    """Return the same units by walking all of them in their order: right where many fit."""
    conditions: list[ColumnElement[bool]] = [] if finds is None else [finds]
    if held := _by_license(which, looked_up=True):
        # Written out as the index of a unit's license says it: only so that index is chosen.
        void = which.state is LicenseState.VOID
        live = text(f"licenses.{'state = ' + repr('void') if void else t.LIVE_SQL}")
        conditions.append(
            exists().where(_licenses.unit_id == _units.id, live, *held).correlate(t.units)
        )
    if tried := _tried(which):
        conditions.append(exists().where(_attempts.unit_id == _units.id, *tried).correlate(t.units))
    if which.outcome is not None:
        conditions.append(_units.last_outcome == which.outcome.value)
    return query.select_from(t.units).where(*conditions)


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


def _plain(text: str) -> str:
    """Return a text whose LIKE wildcards stand for themselves."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
