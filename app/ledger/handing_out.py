"""Handing a license out: a unit's own again (rule 6), or the next of the pool. Inside a move."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, bindparam, update
from sqlalchemy.exc import IntegrityError

from app.domain.acts import Act
from app.domain.licenses import TAKEN, LicenseState, Reservation
from app.domain.units import UnitSeen
from app.errors import Refused
from app.ledger import tables as t
from app.ledger.moves import VOID_OF_UNIT, move, one_of
from app.ledger.pickup import choose, hand_out
from app.ledger.runs import Run
from app.ledger.work import Work

S = LicenseState
_MARK = (
    update(t.licenses)
    .where(t.licenses.c.id == bindparam("of_license"))
    .values(run_id=bindparam("at_run"), slot=bindparam("at_slot"))
)
_FOR_ORDER = (
    update(t.licenses)
    .where(t.licenses.c.id == bindparam("of_license"))
    .values(order_id=bindparam("for_order"))
)


def hand_again(
    work: Work,
    own: RowMapping,
    unit: UnitSeen,
    order_id: int | None,
    run: Run,
    slot: str,
) -> Reservation:
    """Hand a unit its own license again (rule 6)."""
    state = S(own["state"])
    one_of(state, TAKEN, own["identity"])
    if state is S.WRITING:
        # Nobody writes it now (see _elsewhere): how that attempt ended could not be recorded.
        move(work, own, S.WRITING, S.DOUBTFUL, of_unit=own["unit_id"])
        work.audit(
            Act.LICENSE_DOUBTED,
            f"license:{own['identity']}",
            old={"state": S.WRITING.value},
            new={"state": S.DOUBTFUL.value},
            reason="attempt-unrecorded",
        )
        state = S.DOUBTFUL
    values = {"of_license": own["id"], "at_run": run.id, "at_slot": slot}
    if order_id is not None and own["order_id"] is None and state is not S.VERIFIED:
        work.take(order_id)  # reserved elsewhere, made here: it is a unit of this order
        work.conn.execute(_FOR_ORDER, {"of_license": own["id"], "for_order": order_id})
    work.conn.execute(_MARK, values)
    work.audit(
        Act.LICENSE_RESERVED,
        f"license:{own['identity']}",
        old={"state": state.value},
        new={"unit": unit.hwid, "slot": slot, "again": True},
    )
    return hand_out(own, state, own["unit_id"])


def hand_fresh(
    work: Work,
    unit: UnitSeen,
    unit_row: RowMapping,
    lot_ids: Sequence[int],
    order_id: int | None,
    run: Run,
    slot: str,
) -> Reservation:
    """Hand out a license from the pool to a unit that has none."""
    void = work.conn.execute(VOID_OF_UNIT, {"of_unit": unit_row["id"]}).mappings().one_or_none()
    if void is not None:
        raise Refused("license-void", identity=void["identity"])
    row = choose(work, unit, unit_row, lot_ids)
    try:
        move(
            work,
            row,
            S.AVAILABLE,
            S.RESERVED,
            of_unit=None,
            unit_id=unit_row["id"],
            order_id=order_id,
            run_id=run.id,
            slot=slot,
        )
    except IntegrityError as error:
        if "not reconciled" not in str(error):
            raise
        raise Refused("ledger-restored") from error
    if order_id is not None:
        work.take(order_id)
    work.audit(
        Act.LICENSE_RESERVED,
        f"license:{row['identity']}",
        old={"state": S.AVAILABLE.value},
        new={"unit": unit.hwid, "slot": slot},
    )
    return hand_out(row, S.RESERVED, unit_row["id"])
