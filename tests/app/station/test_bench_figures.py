"""The bench's own figures, and the lock after failures in a row."""

from dataclasses import replace

import pytest

from app.domain.attempts import NOTHING_LEFT
from app.station.bench_lock import BenchLock
from app.station.tally import Tally
from app.workflows.lock_bench import BenchRecord
from app.workflows.write_unit import UnitReport
from flasher.model import Outcome


def report(number, outcome=Outcome.PASS, *, recheck=False, seconds=0.2):
    hwid = None if number is None else f"4C2A{number:08X}"
    return UnitReport(
        "1", "COM3", None, None, outcome, outcome.value, seconds, recheck=recheck, hwid=hwid
    )


def test_a_recheck_or_a_failure_gives_no_cycle_time():
    tally = Tally()
    tally.count(report(1), 1.0)
    tally.count(report(1, recheck=True), 2.0)
    tally.count(report(2, Outcome.FAILED), 3.0)
    assert tally.cycles == (0.2,)


def test_eight_units_in_a_few_seconds_are_a_pace_already():
    tally = Tally()
    for number in range(8):
        tally.count(report(number), 10.0 + number / 2)
    assert tally.uph(13.0) is None
    assert 4500 < (tally.uph(16.0) or 0) < 5000


def test_a_window_that_opens_again_goes_on_with_the_pace_of_before():
    tally = Tally()
    tally.take_over([(float(second), 0.2, True) for second in range(100)])
    assert 3500 < (tally.uph(100.0) or 0) < 3700
    assert len(tally.cycles) == 60


def test_units_per_hour_need_some_seconds_and_forget_the_morning():
    tally = Tally()
    assert tally.uph(0.0) is None
    tally.count(report(0), 0.0)
    assert tally.uph(19.0) is None
    for second in range(1, 100):
        tally.count(report(second), float(second))
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


@pytest.mark.parametrize("code", sorted(NOTHING_LEFT))
def test_a_board_that_comes_when_nothing_is_left_never_locks_the_bench(code):
    lock = BenchLock()
    assert not lock.count(replace(report(1, Outcome.REFUSED), code=code), 1)
    assert lock.failures == 0


def test_a_restart_takes_over_a_lock_and_a_count():
    locked, counting = BenchLock(), BenchLock()
    assert locked.take_over(BenchRecord(is_locked=True, failures=0), 5)
    assert locked.is_locked
    assert locked.failures == 5
    assert not counting.take_over(BenchRecord(is_locked=False, failures=4), 5)
    assert counting.count(report(1, Outcome.FAILED), 5)
