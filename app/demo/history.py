"""What happened at the benches of the demo factory: attempts through the ledger's real moves."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.demo.people import LINE_1, LINE_2, OPERATORS, actor
from app.domain.attempts import AttemptRecord
from app.domain.orders import WorkOrder
from app.domain.people import Actor
from app.domain.units import UnitSeen
from app.ledger.runs import Run
from app.workflows.services import Services
from flasher.model import Outcome
from flasher.simulator.kinds import DEFAULT_MAC
from flasher.simulator.run import mac_for
from flasher.timing import FakeClock

SLOTS, BAD_SLOT, BAD_SLOT_WEIGHT = 8, 3, 4
AT_LINE_2, RECHECKED, NO_SERIAL_EVERY = 0.4, 0.02, 40
MISHAPS = {  # how often each befalls a board at its first try
    "no-answer": 0.012,
    "identify-late": 0.010,
    "default-mac": 0.004,
    "reply-late": 0.008,
    "read-back-differs": 0.004,
    "stopped": 0.003,
}
STEPS = {"connect": 0.031, "identify": 0.042, "read_existing": 0.028, "intent": 0.009}
WRITTEN = STEPS | {"write": 0.071, "read_back": 0.033}
UNTIL_WRITE = STEPS | {"write": 5.0}
TRANSCRIPT = (
    "> read_mac\n< mac: 7c:87:ce:00:00:1c\n> auth-read\n< Authorization read failure.\n"
    "> auth {identity} ••••\n"
)


@dataclass(slots=True)
class Line:
    """One station of the past, with its run."""

    station: str
    run: Run
    operators: Sequence[Actor]


@dataclass(slots=True)
class History:
    """Makes the past. ``made``: identity by unit, for each order, in the order of making."""

    services: Services
    clock: FakeClock
    seed: int
    dice: random.Random = field(init=False)
    made: dict[str, list[str]] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)
    clones: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    boards: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def open_lines(self) -> None:
        """Let both stations begin their run."""
        for station in (LINE_1, LINE_2):
            hands = [actor(self.services, name, station) for name in OPERATORS]
            run = self.services.ledger.runs.start(station, hands[0])
            self.lines.append(Line(station, run, hands))

    def close_lines(self) -> None:
        """Let both end it."""
        for line in self.lines:
            line.run.close(line.operators[0])

    def work(self, order: WorkOrder, since: datetime, until: datetime, units: int) -> None:
        """Make so many units of an order between two moments, evenly, with what befalls them."""
        pause = (until - since) / max(1, units)
        for number in range(units):
            self.clock.set_wall_clock(since + number * pause)
            self._board(order, pause)

    def unit(self) -> UnitSeen:
        """Return the next board; most have their serial number already."""
        self.boards += 1
        mac = mac_for(self.seed, self.boards)
        serial = None if self.boards % NO_SERIAL_EVERY == 0 else f"KW{self.boards:06d}"
        return UnitSeen(mac, mac, serial)

    def _board(self, order: WorkOrder, pause: timedelta) -> None:
        dice, unit = self.dice, self.unit()
        line = self.lines[dice.random() < AT_LINE_2]
        slot = dice.randint(1, SLOTS)
        place = _Place(order, line, str(slot), dice.choice(line.operators))
        weight = BAD_SLOT_WEIGHT if slot == BAD_SLOT else 1
        shares = [share * weight for share in MISHAPS.values()]
        (mishap,) = dice.choices([*MISHAPS, ""], [*shares, 1 - sum(shares)])
        match mishap:
            case "no-answer":
                self._record(place, None, mishap, Outcome.FAILED)
            case "identify-late":
                self._record(place, unit, "reply-late", Outcome.FAILED, {"step": "identify"})
            case "default-mac":
                self._record(place, None, mishap, Outcome.REFUSED, {"mac": DEFAULT_MAC})
            case "reply-late":
                self.write(place, unit, Outcome.DOUBTFUL, mishap, {"step": "write"})
            case "read-back-differs":
                self.write(place, unit, Outcome.DOUBTFUL, mishap)
            case "stopped":
                self.write(place, unit, Outcome.ABORTED, mishap)
        self.clock.advance(min(30.0, pause.total_seconds() / 4))  # the board is put in again
        self.made.setdefault(order.name, []).append(self.write(place, unit))
        if dice.random() < RECHECKED:
            self._recheck(place, unit)

    def write(
        self,
        place: "_Place",
        unit: UnitSeen,
        outcome: Outcome = Outcome.PASS,
        code: str = "pass",
        facts: Mapping[str, object] | None = None,
    ) -> str:
        """One attempt that got a license; returns its identity."""
        custody = self.services.ledger.custody
        reservation = custody.reserve(
            unit,
            lot_ids=place.order.lot_ids,
            order_id=place.order.id,
            run=place.line.run,
            slot=place.slot,
            actor=place.who,
        )
        record = self._attempt(place, unit, outcome, code, facts)
        record = replace(record, identity=reservation.identity, lot_id=reservation.lot_id)
        if outcome is Outcome.ABORTED:
            custody.release(reservation, record, place.line.run, place.who)
        else:
            custody.intend(reservation, place.line.run, place.who)
            settle = custody.verify if outcome is Outcome.PASS else custody.doubt
            settle(reservation, record, place.line.run, place.who)
        custody.leave(unit, place.line.run, place.slot)
        return reservation.identity

    def leave_in_doubt(self, order: WorkOrder, units: int) -> None:
        """Let some boards lose their cable and not come back."""
        for slot in range(1, units + 1):
            place = self.place(order, slot)
            facts: dict[str, object] = {"step": "write"}
            self.doubtful.append(
                self.write(place, self.unit(), Outcome.DOUBTFUL, "port-gone", facts)
            )

    def find_clone(self, order: WorkOrder, identity: str) -> None:
        """Let a strange board turn up that holds the license of another unit."""
        custody, place, unit = self.services.ledger.custody, self.place(order, 5), self.unit()
        (seen,) = custody.find_any(identity)
        facts: dict[str, object] = {"identity": identity, "unit": seen.unit_hwid or ""}
        record = self._attempt(place, unit, Outcome.REFUSED, "clone", facts)
        record = replace(record, identity=identity, found_identity=identity)
        custody.clone(seen.license_id, unit, record, place.line.run, place.who)
        self.clones.append(identity)

    def place(self, order: WorkOrder, slot: int) -> "_Place":
        """Return a slot of the first line, with its first operator."""
        line = self.lines[0]
        return _Place(order, line, str(slot), line.operators[0])

    def _recheck(self, place: "_Place", unit: UnitSeen) -> None:
        custody = self.services.ledger.custody
        own = custody.own_license(unit.hwid)
        assert own is not None
        record = self._attempt(place, unit, Outcome.PASS, "recheck", None)
        record = replace(record, identity=own.identity, recheck=True)
        custody.recheck(own.license_id, unit, record, place.line.run, place.who)
        custody.leave(unit, place.line.run, place.slot)

    def _record(
        self,
        place: "_Place",
        unit: UnitSeen | None,
        code: str,
        outcome: Outcome,
        facts: Mapping[str, object] | None = None,
    ) -> None:
        record = self._attempt(place, unit, outcome, code, facts)
        self.services.ledger.custody.record(record, place.line.run, place.who)

    def _attempt(
        self,
        place: "_Place",
        unit: UnitSeen | None,
        outcome: Outcome,
        code: str,
        facts: Mapping[str, object] | None,
    ) -> AttemptRecord:
        passed, slow = outcome is Outcome.PASS, 1.7 if place.slot == str(BAD_SLOT) else 1.0
        usual = WRITTEN if passed else UNTIL_WRITE if outcome is Outcome.DOUBTFUL else STEPS
        steps = {
            step: round(seconds * slow * self.dice.uniform(0.8, 1.3), 4)
            for step, seconds in usual.items()
        }
        began = self.clock.now()
        self.clock.advance(1.0)
        return AttemptRecord(
            started_at=began,
            seconds=round(sum(steps.values()), 4),
            outcome=outcome,
            code=code,
            slot=place.slot,
            port=f"COM{int(place.slot) + 2}",
            hwid=None if unit is None else unit.hwid,
            mac=None if unit is None else unit.mac,
            serial=None if unit is None else unit.serial,
            facts=facts or {},
            steps=steps,
            firmware_name="switch_demo",
            firmware_version="1.5.0",
            profile="tuyaopen",
            order_id=place.order.id,
            software=self.services.software,
            transcript="" if passed else TRANSCRIPT,
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where, for what and by whom a board is written."""

    order: WorkOrder
    line: Line
    slot: str
    who: Actor
