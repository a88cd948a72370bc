"""One attempt at a console that answers at once; what its tests share."""

from flasher.boards import Profile, ResetStrategy
from flasher.job import run_write
from flasher.model import JobResult
from tests.flasher.fake_board import FakeBoard, OneLicense

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


def damage_first_license(board: FakeBoard) -> None:
    """Let one letter change on its way when a license is sent for the first time."""
    write = board.write
    flips = [0]

    def flip_once(data: bytes) -> None:
        if data.startswith(b"auth ") and not flips[0]:
            flips[0] = 1
            data = data.replace(b"uuid", b"uuie")
        write(data)

    board.write = flip_once  # type: ignore[method-assign]
