"""Which units: the conditions of a search, written so that the database takes its indexes.

A typed text is looked up first, by itself: whole identities and MACs (a scan gives those) by index,
a part from the middle by one pass over the small indexes of identities and MACs. What it finds is a
list of units, which all further questions of the same search begin with.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    text,
)

from app.domain.licenses import LicenseState
from app.domain.units import MOST_NAMED
from app.ledger import tables as t
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

    @property
    def is_by_license(self) -> bool:
        """Say whether a unit's license decides."""
        return bool(self.lot or self.order or self.state is not None)

    @property
    def is_by_attempt(self) -> bool:
        """Say whether an attempt on the unit decides."""
        return bool(self.since or self.until or self.operator)


@dataclass(frozen=True, slots=True)
class Named:
    """What a typed text names: ids of units, in no order, and the same said of one unit.

    Of more than :data:`MOST_NAMED` not all ids are there, and not ``is_all``.
    """

    ids: Sequence[int]
    is_all: bool
    one: ColumnElement[bool]

    def allowed(self, conn: Connection) -> ColumnElement[bool]:
        """Return the condition on a unit; any number of ids is one parameter."""
        if not self.is_all:
            return self.one
        if conn.dialect.name == "sqlite":
            each = func.json_each(json.dumps(list(self.ids))).table_valued("value")
            return _units.id.in_(select(each.c.value))
        return _units.id == func.any(list(self.ids))


def named_by(conn: Connection, words: str) -> Named | None:
    """Return the units that a typed or scanned text names; None where none is typed.

    Its beginning by index, else any part: that costs a pass over two indexes, so it is tried only
    where nothing begins with it; and once more without regard to case where that finds nothing.
    """
    if not words:
        return None
    digits = words.replace(":", "").replace("-", "").upper()
    place = func.instr if conn.dialect.name == "sqlite" else func.strpos
    low = f"%{_plain(words.lower())}%"
    is_mac = bool(digits) and not set(digits) - _HEX
    ways = (
        _Way(
            lambda identity: identity.between(words, words + _LAST),
            _units.serial.between(words, words + _LAST),
            _units.hwid.between(digits, digits + _LAST) if digits else false(),
            by_family=True,
        ),
        _Way(
            lambda identity: place(identity, words) > 0,
            place(_units.serial, words) > 0,
            place(_units.hwid, digits) > 0 if is_mac else false(),
        ),
        _Way(
            lambda identity: func.lower(identity).like(low, escape="\\"),
            func.lower(_units.serial).like(low, escape="\\"),
            false(),
        ),
    )
    for way in ways[: 3 if words.lower() != words.upper() else 2]:
        ids, is_all = way.find(conn)
        if ids or not is_all:
            return Named(ids, is_all, way.one())
    return Named((), is_all=True, one=false())


@dataclass(frozen=True, slots=True)
class _Way:
    """One way in which a text can name units: by a license's identity, a serial or a MAC."""

    identity: Callable[[Any], ColumnElement[bool]]
    serial: ColumnElement[bool]
    hwid: ColumnElement[bool]
    by_family: bool = False

    def find(self, conn: Connection) -> tuple[Sequence[int], bool]:
        """Return ids of units, and whether these are all; each part by its own small index."""
        fits = self.identity(_licenses.identity)
        most = MOST_NAMED + 1
        on_units = select(_licenses.unit_id)
        if self.by_family:
            families = select(t.lots.c.family).distinct()
            on_units = on_units.where(
                _licenses.family.in_(families), fits, _licenses.unit_id.is_not(None)
            )
        else:  # found in the small index first: SQLite would otherwise walk the rows themselves
            on_units = on_units.where(
                _licenses.id.in_(select(_licenses.id).where(fits).limit(most))
            )
        macs = select(_units.hwid).where(self.hwid).limit(most)
        serials = select(_units.id).where(_units.serial.is_not(None), self.serial)
        found: set[int] = set()
        is_all = True
        for part in (on_units, select(_units.id).where(_units.hwid.in_(macs)), serials):
            ids = conn.execute(part.limit(most)).scalars().all()
            is_all = is_all and len(ids) < most
            found.update(one for one in ids if one is not None)
        return list(found)[:MOST_NAMED], is_all and len(found) <= MOST_NAMED

    def one(self) -> ColumnElement[bool]:
        """Return the same as a condition on one unit; its licenses are looked up by the unit."""
        fits = self.identity(func.coalesce(_licenses.identity, None))
        own = [
            exists().where(_licenses.unit_id == _units.id, text(f"licenses.{state}"), fits)
            for state in (t.LIVE_SQL, "state = 'void'")
        ]
        return or_(self.hwid, self.serial, *(which.correlate(t.units) for which in own))


def fitting(
    query: Select[Any], which: UnitFilter, named: ColumnElement[bool] | None
) -> Select[Any]:
    """Return a query over the units that fit, each once. ``named``: what their text allows.

    Right where few fit: the narrowest filter leads.
    """
    if which.outcome not in (None, Outcome.PASS) and named is None:
        return walking(query, which, named)  # few units failed: their licenses are looked up
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
    conditions: list[ColumnElement[bool]] = [] if named is None else [named]
    if tried := _tried(which):
        conditions.append(_units.id.in_(select(_attempts.unit_id).where(and_(*tried))))
    if which.outcome is not None:
        conditions.append(_units.last_outcome == which.outcome.value)
    return query.where(*conditions)


def walking(
    query: Select[Any], which: UnitFilter, named: ColumnElement[bool] | None
) -> Select[Any]:
    """Return the same units by looking at each in turn: right where many fit."""
    conditions: list[ColumnElement[bool]] = [] if named is None else [named]
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


def count_tried(which: UnitFilter) -> Select[Any]:
    """Return the count of units that were tried so, from one index: nothing else may be asked."""
    return select(func.count(func.distinct(_attempts.unit_id))).where(*_tried(which))


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


def _tried(which: UnitFilter) -> list[ColumnElement[bool]]:
    tried: list[ColumnElement[bool]] = []
    if which.since:
        tried.append(_attempts.started_at >= which.since)
    if which.until:
        tried.append(_attempts.started_at < which.until)
    if which.operator:
        tried.append(_attempts.operator == which.operator)
    return tried


def _plain(text: str) -> str:
    """Return a text whose LIKE wildcards stand for themselves."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
