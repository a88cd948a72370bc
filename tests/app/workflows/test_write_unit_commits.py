"""What cannot be recorded: no intent, nothing sent; no commit, no PASS."""

from threading import Event as StopFlag
from typing import Any

import pytest

from app.errors import LedgerTrouble, Refused, VaultTrouble
from flasher.events import BoardIdentified
from flasher.model import Outcome
from tests.app.workflows.write_bench import Bench, S, told
from tests.ledgers import identity
from tests.people import key_of


def test_an_intent_that_cannot_be_committed_sends_nothing_and_fails(bench: Bench) -> None:
    board = bench.board()
    bench.fail(intend=LedgerTrouble("ledger-disk-full"))
    report = bench.write(board)
    bench.heal()
    assert told(report) == (Outcome.FAILED, "ledger-disk-full")
    assert not any(line.startswith("auth ") for line in board.ran)
    assert bench.state(0) is S.AVAILABLE
    assert [attempt["code"] for attempt in bench.attempts()] == ["ledger-disk-full"]


def test_a_license_that_cannot_be_opened_leaves_no_intent_behind(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise VaultTrouble("vault-locked")

    monkeypatch.setattr("app.workflows.write_unit.open_license", locked)
    board = bench.board()
    assert told(bench.write(board)) == (Outcome.FAILED, "vault-locked")
    assert not any(line.startswith("auth ") for line in board.ran)
    assert bench.state(0) is S.AVAILABLE
    assert "license.intended" not in bench.audit()


def test_a_license_that_moved_before_the_intent_is_not_sent(bench: Bench) -> None:
    board = bench.board()
    bench.fail(intend=Refused("license-moved", identity=identity(0), state="held"))
    report = bench.write(board)
    assert told(report) == (Outcome.FAILED, "license-moved")
    assert not any(line.startswith("auth ") for line in board.ran)


def test_a_ledger_that_breaks_while_reserving_is_a_failure_and_not_a_refusal(bench: Bench) -> None:
    bench.fail(reserve=LedgerTrouble("ledger-busy"))
    assert told(bench.write(bench.board())) == (Outcome.FAILED, "ledger-busy")
    bench.heal()
    assert bench.state(0) is S.AVAILABLE


def test_a_bug_in_the_ledger_is_not_told_as_trouble_with_the_board(bench: Bench) -> None:
    bench.fail(reserve=ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        bench.write(bench.board())


def test_no_pass_is_shown_where_verified_cannot_be_committed(bench: Bench) -> None:
    board = bench.board()
    bench.fail(verify=LedgerTrouble("ledger-busy"))
    report = bench.write(board)
    bench.heal()
    assert told(report) == (Outcome.DOUBTFUL, "ledger-busy")
    assert report.attempt_id is None
    assert (board.kv, bench.state(0)) == ((identity(0), key_of(0)), S.WRITING)
    assert told(bench.write(board)) == (Outcome.PASS, "recheck")
    assert bench.state(0) is S.VERIFIED


def test_a_refused_verification_is_doubtful_and_the_attempt_is_kept(bench: Bench) -> None:
    bench.fail(verify=Refused("license-held", identity=identity(0)))
    report = bench.write(bench.board())
    bench.heal()
    assert told(report) == (Outcome.DOUBTFUL, "license-held")
    assert report.attempt_id is not None
    assert [attempt["code"] for attempt in bench.attempts()] == ["license-held"]


def test_a_board_that_proves_nothing_keeps_its_license_in_doubt_and_gets_it_again(
    bench: Bench,
) -> None:
    liar = bench.board()
    liar.on_enter = lambda b, line: (
        b"\r\n\r\nAuthorization write succeeds." + b.prompt if line.startswith("auth ") else None
    )
    report = bench.write(liar)
    assert told(report) == (Outcome.DOUBTFUL, "read-back-differs")
    assert bench.state(0) is S.DOUBTFUL
    transcript = bench.factory.services.ledger.attempts.transcript(bench.attempts()[0]["id"])
    assert transcript
    assert key_of(0) not in transcript
    bench.leave()
    again = bench.write(bench.board(), slot="2")
    assert (again.outcome, again.identity) == (Outcome.PASS, identity(0))
    assert bench.state(1) is S.AVAILABLE


def test_a_doubt_that_cannot_be_committed_is_told_as_doubt(bench: Bench) -> None:
    liar = bench.board()
    liar.on_enter = lambda b, line: b.prompt if line.startswith("auth ") else None
    bench.fail(doubt=LedgerTrouble("ledger-busy"))
    report = bench.write(liar)
    bench.heal()
    assert told(report) == (Outcome.DOUBTFUL, "ledger-busy")
    assert bench.state(0) is S.WRITING


def _stopped_once_it_is_known(stop: StopFlag) -> Any:
    return lambda event: stop.set() if isinstance(event, BoardIdentified) else None


def test_stop_between_reserve_and_intent_gives_the_license_back(bench: Bench) -> None:
    stop, board = StopFlag(), bench.board()
    report = bench.write(board, stop=stop, on_event=_stopped_once_it_is_known(stop))
    assert told(report) == (Outcome.ABORTED, "stopped")
    assert bench.state(0) is S.AVAILABLE
    assert "license.released" in bench.audit()


def test_a_release_that_cannot_be_committed_is_a_failure_and_leaves_it_reserved(
    bench: Bench,
) -> None:
    stop, board = StopFlag(), bench.board()
    bench.fail(release=LedgerTrouble("ledger-busy"))
    report = bench.write(board, stop=stop, on_event=_stopped_once_it_is_known(stop))
    bench.heal()
    assert told(report) == (Outcome.FAILED, "ledger-busy")
    assert bench.state(0) is S.RESERVED
    assert not any(line.startswith("auth ") for line in board.ran)
