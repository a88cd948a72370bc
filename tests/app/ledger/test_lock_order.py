"""Alarms that cross never wait for each other: units first, in one order, then licenses."""

import threading
from collections.abc import Callable

from app.domain.licenses import LicenseState
from app.errors import KeywrightError
from app.ledger.ledger import Ledger
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
