"""Run simulated boards for the command line, with its errors as ours."""

from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path

from app.errors import BadInput
from flasher.simulator.run import simulate

MOST_BOARDS = 256
DEFAULT_KIND = "t5ai"


def simulate_boards(
    *,
    count: int,
    folder: Path,
    profile: str | None,
    faults: Sequence[str],
    seed: int,
    transport: str | None,
    tell: Callable[[str], None],
) -> int:
    """Run until stopped; ``tell`` gets one JSON line per board. BadInput for a wrong name."""
    if not 1 <= count <= MOST_BOARDS:
        raise BadInput("simulate-count", count=count, most=MOST_BOARDS)
    try:
        return simulate(
            count,
            folder,
            profile or DEFAULT_KIND,
            faults=faults,
            seed=seed,
            transport=transport,
            out=_Lines(tell),
        )
    except ValueError as error:
        raise BadInput("simulate-bad-option", why=str(error)) from error
    except OSError as error:
        raise BadInput("simulate-bad-folder", folder=str(folder), why=error.strerror) from error


class _Lines(StringIO):
    """A text stream that hands whole lines on."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell
        self._begun = ""

    def write(self, text: str) -> int:
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            self._tell(line)
        return len(text)
