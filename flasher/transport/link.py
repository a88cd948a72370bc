"""A byte link to one board; one thread opens, uses and closes it."""

from typing import Protocol

from flasher.boards.profile import Profile


class Link(Protocol):
    """Bytes to and from one board. All methods raise the LinkError branch of flasher.errors."""

    @property
    def port(self) -> str:
        """Return the name of the port, as a person knows it."""
        ...

    def read(self, timeout_s: float) -> bytes:
        """Return what is there as soon as one byte is; empty after ``timeout_s`` (or earlier).

        May return early with nothing, so that the caller can look at its stop flag: a link blocks
        for 50 ms at most. Raises PortGone.
        """
        ...

    def write(self, data: bytes) -> None:
        """Hand all bytes to the port. Raises PortGone."""
        ...

    def set_lines(self, *, dtr: bool, rts: bool) -> bool:
        """Set both control lines; return False where the port has none (a pseudo-terminal)."""
        ...

    def discard_input(self) -> None:
        """Throw away what has come and was not read."""
        ...

    def close(self) -> None:
        """Let go of the port. Never raises; may be called twice."""
        ...


class OpenLink(Protocol):
    """Whoever opens a port for a board of this profile."""

    def __call__(self, port: str, profile: Profile) -> Link:
        """Open the port. Raises PortMissing, PortBusy, PortDenied or another LinkError."""
        ...
