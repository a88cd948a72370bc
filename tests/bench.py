"""A bench without boards: attempts go through the ledger's real custody, in simulated time."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Self

from app.domain.attempts import AttemptRecord
from app.domain.people import Actor
from app.domain.stories import UnitStory
from app.domain.units import UnitSeen
from app.ledger.ledger import Ledger
from flasher.model import Outcome
from flasher.timing import FakeClock
from tests.ledgers import ACTOR, board


class Bench:
    """Writes, fails, doubts and re-checks boards by number; time passes with each attempt."""

    def __init__(self, ledger: Ledger, actor: Actor = ACTOR) -> None:
        self.ledger = ledger
        self.actor = actor
        clock = ledger.custody._clock
        assert isinstance(clock, FakeClock)
        self.clock = clock

    def __enter__(self) -> Self:
        self.run = self.ledger.runs.start(self.actor.station, self.actor)
        return self

    def __exit__(self, *trouble: object) -> None:
        self.run.close(self.actor)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def unit(self, number: int) -> UnitSeen:
        return board(number)

    def story(self, number: int) -> UnitStory:
        """Return all that the ledger tells of one board."""
        unit = self.ledger.units.get(board(number).hwid)
        assert unit is not None
        return self.ledger.stories.tell((unit.id, None))

    def write(self, unit: UnitSeen | int, outcome: Outcome = Outcome.PASS, **more: Any) -> str:
        """One attempt that gets as far as the write; returns the identity."""
        unit = board(unit) if isinstance(unit, int) else unit
        slot, order_id = more.pop("slot", "1"), more.pop("order_id", None)
        actor = more.pop("actor", self.actor)
        lot_ids = more.pop("lot_ids", None) or [lot.id for lot in self.ledger.lots.overview()]
        record = self._record(unit, outcome, slot=slot, order_id=order_id, **more)
        custody = self.ledger.custody
        reservation = custody.reserve(
            unit, lot_ids=lot_ids, order_id=order_id, run=self.run, slot=slot, actor=actor
        )
        record = replace(record, identity=reservation.identity)
        if outcome is Outcome.ABORTED:
            custody.release(reservation, record, self.run, actor)
        else:
            custody.intend(reservation, self.run, actor)
            settle = custody.verify if outcome is Outcome.PASS else custody.doubt
            settle(reservation, record, self.run, actor)
        custody.leave(unit, self.run, slot)
        return reservation.identity

    def recheck(self, unit: UnitSeen | int, **more: Any) -> None:
        """The board is read and holds its own license."""
        unit = board(unit) if isinstance(unit, int) else unit
        slot, actor = more.pop("slot", "1"), more.pop("actor", self.actor)
        own = self.ledger.custody.own_license(unit.hwid)
        assert own is not None
        more = {"code": "recheck", "recheck": True, "identity": own.identity} | more
        record = self._record(unit, Outcome.PASS, slot=slot, **more)
        self.ledger.custody.recheck(own.license_id, unit, record, self.run, actor)
        self.ledger.custody.leave(unit, self.run, slot)

    def fail(self, unit: UnitSeen | int | None, code: str, **more: Any) -> None:
        """An attempt that touched no license; without a unit the board never said who it is."""
        unit = board(unit) if isinstance(unit, int) else unit
        actor = more.pop("actor", self.actor)
        outcome = more.pop("outcome", Outcome.FAILED)
        record = self._record(unit, outcome, code=code, **more)
        self.ledger.custody.record(record, self.run, actor)

    def clone(self, victim: int, found_on: int) -> None:
        """A board holds the license of another unit."""
        own = self.ledger.custody.own_license(board(victim).hwid)
        assert own is not None
        record = self._record(board(found_on), Outcome.REFUSED, code="clone", identity=own.identity)
        self.ledger.custody.clone(own.license_id, board(found_on), record, self.run, self.actor)

    def _record(
        self, unit: UnitSeen | None, outcome: Outcome, *, slot: str = "1", **more: Any
    ) -> AttemptRecord:
        self.clock.advance(1.0)
        values: dict[str, Any] = {
            "started_at": self.clock.now(),
            "seconds": 0.12,
            "outcome": outcome,
            "code": outcome.value,
            "slot": slot,
            "port": f"COM{slot}",
            "hwid": None if unit is None else unit.hwid,
            "mac": None if unit is None else unit.mac,
            "serial": None if unit is None else unit.serial,
            "steps": {"connect": 0.02, "write": 0.07, "read_back": 0.03},
            "firmware_name": "tuyaopen",
            "firmware_version": "1.3.0",
            "profile": "tuyaopen",
            "software": "keywright test",
        }
        return AttemptRecord(**(values | more))

    def pass_time(self, **duration: float) -> None:
        self.clock.advance(timedelta(**duration).total_seconds())
