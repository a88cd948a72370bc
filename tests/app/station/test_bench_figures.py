"""The bench's own figures, and the lock after failures in a row."""

from app.station.bench_lock import BenchLock
from app.station.tally import Tally
from app.workflows.write_unit import UnitReport
from flasher.model import Outcome


def report(number, outcome=Outcome.PASS, *, recheck=False, seconds=0.2):
    hwid = None if number is None else f"4C2A{number:08X}"
    return UnitReport(
        "1", "COM3", None, None, outcome, outcome.value, seconds, recheck=recheck, hwid=hwid
    )


def test_a_unit_that_passes_at_the_second_try_is_no_first_pass():
    tally = Tally()
    tally.count(report(1, Outcome.FAILED), 1.0)
    tally.count(report(1), 2.0)
    tally.count(report(2), 3.0)
    assert tally.fpy() == 0.5


def test_a_recheck_is_neither_a_pass_nor_a_try():
    tally = Tally()
    tally.count(report(1), 1.0)
    tally.count(report(1, recheck=True), 2.0)
    assert tally.fpy() == 1.0
    assert list(tally.cycles) == [0.2]


def test_units_per_hour_need_some_seconds_and_forget_the_morning():
    tally = Tally()
    assert tally.uph(0.0) is None
    for second in range(100):
        tally.count(report(second), float(second))
    assert tally.uph(5.0) is None
    assert 3500 < (tally.uph(100.0) or 0) < 3700
    assert tally.uph(5000.0) == 0


def test_the_bench_locks_at_the_limit_once_and_a_pass_begins_the_count_anew():
    lock = BenchLock()
    assert not lock.count(report(1, Outcome.FAILED), 3)
    assert not lock.count(report(2, Outcome.REFUSED), 3)
    assert not lock.count(report(3), 3)
    told = [lock.count(report(number, Outcome.FAILED), 3) for number in range(4, 9)]
    assert told == [False, False, True, False, False]
    assert lock.is_locked
    lock.release()
    assert not lock.is_locked
    assert lock.failures == 0


def test_a_stopped_attempt_or_a_recheck_never_locks_the_bench():
    lock = BenchLock()
    assert not lock.count(report(1, Outcome.ABORTED), 1)
    assert not lock.count(report(1, Outcome.PASS, recheck=True), 1)
    assert lock.count(report(None, Outcome.FAILED), 1)
