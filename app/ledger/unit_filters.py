"""Which units: the conditions of a search, each a condition on the unit's own row.

A unit's row says whose license it has and how its last attempt went, so one covering index answers
any of them together: counting a million units is one pass over it, never a look at a second table.
Only a typed text is looked up first: its beginning by index, else it may stand anywhere.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, false, func, or_, select, text

from app.domain.licenses import LicenseState
from app.ledger import tables as t
from flasher.model import Outcome

FEW_NAMED = 10_000  # so many units that a text begins are looked up one by one
_LAST = "\uffff"  # after every text that begins like it
_HEX = frozenset("0123456789ABCDEF")
_SEPARATORS = str.maketrans("", "", ":-. ")
_units, _licenses = t.units.c, t.licenses.c


@dataclass(frozen=True, slots=True)
class UnitFilter:
    """Which units; empty means any. ``text``: part of an identity, MAC or serial.

    ``lot``, ``order`` and ``state`` are those of the license that the unit has, or of the void one
    that it had. ``outcome``, ``operator``, ``since`` (from) and ``until`` (before; UTC ISO texts)
    speak of its last attempt: what a row of the list shows is what it was found by. ``units``:
    only these, by id.
    """

    text: str = ""
    lot: str = ""
    order: str = ""
    operator: str = ""
    state: LicenseState | None = None
    outcome: Outcome | None = None
    since: str = ""
    until: str = ""
    units: tuple[int, ...] | None = None


def conditions(conn: Connection, which: UnitFilter) -> list[ColumnElement[bool]]:
    """Return what a unit's row must fulfil; looks a typed text up."""
    wanted: list[ColumnElement[bool]] = []
    if which.units is not None:
        wanted.append(_one_of(conn, which.units))
    if which.text:
        wanted.append(_named_by(conn, which.text))
    if which.lot:
        lots = select(t.lots.c.id).where(t.lots.c.name == which.lot)
        wanted.append(_units.own_lot == lots.scalar_subquery())
    if which.order:
        orders = select(t.orders.c.id).where(t.orders.c.name == which.order)
        wanted.append(_units.own_order == orders.scalar_subquery())
    if which.state is not None:
        wanted.append(_units.own_state == which.state.value)
    if which.outcome is not None:
        wanted.append(_units.last_outcome == which.outcome.value)
    if which.operator:
        wanted.append(_units.last_operator == which.operator)
    if which.since:
        wanted.append(_units.last_at >= which.since)
    if which.until:
        wanted.append(_units.last_at < which.until)
    return wanted


def _named_by(conn: Connection, words: str) -> ColumnElement[bool]:
    """Return the condition that a typed or scanned text is.

    Units whose identity, MAC or serial begins with it; where there are none, those that have it
    anywhere, in capitals or not. A MAC may be typed with or without its separators.
    """
    digits = words.translate(_SEPARATORS).upper()
    if set(digits) - _HEX:
        digits = ""
    begun = _begun_by(conn, words, digits)
    if 0 < len(begun) <= FEW_NAMED:
        return _one_of(conn, begun)
    if begun:  # so many that a pass over all of them is quicker, and counts them
        return or_(
            _begins(conn, _units.hwid, digits) if digits else false(),
            _begins(conn, _units.own_identity, words),
            _begins(conn, _units.serial, words),
            _once_had(conn, func.substr(_licenses.identity, 1, len(words)) == words),
        )
    return or_(
        _units.hwid.contains(digits) if digits else false(),
        _within(conn, _units.own_identity, words),
        _within(conn, _units.serial, words),
        _once_had(conn, _within(conn, _licenses.identity, words)),
    )


def _begun_by(conn: Connection, words: str, digits: str) -> Sequence[int]:
    """Return ids of units that a text begins to name: some more than FEW_NAMED, where too many."""
    ways = [
        select(_units.id).where(_units.own_identity.between(words, words + _LAST)),
        select(_units.id).where(
            _units.serial.is_not(None), _units.serial.between(words, words + _LAST)
        ),
        _void_ones().where(func.substr(_licenses.identity, 1, len(words)) == words),
    ]
    if digits:
        ways.append(select(_units.id).where(_units.hwid.between(digits, digits + "Z")))
    found: set[int] = set()
    for way in ways:
        found.update(conn.execute(way.limit(FEW_NAMED + 1)).scalars())
        if len(found) > FEW_NAMED:
            break
    return list(found)


def _once_had(conn: Connection, fits: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a void license of the unit fits; these are few."""
    ids = conn.execute(_void_ones().where(fits)).scalars().all()
    return _one_of(conn, ids) if ids else false()


def _begins(conn: Connection, column: Any, words: str) -> ColumnElement[bool]:
    """Return the condition that a column begins with a text, so that no index over it is taken."""
    if conn.dialect.name == "sqlite":
        compared: ColumnElement[bool] = func.coalesce(column, "").between(words, words + _LAST)
    else:  # bytes are compared: a server's own language takes ten times as long
        compared = func.starts_with(column, words)
    return compared


def _void_ones() -> Select[Any]:
    # Written out as their index says it: so that it is taken.
    void = text("licenses.unit_id IS NOT NULL AND licenses.state = 'void'")
    return select(_licenses.unit_id).where(void)


def _within(conn: Connection, column: Any, words: str) -> ColumnElement[bool]:
    """Return the condition that a text stands anywhere in a column, in capitals or not."""
    anywhere = f"%{_plain(words)}%"
    if conn.dialect.name == "sqlite":  # its LIKE has no regard to case
        found: ColumnElement[bool] = column.like(anywhere, escape="\\")
    else:
        found = column.ilike(anywhere, escape="\\")
    return found


def _one_of(conn: Connection, ids: Iterable[int]) -> ColumnElement[bool]:
    """Return the condition that a unit is one of these; any number of them is one parameter."""
    if conn.dialect.name == "sqlite":
        each = func.json_each(json.dumps(list(ids))).table_valued("value")
        return _units.id.in_(select(each.c.value))
    return _units.id == func.any(list(ids))


def _plain(text: str) -> str:
    """Return a text whose LIKE wildcards stand for themselves."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
