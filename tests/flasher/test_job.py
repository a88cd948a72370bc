"""One attempt in every turn it can take, against a console that answers at once."""

from threading import Event as StopFlag

import pytest

from flasher.boards import Profile, ResetStrategy
from flasher.custodian import AlreadyRight, Refuse, WriteIt
from flasher.errors import PortBusy
from flasher.events import BoardIdentified, Event, JobFinished, StepFailed, StepStarted
from flasher.job import run_probe, run_write
from flasher.model import JobResult, Outcome, Step, Storage
from flasher.timing import FakeClock
from tests.flasher.fake_board import KEY, LOG, LOGO, UUID, FakeBoard, GoneLink, OneLicense

PROFILE = Profile(name="test", title="test", otp=True)
RESETTING = Profile(name="test", title="test", reset=ResetStrategy.IF_SILENT)
STRANGER = ("uuidSTRANGER00000000", "s" * 32)


def attempt(
    board: FakeBoard,
    custodian: OneLicense | None = None,
    profile: Profile = PROFILE,
    **options: object,
) -> JobResult:
    return run_write(
        "P1",
        profile,
        custodian or OneLicense(),
        open_link=board,
        clock=board.clock,
        **options,  # type: ignore[arg-type]
    )


@pytest.fixture
def board() -> FakeBoard:
    return FakeBoard(FakeClock())


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


def test_old_firmware_with_a_hidden_otp_license_is_refused() -> None:
    board = FakeBoard(FakeClock(), generation="A", otp=STRANGER)
    result = attempt(board)
    assert (result.outcome, result.code) == (Outcome.REFUSED, "otp-occupied")
    assert board.kv is None


def test_otp_is_written_and_read_from_otp(board: FakeBoard) -> None:
    custodian = OneLicense(storage=Storage.OTP)
    result = attempt(board, custodian, storage=Storage.OTP)
    assert result.outcome is Outcome.PASS
    assert board.otp == (UUID, KEY)
    assert board.kv is None
    assert board.ran[-1] == "auth-read 1"
    assert custodian.seen[0].otp is not None


def test_an_occupied_otp_is_refused_before_the_intent(board: FakeBoard) -> None:
    board.otp = STRANGER
    custodian = OneLicense(WriteIt(Storage.OTP, overwrite=True))
    result = attempt(board, custodian, storage=Storage.OTP)
    assert (result.outcome, result.code) == (Outcome.REFUSED, "otp-occupied")
    assert custodian.intents == 0


def test_a_kv_license_that_would_hide_otp_is_replaced_along_with_it(board: FakeBoard) -> None:
    board.kv = STRANGER
    result = attempt(board, OneLicense(WriteIt(Storage.OTP, overwrite=True)), storage=Storage.OTP)
    assert result.outcome is Outcome.PASS
    assert board.otp == board.kv == (UUID, KEY)


def test_otp_is_refused_where_it_could_not_be_read_alone() -> None:
    board = FakeBoard(FakeClock(), generation="B")
    result = attempt(board, OneLicense(storage=Storage.OTP), storage=Storage.OTP)
    assert (result.outcome, result.code) == (Outcome.REFUSED, "cannot-read-back")
    assert board.ran[-1] == "auth-read 9"


def test_an_interrupted_otp_write_is_doubtful_and_not_repeated(board: FakeBoard) -> None:
    board.on_enter = lambda b, line: LOGO + b.prompt if line.startswith("auth ") else None
    result = attempt(board, OneLicense(storage=Storage.OTP), storage=Storage.OTP)
    assert result.outcome is Outcome.DOUBTFUL
    assert (result.code, result.facts["why"]) == ("otp-unproven", "board-reset")
    assert result.sent
    assert sum(line.startswith("auth ") for line in board.ran) == 1


def burnt_silently(board: FakeBoard, line: str) -> bytes | None:
    if not line.startswith("auth "):
        return None
    board.otp = (UUID, KEY)
    return b""


def test_a_lost_otp_reply_is_noticed_as_soon_as_the_shell_is_free(board: FakeBoard) -> None:
    board.on_enter = burnt_silently
    result = attempt(board, OneLicense(storage=Storage.OTP), storage=Storage.OTP)
    assert (result.outcome, result.verified) == (Outcome.PASS, True)
    assert result.seconds < 2.5 < PROFILE.otp_write_s


def test_a_license_that_the_firmware_did_not_take_is_no_doubt_about_otp(board: FakeBoard) -> None:
    board.on_enter = lambda b, line: (
        b"\r\n\r\nuuid length must be 20/16, authkey length must be 32" + b.prompt
        if line.startswith("auth ")
        else None
    )
    result = attempt(board, OneLicense(storage=Storage.OTP), storage=Storage.OTP)
    assert (result.outcome, result.code) == (Outcome.DOUBTFUL, "length-refused")


def test_a_kv_copy_that_fails_behind_a_proven_otp_is_told_for_itself(board: FakeBoard) -> None:
    board.kv = STRANGER
    board.on_enter = lambda b, line: (
        b"\r\n\r\nAuthorization write failure." + b.prompt
        if line.startswith("auth ") and not line.endswith(" 1")
        else None
    )
    custodian = OneLicense(WriteIt(Storage.OTP, overwrite=True))
    result = attempt(board, custodian, storage=Storage.OTP)
    assert board.otp == (UUID, KEY)
    assert (result.outcome, result.code) == (Outcome.DOUBTFUL, "write-failed")


def stored_silently(board: FakeBoard, line: str) -> bytes | None:
    if not line.startswith("auth "):
        return None
    board.kv = (UUID, KEY)
    return b""


def test_a_lost_reply_passes_when_the_board_proves_the_write(board: FakeBoard) -> None:
    board.on_enter = stored_silently
    result = attempt(board)
    assert (result.outcome, result.verified) == (Outcome.PASS, True)


def test_firmware_that_restarts_after_the_write_passes() -> None:
    board = FakeBoard(FakeClock(), generation="A")
    board.on_enter = lambda b, line: (
        b"" + (stored_silently(b, line) or b"") + b.prompt if line.startswith("auth ") else None
    )
    assert attempt(board).outcome is Outcome.PASS


def test_a_write_that_stored_nothing_is_tried_once_more_then_doubtful(board: FakeBoard) -> None:
    board.on_enter = lambda b, line: (
        b"\r\n\r\nAuthorization write succeeds." + b.prompt if line.startswith("auth ") else None
    )
    result = attempt(board)
    assert (result.outcome, result.code) == (Outcome.DOUBTFUL, "read-back-differs")
    assert result.facts["holds"] == "nothing"
    assert sum(line.startswith("auth ") for line in board.ran) == 2


def test_another_board_in_the_slot_after_a_restart_gets_nothing(board: FakeBoard) -> None:
    def swap(b: FakeBoard, line: str) -> bytes | None:
        if not line.startswith("auth "):
            return None
        b.mac = "AABBCCDDEE02"
        return LOGO + b.prompt

    board.on_enter = swap
    result = attempt(board)
    assert (result.outcome, result.code) == (Outcome.DOUBTFUL, "board-changed")
    assert sum(line.startswith("auth ") for line in board.ran) == 1


def test_a_board_swapped_while_the_intent_was_recorded_is_noticed(board: FakeBoard) -> None:
    custodian = OneLicense()

    def swap() -> None:
        board.mac = "AABBCCDDEE02"
        board.boot()

    custodian.on_intend = swap
    result = attempt(board, custodian)
    assert (result.outcome, result.code) == (Outcome.REFUSED, "board-changed")
    assert not result.sent
    assert Step.INTENT in result.steps
    assert board.kv is None


def test_a_restart_while_the_intent_was_recorded_is_no_harm(board: FakeBoard) -> None:
    custodian = OneLicense()
    custodian.on_intend = board.boot
    assert attempt(board, custodian).outcome is Outcome.PASS


def test_a_damaged_echo_is_erased_and_never_entered(board: FakeBoard) -> None:
    write = board.write
    flips = [0]

    def flip_once(data: bytes) -> None:
        if data.startswith(b"auth ") and not flips[0]:
            flips[0] = 1
            data = data.replace(b"uuid", b"uuie")
        write(data)

    board.write = flip_once  # type: ignore[method-assign]
    assert attempt(board).outcome is Outcome.PASS
    assert not any("uuie" in line for line in board.ran)


def test_a_damaged_echo_is_no_otp_write_and_may_be_tried_again(board: FakeBoard) -> None:
    write = board.write
    flips = [0]

    def flip_once(data: bytes) -> None:
        if data.startswith(b"auth ") and not flips[0]:
            flips[0] = 1
            data = data.replace(b"uuid", b"uuie")
        write(data)

    board.write = flip_once  # type: ignore[method-assign]
    result = attempt(board, OneLicense(storage=Storage.OTP), storage=Storage.OTP)
    assert result.outcome is Outcome.PASS
    assert sum(line.startswith("auth ") for line in board.ran) == 1


def test_a_length_that_the_firmware_refuses_is_not_tried_twice(board: FakeBoard) -> None:
    refusal = b"\r\n\r\nuuid len not equal 20 or authkey len not equal 32."
    board.on_enter = lambda b, line: refusal + b.prompt if line.startswith("auth ") else None
    result = attempt(board)
    assert (result.outcome, result.code) == (Outcome.DOUBTFUL, "length-refused")
    assert sum(line.startswith("auth ") for line in board.ran) == 1


def test_one_damaged_mac_does_not_make_another_unit(board: FakeBoard) -> None:
    flips = iter([b"\r\n\r\nmac: aa:bb:cc:dd:ee:02"])
    board.on_enter = lambda b, line: (
        part + b.prompt if line == "read_mac" and (part := next(flips, b"")) else None
    )
    result = attempt(board)
    assert result.board is not None
    assert result.board.mac == "AABBCCDDEE01"


def test_a_vanished_port_after_the_write_is_doubtful() -> None:
    result = attempt(GoneLink(FakeClock()))
    assert (result.outcome, result.code) == (Outcome.DOUBTFUL, "port-gone")
    assert result.sent


def test_a_dead_port_is_reported_within_three_seconds(board: FakeBoard) -> None:
    board.is_dead = True
    result = attempt(board)
    assert (result.outcome, result.code) == (Outcome.FAILED, "no-answer")
    assert result.seconds <= 3.0


def test_a_silent_board_is_reset_where_the_profile_allows(board: FakeBoard) -> None:
    board.is_dead = True
    events: list[Event] = []
    result = attempt(board, profile=RESETTING, on_event=events.append)
    assert result.outcome is Outcome.PASS
    assert board.pulses == 1
    failed = [(e.step, e.code) for e in events if isinstance(e, StepFailed)]
    assert failed == [(Step.CONNECT, "no-answer")]


def test_a_board_that_answers_is_not_reset(board: FakeBoard) -> None:
    attempt(board, profile=RESETTING)
    assert board.pulses == 0


def test_a_dead_port_with_reset_is_reported_within_three_seconds() -> None:
    board = FakeBoard(FakeClock(), is_dead=True, pulses=-9)  # the reset does not help
    result = attempt(board, profile=RESETTING)
    assert (result.outcome, result.code) == (Outcome.FAILED, "no-answer")
    assert result.seconds <= 3.0


def test_a_board_that_only_logs_has_no_shell(board: FakeBoard) -> None:
    board.write = lambda _data: board.out.extend(LOG)  # type: ignore[method-assign]
    assert attempt(board).code == "no-shell"


def test_a_looped_back_wire_is_no_shell(board: FakeBoard) -> None:
    board.write = board.out.extend  # type: ignore[method-assign]
    assert attempt(board).code == "no-shell"


def test_garbage_is_a_wrong_baud_rate(board: FakeBoard) -> None:
    board.write = lambda _data: board.out.extend(b"\xf3\x81x")  # type: ignore[method-assign]
    result = attempt(board)
    assert (result.code, result.facts["baud"]) == ("wrong-baud", 115200)


def test_a_port_that_cannot_be_opened_is_the_result() -> None:
    clock = FakeClock()

    def busy(port: str, profile: Profile) -> FakeBoard:
        raise PortBusy(port=port)

    result = run_write("P1", PROFILE, OneLicense(), open_link=busy, clock=clock)
    assert (result.outcome, result.code) == (Outcome.FAILED, "port-busy")
    assert result.facts["port"] == "P1"


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


def test_a_probe_changes_nothing_and_resets_nothing(board: FakeBoard) -> None:
    board.noise = LOG
    result = run_probe("P1", RESETTING, open_link=board, clock=board.clock)
    assert (result.outcome, result.code) == (Outcome.PASS, "board-blank")
    assert set(board.ran) == {"sys_version", "read_mac", "auth-read"}
    board.is_dead = True
    assert run_probe("P1", RESETTING, open_link=board, clock=board.clock).code == "no-answer"
    assert board.pulses == 0


def test_a_probe_may_reset_when_it_is_told_so(board: FakeBoard) -> None:
    board.is_dead = True
    result = run_probe("P1", RESETTING, may_reset=True, open_link=board, clock=board.clock)
    assert result.code == "board-blank"


def test_a_probe_says_what_a_licensed_board_holds(board: FakeBoard) -> None:
    board.kv = STRANGER
    result = run_probe("P1", PROFILE, open_link=board, clock=board.clock)
    assert result.code == "board-licensed"
    assert result.board is not None
    assert result.board.holding.identity == STRANGER[0]


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
