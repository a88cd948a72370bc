"""What every move of custody checks and writes along with it. Inside a move's transaction."""

from sqlalchemy import RowMapping

from app.domain.acts import Act
from app.domain.attempts import AttemptRecord
from app.domain.licenses import LicenseState, Reservation
from app.errors import Refused
from app.ledger.attempts import insert_attempt
from app.ledger.moves import LIVE_OF_UNIT, VOID_OF_UNIT, license_row
from app.ledger.runs import Run
from app.ledger.work import Work


def handed_out(work: Work, reservation: Reservation) -> RowMapping:
    """Return the license of a reservation; Refused ``license-moved`` if it is another unit's."""
    row = license_row(work.conn, reservation.license_id)
    if row["unit_id"] != reservation.unit_id:
        raise Refused("license-moved", identity=reservation.identity, state=row["state"])
    return row


def refuse_second(work: Work, unit_row: RowMapping) -> None:
    """Refuse ``unit-has-other`` where a unit has a license of its own."""
    for query in (LIVE_OF_UNIT, VOID_OF_UNIT):
        other = work.conn.execute(query, {"of_unit": unit_row["id"]}).mappings().one_or_none()
        if other is not None:
            raise Refused("unit-has-other", unit=unit_row["hwid"], identity=other["identity"])


def note_attempt(
    work: Work,
    row: RowMapping,
    attempt: AttemptRecord,
    run: Run,
    act: Act,
    new: LicenseState,
    *,
    unit_id: int | None = None,
) -> int:
    """Write the attempt and the act of one move; before the move, as it locks the unit first."""
    facts = {"state": new.value, "slot": attempt.slot, "outcome": attempt.outcome.value}
    if unit_id is not None:
        facts["unit"] = attempt.hwid or ""
    work.audit(
        act,
        f"license:{row['identity']}",
        old={"state": row["state"], "unit": row["hwid"]},
        new=facts,
        reason=attempt.code,
    )
    if attempt.lost_identity is not None:
        work.audit(
            Act.LICENSE_OVERWRITTEN,
            f"unit:{row['hwid']}",
            old={"identity": attempt.lost_identity},
            new={"identity": row["identity"]},
        )
    return insert_attempt(
        work.conn,
        attempt,
        work.actor,
        run_id=run.id,
        unit_id=unit_id or row["unit_id"],
        license_id=row["id"],
        lot_id=row["lot_id"],
        repeats=act is Act.LICENSE_RECHECKED,
    )
