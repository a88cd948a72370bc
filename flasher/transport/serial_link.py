"""A link over pyserial: real ports, pseudo-terminals, ``socket://`` and ``rfc2217://`` URLs."""

import contextlib
import errno
import os
import select
import sys

import serial

from flasher.boards.profile import Profile
from flasher.errors import LinkError, PortBusy, PortDenied, PortGone, PortMissing

BLOCK_S = 0.05
"""The longest a read blocks, so that a stop flag is seen at once."""

_CHUNK = 4096
_WRITE_TIMEOUT_S = 2.0

_MISSING = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ECONNREFUSED})
_DENIED = frozenset({errno.EACCES, errno.EPERM})
_BUSY = frozenset({errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK})


def open_serial(port: str, profile: Profile) -> "SerialLink":
    """Open a port at the profile's baud rate, for this program alone.

    Both control lines are off before the port opens: on Windows a board would reset otherwise.
    Raises PortMissing, PortBusy, PortDenied, or LinkError for any other trouble.
    """
    try:
        device = serial.serial_for_url(port, do_not_open=True)
        device.baudrate = profile.baud
        device.timeout = BLOCK_S
        if not _is_scheme(port, "rfc2217"):  # which has none and says so by an error
            device.write_timeout = _WRITE_TIMEOUT_S
        device.exclusive = True
        device.dtr = False
        device.rts = False
        device.open()
    except (serial.SerialException, OSError, ValueError) as error:
        raise _open_error(port, error) from error
    except Exception as error:
        if _is_terminal_trouble(error):  # pulled out between the opening and its settings
            raise PortGone(str(error), port=port) from error
        raise
    return SerialLink(port, device)


class SerialLink:
    """One open port. See :class:`flasher.transport.link.Link`."""

    def __init__(self, port: str, device: serial.Serial) -> None:
        self._port = port
        self._device = device
        self._fd = None if "://" in port else _tty_fd(device)
        self._is_plain_socket = _is_scheme(port, "socket")

    @property
    def port(self) -> str:
        """See Link."""
        return self._port

    def read(self, timeout_s: float) -> bytes:
        """See Link. On a POSIX terminal one select and one read, which costs little CPU."""
        try:
            if self._fd is not None:
                return self._read_tty(min(timeout_s, BLOCK_S))
            if self._is_plain_socket:
                return self._read_socket(min(timeout_s, BLOCK_S))
            if not timeout_s and not self._device.in_waiting:
                return b""
            first: bytes = self._device.read(1)
            waiting = self._device.in_waiting if first else 0
            return first + (self._device.read(waiting) if waiting else b"")
        except (serial.SerialException, OSError) as error:
            raise PortGone(str(error), port=self._port) from error

    def _read_tty(self, timeout_s: float) -> bytes:
        assert self._fd is not None
        ready, _, _ = select.select([self._fd], [], [], timeout_s)
        if not ready:
            return b""
        try:
            data = os.read(self._fd, _CHUNK)
        except BlockingIOError:
            return b""
        if not data:  # a vanished device is always ready and gives nothing
            raise PortGone("ready to read, but nothing there", port=self._port)
        return data

    def _read_socket(self, timeout_s: float) -> bytes:
        ready, _, _ = select.select([self._device.fileno()], [], [], timeout_s)
        if not ready:
            return b""
        self._device.timeout = 0  # return what is there; blocking was done by select
        data: bytes = self._device.read(_CHUNK)
        return data

    def write(self, data: bytes) -> None:
        """See Link."""
        try:
            self._device.write(data)
        except serial.SerialTimeoutException as error:
            raise LinkError("the port takes no bytes", port=self._port) from error
        except (serial.SerialException, OSError) as error:
            raise PortGone(str(error), port=self._port) from error

    def set_lines(self, *, dtr: bool, rts: bool) -> bool:
        """See Link. A pseudo-terminal and a plain socket have no lines."""
        if self._is_plain_socket:
            return False
        try:
            # a line that is right already is left alone: over RFC 2217 each costs a round trip
            if self._device.dtr != dtr:
                self._device.dtr = dtr
            if self._device.rts != rts:
                self._device.rts = rts
        except serial.PortNotOpenError as error:
            raise PortGone(str(error), port=self._port) from error
        except OSError as error:
            if error.errno in (errno.ENOTTY, errno.EINVAL, None):
                return False
            raise PortGone(str(error), port=self._port) from error
        return True

    def discard_input(self) -> None:
        """See Link. What the system still holds is read away: nothing may come after it."""
        while self.read(0.0):
            pass

    def close(self) -> None:
        """See Link."""
        self._fd = None
        # pyserial leaves its socket open where the other side was the first to go
        connection = getattr(self._device, "_socket", None)
        with contextlib.suppress(serial.SerialException, OSError):
            self._device.close()
        if connection is not None:
            connection.close()


def _is_terminal_trouble(error: Exception) -> bool:
    """Say whether this is termios.error, no OSError, which POSIX pyserial lets out."""
    return type(error).__module__ == "termios"


def _is_scheme(port: str, scheme: str) -> bool:
    return port.lower().startswith(scheme + "://")


def _tty_fd(device: serial.Serial) -> int | None:
    fd = getattr(device, "fd", None)
    return fd if sys.platform != "win32" and isinstance(fd, int) else None


def _open_error(port: str, error: Exception) -> LinkError:
    """Name what hinders opening. Windows gives no errno, only the name of its own error."""
    number = getattr(error, "errno", None)
    text = str(error)
    kind: type[LinkError] = LinkError
    if number in _MISSING or "FileNotFoundError" in text or "Errno 111" in text:
        kind = PortMissing
    elif number in _BUSY or (number is None and "PermissionError" in text):
        kind = PortBusy  # Windows says "access denied" for a port that another program holds
    elif number in _DENIED:
        kind = PortDenied
    return kind(text, port=port)
