"""What becomes of a unit after PASS: rework, hold, scrap, replacement, reset, return, remarks.

Each method is one transaction and one act, and keeps the rules of custody: a license that may be
on a device never becomes available again, and a voided one stays with its unit for ever.
"""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, bindparam, func, insert, select, update

from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.domain.people import Actor
from app.domain.stories import Stage
from app.domain.units import UnitSeen
from app.errors import BadInput, Refused
from app.ledger import quality_tables as q
from app.ledger import tables as t
from app.ledger.engine import Database
from app.ledger.moves import LIVE_OF_UNIT, VOID_OF_UNIT, move
from app.ledger.runs import RunStore
from app.ledger.units import locked_unit
from app.ledger.work import Seal, Store, Work
from flasher.timing import Clock

S = LicenseState
MAX_REMARKS = 512
MAX_TAG = 64
MAX_TAGS = 64
FINAL_STAGES = frozenset({Stage.SCRAPPED, Stage.REPLACED})
_UNIT = select(t.units).where(t.units.c.hwid == bindparam("of_hwid")).with_for_update()
_LIFE = select(q.unit_life).where(q.unit_life.c.unit_id == bindparam("of_unit"))
_SENT_BACK = {
    Stage.REWORK: Act.UNIT_REWORKED,
    Stage.RETEST: Act.UNIT_RETESTED,
    Stage.RETURNED: Act.UNIT_RETURNED,
}


class UnitLifeStore(Store):
    """``ledger.unit_life``."""

    def __init__(self, database: Database, clock: Clock, seal: Seal, runs: RunStore) -> None:
        super().__init__(database, clock, seal)
        self._runs = runs

    def send_back(self, hwid: str, stage: Stage, reason: str, actor: Actor) -> None:
        """Send a unit back to the bench (rework, retest) or take it back from the field.

        It keeps its license; the stage ends when the bench reads or writes it and it passes.
        Raises BadInput ``unit-not-found`` and Refused ``unit-final`` | ``unit-held`` |
        ``unit-without-license`` | ``unit-packed`` (a unit from the field leaves its carton).
        """
        with self.write(actor) as work:
            unit = self._unit(work, hwid)
            _refuse_held(unit)
            own = self._own(work, unit)
            if own is None:
                raise Refused("unit-without-license", unit=hwid)
            if stage is Stage.RETURNED:
                _unpack(work, unit["id"], reason)
            else:
                _refuse_packed(work, unit)
            old = _set_stage(work, unit["id"], stage, reason)
            work.audit(
                _SENT_BACK[stage],
                f"unit:{hwid}",
                old={"stage": old},
                new={"stage": stage.value, "identity": own["identity"]},
                reason=reason,
            )

    def hold(self, hwid: str, reason: str, actor: Actor) -> None:
        """Hold a unit and its license. BadInput ``unit-not-found``, Refused ``unit-held``."""
        with self.write(actor) as work:
            unit = self._unit(work, hwid, final=True)
            _refuse_held(unit)
            own = self._own(work, unit)
            work.conn.execute(
                update(t.units)
                .where(t.units.c.id == unit["id"])
                .values(held_at=work.at, held_reason=reason)
            )
            if own is not None and own["state"] in {S.VERIFIED.value, S.DOUBTFUL.value}:
                move(
                    work,
                    own,
                    S(own["state"]),
                    S.HELD,
                    of_unit=unit["id"],
                    prior_state=own["state"],
                    run_id=None,
                    slot=None,
                )
            work.audit(Act.UNIT_HELD, f"unit:{hwid}", new=_facts(own), reason=reason)

    def free(self, hwid: str, reason: str, actor: Actor) -> None:
        """End the hold of a unit and of its license. Raises Refused ``unit-not-held``."""
        with self.write(actor) as work:
            unit = self._unit(work, hwid, final=True)
            own = self._own(work, unit)
            held = own is not None and own["state"] == S.HELD.value
            if unit["held_reason"] is None and not held:
                raise Refused("unit-not-held", unit=hwid)
            work.conn.execute(
                update(t.units)
                .where(t.units.c.id == unit["id"])
                .values(held_at=None, held_reason=None)
            )
            if own is not None and held:
                # A unit has it, so it may be on a device: what it was, never available.
                prior = S(own["prior_state"] or S.DOUBTFUL.value)
                becomes = S.DOUBTFUL if prior is S.AVAILABLE else prior
                move(work, own, S.HELD, becomes, of_unit=unit["id"], prior_state=None)
            old = {"held": unit["held_reason"]} | _facts(own)
            work.audit(Act.UNIT_FREED, f"unit:{hwid}", old=old, reason=reason)

    def scrap(self, hwid: str, reason: str, actor: Actor) -> None:
        """Scrap a unit for ever: its license is void, its place in the order is free again.

        Raises BadInput ``unit-not-found``, Refused ``unit-final`` | ``unit-packed`` |
        ``license-in-work``.
        """
        with self.write(actor) as work:
            unit = self._unit(work, hwid)
            _refuse_packed(work, unit)
            own = self._own(work, unit)
            if own is not None:
                self._void(work, own, reason)
            old = _set_stage(work, unit["id"], Stage.SCRAPPED, reason)
            work.audit(
                Act.UNIT_SCRAPPED,
                f"unit:{hwid}",
                old={"stage": old} | _facts(own),
                new={"stage": Stage.SCRAPPED.value},
                reason=reason,
            )

    def replace(self, hwid: str, by: UnitSeen, reason: str, actor: Actor) -> None:
        """Let another board take over the serial number and the order place of a unit.

        The old license is void; the new board keeps the one it has, or gets the next one at the
        bench. Both units name each other. Raises BadInput ``unit-not-found`` | ``replace-itself``
        and Refused ``unit-final`` | ``unit-packed`` | ``unit-held`` | ``replace-no-mac`` (the
        serial number is all that the old unit is known by) | ``replace-other-order`` |
        ``serial-taken``.
        """
        if by.hwid == hwid:
            raise BadInput("replace-itself", unit=hwid)
        with self.write(actor) as work:
            old, new = self._pair(work, hwid, by)
            _refuse_packed(work, old)
            _refuse_held(new)
            if old["mac"] is None:
                raise Refused("replace-no-mac", unit=hwid)
            own, fresh = self._own(work, old), self._own(work, new)
            order_id = None if own is None else own["order_id"]
            if own is not None:
                self._void(work, own, reason)
            _hand_over_serial(work, old, new)
            if fresh is not None and order_id is not None:
                _take_place(work, fresh, order_id)
            before = _set_stage(work, old["id"], Stage.REPLACED, reason, replaced_by=new["id"])
            _set_stage(work, new["id"], Stage.IN_USE, reason, replaces=old["id"])
            facts = {"by": by.hwid, "serial": old["serial"]}
            work.audit(
                Act.UNIT_REPLACED,
                f"unit:{hwid}",
                old={"stage": before} | _facts(own),
                new={"stage": Stage.REPLACED.value} | facts | _facts(fresh),
                reason=reason,
            )
            work.audit(
                Act.UNIT_REPLACED,
                f"unit:{by.hwid}",
                new={"replaces": hwid, "serial": old["serial"]} | _facts(fresh),
                reason=reason,
            )

    def reset(self, hwid: str, proof: dict[str, Any], reason: str, actor: Actor) -> LicenseState:
        """Take the license off a board that was just read and found blank; returns its new state.

        AVAILABLE only where the license was never on its way to a device: then nothing of it can
        be out there. Otherwise VOID, since a copy may exist. Either way the board may get another
        one. ``proof``: what the reading said (kept in the record). Raises Refused ``unit-final`` |
        ``unit-held`` | ``unit-packed`` | ``unit-without-license`` | ``license-in-work``.
        """
        with self.write(actor) as work:
            unit = self._unit(work, hwid)
            _refuse_held(unit)
            _refuse_packed(work, unit)
            own = self._own(work, unit)
            void = work.conn.execute(VOID_OF_UNIT, {"of_unit": unit["id"]}).mappings().all()
            if own is None and not void:
                raise Refused("unit-without-license", unit=hwid)
            new = S.VOID
            if own is not None and not own["was_out"]:
                new = S.AVAILABLE
                self._runs.refuse_in_work(work.conn, own)
                work.give_back(own["order_id"])
                move(
                    work,
                    own,
                    S(own["state"]),
                    new,
                    of_unit=unit["id"],
                    **dict.fromkeys(("unit_id", "order_id", "run_id", "slot", "prior_state")),
                )
            elif own is not None:
                self._void(work, own, reason)
                _forget_void(work, own, unit["id"])
            for row in void:
                _forget_void(work, row, unit["id"])
            old = _set_stage(work, unit["id"], Stage.RESET, reason)
            work.audit(
                Act.UNIT_RESET,
                f"unit:{hwid}",
                old={"stage": old} | _facts(own),
                new={"license": new.value, "proof": proof},
                reason=reason,
            )
        return new

    def edit(
        self,
        hwid: str,
        actor: Actor,
        *,
        remarks: str | None = None,
        tags: Sequence[str] | None = None,
    ) -> None:
        """Edit remarks (at most 512 characters) and tags (1 to 64 each); never the identity.

        Raises BadInput ``unit-not-found`` | ``remarks-too-long`` | ``tag-wrong``.
        """
        new: dict[str, Any] = {}
        if remarks is not None:
            if len(remarks) > MAX_REMARKS:
                raise BadInput("remarks-too-long", length=len(remarks), most=MAX_REMARKS)
            new["remarks"] = remarks
        if tags is not None:
            new["tags"] = json.dumps(_checked(tags), ensure_ascii=False)
        with self.write(actor) as work:
            unit = self._unit(work, hwid, final=True)
            life = _life(work, unit["id"])
            changed = {key: value for key, value in new.items() if life[key] != value}
            if changed:
                work.conn.execute(
                    update(q.unit_life).where(q.unit_life.c.unit_id == unit["id"]).values(**changed)
                )
                work.audit(
                    Act.UNIT_EDITED,
                    f"unit:{hwid}",
                    old={key: life[key] for key in changed},
                    new=changed,
                )

    def _unit(self, work: Work, hwid: str, *, final: bool = False) -> RowMapping:
        row = work.conn.execute(_UNIT, {"of_hwid": hwid}).mappings().one_or_none()
        if row is None:
            raise BadInput("unit-not-found", unit=hwid)
        if not final:
            life = work.conn.execute(_LIFE, {"of_unit": row["id"]}).mappings().one_or_none()
            if life is not None and Stage(life["stage"]) in FINAL_STAGES:
                raise Refused("unit-final", unit=hwid, stage=life["stage"])
        return row

    def _pair(self, work: Work, hwid: str, by: UnitSeen) -> tuple[RowMapping, RowMapping]:
        """Lock both units in one order, so that two replacements never wait for each other."""
        if hwid < by.hwid:
            old = self._unit(work, hwid)
            locked_unit(work, by)
            return old, self._unit(work, by.hwid)
        locked_unit(work, by)
        new = self._unit(work, by.hwid)
        return self._unit(work, hwid), new

    def _own(self, work: Work, unit: RowMapping) -> RowMapping | None:
        return work.conn.execute(LIVE_OF_UNIT, {"of_unit": unit["id"]}).mappings().one_or_none()

    def _void(self, work: Work, row: RowMapping, reason: str) -> None:
        self._runs.refuse_in_work(work.conn, row)
        work.give_back(row["order_id"])
        move(work, row, S(row["state"]), S.VOID, of_unit=row["unit_id"], run_id=None, slot=None)
        work.audit(
            Act.LICENSE_VOIDED,
            f"license:{row['identity']}",
            old={"state": row["state"], "unit": row["hwid"]},
            new={"state": S.VOID.value},
            reason=reason,
        )


def _facts(own: RowMapping | None) -> dict[str, Any]:
    return {} if own is None else {"identity": own["identity"], "state": own["state"]}


def _refuse_held(unit: RowMapping) -> None:
    if unit["held_reason"] is not None:
        raise Refused("unit-held", unit=unit["hwid"], reason=unit["held_reason"])


def _packed(work: Work, unit_id: int) -> RowMapping | None:
    query = (
        select(q.packed_units.c.id, q.packages.c.id.label("package_id"), q.packages.c.code)
        .join(q.packages, q.packages.c.id == q.packed_units.c.package_id)
        .where(q.packed_units.c.unit_id == unit_id, q.packed_units.c.removed_at.is_(None))
    )
    return work.conn.execute(query).mappings().one_or_none()


def _refuse_packed(work: Work, unit: RowMapping) -> None:
    inside = _packed(work, unit["id"])
    if inside is not None:
        raise Refused("unit-packed", unit=unit["hwid"], package=inside["code"])


def _unpack(work: Work, unit_id: int, reason: str) -> None:
    inside = _packed(work, unit_id)
    if inside is None:
        return
    work.conn.execute(
        update(q.packed_units)
        .where(q.packed_units.c.id == inside["id"])
        .values(removed_at=work.at, removed_by=work.actor.name, removed_reason=reason)
    )
    work.conn.execute(
        update(q.packages)
        .where(q.packages.c.id == inside["package_id"])
        .values(content=q.packages.c.content - 1)
    )


def _life(work: Work, unit_id: int) -> RowMapping:
    found = work.conn.execute(_LIFE, {"of_unit": unit_id}).mappings().one_or_none()
    if found is not None:
        return found
    fresh = {"stage": Stage.IN_USE.value, "stage_at": work.at, "after_attempt": 0, "reason": ""}
    work.conn.execute(
        insert(q.unit_life), {"unit_id": unit_id, "remarks": "", "tags": "[]"} | fresh
    )
    return work.conn.execute(_LIFE, {"of_unit": unit_id}).mappings().one()


def _set_stage(work: Work, unit_id: int, stage: Stage, reason: str, **links: int) -> str:
    old = _life(work, unit_id)
    last = select(func.max(t.attempts.c.id)).where(t.attempts.c.unit_id == unit_id)
    after = work.conn.execute(last).scalar_one_or_none() or 0
    work.conn.execute(
        update(q.unit_life)
        .where(q.unit_life.c.unit_id == unit_id)
        .values(stage=stage.value, stage_at=work.at, after_attempt=after, reason=reason, **links)
    )
    return str(old["stage"])


def _hand_over_serial(work: Work, old: RowMapping, new: RowMapping) -> None:
    serial = old["serial"]
    if serial is None:
        return
    if new["serial"] not in {None, serial}:
        raise Refused("serial-taken", serial=new["serial"])
    units = update(t.units)
    work.conn.execute(units.where(t.units.c.id == old["id"]).values(serial=None))
    work.conn.execute(units.where(t.units.c.id == new["id"]).values(serial=serial))


def _take_place(work: Work, fresh: RowMapping, order_id: int) -> None:
    if fresh["order_id"] == order_id:
        return
    if fresh["order_id"] is not None:
        raise Refused("replace-other-order", identity=fresh["identity"])
    # The place was given back in this transaction but is counted at its end: take it by hand.
    work.conn.execute(
        update(t.licenses).where(t.licenses.c.id == fresh["id"]).values(order_id=order_id)
    )
    work.given_back[order_id] -= 1


def _forget_void(work: Work, row: RowMapping, unit_id: int) -> None:
    work.conn.execute(
        insert(q.reset_licenses), {"license_id": row["id"], "unit_id": unit_id, "at": work.at}
    )


def _checked(tags: Sequence[str]) -> list[str]:
    clean = list(dict.fromkeys(tag.strip() for tag in tags))
    if len(clean) > MAX_TAGS or not all(1 <= len(tag) <= MAX_TAG for tag in clean):
        raise BadInput("tag-wrong", most=MAX_TAG)
    return clean
