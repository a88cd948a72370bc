"""After the write: replies lost, damaged or false, boards that restart or change; what counts is read back."""

from flasher.model import Outcome, Step
from flasher.timing import FakeClock
from tests.flasher.fake_board import KEY, LOGO, UUID, FakeBoard, GoneLink, OneLicense
from tests.flasher.one_attempt import attempt, damage_first_license


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
    damage_first_license(board)
    assert attempt(board).outcome is Outcome.PASS
    assert not any("uuie" in line for line in board.ran)


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
