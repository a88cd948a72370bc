"""Codes from a scanner on a serial port, one a line; needs no window and no keyboard focus."""

import threading
from collections.abc import Callable, Iterator

import serial

from app.errors import BadInput

LONGEST = 8_192
READ_S = 0.2
AGAIN_S = 1.0  # a scanner that was unplugged is looked for this often


def scanned_lines(
    port: str, *, baud: int = 9600, stopped: Callable[[], bool] = lambda: False
) -> Iterator[str]:
    """Yield each code that the scanner at a port (or ``socket://`` URL) sends, until it is gone.

    A code ends with CR or LF; what a scanner sends beyond 8 KB without an end is dropped.
    ``stopped`` is asked some times a second and ends the reading. Raises BadInput
    ``scanner-port``.
    """
    try:
        line = serial.serial_for_url(port, baudrate=baud, timeout=READ_S)
    except (serial.SerialException, ValueError, OSError) as error:
        raise BadInput("scanner-port", port=port, why=str(error)) from error
    with line:
        yield from _codes(line, stopped)


def _codes(line: serial.SerialBase, stopped: Callable[[], bool]) -> Iterator[str]:
    kept = b""
    while not stopped():
        try:
            read = line.read(max(1, getattr(line, "in_waiting", 1)))
        except (serial.SerialException, OSError):
            return  # unplugged: the scanning is over
        kept += read
        *codes, kept = kept.replace(b"\r", b"\n").split(b"\n")
        for code in codes:
            if code.strip():
                yield code.decode("utf-8", errors="replace")
        kept = kept[-LONGEST:]


class ScannerReader:
    """Reads one scanner in a thread of its own, and comes back to it after it was unplugged.

    ``heard`` gets each code, and BadInput ``scanner-port`` or ``scanner-gone`` once until the next
    code; it is called from the reader's thread, and not any more once :meth:`stop` has returned.
    """

    def __init__(self, port: str, heard: Callable[[str | BadInput], None]) -> None:
        self.port = port
        self._heard = heard
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._told = False
        self._before: ScannerReader | None = None
        self._thread = threading.Thread(target=self._read, name="scanner", daemon=True)

    def start(self, after: "ScannerReader | None" = None) -> None:
        """Begin to read, once an earlier reader has let go of its port."""
        self._before = after
        self._thread.start()

    def stop(self) -> None:
        """Hear nothing more; returns at once, the port is let go of within READ_S."""
        with self._lock:
            self._stop.set()

    def join(self) -> None:
        """Wait until the port is let go of."""
        self._thread.join()

    def _read(self) -> None:
        if self._before is not None:
            self._before.join()
            self._before = None
        while not self._stop.is_set():
            try:
                for code in scanned_lines(self.port, stopped=self._stop.is_set):
                    self._told = False
                    self._tell(code)
                self._trouble(BadInput("scanner-gone", port=self.port))
            except BadInput as error:
                self._trouble(error)
            self._stop.wait(AGAIN_S)

    def _trouble(self, error: BadInput) -> None:
        if not self._told:
            self._told = True
            self._tell(error)

    def _tell(self, item: str | BadInput) -> None:
        with self._lock:
            if not self._stop.is_set():
                self._heard(item)
