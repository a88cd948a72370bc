"""Licenses taken out of use: clone alarms, and what a supervisor holds, frees or voids."""

from collections.abc import Sequence

from sqlalchemy import RowMapping

from app.domain.acts import Act
from app.domain.attempts import AttemptRecord
from app.domain.licenses import LicenseState
from app.domain.people import Actor
from app.domain.units import UnitSeen
from app.errors import Refused
from app.ledger.attempts import insert_attempt
from app.ledger.engine import Database
from app.ledger.moves import LIVE_OF_UNIT, VOID_OF_UNIT, license_row, move, one_of
from app.ledger.runs import Run, RunStore
from app.ledger.units import LOCKED_BY_HWID, free_unit, hold_unit, lock_units, locked_unit
from app.ledger.work import Seal, Store, Work
from flasher.timing import Clock

S = LicenseState
CLONE = "clone"


class Quarantine(Store):
    """The part of ``ledger.custody`` that takes licenses out of use."""

    def __init__(self, database: Database, clock: Clock, seal: Seal, runs: RunStore) -> None:
        super().__init__(database, clock, seal)
        self._runs = runs

    def clone(
        self, license_id: int, unit: UnitSeen, attempt: AttemptRecord, run: Run, actor: Actor
    ) -> int:
        """Raise the alarm: this board holds a license that is another unit's (rule 7).

        The license is held and so are both units; returns the attempt's id. Raises Refused
        ``license-void`` and ``license-moved`` (it belongs to nobody).
        """
        with self.write(actor) as work:
            owner = license_row(work.conn, license_id)["hwid"]
            unit_row = _both_locked(work, unit, owner)
            row = license_row(work.conn, license_id)
            if row["hwid"] != owner:
                raise Refused("license-moved", identity=row["identity"], state=row["state"])
            old = S(row["state"])
            one_of(old, {*_HOLDABLE_BY_ALARM, S.HELD}, row["identity"])
            work.audit(
                Act.CLONE_FOUND,
                f"license:{row['identity']}",
                old={"state": old.value, "unit": row["hwid"]},
                new={"found_on": unit.hwid, "slot": attempt.slot},
                reason=attempt.code,
            )
            hold_unit(work, unit_row["id"], unit.hwid, CLONE)
            if row["unit_id"] is not None and row["unit_id"] != unit_row["id"]:
                hold_unit(work, row["unit_id"], row["hwid"], CLONE)
            done = insert_attempt(
                work.conn,
                attempt,
                actor,
                run_id=run.id,
                unit_id=unit_row["id"],
                license_id=row["id"],
                lot_id=row["lot_id"],
            )
            if old is not S.HELD:
                prior = S.VERIFIED if old is S.VERIFIED else S.DOUBTFUL
                _hold(work, row, prior, was_out=True)
        return done

    def hold_found(
        self, license_id: int, unit: UnitSeen, attempt: AttemptRecord, run: Run, actor: Actor
    ) -> int:
        """Hold an available license that was found on a board which must not be adopted.

        It is on a device, so it is never handed out again; linked to that unit unless the unit has
        one of its own. Returns the attempt's id. Raises Refused ``license-moved``.
        """
        with self.write(actor) as work:
            unit_row = locked_unit(work, unit)
            row = license_row(work.conn, license_id)
            unclaimed = row["unit_id"] is None and row["elsewhere"]
            allowed = _HOLDABLE_BY_ALARM if unclaimed else {S.AVAILABLE}
            one_of(S(row["state"]), allowed, row["identity"])
            alone = not any(
                work.conn.execute(query, {"of_unit": unit_row["id"]}).first()
                for query in (LIVE_OF_UNIT, VOID_OF_UNIT)
            )
            done = insert_attempt(
                work.conn,
                attempt,
                actor,
                run_id=run.id,
                unit_id=unit_row["id"],
                license_id=row["id"],
                lot_id=row["lot_id"],
            )
            linked = unit_row["id"] if alone else None
            _hold(work, row, S.DOUBTFUL, was_out=True, elsewhere=True, unit_id=linked)
            work.audit(
                Act.LICENSE_HELD,
                f"license:{row['identity']}",
                old={"state": row["state"]},
                new={"found_on": unit.hwid, "slot": attempt.slot},
                reason=attempt.code,
            )
        return done

    def hold(self, license_ids: Sequence[int], reason: str, actor: Actor) -> int:
        """Hold licenses that are available, verified or doubtful; returns how many were not yet.

        Raises Refused ``license-in-work`` | ``license-void`` | ``license-moved``.
        """
        held = 0
        with self.write(actor) as work:
            for row in _locked_rows(work, license_ids):
                old = S(row["state"])
                if old is S.HELD:
                    continue
                self._runs.refuse_in_work(work.conn, row)
                one_of(old, {S.AVAILABLE, S.VERIFIED, S.DOUBTFUL}, row["identity"])
                _hold(work, row, old)
                _audit(work, Act.LICENSE_HELD, row, S.HELD, reason)
                held += 1
        return held

    def free(self, license_ids: Sequence[int], reason: str, actor: Actor) -> int:
        """Free held licenses: each becomes what it was; its unit's hold ends too.

        Only one that never was on a device becomes available. Returns how many were freed. Raises
        Refused ``license-void`` | ``license-moved`` (not held).
        """
        with self.write(actor) as work:
            rows = _locked_rows(work, license_ids)
            for row in rows:
                one_of_held(row)
                new = S(row["prior_state"] or S.AVAILABLE.value)
                if new is S.AVAILABLE and row["was_out"]:
                    raise Refused("license-was-out", identity=row["identity"])
                move(work, row, S.HELD, new, of_unit=row["unit_id"], prior_state=None)
                _audit(work, Act.LICENSE_FREED, row, new, reason)
                if row["unit_id"] is not None:
                    free_unit(work, row["unit_id"], row["hwid"], reason)
        return len(rows)

    def void(self, license_ids: Sequence[int], reason: str, actor: Actor) -> int:
        """Void licenses for ever; the place in their order is free again. Returns how many.

        Raises Refused ``license-in-work`` | ``license-moved``.
        """
        voided = 0
        with self.write(actor) as work:
            for row in _locked_rows(work, license_ids):
                old = S(row["state"])
                if old is S.VOID:
                    continue
                self._runs.refuse_in_work(work.conn, row)
                work.give_back(row["order_id"])
                move(work, row, old, S.VOID, of_unit=row["unit_id"], run_id=None, slot=None)
                _audit(work, Act.LICENSE_VOIDED, row, S.VOID, reason)
                voided += 1
        return voided


_HOLDABLE_BY_ALARM = frozenset({S.RESERVED, S.WRITING, S.DOUBTFUL, S.VERIFIED})


def one_of_held(row: RowMapping) -> None:
    """Raise Refused unless the license is held."""
    state = S(row["state"])
    if state is not S.HELD:
        one_of(state, (), row["identity"])


def _both_locked(work: Work, unit: UnitSeen, owner: str | None) -> RowMapping:
    """Lock the board's unit and that of the license's owner, in the order of their hardware ids.

    Two boards that hold each other's license raise two alarms at once: locked each in its own
    order they would wait for each other.
    """
    board = locked_unit(work, unit) if owner is None or unit.hwid <= owner else None
    if owner is not None and owner != unit.hwid:
        work.conn.execute(LOCKED_BY_HWID, {"of_hwid": owner}).one()
    return locked_unit(work, unit) if board is None else board


def _rows(work: Work, license_ids: Sequence[int]) -> list[RowMapping]:
    return [license_row(work.conn, license_id) for license_id in sorted(set(license_ids))]


def _locked_rows(work: Work, license_ids: Sequence[int]) -> list[RowMapping]:
    """Lock the units of these licenses, then return the licenses as they are now.

    Refused ``license-moved`` where one was handed out meanwhile: its unit, locked only now, could
    come after a license, and two such acts would wait for each other.
    """
    locked = {row["unit_id"] for row in _rows(work, license_ids)} | {None}
    lock_units(work.conn, locked)
    rows = _rows(work, license_ids)
    for row in rows:
        if row["unit_id"] not in locked:
            raise Refused("license-moved", identity=row["identity"], state=row["state"])
    return rows


def _hold(work: Work, row: RowMapping, prior: LicenseState, **values: object) -> None:
    move(
        work,
        row,
        S(row["state"]),
        S.HELD,
        of_unit=row["unit_id"],
        prior_state=prior.value,
        run_id=None,
        slot=None,
        **values,
    )


def _audit(work: Work, act: Act, row: RowMapping, new: LicenseState, reason: str) -> None:
    work.audit(
        act,
        f"license:{row['identity']}",
        old={"state": row["state"], "unit": row["hwid"]},
        new={"state": new.value},
        reason=reason,
    )
