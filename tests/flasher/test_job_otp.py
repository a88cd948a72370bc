"""Licenses in one-time memory: never over another, never twice, never believed unread."""

from flasher.custodian import WriteIt
from flasher.model import Outcome, Storage
from flasher.timing import FakeClock
from tests.flasher.fake_board import KEY, LOGO, UUID, FakeBoard, OneLicense
from tests.flasher.one_attempt import PROFILE, STRANGER, attempt, damage_first_license


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


def test_a_damaged_echo_is_no_otp_write_and_may_be_tried_again(board: FakeBoard) -> None:
    damage_first_license(board)
    result = attempt(board, OneLicense(storage=Storage.OTP), storage=Storage.OTP)
    assert result.outcome is Outcome.PASS
    assert sum(line.startswith("auth ") for line in board.ran) == 1
