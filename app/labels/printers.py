"""How bytes reach a label printer: network, serial line, device file, Windows spooler, plain file.

A link is opened for each conversation and closed after it, so a printer may be switched off and on
between labels. Only links that can be read from can be asked for their state.
"""

import contextlib
import platform
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol, TypeVar

import serial

from app.labels.errors import PrinterTrouble
from app.labels.printer_state import (
    TSPL_ASK_STATE,
    ZPL_ASK_COUNT,
    ZPL_ASK_STATE,
    PrinterState,
    parse_tspl_state,
    parse_zpl_count,
    parse_zpl_state,
)
from flasher.timing import Clock, Deadline

_CONNECT_S: Final = 3.0
_ANSWER_S: Final = 2.0
_SLICE_S: Final = 0.1
_Answer = TypeVar("_Answer")


class Connection(Protocol):
    """An open way to a printer."""

    def write(self, data: bytes) -> None:
        """Send everything, or raise OSError."""
        ...

    def read(self) -> bytes | None:
        """Return what came within a tenth of a second; None where answers cannot come."""
        ...

    def close(self) -> None:
        """Close; twice is fine."""
        ...


class Link(Protocol):
    """A way to a printer that can be opened."""

    @property
    def name(self) -> str:
        """Return the printer's name for messages."""
        ...

    def open(self) -> Connection:
        """Open, or raise OSError."""
        ...


class TcpLink:
    """A network printer; raw port 9100 unless said otherwise."""

    def __init__(self, host: str, port: int = 9100) -> None:
        self.name = f"{host}:{port}"
        self._address = (host, port)

    def open(self) -> Connection:
        """See :meth:`Link.open`."""
        return _TcpConnection(socket.create_connection(self._address, timeout=_CONNECT_S))


class SerialLink:
    """A printer on a serial line, hardware handshake on."""

    def __init__(self, port: str, baud: int = 9600) -> None:
        self.name = port
        self._baud = baud

    def open(self) -> Connection:
        """See :meth:`Link.open`; pyserial's errors are OSErrors."""
        return _SerialConnection(
            serial.Serial(self.name, self._baud, timeout=_SLICE_S, write_timeout=30.0)
        )


class FileLink:
    """A device file (``/dev/usb/lp0``), a Windows share name, or a plain file: appended to."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self._path = path

    def open(self) -> Connection:
        """See :meth:`Link.open`."""
        return _FileConnection(self._path)


class SpoolerLink:
    """A printer of the Windows spooler, given raw bytes past its driver."""

    def __init__(self, printer: str) -> None:
        self.name = printer

    def open(self) -> Connection:
        """See :meth:`Link.open`; OSError on any other system."""
        if platform.system() != "Windows":
            raise OSError("the Windows spooler is only on Windows")
        from app.labels.windows_spooler import SpoolerConnection

        return SpoolerConnection(self.name)


class LabelPrinter:
    """One printer: sends labels, answers for its state. ``language``: ``zpl`` or ``tspl``.

    All methods raise PrinterTrouble ``printer-unreachable`` when the link does not open, and
    ``printer-broke-off`` when it fails afterwards (fact ``printer``).
    """

    def __init__(self, link: Link, language: str, clock: Clock) -> None:
        self.language = language
        self._link = link
        self._clock = clock

    @property
    def name(self) -> str:
        """Return the printer's name."""
        return self._link.name

    def send(self, data: bytes) -> None:
        """Hand all bytes to the printer. Sent is not printed."""
        with self._opened() as connection:
            connection.write(data)

    def ask_state(self) -> PrinterState | None:
        """Return its state; None where it does not answer this question."""
        if self.language == "tspl":
            return self._ask(TSPL_ASK_STATE, parse_tspl_state)
        return self._ask(ZPL_ASK_STATE, parse_zpl_state)

    def ask_count(self) -> int | None:
        """Return how many labels it ever printed; None where it does not tell."""
        return self._ask(ZPL_ASK_COUNT, parse_zpl_count) if self.language == "zpl" else None

    def _ask(self, question: bytes, parse: Callable[[bytes], _Answer | None]) -> _Answer | None:
        deadline = Deadline.after(_ANSWER_S, self._clock)
        answer = b""
        with self._opened() as connection:
            connection.write(question)
            while not deadline.is_over():
                part = connection.read()
                if part is None:
                    return None
                answer += part
                parsed = parse(answer)
                if parsed is not None:
                    return parsed
        return None

    @contextlib.contextmanager
    def _opened(self) -> Iterator[Connection]:
        try:
            connection = self._link.open()
        except OSError as cause:
            raise PrinterTrouble("printer-unreachable", printer=self.name) from cause
        try:
            yield connection
        except OSError as cause:
            raise PrinterTrouble("printer-broke-off", printer=self.name) from cause
        finally:
            connection.close()


class _TcpConnection:
    def __init__(self, wire: socket.socket) -> None:
        self._wire = wire
        wire.settimeout(10.0)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, data: bytes) -> None:
        self._wire.settimeout(10.0)
        self._wire.sendall(data)

    def read(self) -> bytes | None:
        self._wire.settimeout(_SLICE_S)
        try:
            part = self._wire.recv(4096)
        except TimeoutError:
            return b""
        if not part:
            raise ConnectionResetError("the printer closed the connection")
        return part

    def close(self) -> None:
        # an orderly end first: closing at once may throw away what was not yet delivered
        with contextlib.suppress(OSError):
            self._wire.shutdown(socket.SHUT_WR)
        self._wire.close()


class _SerialConnection:
    def __init__(self, port: serial.Serial) -> None:
        self._port = port

    def write(self, data: bytes) -> None:
        self._port.write(data)
        self._port.flush()

    def read(self) -> bytes | None:
        return bytes(self._port.read(max(1, self._port.in_waiting)))

    def close(self) -> None:
        self._port.close()


class _FileConnection:
    def __init__(self, path: Path) -> None:
        self._file = path.open("ab", buffering=0)

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) or 0 :]

    def read(self) -> bytes | None:
        return None

    def close(self) -> None:
        self._file.close()
