"""A simulated port on a pseudo-terminal, and how one learns that a host opened it. POSIX only.

A pseudo-terminal has no modem lines: a host's DTR and RTS fail there. The kernel does not tell the
master side when somebody opens the port, so on Linux the port's device node is watched (inotify);
elsewhere every port that is closed is looked at each few milliseconds.
"""

import contextlib
import ctypes
import errno
import os
import select
import struct
import sys
from collections.abc import Callable
from selectors import EVENT_READ, BaseSelector

from flasher.simulator.board import Board

if sys.platform != "win32":
    import termios
    import tty

CHUNK = 4096
IN_CLOSE = 0x08 | 0x10
IN_OPEN = 0x20
EVENT = struct.Struct("iIII")


class OpenWatch:
    """Tells when the device node of a port is opened and closed, in order."""

    def __init__(self, selector: BaseSelector) -> None:
        self._selector = selector
        self._told: dict[int, Callable[[bool], None]] = {}
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._fd = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._fd < 0:
            raise OSError(ctypes.get_errno(), "inotify is not available")
        selector.register(self._fd, EVENT_READ, self._read)

    def add(self, path: str, tell: Callable[[bool], None]) -> int:
        """Watch one device node; ``tell(True)`` for an open, ``tell(False)`` for a close."""
        watch = self._libc.inotify_add_watch(self._fd, path.encode(), IN_OPEN | IN_CLOSE)
        if watch < 0:
            raise OSError(ctypes.get_errno(), "a port cannot be watched", path)
        self._told[watch] = tell
        return int(watch)

    def remove(self, watch: int) -> None:
        """Stop watching one node."""
        self._told.pop(watch, None)
        self._libc.inotify_rm_watch(self._fd, watch)

    def close(self) -> None:
        """Stop watching altogether."""
        self._selector.unregister(self._fd)
        os.close(self._fd)

    def _read(self) -> None:
        data = os.read(self._fd, CHUNK)
        at = 0
        while at < len(data):
            watch, mask, _, name_size = EVENT.unpack_from(data, at)
            at += EVENT.size + name_size
            if mask & (IN_OPEN | IN_CLOSE) and watch in self._told:
                self._told[watch](bool(mask & IN_OPEN))


class PtyPort:
    """One board's pseudo-terminal. The host's side may be opened and closed any number of times."""

    def __init__(
        self, board: Board, selector: BaseSelector, clock: Callable[[], float], watch: OpenWatch
    ) -> None:
        self._board = board
        self._selector = selector
        self._clock = clock
        self._watch = watch
        self._master, slave = os.openpty()
        self.path: str = os.ttyname(slave)
        tty.setraw(slave)
        settings = termios.tcgetattr(slave)
        settings[4] = settings[5] = getattr(termios, f"B{board.kind.baud}")
        termios.tcsetattr(slave, termios.TCSANOW, settings)
        os.close(slave)
        os.set_blocking(self._master, False)
        self._opens = 0
        self._is_watched = False
        self._poll = select.poll()
        self._poll.register(self._master, select.POLLIN)

    def start(self, on_ready: Callable[[], None]) -> None:
        """Begin to watch; ``on_ready`` is called whenever the board may have something to do."""
        self._on_ready = on_ready
        self._watch_id = self._watch.add(self.path, self._opened_or_closed)

    def write(self, data: bytes) -> None:
        """Hand the board's bytes to the host."""
        if self._opens:
            # A host that does not read for thousands of bytes loses them, as on a real port.
            with contextlib.suppress(BlockingIOError):
                self._write(data)

    def close(self) -> None:
        """Make the port disappear: a host that has it open sees a hang-up."""
        self._listen(on=False)
        self._watch.remove(self._watch_id)
        os.close(self._master)

    def _write(self, data: bytes) -> None:
        try:
            os.write(self._master, data)
        except OSError as error:
            if error.errno != errno.EIO:
                raise

    def _opened_or_closed(self, is_open: bool) -> None:
        now = self._clock()
        if is_open:
            self._opens += 1
            if self._opens == 1:
                self._board.opened(now)
                self._listen(on=True)
        elif self._opens:
            self._read()  # what was sent just before the port was closed is on the wire
            self._opens -= 1
            if self._opens == 0:
                self._listen(on=False)
                self._board.closed(now)
        self._on_ready()

    def _listen(self, *, on: bool) -> None:
        if on and not self._is_watched:
            self._selector.register(self._master, EVENT_READ, self._read)
        elif not on and self._is_watched:
            self._selector.unregister(self._master)
        self._is_watched = on

    def _read(self) -> None:
        try:
            data = os.read(self._master, CHUNK)
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            self._listen(on=False)  # closed; the watch will say so
            return
        self._board.host_baud = _baud_of(self._master)
        self._board.receive(data, self._clock())
        self._on_ready()


_SPEEDS = (
    {
        getattr(termios, f"B{baud}"): baud
        for baud in (9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600, 1500000, 2000000)
        if hasattr(termios, f"B{baud}")
    }
    if sys.platform != "win32"
    else {}
)


def _baud_of(master: int) -> int:
    """Return the baud rate that the host has set on its side; 0 if it is not a known one."""
    speed: int = termios.tcgetattr(master)[5]
    return _SPEEDS.get(speed, 0)
