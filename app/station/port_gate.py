"""Keeps others away from ports: the watcher while one is being opened, readers from the slots'.

Listing ports can take seconds and, on Windows, disturbs a port that is just being opened. Slots
never wait: whoever opens a port goes ahead, and the watcher looks in the next quiet moment. A slot
has its port for as long as it lives, also between two boards while it is closed: whoever else
wants to read a board asks for another port.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flasher.boards.profile import Profile
from flasher.errors import PortBusy
from flasher.timing import Clock, Deadline, SystemClock
from flasher.transport.link import Link
from flasher.transport.serial_link import open_serial

LONGEST_S = 5.0
"""After that long the watcher looks all the same: one driver that hangs must not blind a bench."""

_LOOK_EVERY_S = 0.02


class PortGate:
    """Knows which ports are being opened, and which are a slot's. Thread-safe, cheap for slots."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._opening = 0
        self._slots: dict[int, tuple[str, Callable[[], str]]] = {}
        self._slot_count = 0

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

    @contextmanager
    def slot(self, name: str, port_now: Callable[[], str]) -> Iterator[None]:
        """Keep the port of this slot, wherever ``port_now`` says it is, for the slot alone."""
        with self._lock:
            self._slot_count += 1
            number = self._slot_count
            self._slots[number] = (name, port_now)
        try:
            yield
        finally:
            with self._lock:
                del self._slots[number]

    def open_for_reading(self, port: str, profile: Profile) -> Link:
        """Open a port that no slot has, as :meth:`open_link` does.

        Raises PortBusy ``port-in-use-by-slot`` (facts ``port`` and ``slot``) for any other.
        """
        self.refuse_slots_port(port)
        return self.open_link(port, profile)

    def refuse_slots_port(self, port: str) -> None:
        """Raise PortBusy ``port-in-use-by-slot`` (facts ``port``, ``slot``) where a slot has it."""
        with self._lock:
            slots = list(self._slots.values())
        wanted = _place_of(port)
        for name, port_now in slots:
            if port_now() and _place_of(port_now()) == wanted:
                raise PortBusy(code="port-in-use-by-slot", port=port, slot=name)

    def wait_until_quiet(self, longest_s: float = LONGEST_S) -> bool:
        """Return True as soon as no port is being opened; False after the longest wait."""
        deadline = Deadline.after(longest_s, self._clock)
        while self._opening:
            if deadline.is_over():
                return False
            self._clock.sleep(_LOOK_EVERY_S)
        return True


def _place_of(port: str) -> str:
    """Return one name for one port: links are followed, and Windows does not tell case."""
    if "://" in port:
        return port
    return os.path.realpath(port) if port.startswith("/") else port.casefold()
