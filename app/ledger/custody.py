"""Custody: a license picked up, intended, verified, released or doubted (rules 1 to 7).

Each method is one transaction, compares state and unit before it sets them, and writes the attempt
and the audited act along with the move.
"""

from collections.abc import Sequence

from sqlalchemy import RowMapping, bindparam, select, update

from app.domain.acts import Act
from app.domain.attempts import AttemptRecord
from app.domain.licenses import TAKEN, LicenseSeen, LicenseState, Reservation
from app.domain.people import Actor
from app.domain.units import UnitSeen
from app.errors import Refused
from app.ledger import tables as t
from app.ledger.attempts import insert_attempt
from app.ledger.custody_notes import handed_out, note_attempt, refuse_second
from app.ledger.handing_out import hand_again, hand_fresh
from app.ledger.moves import (
    BY_IDENTITY,
    LIVE_OF_UNIT,
    SEEN,
    VOID_OF_UNIT,
    license_row,
    move,
    one_of,
    seen,
)
from app.ledger.pickup import names_of, stand
from app.ledger.quarantine import Quarantine
from app.ledger.restores import in_question_now, settle_one
from app.ledger.runs import Run
from app.ledger.units import locked_unit
from app.ledger.work import Work
from flasher.model import Outcome

S = LicenseState
_OUT_OF_WORK: dict[str, None] = {"run_id": None, "slot": None}
_LEFT = (
    update(t.units)
    .where(
        t.units.c.hwid == bindparam("of_hwid"),
        t.units.c.present_run == bindparam("at_run"),
        t.units.c.present_slot == bindparam("at_slot"),
    )
    .values(present_run=None, present_slot=None)
)
_LAID_DOWN = (
    update(t.licenses)
    .where(
        t.licenses.c.run_id == bindparam("at_run"),
        t.licenses.c.slot == bindparam("at_slot"),
        t.licenses.c.state.in_([S.DOUBTFUL.value, S.VERIFIED.value]),
    )
    .values(run_id=None, slot=None)
)
_MAY_BE_SENT = frozenset({S.RESERVED, S.DOUBTFUL, S.VERIFIED, S.WRITING})
_UNIT_ID = select(t.units.c.id).where(t.units.c.hwid == bindparam("of_hwid"))


class CustodyStore(Quarantine):
    """``ledger.custody``."""

    def find(self, family: str, identity: str) -> LicenseSeen | None:
        """Return a license by its identity, or None where the ledger does not know it."""
        values = {"of_family": family, "of_identity": identity}
        with self.read() as conn:
            row = conn.execute(BY_IDENTITY, values).mappings().one_or_none()
        return None if row is None else seen(row)

    def find_any(self, identity: str) -> list[LicenseSeen]:
        """Return the licenses of every family that carry this identity."""
        query = SEEN.where(t.licenses.c.identity == identity).order_by(t.licenses.c.id)
        families = select(t.lots.c.family).distinct()
        with self.read() as conn:
            known = conn.execute(families).scalars().all()
            query = query.where(t.licenses.c.family.in_(known))  # the index begins with the family
            return [seen(row) for row in conn.execute(query).mappings()]

    def own_license(self, hwid: str) -> LicenseSeen | None:
        """Return the license that belongs to a unit (held counts, void only if alone), or None."""
        with self.read() as conn:
            unit_id = conn.execute(_UNIT_ID, {"of_hwid": hwid}).scalar_one_or_none()
            if unit_id is None:
                return None
            for query in (LIVE_OF_UNIT, VOID_OF_UNIT):
                row = conn.execute(query, {"of_unit": unit_id}).mappings().one_or_none()
                if row is not None:
                    return seen(row)
        return None

    def reserve(
        self,
        unit: UnitSeen,
        *,
        lot_ids: Sequence[int],
        order_id: int | None,
        run: Run,
        slot: str,
        actor: Actor,
    ) -> Reservation:
        """Hand out the license of this unit: its own again, the one bound to it, or the next.

        The board in the slot is blank (or holds what an order allows to overwrite). Raises
        NoLicense ``no-license-left`` | ``no-bound-license``; Refused ``unit-in-work`` (a living
        run has it in another slot), ``twin-mac`` (that one is verified and still stands there:
        two boards, one MAC; put on record), ``unit-held``, ``license-held``, ``license-void``,
        ``license-purged``, ``bound-in-other-lot``, ``default-mac``, ``order-full``,
        ``order-closed``, ``ledger-restored`` (until it is reconciled).
        """
        with self.write(actor) as work:
            row = locked_unit(work, unit, at=(run.id, slot))
            own = work.conn.execute(LIVE_OF_UNIT, {"of_unit": row["id"]}).mappings().one_or_none()
            refusal = self._elsewhere(work, row, run, slot)
            if refusal is None:
                stand(work.conn, row["id"], run.id, slot)
                if own is not None:
                    return hand_again(work, own, unit, order_id, run, slot)
                return hand_fresh(work, unit, row, lot_ids, order_id, run, slot)
            if own is not None and own["state"] == S.VERIFIED.value:
                refusal = Refused("twin-mac", **refusal.facts)
                work.audit(
                    Act.CLONE_FOUND,
                    f"unit:{unit.hwid}",
                    new={"twin_in": slot, "stands_in": row["present_slot"]},
                    reason="twin-mac",
                )
        raise refusal  # after the commit: the alarm stays on record

    def intend(self, reservation: Reservation, run: Run, actor: Actor) -> None:
        """Record durably that the secret is about to be sent (rule 3). Send only after this.

        Raises Refused ``license-moved`` where the license is no longer in this run's hands.
        """
        with self.write(actor) as work:
            row = handed_out(work, reservation)
            if row["run_id"] != run.id:
                raise Refused("license-moved", identity=reservation.identity, state=row["state"])
            old = S(row["state"])
            one_of(old, _MAY_BE_SENT, reservation.identity)
            move(work, row, old, S.WRITING, of_unit=reservation.unit_id, was_out=True)
            work.audit(
                Act.LICENSE_INTENDED,
                f"license:{reservation.identity}",
                old={"state": old.value},
                new={"unit": row["hwid"], "slot": row["slot"]},
            )

    def verify(
        self, reservation: Reservation, attempt: AttemptRecord, run: Run, actor: Actor
    ) -> int:
        """Record that the device gave back exactly what was sent; returns the attempt's id.

        Raises Refused ``license-held`` | ``license-void`` | ``license-moved``.
        """
        return self._end(reservation, attempt, run, actor, Act.LICENSE_VERIFIED, S.VERIFIED)

    def doubt(
        self, reservation: Reservation, attempt: AttemptRecord, run: Run, actor: Actor
    ) -> int:
        """Record that it is not known whether the device took the license; returns the attempt."""
        return self._end(reservation, attempt, run, actor, Act.LICENSE_DOUBTED, S.DOUBTFUL)

    def _end(
        self,
        reservation: Reservation,
        attempt: AttemptRecord,
        run: Run,
        actor: Actor,
        act: Act,
        new: LicenseState,
    ) -> int:
        with self.write(actor) as work:
            row = handed_out(work, reservation)
            old = S(row["state"])
            one_of(old, {S.WRITING, S.DOUBTFUL}, reservation.identity)
            done = note_attempt(work, row, attempt, run, act, new)
            move(work, row, old, new, of_unit=reservation.unit_id, **_OUT_OF_WORK)
        return done

    def release(
        self, reservation: Reservation, attempt: AttemptRecord, run: Run, actor: Actor
    ) -> int:
        """Give a license back because nothing was sent; returns the attempt's id.

        Only ``reserved`` goes back to the pool (rule 5). The unit's own license from earlier
        (doubtful, verified, or reserved elsewhere) keeps its state and is only laid down. Raises
        Refused ``license-moved`` after an intent.
        """
        with self.write(actor) as work:
            row = handed_out(work, reservation)
            old = S(row["state"])
            one_of(old, {S.RESERVED, S.DOUBTFUL, S.VERIFIED}, reservation.identity)
            fresh = old is S.RESERVED and not row["elsewhere"]
            new = S.AVAILABLE if fresh else old
            values: dict[str, None] = dict(_OUT_OF_WORK)
            if fresh:
                values |= {"unit_id": None, "order_id": None}
                work.give_back(row["order_id"])
            done = note_attempt(work, row, attempt, run, Act.LICENSE_RELEASED, new)
            move(work, row, old, new, of_unit=reservation.unit_id, **values)
        return done

    def recheck(
        self, license_id: int, unit: UnitSeen, attempt: AttemptRecord, run: Run, actor: Actor
    ) -> int:
        """Record that a unit was read and holds its own license (rule 6); returns the attempt.

        The first time this settles a doubt it counts as the unit's success; on a verified one it
        is a repetition. A license used elsewhere, on a unit that its list did not name, becomes
        this unit's. Raises Refused ``unit-held`` | ``license-held`` | ``license-void`` |
        ``license-of-other-unit`` | ``unit-in-work``.
        """
        with self.write(actor) as work:
            unit_row = locked_unit(work, unit, at=(run.id, attempt.slot))
            row = license_row(work.conn, license_id)
            refusal = self._elsewhere(work, unit_row, run, attempt.slot)
            if refusal is not None:
                raise refusal
            old = S(row["state"])
            one_of(old, TAKEN, row["identity"])
            unclaimed = row["unit_id"] is None and row["elsewhere"]
            if row["unit_id"] != unit_row["id"] and not unclaimed:
                raise Refused("license-of-other-unit", identity=row["identity"], unit=row["hwid"])
            if unclaimed:
                refuse_second(work, unit_row)
            stand(work.conn, unit_row["id"], run.id, attempt.slot)
            act = Act.LICENSE_RECHECKED if old is S.VERIFIED else Act.LICENSE_VERIFIED
            done = note_attempt(work, row, attempt, run, act, S.VERIFIED, unit_id=unit_row["id"])
            move(
                work,
                row,
                old,
                S.VERIFIED,
                of_unit=row["unit_id"],
                unit_id=unit_row["id"],
                was_out=True,
                **_OUT_OF_WORK,
            )
        return done

    def adopt(
        self,
        license_id: int,
        unit: UnitSeen,
        attempt: AttemptRecord,
        run: Run,
        actor: Actor,
    ) -> int:
        """Take a license that was written outside as this unit's (rule 7); returns the attempt.

        It counts for the attempt's order. Raises Refused ``unit-has-other`` | ``unit-held`` |
        ``unit-in-work`` | ``license-bound-to-other`` | ``license-moved`` (it is not available) |
        ``order-full`` | ``order-closed``.
        """
        with self.write(actor) as work:
            unit_row = locked_unit(work, unit, at=(run.id, attempt.slot))
            row = license_row(work.conn, license_id)
            refusal = self._elsewhere(work, unit_row, run, attempt.slot)
            if refusal is not None:
                raise refusal
            old = S(row["state"])
            unclaimed = row["unit_id"] is None and row["elsewhere"]
            if not in_question_now(work.conn, row["id"]):
                one_of(old, TAKEN if unclaimed else {S.AVAILABLE}, row["identity"])
            if row["bound_to"] and row["bound_to"] not in names_of(unit, unit_row):
                raise Refused(
                    "license-bound-to-other", identity=row["identity"], unit=row["bound_to"]
                )
            refuse_second(work, unit_row)
            stand(work.conn, unit_row["id"], run.id, attempt.slot)
            done = note_attempt(
                work, row, attempt, run, Act.LICENSE_ADOPTED, S.VERIFIED, unit_id=unit_row["id"]
            )
            move(
                work,
                row,
                old,
                S.VERIFIED,
                of_unit=None,
                unit_id=unit_row["id"],
                order_id=attempt.order_id,
                was_out=True,
                prior_state=None,
            )
            settle_one(work, row["id"])
            if attempt.order_id is not None:
                work.take(attempt.order_id)
        return done

    def record(self, attempt: AttemptRecord, run: Run, actor: Actor) -> int:
        """Record an attempt that touched no license (refused, no answer, …); returns its id.

        With a hardware id the attempt is the unit's, which gets a record if it has none.
        """
        with self.write(actor) as work:
            unit_id = None
            if attempt.hwid is not None:
                unit = UnitSeen(attempt.hwid, attempt.mac, attempt.serial)
                unit_id = locked_unit(work, unit)["id"]
            refused = attempt.outcome is Outcome.REFUSED
            work.audit(
                Act.UNIT_REFUSED if refused else Act.UNIT_FAILED,
                f"unit:{attempt.hwid or '?'}",
                new={"slot": attempt.slot, "outcome": attempt.outcome.value},
                reason=attempt.code,
            )
            return insert_attempt(work.conn, attempt, actor, run_id=run.id, unit_id=unit_id)

    def leave(self, unit: UnitSeen, run: Run, slot: str) -> None:
        """Record that the board left the slot. No act: nothing of custody changes."""
        with self.quietly() as conn:
            place = {"at_run": run.id, "at_slot": slot}
            conn.execute(_LEFT, {"of_hwid": unit.hwid, **place})
            conn.execute(_LAID_DOWN, place)

    def _elsewhere(self, work: Work, unit_row: RowMapping, run: Run, slot: str) -> Refused | None:
        """Return why this unit cannot be worked on here, or None; ``unit-held`` is raised.

        Where it stands decides, not whose hands its license is in: an attempt whose end could not
        be recorded leaves the license in the hands of a slot that the unit has long left.
        """
        if unit_row["held_reason"] is not None:
            raise Refused("unit-held", unit=unit_row["hwid"], reason=unit_row["held_reason"])
        run_id, where = unit_row["present_run"], unit_row["present_slot"]
        if run_id is None or (run_id, where) == (run.id, slot):
            return None
        other = self._runs.row(work.conn, run_id)
        if not self._runs.is_alive(work.conn, other):
            return None
        return Refused("unit-in-work", unit=unit_row["hwid"], slot=where, station=other["station"])
