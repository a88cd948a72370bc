"""One attempt in its usual turns, against a console that answers at once."""

from threading import Event as StopFlag

import pytest

from flasher.custodian import AlreadyRight, Refuse, WriteIt
from flasher.events import BoardIdentified, Event, JobFinished, StepStarted
from flasher.model import Outcome, Step
from flasher.timing import FakeClock
from tests.flasher.fake_board import KEY, LOG, UUID, FakeBoard, OneLicense
from tests.flasher.one_attempt import STRANGER, attempt


@pytest.mark.parametrize("generation", ["A", "B", "C"])
def test_a_blank_board_gets_its_license_and_proves_it(generation: str) -> None:
    board = FakeBoard(FakeClock(), generation=generation)
    custodian = OneLicense()
    result = attempt(board, custodian)
    assert (result.outcome, result.code) == (Outcome.PASS, "pass")
    assert result.sent
    assert result.verified
    assert board.kv == (UUID, KEY)
    assert result.board is not None
    assert result.board.console == generation
    assert result.board.mac == "AABBCCDDEE01"
    assert custodian.intents == 1
    assert board.closed


def test_the_read_back_is_a_question_to_the_board_after_the_write(board: FakeBoard) -> None:
    attempt(board)
    assert board.ran[-2:] == [f"auth {UUID} {KEY}", "auth-read"]


def test_firmware_name_and_version_are_learned(board: FakeBoard) -> None:
    found = attempt(board).board
    assert found is not None
    assert (found.firmware_name, found.firmware_version) == ("demo", "1.2.3")


def test_every_step_is_an_event_with_its_duration(board: FakeBoard) -> None:
    events: list[Event] = []
    result = attempt(board, on_event=events.append)
    started = [e.step for e in events if isinstance(e, StepStarted)]
    assert started == [
        Step.CONNECT,
        Step.IDENTIFY,
        Step.READ_EXISTING,
        Step.INTENT,
        Step.WRITE,
        Step.READ_BACK,
    ]
    assert set(result.steps) == set(started)
    assert isinstance(events[-1], JobFinished)
    assert sum(isinstance(e, BoardIdentified) for e in events) == 1


def test_nothing_is_sent_when_the_intent_cannot_be_recorded(board: FakeBoard) -> None:
    custodian = OneLicense()

    def full_disk() -> None:
        raise OSError("disk full")

    custodian.on_intend = full_disk
    with pytest.raises(OSError, match="disk full"):
        attempt(board, custodian)
    assert not any(line.startswith("auth ") for line in board.ran)
    assert board.closed


def test_a_half_line_left_over_is_never_run(board: FakeBoard) -> None:
    board.left = "auth-reset"
    assert attempt(board).outcome is Outcome.PASS
    assert not any("reset" in line for line in board.ran)


def test_a_left_line_longer_than_one_probe_is_erased(board: FakeBoard) -> None:
    board.left = "x" * 300
    assert attempt(board).outcome is Outcome.PASS
    assert not any("x" in line for line in board.ran if not line.startswith("auth "))


def test_log_lines_in_every_echo_do_not_disturb_and_are_turned_off(board: FakeBoard) -> None:
    board.noise = LOG
    assert attempt(board).outcome is Outcome.PASS
    assert "sys_log_enable off" in board.ran


def test_the_log_is_left_alone_where_none_was_seen(board: FakeBoard) -> None:
    attempt(board)
    assert "sys_log_enable off" not in board.ran


def test_a_board_that_holds_its_own_license_is_a_recheck(board: FakeBoard) -> None:
    board.kv = (UUID, KEY)
    custodian = OneLicense(AlreadyRight())
    result = attempt(board, custodian)
    assert (result.outcome, result.code, result.recheck) == (Outcome.PASS, "recheck", True)
    assert not result.sent
    assert custodian.seen[0].holding.identity == UUID


def test_the_custodians_refusal_is_the_result(board: FakeBoard) -> None:
    result = attempt(board, OneLicense(Refuse("clone", {"unit": "X", "code": "odd fact"})))
    assert (result.outcome, result.code) == (Outcome.REFUSED, "clone")
    assert result.facts["unit"] == "X"
    assert not result.sent


def test_a_licensed_board_is_not_overwritten_by_accident(board: FakeBoard) -> None:
    board.kv = STRANGER
    custodian = OneLicense()
    result = attempt(board, custodian)
    assert (result.outcome, result.code) == (Outcome.REFUSED, "already-licensed")
    assert custodian.intents == 0
    assert board.kv == STRANGER


def test_overwriting_is_done_where_it_is_ordered(board: FakeBoard) -> None:
    board.kv = STRANGER
    assert attempt(board, OneLicense(WriteIt(overwrite=True))).outcome is Outcome.PASS
    assert board.kv == (UUID, KEY)


def test_the_placeholder_identity_counts_as_blank(board: FakeBoard) -> None:
    board.kv = ("uuidxxxxxxxxxxxxxxxx", "keyxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")
    assert attempt(board).outcome is Outcome.PASS


def test_a_module_with_the_default_mac_is_refused_before_anybody_is_asked() -> None:
    board = FakeBoard(FakeClock(), mac="C8478C000018")
    custodian = OneLicense()
    result = attempt(board, custodian)
    assert (result.outcome, result.code) == (Outcome.REFUSED, "default-mac")
    assert custodian.seen == []


def test_a_board_without_a_mac_command_is_left_to_the_custodian() -> None:
    board = FakeBoard(FakeClock(), missing=frozenset({"read_mac"}))
    result = attempt(board)
    assert result.outcome is Outcome.PASS
    assert result.board is not None
    assert result.board.mac is None


def test_firmware_that_cannot_read_back_is_refused_before_the_intent() -> None:
    board = FakeBoard(FakeClock(), missing=frozenset({"auth-read"}))
    custodian = OneLicense()
    result = attempt(board, custodian)
    assert (result.outcome, result.code) == (Outcome.REFUSED, "cannot-read-back")
    assert custodian.intents == 0


def test_stop_before_the_intent_ends_the_attempt_at_once(board: FakeBoard) -> None:
    stop = StopFlag()
    custodian = OneLicense()
    decide = custodian.decide

    def decide_and_stop(found: object) -> object:
        stop.set()
        return decide(found)  # type: ignore[arg-type]

    custodian.decide = decide_and_stop  # type: ignore[assignment, method-assign]
    result = attempt(board, custodian, stop=stop)
    assert (result.outcome, result.code) == (Outcome.ABORTED, "stopped")
    assert custodian.intents == 0


def test_stop_after_the_intent_waits_for_the_proof(board: FakeBoard) -> None:
    stop = StopFlag()
    custodian = OneLicense()
    custodian.on_intend = stop.set
    assert attempt(board, custodian, stop=stop).outcome is Outcome.PASS


def test_stop_while_waiting_for_a_dead_board_is_seen_at_once(board: FakeBoard) -> None:
    board.is_dead = True
    stop = StopFlag()
    stop.set()
    result = attempt(board, stop=stop)
    assert result.outcome is Outcome.ABORTED
    assert result.seconds < 0.2


def test_the_transcript_of_a_failure_holds_no_secret(board: FakeBoard) -> None:
    board.on_enter = lambda b, line: (
        b"\r\n\r\nAuthorization write failure." + b.prompt if line.startswith("auth ") else None
    )
    result = attempt(board)
    assert result.code == "write-failed"
    assert "Authorization write failure." in result.transcript
    assert KEY not in result.transcript
    assert KEY[:8] not in result.transcript


def test_a_pass_keeps_no_transcript(board: FakeBoard) -> None:
    assert attempt(board).transcript == ""
