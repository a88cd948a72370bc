"""Five days of a factory, made on the real ledger: what every report at their end is about.

Three lots, two orders, four slots, two thousand units with faults, rework, replacements, scrap,
reprints, a disk that dies and a backup that comes back, samples, packing and close. The boards are
a table of what each really holds; everything else is the real ledger. The file is not synced to
disk after each act: what is tested here is what the record says.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import event, select

from app.domain.licenses import LicenseState
from app.domain.orders import OrderRules
from app.domain.packing import PackageKind, refuse_stranger
from app.domain.people import Actor
from app.domain.printing import NewJob
from app.domain.quality import InspectionResult, QualityRules
from app.domain.sampling import LotDecision, SamplingMode, SamplingPlan
from app.domain.shifts import ShiftPlan
from app.domain.stories import Stage, UnitStory
from app.domain.units import UnitSeen
from app.domain.verdicts import judge
from app.errors import NoLicense, Refused
from app.ledger import tables as t
from app.ledger.ledger import Ledger
from flasher.model import Outcome
from flasher.timing import FakeClock
from tests.bench import Bench
from tests.ledgers import ACTOR, board, fill, fresh_sqlite, mac

UNITS_A_DAY, DAYS, SLOTS = 400, 5, 4
MADE_BEFORE_THE_DISK_DIED = 60
OPERATORS = (ACTOR, Actor("Mei", "station-1"), Actor("Bo", "station-1"))
PLAN = ShiftPlan(("06:00", "14:00", "22:00"), utc_offset_min=480)
PER_CARTON, PER_PALLET = 20, 4


@dataclass
class Factory:
    """The ledger of the day, and what the boards really hold."""

    folder: Path
    clock: FakeClock = field(default_factory=FakeClock)
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    holds: dict[int, str] = field(default_factory=dict)
    order_of: dict[int, int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    replaced: dict[int, int] = field(default_factory=dict)
    reprints: int = 0
    next_board: int = 0

    def open(self, ledger: Ledger) -> None:
        ledger.seal_audit_with(mac)
        event.listen(ledger._database.engine, "connect", _unsynced)
        ledger._database.engine.dispose()  # the pool's connections begin anew, unsynced
        self.ledger = ledger
        self.bench = Bench(ledger)
        self.bench.__enter__()

    def close(self) -> None:
        self.bench.__exit__()
        self.ledger.close()

    def make(self, number: int) -> None:
        """One board goes through a slot, with whatever befalls it, until it passed."""
        bench, dice = self.bench, self.dice
        slot = str(number % SLOTS + 1)
        order_id = self.orders[0 if number % SLOTS < 2 else 1]
        place = {"slot": slot, "actor": dice.choice(OPERATORS)}
        more = {**place, "order_id": order_id, "lot_ids": self.lots_of[order_id]}
        more["seconds"] = round(dice.uniform(0.1, 0.5), 4)
        unit = UnitSeen(board(number).hwid, board(number).mac, f"SN{number:06d}")
        match dice.randint(0, 19):
            case 0:
                bench.fail(None, "no-answer", **place, order_id=order_id)
            case 1:
                bench.fail(unit, "reply-late", **place, order_id=order_id)
            case 2:  # the write succeeded, its reply was lost
                identity = bench.write(unit, Outcome.DOUBTFUL, **more, code="reply-late")
                self.holds[number] = identity
                bench.recheck(unit, **place)
                self.order_of[number] = order_id
                return
            case 3:  # nothing was stored
                bench.write(unit, Outcome.DOUBTFUL, **more, code="read-back-differs")
            case 4:
                bench.write(unit, Outcome.ABORTED, **more, code="stopped")
        self.holds[number] = bench.write(unit, **more)
        self.order_of[number] = order_id
        if dice.random() < 0.05:
            bench.recheck(unit, **place)
        self.clock.advance(dice.uniform(2, 60))

    def new_boards(self, count: int) -> range:
        self.next_board += count
        return range(self.next_board - count, self.next_board)

    def good(self) -> list[int]:
        return [number for number in self.holds if number not in self.gone]

    def afternoon(self) -> None:
        """Rework, replace and scrap some of what was made."""
        life, dice = self.ledger.unit_life, self.dice
        chosen = dice.sample(self.good(), 28)
        for number in chosen[:16]:
            stage = dice.choice([Stage.REWORK, Stage.RETEST])
            life.send_back(board(number).hwid, stage, "antenna", ACTOR)
            if dice.random() < 0.5:
                order_id = self.order_of[number]  # erased in rework: the same license again
                lots = self.lots_of[order_id]
                assert self.bench.write(number, lot_ids=lots) == self.holds[number]
            else:
                self.bench.recheck(number)
        for number in chosen[16:24]:
            (new,) = self.new_boards(1)
            life.replace(board(number).hwid, board(new), "radio dead", ACTOR)
            self.gone.add(number)
            self.replaced[number] = new
            order_id = self.order_of[number]
            self.holds[new] = self.bench.write(
                new, order_id=order_id, lot_ids=self.lots_of[order_id]
            )
            self.order_of[new] = order_id
        for number in chosen[24:]:
            life.scrap(board(number).hwid, "burnt", ACTOR)
            self.gone.add(number)

    def print_labels(self, numbers: list[int]) -> None:
        jobs = [self.job(number) for number in numbers]
        made = self.ledger.print_jobs.queue(jobs, ACTOR)
        assert len(made) == len(jobs)
        assert self.ledger.print_jobs.queue(jobs[:5], ACTOR) == []  # printed once
        self._work_off()
        for number in self.dice.sample(numbers, 6):
            self.ledger.print_jobs.reprint(self.job(number), "smeared", ACTOR)
            self.reprints += 1
        self._work_off()

    def job(self, number: int) -> NewJob:
        story = self.story(number)
        assert story.license is not None
        assert story.unit is not None
        own = story.license
        return NewJob("P1", "40x30", 1, "{}", own.license_id, story.unit.id, own.order_id)

    def _work_off(self) -> None:
        prints, run = self.ledger.print_jobs, self.bench.run
        while (job := prints.next("P1", run)) is not None:
            prints.claim(job, run)
            prints.sent(prints.get(job.id), run, ACTOR, is_last_word=True)

    def story(self, number: int) -> UnitStory:
        return self.bench.story(number)


def _unsynced(connection: object, _entry: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]


@contextmanager
def a_week(folder: Path) -> Iterator[Factory]:
    """Let a week pass in this folder."""
    factory = Factory(folder)
    path = fresh_sqlite(folder)
    factory.open(Ledger.open(path, clock=factory.clock, locks=folder / "runs"))
    _open_orders(factory)
    factory.ledger.printers.save("P1", {"kind": "file"}, ACTOR)
    for day in range(DAYS):
        if day == 3:
            _the_disk_dies(factory)
        made = list(factory.new_boards(UNITS_A_DAY))
        for number in made:
            factory.make(number)
        factory.print_labels([number for number in made if number % 8 == 0])
        factory.afternoon()
        factory.clock.advance(8 * 3600)
    _pack_and_close(factory)
    yield factory
    factory.close()


def _open_orders(factory: Factory) -> None:
    ledger = factory.ledger
    lots = {
        name: fill(ledger, 900, name=name, first=1_000 * at).id for at, name in enumerate("ABC")
    }
    plan = {"W1": ["A", "B"], "W2": ["C", "B"]}
    factory.orders = [
        ledger.orders.create(
            name, product="P", quantity=1_300, lots=names, rules=OrderRules(), actor=ACTOR
        ).id
        for name, names in plan.items()
    ]
    factory.lots_of = {
        order_id: [lots[name] for name in names]
        for order_id, names in zip(factory.orders, plan.values(), strict=True)
    }
    for name in plan:
        rules = QualityRules(sampling=SamplingPlan(SamplingMode.AQL, aql=4.0), shifts=PLAN)
        ledger.inspections.set_rules(name, rules, ACTOR)


def _the_disk_dies(factory: Factory) -> None:
    """Back up, make some more, lose the ledger, restore, and ask the boards themselves."""
    backup = factory.folder / "night.backup"
    factory.ledger.backup(backup, ACTOR)
    lost = list(factory.new_boards(MADE_BEFORE_THE_DISK_DIED))
    for number in lost:
        factory.make(number)
    factory.close()
    restored = factory.folder / "restored.db"
    ledger = Ledger.restore(backup, restored, clock=factory.clock, locks=factory.folder / "runs2")
    factory.open(ledger)
    ledger.restores.notice_backup(ACTOR)
    with pytest.raises(NoLicense):
        factory.bench.write(10_000_000)
    used = {factory.holds[number]: board(number).hwid for number in lost}
    told = ledger.restores.reconcile(used, "read from the boards' labels", ACTOR)
    assert told.doubtful + told.held == len(lost)
    ledger.runs.settle(ACTOR.station, ACTOR)
    for number in lost:
        own = ledger.custody.own_license(board(number).hwid)
        if own is None:  # the backup never saw this board: its license is held until it is read
            found = ledger.custody.find_any(factory.holds[number])[0]
            assert found.state is LicenseState.HELD
            factory.gone.add(number)
            continue
        assert own.identity == factory.holds[number]
        factory.bench.recheck(number)


def _pack_and_close(factory: Factory) -> None:
    ledger = factory.ledger
    for order in ("W1", "W2"):
        _inspect(factory, order)
        _pack(factory, order)
        ledger.orders.close(order, "end of the week", ACTOR)


def _inspect(factory: Factory, order: str) -> None:
    ledger = factory.ledger
    units = _of_order(factory, order)
    plan = SamplingPlan(SamplingMode.AQL, aql=4.0)
    drawn = ledger.inspections.open_sample(f"{order}-1", plan, len(units), ACTOR, order=order)
    sample = factory.dice.sample(units, drawn.sample.size)
    for at, number in enumerate(sample):
        rejected = at in {3, 9}
        ledger.inspections.record(
            board(number).hwid,
            InspectionResult.REJECT if rejected else InspectionResult.PASS,
            ACTOR,
            reasons=["dirty"] if rejected else [],
            sample=f"{order}-1",
        )
    assert ledger.inspections.sample(f"{order}-1").decision is LotDecision.ACCEPT


def _of_order(factory: Factory, order: str) -> list[int]:
    order_id = factory.ledger.orders.get(order).id
    with factory.ledger.orders.read() as conn:
        hwids = conn.execute(
            select(t.units.c.hwid)
            .join(t.licenses, t.licenses.c.unit_id == t.units.c.id)
            .where(t.licenses.c.order_id == order_id, t.licenses.c.state == "verified")
        ).scalars()
        return sorted(int(f"0x{hwid[2:]}", 0) for hwid in hwids)


def _pack(factory: Factory, order: str) -> None:
    packing, rules = factory.ledger.packing, QualityRules()
    pallet = carton = None
    for at, number in enumerate(_of_order(factory, order)):
        if carton is None:
            name = f"{order}-C{at // PER_CARTON}"
            carton = packing.open(PackageKind.CARTON, name, PER_CARTON, ACTOR, order=order)
        if at % 20 == 0 or not factory.ledger.custody.own_license(board(number).hwid):
            story = factory.story(number)
            try:
                refuse_stranger(story, judge(story, order=order).verdict, carton, rules)
            except Refused:
                continue
        carton = packing.put_unit(carton.code, board(number).hwid, ACTOR)
        if carton.left == 0:
            packing.close(carton.code, ACTOR, quantity=PER_CARTON)
            if pallet is None:
                name = f"{order}-P{at}"
                pallet = packing.open(PackageKind.PALLET, name, PER_PALLET, ACTOR, order=order)
            pallet = packing.put_package(pallet.code, carton.code, ACTOR)
            pallet, carton = (None if pallet.left == 0 else pallet), None
    if carton is not None:
        packing.close(carton.code, ACTOR)
