"""Keeps the port watcher away while a port is being opened.

Listing ports can take seconds and, on Windows, disturbs a port that is just being opened. Slots
never wait: whoever opens a port goes ahead, and the watcher looks in the next quiet moment.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flasher.boards.profile import Profile
from flasher.transport.link import Link
from flasher.transport.serial_link import open_serial

LONGEST_S = 5.0
"""After that long the watcher looks all the same: one driver that hangs must not blind a bench."""


class PortGate:
    """Counts the ports that are being opened right now. Thread-safe."""

    def __init__(self) -> None:
        self._quiet = threading.Condition()
        self._opening = 0

    @contextmanager
    def opening(self) -> Iterator[None]:
        """Say that a port is being opened for as long as this lasts; waits for nothing."""
        with self._quiet:
            self._opening += 1
        try:
            yield
        finally:
            with self._quiet:
                self._opening -= 1
                self._quiet.notify_all()

    def open_link(self, port: str, profile: Profile) -> Link:
        """Open a port as :func:`flasher.transport.serial_link.open_serial` does, and say so."""
        with self.opening():
            return open_serial(port, profile)

    def wait_until_quiet(self, longest_s: float = LONGEST_S) -> bool:
        """Return True as soon as no port is being opened; False after the longest wait."""
        with self._quiet:
            return self._quiet.wait_for(lambda: self._opening == 0, longest_s)
