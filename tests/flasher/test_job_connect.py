"""How a conversation begins, or why it does not: dead ports, resets, garbage, no shell."""

from flasher.boards import Profile
from flasher.errors import PortBusy
from flasher.events import Event, StepFailed
from flasher.job import run_probe, run_write
from flasher.model import Outcome, Step
from flasher.timing import FakeClock
from tests.flasher.fake_board import LOG, FakeBoard, OneLicense
from tests.flasher.one_attempt import PROFILE, RESETTING, STRANGER, attempt


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
