"""What the moves of a license have in common: how a row is seen, and compare-and-set."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select, text, update

from app.domain.licenses import MOVES, LicenseSeen, LicenseState
from app.errors import BadInput, Refused
from app.ledger import tables as t
from app.ledger.quality_tables import reset_licenses
from app.ledger.units import lock_units
from app.ledger.work import Work

S = LicenseState
SEEN = (
    select(t.licenses, t.lots.c.name.label("lot"), t.units.c.hwid.label("hwid"))
    .join(t.lots, t.lots.c.id == t.licenses.c.lot_id)
    .outerjoin(t.units, t.units.c.id == t.licenses.c.unit_id)
)
BY_ID = SEEN.where(t.licenses.c.id == bindparam("of_license"))
BY_IDENTITY = SEEN.where(
    t.licenses.c.family == bindparam("of_family"),
    t.licenses.c.identity == bindparam("of_identity"),
)
# The states stand here as literals, as the indexes have them: SQLite uses a partial index only
# where it can prove that it fits, and with a bound parameter it cannot.
LIVE_OF_UNIT = SEEN.where(
    t.licenses.c.unit_id == bindparam("of_unit"), text(f"licenses.{t.LIVE_SQL}")
)
VOID_OF_UNIT = SEEN.where(
    t.licenses.c.unit_id == bindparam("of_unit"),
    text("licenses.state = 'void'"),
    # A board that was proven blank and reset may get another one (see unit_life.reset).
    t.licenses.c.id.not_in(select(reset_licenses.c.license_id)),
).limit(1)


def seen(row: RowMapping) -> LicenseSeen:
    """Return the row of one of the queries above as a value without its secret."""
    return LicenseSeen(
        license_id=row["id"],
        lot_id=row["lot_id"],
        lot=row["lot"],
        row=row["row_no"],
        family=row["family"],
        identity=row["identity"],
        state=LicenseState(row["state"]),
        state_at=row["state_at"],
        unit_id=row["unit_id"],
        unit_hwid=row["hwid"],
        digest=bytes(row["digest"]),
        bound_to=row["bound_to"],
        issued_mac=row["issued_mac"],
        order_id=row["order_id"],
        extra=row["extra"],
        elsewhere=row["elsewhere"],
        was_out=row["was_out"],
        has_secret=row["sealed"] is not None,
    )


def license_row(conn: Connection, license_id: int) -> RowMapping:
    """Return one license's row; BadInput ``license-unknown``."""
    row = conn.execute(BY_ID, {"of_license": license_id}).mappings().one_or_none()
    if row is None:
        raise BadInput("license-unknown", license=license_id)
    return row


def move(
    work: Work,
    row: RowMapping,
    old: LicenseState,
    new: LicenseState,
    *,
    of_unit: int | None,
    **values: Any,
) -> None:
    """Move one license if it still is in ``old`` with the unit ``of_unit``; counts it.

    Raises Refused ``license-moved`` where another hand was quicker.
    """
    assert old is new or (old, new) in MOVES, (old, new)
    t_unit = t.licenses.c.unit_id
    if of_unit is not None:
        lock_units(work.conn, (of_unit,))
    done = work.conn.execute(
        update(t.licenses).where(
            t.licenses.c.id == row["id"],
            t.licenses.c.state == old.value,
            t_unit.is_(None) if of_unit is None else t_unit == of_unit,
        ),
        {"state": new.value, "state_at": work.at} | values,
    )
    if done.rowcount != 1:
        raise Refused("license-moved", identity=row["identity"], state=old.value)
    if old is not new:
        work.moved(row["lot_id"], old, new)


def one_of(state: LicenseState, allowed: Iterable[LicenseState], identity: str) -> None:
    """Raise Refused with the code of a state that a move cannot start from."""
    if state in allowed:
        return
    if state in {S.HELD, S.VOID}:
        raise Refused(f"license-{state.value}", identity=identity)
    raise Refused("license-moved", identity=identity, state=state.value)
