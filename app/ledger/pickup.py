"""Which license a unit gets: its own, the one bound to it, or the next of the pool."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    bindparam,
    case,
    literal_column,
    null,
    or_,
    select,
    update,
)

from app.domain.licenses import LicenseState, Reservation
from app.domain.units import UnitSeen
from app.errors import NoLicense, Refused
from app.ledger import tables as t
from app.ledger.moves import BY_ID
from app.ledger.work import Work

S = LicenseState
_LOTS = select(t.lots.c.id, t.lots.c.family, t.lots.c.closed_at).where(
    t.lots.c.id.in_(bindparam("of_lots", expanding=True))
)
_PRESENT = (
    update(t.units)
    .where(
        or_(
            t.units.c.id == bindparam("of_unit"),
            (t.units.c.present_run == bindparam("at_run"))
            & (t.units.c.present_slot == bindparam("at_slot")),
        )
    )
    .values(
        present_run=case((t.units.c.id == bindparam("of_unit"), bindparam("at_run")), else_=null()),
        present_slot=case(
            (t.units.c.id == bindparam("of_unit"), bindparam("at_slot")), else_=null()
        ),
    )
)
_BOUND = select(
    t.licenses.c.id,
    t.licenses.c.lot_id,
    t.licenses.c.state,
    t.licenses.c.identity,
    t.licenses.c.family,
).where(
    t.licenses.c.bound_to.is_not(None),
    t.licenses.c.bound_to.in_(bindparam("of_names", expanding=True)),
)
_ANY_BOUND = (
    select(t.licenses.c.id)
    .where(
        t.licenses.c.lot_id.in_(bindparam("of_lots", expanding=True)),
        t.licenses.c.state == literal_column("'available'"),
        t.licenses.c.bound_to.is_not(None),
    )
    .limit(1)
)
# The state is a literal here, so that both engines see that the partial index of free ones fits.
_FREE = (
    select(t.licenses.c.id)
    .where(
        t.licenses.c.lot_id == bindparam("of_lot"),
        t.licenses.c.state == literal_column("'available'"),
        t.licenses.c.bound_to.is_(None),
    )
    .order_by(t.licenses.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)


def stand(conn: Connection, unit_id: int, run_id: int, slot: str) -> None:
    """Record that this unit stands in this slot, and that no other does."""
    conn.execute(_PRESENT, {"of_unit": unit_id, "at_run": run_id, "at_slot": slot})


def choose(work: Work, unit: UnitSeen, unit_row: RowMapping, lot_ids: Sequence[int]) -> RowMapping:
    """Return and lock the available license that this unit shall get (rules 2 and 9).

    Raises NoLicense ``no-license-left`` | ``no-bound-license`` and Refused ``license-held`` |
    ``license-void`` | ``bound-in-other-lot``.
    """
    lots = {
        row.id: row.family
        for row in work.conn.execute(_LOTS, {"of_lots": list(lot_ids)})
        if row.closed_at is None
    }
    bound = _bound(work.conn, unit, unit_row, lots)
    if bound is not None:
        return bound
    for lot_id in lot_ids:
        if lot_id in lots:
            license_id = work.conn.execute(_FREE, {"of_lot": lot_id}).scalar_one_or_none()
            if license_id is not None:
                return work.conn.execute(BY_ID, {"of_license": license_id}).mappings().one()
    if lots and work.conn.execute(_ANY_BOUND, {"of_lots": list(lots)}).first() is not None:
        raise NoLicense("no-bound-license", unit=unit.hwid)
    raise NoLicense("no-license-left", unit=unit.hwid)


def _bound(
    conn: Connection, unit: UnitSeen, unit_row: RowMapping, lots: dict[int, str]
) -> RowMapping | None:
    rows = conn.execute(_BOUND, {"of_names": names_of(unit, unit_row)}).all()
    wanted = [row for row in rows if row.family in lots.values()]
    for row in wanted:
        if row.lot_id in lots and row.state == S.AVAILABLE.value:
            locked = BY_ID.with_for_update(of=t.licenses)
            return conn.execute(locked, {"of_license": row.id}).mappings().one()
    for row in wanted:
        if row.state in {S.HELD.value, S.VOID.value}:
            raise Refused(f"license-{row.state}", identity=row.identity)
        raise Refused("bound-in-other-lot", identity=row.identity, unit=unit.hwid)
    return None


def names_of(unit: UnitSeen, unit_row: RowMapping) -> list[str]:
    """Return every name by which a list may have bound a license to this unit."""
    serial = unit.serial or unit_row["serial"]
    names: list[Any] = [unit.hwid, unit.mac]
    if serial:
        names += [serial, f"SN:{serial}"]
    return sorted({name for name in names if name})


def hand_out(row: RowMapping, state: LicenseState, unit_id: int) -> Reservation:
    """Return a license row as a reservation; ``license-purged`` where its secret is gone."""
    if row["sealed"] is None:
        raise Refused("license-purged", identity=row["identity"])
    return Reservation(
        license_id=row["id"],
        lot_id=row["lot_id"],
        lot=row["lot"],
        family=row["family"],
        identity=row["identity"],
        state=state,
        unit_id=unit_id,
        sealed=bytes(row["sealed"]),
        key_id=row["key_id"],
        digest=bytes(row["digest"]),
        issued_mac=row["issued_mac"],
    )
