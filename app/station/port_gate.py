"""Keeps the port watcher away while a port is being opened.

Listing ports can take seconds and, on Windows, disturbs a port that is just being opened. Slots
never wait: whoever opens a port goes ahead, and the watcher looks in the next quiet moment.
"""

import threading

from flasher.boards.profile import Profile
from flasher.timing import Clock, Deadline, SystemClock
from flasher.transport.link import Link
from flasher.transport.serial_link import open_serial

LONGEST_S = 5.0
"""After that long the watcher looks all the same: one driver that hangs must not blind a bench."""

_LOOK_EVERY_S = 0.02


class PortGate:
    """Counts the ports that are being opened right now. Thread-safe, and cheap for who opens."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._opening = 0

    def __enter__(self) -> None:
        """Say that a port is being opened; waits for nothing."""
        with self._lock:
            self._opening += 1

    def __exit__(self, *_trouble: object) -> None:
        """Say that it is open, or will not be."""
        with self._lock:
            self._opening -= 1

    def open_link(self, port: str, profile: Profile) -> Link:
        """Open a port as :func:`flasher.transport.serial_link.open_serial` does, and say so."""
        with self:
            return open_serial(port, profile)

    def wait_until_quiet(self, longest_s: float = LONGEST_S) -> bool:
        """Return True as soon as no port is being opened; False after the longest wait."""
        deadline = Deadline.after(longest_s, self._clock)
        while self._opening:
            if deadline.is_over():
                return False
            self._clock.sleep(_LOOK_EVERY_S)
        return True
