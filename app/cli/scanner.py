"""Codes from a scanner on a serial port, one a line; needs no window and no keyboard focus."""

from collections.abc import Iterator

import serial

from app.errors import BadInput

LONGEST = 8_192
READ_S = 0.2


def scanned_lines(port: str, *, baud: int = 9600) -> Iterator[str]:
    """Yield each code that the scanner at a port (or ``socket://`` URL) sends, until it is gone.

    A code ends with CR or LF; what a scanner sends beyond 8 KB without an end is dropped. Raises
    BadInput ``scanner-port``.
    """
    try:
        line = serial.serial_for_url(port, baudrate=baud, timeout=READ_S)
    except (serial.SerialException, ValueError, OSError) as error:
        raise BadInput("scanner-port", port=port, why=str(error)) from error
    with line:
        yield from _codes(line)


def _codes(line: serial.SerialBase) -> Iterator[str]:
    kept = b""
    while True:
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
