"""What a running command sees of its board."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from flasher.simulator.faults import FaultName
from flasher.simulator.flash import Flash
from flasher.simulator.kinds import BoardKind


class Task(Protocol):
    """The firmware's services to a command."""

    @property
    def kind(self) -> BoardKind:
        """Which firmware this is."""
        ...

    @property
    def flash(self) -> Flash:
        """What the board remembers."""
        ...

    def save(self) -> None:
        """Make the flash's present content permanent."""
        ...

    def put(self, data: bytes) -> Iterator[float]:
        """Write to the console as it stands."""
        ...

    def say(self, text: str) -> Iterator[float]:
        """Print one reply line: CR LF leads, the text follows."""
        ...

    def log(self, level: str, place: str, text: str) -> None:
        """Write a log line, if logs share this wire and are on."""
        ...

    def set_logs(self, *, on: bool) -> None:
        """Turn the log on or off until the next boot."""
        ...

    def restart(self) -> None:
        """Restart the chip now."""
        ...

    def struck(self, name: FaultName) -> bool:
        """Say whether this fault hits the running command."""
        ...

    def cut_short(self, moment: str) -> bool:
        """Say whether power or port is lost at this moment; if so it has happened."""
        ...

    def choose(self, among: Sequence[str]) -> str:
        """Choose by the board's seed."""
        ...

    def stray_bytes(self, count: int) -> str:
        """Return up to ``count`` bytes that happened to lie behind a short UUID."""
        ...

    def other_license(self, uuid: str, key: str) -> tuple[str, str]:
        """Return a license that differs in one character."""
        ...
