"""Alarms that cross never wait for each other: units first, in one order, then licenses."""

import threading
import time
from collections.abc import Callable

import psycopg
import pytest

from app.domain.licenses import LicenseState
from app.errors import KeywrightError
from app.ledger.ledger import Ledger
from app.ledger.units import lock_units
from flasher.model import Outcome
from tests.ledgers import ACTOR, attempt, board, fill

ROUNDS = 15


def made(ledger: Ledger, run, number: int, lot: int):
    taken = ledger.custody.reserve(
        board(number), lot_ids=[lot], order_id=None, run=run, slot=str(number), actor=ACTOR
    )
    ledger.custody.intend(taken, run, ACTOR)
    ledger.custody.verify(taken, attempt(board(number), slot=str(number)), run, ACTOR)
    ledger.custody.leave(board(number), run, str(number))
    return taken


def at_once(
    *works: Callable[[], object], before: Callable[[], object] | None = None
) -> list[KeywrightError]:
    """Let all works begin each round together, ``before`` first; returns what they raised."""
    barrier = threading.Barrier(len(works), action=before)
    raised: list[KeywrightError] = []

    def go(work: Callable[[], object]) -> None:
        for _ in range(ROUNDS):
            barrier.wait(timeout=60)
            try:
                work()
            except KeywrightError as error:
                raised.append(error)

    threads = [threading.Thread(target=go, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_two_boards_that_hold_each_others_license_raise_two_alarms_at_once(ledger, run):
    lot = fill(ledger, 4).id
    one, two = made(ledger, run, 1, lot), made(ledger, run, 2, lot)

    def alarm(license_id: int, number: int) -> Callable[[], object]:
        record = attempt(board(number), Outcome.REFUSED, code="clone")
        return lambda: ledger.custody.clone(license_id, board(number), record, run, ACTOR)

    ids = [one.license_id, two.license_id]

    def begin_anew() -> None:
        ledger.custody.hold(ids, "look", ACTOR)
        ledger.custody.free(ids, "looked at", ACTOR)

    raised = at_once(alarm(ids[0], 2), alarm(ids[1], 1), before=begin_anew)
    assert raised == []
    for taken in (one, two):
        found = ledger.custody.find("tuya", taken.identity)
        assert found is not None
        assert found.state is LicenseState.HELD
    assert ledger.check() == []


def test_an_alarm_and_its_end_at_once_leave_no_deadlock(ledger, run):
    lot = fill(ledger, 4).id
    one, two = made(ledger, run, 1, lot), made(ledger, run, 2, lot)
    record = attempt(board(2), Outcome.REFUSED, code="clone")

    def alarm() -> None:
        ledger.custody.clone(one.license_id, board(2), record, run, ACTOR)

    def free() -> None:
        ids = [found.license_id for found in (one, two)]
        for license_id in ids:
            ledger.custody.hold([license_id], "look", ACTOR)
        ledger.custody.free(ids, "looked at", ACTOR)

    raised = at_once(alarm, free)
    # Either may come too late for the other; neither waits for ever.
    assert {error.code for error in raised} <= {"license-moved"}
    assert ledger.check() == []


ON_POSTGRESQL = pytest.mark.parametrize("place", ["postgresql"], indirect=True)
_ROW = "SELECT id FROM units WHERE hwid = %s FOR UPDATE"
_WAITING = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'"""


def waits_for_the_first_before_it_has_the_second(place, act: Callable[[], object]) -> bool:
    """Hold the row of board 1 until ``act`` waits for it; say whether board 2's is free then."""
    waiter = threading.Thread(target=act)
    with psycopg.connect(place.location) as holds, psycopg.connect(place.location) as looks:
        looks.autocommit = True
        holds.execute(_ROW, [board(1).hwid])
        waiter.start()
        while looks.execute(_WAITING).fetchone() == (0,):
            assert waiter.is_alive(), "it never asked for the first"
            time.sleep(0.01)
        try:
            looks.execute(f"{_ROW} NOWAIT", [board(2).hwid])
            is_free = True
        except psycopg.errors.LockNotAvailable:
            is_free = False
    waiter.join()
    return is_free


@ON_POSTGRESQL
def test_a_settled_run_locks_its_units_in_the_order_that_all_others_do(place, ledger):
    lot = fill(ledger, 4).id
    run = ledger.runs.start("station-2", ACTOR)
    for number in (2, 1):  # the second board was known first
        ledger.custody.reserve(
            board(number), lot_ids=[lot], order_id=None, run=run, slot=str(number), actor=ACTOR
        )
    assert waits_for_the_first_before_it_has_the_second(place, lambda: run.close(ACTOR))
    assert ledger.check() == []


@ON_POSTGRESQL
def test_a_settled_run_locks_boards_that_only_stand_there_in_that_order_too(place, ledger):
    lot = fill(ledger, 4).id
    run = ledger.runs.start("station-2", ACTOR)
    made_here = ledger.custody.reserve(
        board(1), lot_ids=[lot], order_id=None, run=run, slot="1", actor=ACTOR
    )
    ledger.custody.intend(made_here, run, ACTOR)
    ledger.custody.verify(made_here, attempt(board(1)), run, ACTOR)  # it still stands there
    ledger.custody.reserve(board(2), lot_ids=[lot], order_id=None, run=run, slot="2", actor=ACTOR)
    assert waits_for_the_first_before_it_has_the_second(place, lambda: run.close(ACTOR))


@ON_POSTGRESQL
def test_a_board_that_takes_the_slot_of_another_waits_for_that_one_first(place, ledger, run):
    lot = fill(ledger, 4).id
    for number in (2, 1):
        taken = ledger.custody.reserve(
            board(number), lot_ids=[lot], order_id=None, run=run, slot="1", actor=ACTOR
        )
        ledger.custody.intend(taken, run, ACTOR)
        ledger.custody.verify(taken, attempt(board(number)), run, ACTOR)

    def comes_back() -> None:
        ledger.custody.reserve(
            board(2), lot_ids=[lot], order_id=None, run=run, slot="1", actor=ACTOR
        )

    assert waits_for_the_first_before_it_has_the_second(place, comes_back)


@ON_POSTGRESQL
def test_many_units_are_locked_in_the_order_of_their_hardware_ids(place, ledger, run):
    lot = fill(ledger, 4).id
    ids = [made(ledger, run, number, lot).unit_id for number in (2, 1)]

    def lock() -> None:
        with ledger.custody.quietly() as conn:
            lock_units(conn, ids)

    assert waits_for_the_first_before_it_has_the_second(place, lock)
