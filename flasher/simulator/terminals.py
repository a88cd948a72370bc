"""A simulated port on a pseudo-terminal, and how one learns that a host opened it. POSIX only.

A pseudo-terminal has no modem lines: a host's DTR and RTS fail there. The kernel does not tell the
master side when somebody opens the port, so on Linux the port's device node is watched (inotify);
elsewhere every port that is closed is looked at each few milliseconds.
"""

import ctypes
import errno
import os
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
    """Tells ports when their device nodes are opened and closed, in order."""

    def __init__(self, selector: BaseSelector) -> None:
        self._selector = selector
        self._ports: dict[int, PtyPort] = {}
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._fd = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._fd < 0:
            raise OSError(ctypes.get_errno(), "inotify is not available")
        selector.register(self._fd, EVENT_READ, self.read)

    def add(self, port: "PtyPort") -> int:
        """Watch a port's device node; return the number to stop it with. Raises OSError."""
        path = port.path.encode()
        watch = int(self._libc.inotify_add_watch(self._fd, path, IN_OPEN | IN_CLOSE))
        if watch < 0:
            raise OSError(ctypes.get_errno(), "a port cannot be watched", port.path)
        self._ports[watch] = port
        return watch

    def remove(self, watch: int) -> None:
        """Stop watching one node."""
        self._ports.pop(watch, None)
        self._libc.inotify_rm_watch(self._fd, watch)

    def close(self) -> None:
        """Stop watching altogether."""
        self._selector.unregister(self._fd)
        os.close(self._fd)

    def read(self) -> None:
        """Tell ports what has happened to them."""
        # A host may close its port, open it again and send before this runs. What it sent belongs
        # to the new opening, so bytes are fetched first and handed on when no event is left.
        touched: dict[int, PtyPort] = {}
        while events := self._next_events():
            for watch, mask in events:
                if mask & (IN_OPEN | IN_CLOSE) and watch in self._ports:
                    touched[watch] = self._ports[watch]
                    touched[watch].note(is_open=bool(mask & IN_OPEN))
            for port in touched.values():
                port.fetch()
        for port in touched.values():
            port.settle()

    def _next_events(self) -> list[tuple[int, int]]:
        try:
            data = os.read(self._fd, CHUNK)
        except BlockingIOError:
            return []
        events, at = [], 0
        while at < len(data):
            watch, mask, _, name_size = EVENT.unpack_from(data, at)
            events.append((watch, mask))
            at += EVENT.size + name_size
        return events


class PtyPort:
    """One board's pseudo-terminal. The host's side may be opened and closed any number of times."""

    def __init__(
        self, board: Board, selector: BaseSelector, clock: Callable[[], float], watch: OpenWatch
    ) -> None:
        self.board = board
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
        self.is_open = False  # as the board knows it
        self._was_opened = False  # an opening that the board does not know of
        self._fetched = b""
        self._is_watched = False

    def start(self, on_ready: Callable[[], None]) -> None:
        """Begin to watch; ``on_ready`` is called whenever the board may have something to do."""
        self._on_ready = on_ready
        self._watch_id = self._watch.add(self)

    def write(self, data: bytes) -> None:
        """Hand the board's bytes to the host."""
        if not self.is_open:
            return
        try:
            os.write(self._master, data)
        except OSError as error:
            # A host that does not read for thousands of bytes loses them, as on a real port.
            if error.errno not in (errno.EIO, errno.EAGAIN):
                raise

    def close(self) -> None:
        """Make the port disappear: a host that has it open sees a hang-up."""
        self._listen(on=False)
        self._watch.remove(self._watch_id)
        os.close(self._master)

    def note(self, *, is_open: bool) -> None:
        """Count an opening or closing; :meth:`settle` tells the board."""
        if is_open:
            self._was_opened = self._was_opened or self._opens == 0
            self._opens += 1
        elif self._opens:
            self._opens -= 1

    def fetch(self) -> None:
        """Keep what the host has sent until it is known to which opening it belongs."""
        try:
            self._fetched += os.read(self._master, CHUNK)
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            self._listen(on=False)  # nobody has it open; the watch says when somebody has

    def settle(self) -> None:
        """Tell the board what has become of its port."""
        now = self._clock()
        if self.is_open and self._was_opened:
            self.board.closed(now)
        if self._was_opened:
            self.board.opened(now)
        self._was_opened = False
        self.is_open = self._opens > 0
        data, self._fetched = self._fetched, b""
        if data:
            self._receive(data)
        if not self.is_open:
            self.board.closed(now)
        self._listen(on=self.is_open)
        self._on_ready()

    def _listen(self, *, on: bool) -> None:
        if on and not self._is_watched:
            self._selector.register(self._master, EVENT_READ, self._read)
        elif not on and self._is_watched:
            self._selector.unregister(self._master)
        self._is_watched = on

    def _read(self) -> None:
        self.fetch()
        self._watch.read()  # these bytes may have come behind an opening that was not noted yet
        if self._fetched:
            data, self._fetched = self._fetched, b""
            self._receive(data)
            self._on_ready()

    def _receive(self, data: bytes) -> None:
        self.board.host_baud = _baud_of(self._master)
        self.board.receive(data, self._clock())


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
