"""A week in a factory: at its end every number of every report is counted anew, and the sum holds.

Three lots, two orders, four slots, two thousand units with faults, rework, replacements, scrap,
reprints, a disk that dies and a backup that comes back, samples, packing and close. The boards are
a table of what each really holds; everything else is the real ledger. The file is not synced to
disk after each act: what is tested here is what the record says.
"""

import csv
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import event, select

from app.domain.figures import GroupBy
from app.domain.licenses import LicenseState
from app.domain.orders import OrderRules
from app.domain.packing import PackageKind, PackageState, refuse_stranger
from app.domain.people import Actor
from app.domain.printing import NewJob
from app.domain.quality import InspectionResult, QualityRules
from app.domain.sampling import LotDecision, SamplingMode, SamplingPlan
from app.domain.shifts import ShiftPlan
from app.domain.stories import Stage, UnitStory
from app.domain.units import UnitSeen
from app.domain.verdicts import judge
from app.errors import NoLicense, Refused
from app.ledger import print_tables as p
from app.ledger import quality_tables as q
from app.ledger import tables as t
from app.ledger.ledger import Ledger
from app.reports.figures import as_csv
from app.reports.packing_list import packing_list_csv
from app.reports.writes import COLUMNS, MANIFEST, manifest_rows, write_csv
from flasher.model import Outcome
from flasher.timing import FakeClock
from tests.bench import Bench
from tests.counting import Row, assert_same, counted, first_passes, raw_attempts
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
        unit = self.ledger.units.get(board(number).hwid)
        assert unit is not None
        return self.ledger.stories.tell((unit.id, None))


def _unsynced(connection: object, _entry: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Factory]:
    folder = tmp_path_factory.mktemp("week")
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


def test_the_custody_sum_holds_and_no_license_is_on_two_boards(week: Factory) -> None:
    assert week.ledger.check() == []
    assert week.ledger.figures.findings() == []
    totals = week.ledger.lots.totals()
    assert totals.total == 2_700
    holders = Counter(
        identity for number, identity in week.holds.items() if number not in week.gone
    )
    assert max(holders.values()) == 1
    on_record = {}
    with week.ledger.lots.read() as conn:
        query = (
            select(t.licenses.c.identity, t.units.c.hwid)
            .join(t.units, t.units.c.id == t.licenses.c.unit_id)
            .where(t.licenses.c.state == "verified")
        )
        on_record = {row.hwid: row.identity for row in conn.execute(query)}
    assert on_record == {board(number).hwid: week.holds[number] for number in week.good()}
    assert totals.verified == len(week.good())


def test_replaced_and_scrapped_units_are_void_and_linked(week: Factory) -> None:
    void = week.ledger.lots.totals().void
    on_scrap = [n for n in week.gone if week.ledger.units.get(board(n).hwid) is not None]
    stories = {number: week.story(number) for number in on_scrap}
    replaced = {n: s for n, s in stories.items() if s.life.stage is Stage.REPLACED}
    scrapped = {n: s for n, s in stories.items() if s.life.stage is Stage.SCRAPPED}
    # What happened on the lost day is not on record: those boards were asked instead.
    assert void == len(replaced) + len(scrapped) > 50
    for number, story in replaced.items():
        new = week.replaced[number]
        assert story.life.replaced_by == board(new).hwid
        assert week.story(new).life.replaces == board(number).hwid
        assert story.unit is not None
        assert (story.unit.serial, week.story(new).unit.serial) == (None, f"SN{number:06d}")


def _names(week: Factory, group: GroupBy) -> dict[object, str]:
    if group is GroupBy.LOT:
        return {lot.id: lot.name for lot in week.ledger.lots.overview()}
    return {order.id: order.name for order in week.ledger.orders.list()}


def test_every_figure_of_every_group_equals_a_count_of_the_raw_attempts(week: Factory) -> None:
    shown = week.ledger.figures.dashboard(shifts=PLAN)
    rows = raw_attempts(week.ledger)
    assert_same(shown.total, counted(rows, rows))
    keys = {
        GroupBy.SLOT: lambda r: r["slot"],
        GroupBy.STATION: lambda r: r["station"],
        GroupBy.OPERATOR: lambda r: r["operator"],
        GroupBy.LOT: lambda r: _lots.get(r["lot_id"], ""),
        GroupBy.ORDER: lambda r: _orders.get(r["order_id"], ""),
        GroupBy.HOUR: lambda r: _local(r)[:13].replace(" ", "T"),
        GroupBy.DAY: lambda r: _local(r)[:10],
        GroupBy.SHIFT: _shift,
    }
    _lots, _orders = _names(week, GroupBy.LOT), _names(week, GroupBy.ORDER)
    for group, key in keys.items():
        chosen: dict[str, list[Row]] = {}
        for row in rows:
            chosen.setdefault(key(row), []).append(row)
        assert set(shown.groups[group]) == set(chosen), group
        for name, ones in chosen.items():
            assert_same(shown.groups[group][name], counted(rows, ones))


def _local(row: Row) -> str:
    from datetime import datetime, timedelta

    return str(datetime.fromisoformat(row["started_at"]) + timedelta(hours=8))


def _shift(row: Row) -> str:
    """The shifts of PLAN, counted by hand: A from 6, B from 14, C from 22 to the next 6."""
    from datetime import datetime, timedelta

    local = datetime.fromisoformat(row["started_at"]) + timedelta(hours=8)
    day = (local - timedelta(hours=6)).date()
    return f"{day} {'ABC'[((local.hour - 6) % 24) // 8]}"


def test_the_pareto_and_the_step_times_equal_a_count_of_the_raw_attempts(week: Factory) -> None:
    shown, rows = week.ledger.figures.dashboard(), raw_attempts(week.ledger)
    bad = Counter((r["outcome"], r["code"]) for r in rows if r["outcome"] != "pass")
    assert {(f.outcome, f.code): f.n for f in shown.failures} == bad
    assert {code for _outcome, code in bad} >= {"no-answer", "reply-late", "stopped"}
    times: dict[tuple[str, str, str], list[float]] = {}
    for row in rows:
        if row["outcome"] == "pass" and row["number"] and not row["recheck"]:
            for step, seconds in json.loads(row["steps"]).items():
                times.setdefault((row["station"], row["slot"], step), []).append(seconds)
    assert {(s.station, s.slot, s.step): s.n for s in shown.steps} == {
        key: len(ones) for key, ones in times.items()
    }
    for one in shown.steps:
        ones = times[one.station, one.slot, one.step]
        assert one.mean_s == pytest.approx(sum(ones) / len(ones))


def test_the_files_say_what_the_figures_say(week: Factory) -> None:
    shown, rows = week.ledger.figures.dashboard(), raw_attempts(week.ledger)
    lines = list(csv.DictReader(as_csv(shown).decode("utf-8-sig").splitlines()))
    total = counted(rows, rows)
    assert int(lines[0]["made"]) == total.made == len(first_passes(rows))
    assert float(lines[0]["fpy"]) == round(total.first_passes / total.tried, 4)
    slots = {line["key"]: line for line in lines if line["group"] == "slot"}
    for slot, line in slots.items():
        mine = counted(rows, [r for r in rows if r["slot"] == slot])
        assert (int(line["tried"]), int(line["made"])) == (mine.tried, mine.made)


def test_the_write_report_equals_the_raw_attempts_line_by_line(
    week: Factory, tmp_path: Path
) -> None:
    rows = raw_attempts(week.ledger)
    by_license: dict[int, list[Row]] = {}
    for row in rows:
        by_license.setdefault(row["license_id"], []).append(row)
    tries = Counter(row["unit_id"] for row in rows if row["number"] is not None)
    with week.ledger.lots.read() as conn:
        licenses = {
            row["identity"]: dict(row) for row in conn.execute(select(t.licenses)).mappings()
        }
    out = tmp_path / "writes.csv"
    assert write_csv(week.ledger.reports.writes(columns=COLUMNS), out) == len(licenses)
    with out.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert {line["identity"] for line in lines} == set(licenses)
    for line in lines:
        own = licenses[line["identity"]]
        tried = by_license.get(own["id"], [])
        assert line["outcome"] == (tried[-1]["outcome"] if tried else "")
        assert line["last_at"] == (tried[-1]["started_at"] if tried else "")
        assert line["first_at"] == (tried[0]["started_at"] if tried else "")
        assert line["operator"] == (tried[-1]["operator"] if tried else "")
        expected = "" if own["unit_id"] is None else str(tries[own["unit_id"]])
        assert line["attempts"] == expected
        written = {"verified": "written", "void": "void", "doubtful": "doubtful"}
        was = own["prior_state"] if own["state"] == "held" else own["state"]
        assert line["write_status"] == written.get(was, "not written")
    manifest = list(manifest_rows(week.ledger.reports.writes(columns=MANIFEST, order="W1")))
    order_id = week.ledger.orders.get("W1").id
    delivered = {
        identity
        for identity, own in licenses.items()
        if own["order_id"] == order_id and own["state"] == "verified"
    }
    assert {row[0] for row in manifest} == delivered


def test_every_packing_list_holds_what_was_packed_and_no_unit_twice(week: Factory) -> None:
    packing = week.ledger.packing
    with packing.read() as conn:
        packed = [
            row.unit_id for row in conn.execute(select(q.packed_units)) if row.removed_at is None
        ]
    assert len(packed) == len(set(packed)) > 1_500
    cartons = packing.all(kind=PackageKind.CARTON)
    assert sum(carton.content for carton in cartons) == len(packed)
    assert {carton.state for carton in cartons} == {PackageState.CLOSED}
    listed: list[str] = []
    for carton in cartons:
        units = packing.contents(carton.code)
        assert len(units) == carton.content <= PER_CARTON
        text = packing_list_csv(carton, units)
        listed += [line.split(",")[2] for line in text.splitlines()[1:]]
    assert len(listed) == len(set(listed)) == len(packed)
    pallets = packing.all(kind=PackageKind.PALLET)
    on_pallets = sum(len(packing.contents(pallet.code)) for pallet in pallets)
    assert on_pallets == sum(c.content for c in cartons if c.inside is not None)
    kept = {week.holds[number] for number in week.good()}
    assert set(listed) <= kept


def test_labels_were_printed_once_and_reprints_are_counted(week: Factory) -> None:
    with week.ledger.print_jobs.read() as conn:
        jobs = [dict(row) for row in conn.execute(select(p.print_jobs)).mappings()]
    originals = Counter(job["unit_id"] for job in jobs if job["copy_no"] == 1)
    assert set(originals.values()) == {1}
    assert sum(job["copy_no"] > 1 for job in jobs) == week.reprints
    assert all(job["reason"] for job in jobs if job["copy_no"] > 1)


def test_the_orders_are_closed_and_count_their_units(week: Factory) -> None:
    with week.ledger.orders.read() as conn:
        taken = Counter(
            conn.execute(
                select(t.licenses.c.order_id).where(t.licenses.c.state != "void")
            ).scalars()
        )
    for order in week.ledger.orders.list():
        assert order.closed_at is not None
        assert order.taken == taken[order.id]
    with pytest.raises(Refused, match="order-closed"):
        week.bench.write(20_000_000, order_id=week.orders[0], lot_ids=week.lots_of[week.orders[0]])
