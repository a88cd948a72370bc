"""What goes wrong around a board: other slots, other boards, stop, the clock, the ledger itself."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy import event

from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.domain.units import UnitSeen
from app.workflows.write_unit import UnitReport
from flasher.events import BoardIdentified, Event, StepStarted
from flasher.model import Step
from flasher.simulator.board import BoardSpec
from flasher.simulator.farm import Farm, PortInfo
from flasher.simulator.faults import parse_fault
from flasher.simulator.flash import save_flash
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import spec_for
from tests.journeys.floor import ACTOR, Floor, HandClock, flashes_in, told

BUSY_S = 0.4
KIND = replace(kind_named("tuyaopen-c"), boot_s=0.3)


class Bench:
    """A floor with a farm; counts boards and checks at its end that the record is true."""

    def __init__(self, folder: Path, farm: Farm) -> None:
        self.clock = HandClock()
        self.folder = folder
        self.floor = Floor.open(folder, 60, clock=self.clock)
        self.farm = farm
        self.boards = 0
        self.disk: FullDisk | None = None

    def spec(self, *faults: str) -> BoardSpec:
        self.boards += 1
        return spec_for(self.boards, KIND, seed=9, faults=[parse_fault(f) for f in faults])

    def put(self, spec: BoardSpec) -> PortInfo:
        return self.farm.add(spec)

    def take_out(self, port: PortInfo, slot: str) -> None:
        """Take a board out, as the slot notices and notes it."""
        self.farm.unplug(port.slot)
        unit = UnitSeen(port.mac, port.mac)
        self.floor.services.ledger.custody.leave(unit, self.floor.run, slot)

    def available(self) -> int:
        count: int = self.floor.counts().available
        return count


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("bench")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.ledger.engine.BUSY_TIMEOUT_S", BUSY_S)
        with Farm(folder / "boards") as farm:
            bench = Bench(folder, farm)
            yield bench
            bench.floor.run.close(ACTOR)
            bench.floor.services.ledger.close()


@pytest.fixture
def bench(shared: Bench) -> Iterator[Bench]:
    yield shared
    for port in shared.farm.ports():
        shared.farm.unplug(port.slot)
    assert shared.floor.wrongs(flashes_in(shared.folder / "boards")) == []


def when(moment: Step | type[BoardIdentified], act: Callable[[], None]) -> Callable[[Event], None]:
    """Return a watcher that acts when this step begins, or when the board is identified."""

    def watch(happened: Event) -> None:
        match happened:
            case StepStarted(step=step) if step is moment:
                act()
            case BoardIdentified() if moment is BoardIdentified:
                act()

    return watch


def test_a_board_pulled_in_mid_write_goes_on_at_a_renamed_port_and_another_slot(
    bench: Bench,
) -> None:
    spec = bench.spec("unplug@write")
    port = bench.put(spec)
    pulled = bench.floor.write(port.name, "1")
    assert pulled.outcome == "doubtful"
    renamed = bench.farm.plug(port.slot, replace(spec, faults=()), port_name="slot-renamed")
    assert renamed.name != port.name
    bench.floor.services.ledger.custody.leave(UnitSeen(port.mac), bench.floor.run, "1")
    again = bench.floor.write(renamed.name, "7")
    assert (again.outcome, again.identity) == ("pass", pulled.identity)


def test_the_same_board_in_two_slots_one_after_the_other_is_a_recheck(bench: Bench) -> None:
    port = bench.put(bench.spec())
    before = bench.available()
    first = bench.floor.write(port.name, "1")
    bench.floor.services.ledger.custody.leave(UnitSeen(port.mac), bench.floor.run, "1")
    second = bench.floor.write(port.name, "2")
    assert (second.outcome, second.recheck, second.identity) == ("pass", True, first.identity)
    assert bench.available() == before - 1


def test_a_copy_of_a_present_unit_in_another_slot_is_refused_and_recorded(bench: Bench) -> None:
    spec = bench.spec()
    first = bench.put(spec)
    assert bench.floor.write(first.name, "1").outcome == "pass"
    attempts = len(bench.floor.services.ledger.attempts.of_unit(spec.mac))
    copy = bench.farm.flash_path(f"{spec.mac}-copy")
    save_flash(bench.farm.flash(spec.mac), copy)
    port = bench.put(replace(spec, flash_name=copy.stem))
    report = bench.floor.write(port.name, "2")
    assert (report.outcome, report.code) == ("refused", "unit-in-work")
    assert all(advice for _, advice in told(report).values())
    recorded = bench.floor.services.ledger.attempts.of_unit(spec.mac)
    assert [a["code"] for a in recorded[attempts:]] == ["unit-in-work"]
    bench.farm.unplug(port.slot)
    copy.unlink()  # off the floor: two such boards are what the alarm was about


def test_a_blank_twin_of_a_present_unit_is_refused_and_the_alarm_is_on_record(bench: Bench) -> None:
    spec = bench.spec()
    first = bench.put(spec)
    assert bench.floor.write(first.name, "1").outcome == "pass"
    before = bench.available()
    twin = bench.put(replace(spec, flash_name=f"{spec.mac}-twin"))
    report = bench.floor.write(twin.name, "2")
    assert (report.outcome, report.code) == ("refused", "twin-mac")
    assert all(advice for _, advice in told(report).values())
    assert bench.available() == before
    assert bench.farm.flash(f"{spec.mac}-twin").kv_uuid is None
    acts = bench.floor.services.ledger.audit.records(subject=f"unit:{spec.mac}")
    assert Act.CLONE_FOUND in {record.act for record in acts}


def test_of_two_boards_with_one_mac_at_the_same_time_one_is_refused(bench: Bench) -> None:
    spec = bench.spec()
    ports = [bench.put(spec), bench.put(replace(spec, flash_name=f"{spec.mac}-twin"))]
    before = bench.available()
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda p: bench.floor.write(p.name, str(p.slot)), ports))
    assert sorted(report.outcome for report in reports) == ["pass", "refused"]
    (refused,) = [report for report in reports if report.outcome == "refused"]
    assert refused.code in {"unit-in-work", "twin-mac"}
    assert bench.available() == before - 1


BEFORE_SENDING = (Step.CONNECT, Step.IDENTIFY, Step.READ_EXISTING, BoardIdentified)


@pytest.mark.parametrize("moment", [*BEFORE_SENDING, Step.INTENT, Step.WRITE, Step.READ_BACK])
def test_stop_ends_an_attempt_before_the_intent_and_finishes_it_after(
    bench: Bench, moment: Step | type[BoardIdentified]
) -> None:
    spec = bench.spec()
    port = bench.put(spec)
    before = bench.available()
    stop = threading.Event()
    report = bench.floor.write(port.name, "1", stop=stop, on_event=when(moment, stop.set))
    if moment in BEFORE_SENDING:
        assert (report.outcome, report.code) == ("aborted", "stopped")
        assert bench.floor.state_of(spec.mac) is None
        assert bench.available() == before
    else:
        assert report.outcome == "pass"
        assert bench.floor.state_of(spec.mac) is LicenseState.VERIFIED
    bench.take_out(port, "1")
    port = bench.farm.plug(port.slot, spec)
    assert bench.floor.write(port.name, "2").outcome == "pass"


@pytest.mark.parametrize("days", [-400, 400])
@pytest.mark.parametrize("moment", [BoardIdentified, Step.INTENT, Step.READ_BACK])
def test_a_wall_clock_set_in_mid_write_changes_nothing(
    bench: Bench, moment: Step | type[BoardIdentified], days: int
) -> None:
    port = bench.put(bench.spec())

    def set_clock() -> None:
        bench.clock.shift += timedelta(days=days)
        # what a second program at this station would settle at its start, by that clock
        assert bench.floor.services.ledger.runs.settle(ACTOR.station, ACTOR).is_clean

    report = bench.floor.write(port.name, "1", on_event=when(moment, set_clock))
    assert (report.outcome, report.seconds < 5) == ("pass", True)


# -- the ledger itself -------------------------------------------------------------------------

LOCKER = """
import sqlite3, sys
conn = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10)
for words in sys.stdin:
    conn.execute(words)
    print("done", flush=True)
"""


class OtherProgram:
    """Another process that holds the ledger's write lock."""

    def __init__(self, ledger: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", LOCKER, str(ledger)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def says(self, words: str) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(words + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"

    def lock(self) -> None:
        self.says("BEGIN IMMEDIATE")

    def unlock(self) -> None:
        self.says("ROLLBACK")

    def close(self) -> None:
        self._process.communicate()


class FullDisk:
    """A ledger file that may not grow by one page between ``lock`` and ``unlock``."""

    def __init__(self, bench: Bench) -> None:
        self._path = bench.folder / "ledger.db"
        self._limit = 0
        event.listen(bench.floor.services.ledger._database.engine, "checkout", self._apply)

    @contextmanager
    def ballast(self) -> Iterator[Self]:
        """Make every act need two pages more: no free room in a page may hide a full disk."""
        self._change(
            "CREATE TABLE IF NOT EXISTS ballast (weight BLOB);"
            "CREATE TRIGGER grows AFTER INSERT ON audit BEGIN"
            " INSERT INTO ballast VALUES (zeroblob(9000)); END"
        )
        try:
            yield self
        finally:
            # The ledger's check names every trigger that is not its own.
            self._change("DROP TRIGGER grows")

    def _change(self, script: str) -> None:
        with closing(sqlite3.connect(self._path)) as conn:
            conn.executescript(script)

    def _apply(self, connection: sqlite3.Connection, *_: object) -> None:
        room = "1073741823"
        if self._limit:
            (room,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={room}")

    def lock(self) -> None:
        self._limit = 1

    def unlock(self) -> None:
        self._limit = 0


TROUBLES = ("ledger-busy", "ledger-disk-full")


@contextmanager
def trouble(bench: Bench, code: str) -> Iterator[OtherProgram | FullDisk]:
    if code == "ledger-disk-full":
        bench.disk = bench.disk or FullDisk(bench)
        with bench.disk.ballast() as disk:
            yield disk
        return
    with closing(OtherProgram(bench.folder / "ledger.db")) as other:
        yield other


def _hurt(
    bench: Bench, code: str, moment: Step | type[BoardIdentified], spec: BoardSpec
) -> UnitReport:
    """Write one board while the ledger has this trouble from this moment on; then it is over."""
    port = bench.put(spec)
    with trouble(bench, code) as made:
        report = bench.floor.write(port.name, "1", on_event=when(moment, made.lock))
        made.unlock()
    assert report.code == code
    assert all(advice for _, advice in told(report).values())
    bench.take_out(port, "1")
    return report


@pytest.mark.parametrize("code", TROUBLES)
def test_a_ledger_that_cannot_reserve_leaves_pool_and_board_untouched(
    bench: Bench, code: str
) -> None:
    spec, before = bench.spec(), bench.available()
    report = _hurt(bench, code, BoardIdentified, spec)
    assert (report.outcome, bench.floor.state_of(spec.mac)) == ("failed", None)
    assert (bench.farm.flash(spec.mac).kv_uuid, bench.available()) == (None, before)
    assert bench.floor.write(bench.put(spec).name, "2").outcome == "pass"


@pytest.mark.parametrize("code", TROUBLES)
def test_a_ledger_that_cannot_record_the_intent_lets_nothing_be_sent(
    bench: Bench, code: str
) -> None:
    spec = bench.spec()
    report = _hurt(bench, code, Step.INTENT, spec)
    assert report.outcome == "failed"
    assert bench.farm.flash(spec.mac).kv_writes == 0
    again = bench.floor.write(bench.put(spec).name, "2")
    assert (again.outcome, again.identity) == ("pass", report.identity), again
    assert bench.farm.flash(spec.mac).kv_writes == 2


@pytest.mark.parametrize("code", TROUBLES)
def test_a_ledger_that_cannot_record_the_proof_shows_no_pass_and_the_unit_settles_it_later(
    bench: Bench, code: str
) -> None:
    spec = bench.spec()
    report = _hurt(bench, code, Step.READ_BACK, spec)
    assert report.outcome == "doubtful"
    assert bench.floor.state_of(spec.mac) in {LicenseState.WRITING, LicenseState.DOUBTFUL}
    assert bench.farm.flash(spec.mac).kv_is_whole
    again = bench.floor.write(bench.put(spec).name, "2")
    assert (again.outcome, again.identity) == ("pass", report.identity), again
    assert bench.farm.flash(spec.mac).kv_writes == 2


def test_a_ledger_that_is_busy_for_a_moment_is_waited_for(bench: Bench) -> None:
    port = bench.put(bench.spec())
    other = OtherProgram(bench.folder / "ledger.db")
    timers = []

    def lock() -> None:
        other.lock()
        timers.append(threading.Timer(BUSY_S / 4, other.unlock))
        timers[-1].start()

    report = bench.floor.write(port.name, "1", on_event=when(Step.READ_BACK, lock))
    for timer in timers:
        timer.join()
    other.close()
    assert report.outcome == "pass"
