"""The server half of RFC 2217 (a serial port over TCP): telnet bytes in, data and lines out. Pure.

Enough for pyserial's client, and strict about it: baud rate, character format, DTR and RTS, break,
purge and modem state are answered; what is not known is refused as telnet asks.
"""

import struct
from dataclasses import dataclass, field

IAC, DONT, DO, WONT, WILL, SB, SE = 255, 254, 253, 252, 251, 250, 240
BINARY, ECHO, SGA, COM_PORT = 0, 1, 3, 44
SET_BAUD, SET_CONTROL, NOTIFY_LINE, NOTIFY_MODEM, PURGE = 1, 5, 6, 7, 12
SERVER = 100
"""A server's answer to a sub-option has its number plus 100."""

NO_FLOW_CONTROL, DTR_ON, DTR_OFF, RTS_ON, RTS_OFF = 1, 8, 9, 11, 12
DTR_ASKED, RTS_ASKED, FLOW_ASKED = 7, 10, 0
CTS_DSR_CD = 0x10 | 0x20 | 0x80
MINE = {BINARY, ECHO, SGA, COM_PORT}
THEIRS = {BINARY, SGA, COM_PORT}


@dataclass(slots=True)
class TelnetServer:
    """One client's telnet state. ``out`` collects what has to be sent to the client."""

    baud: int = 0
    dtr: bool = False
    rts: bool = False
    out: bytearray = field(default_factory=bytearray)
    _state: str = "data"
    _verb: int = 0
    _sub: bytearray = field(default_factory=bytearray)
    _mine: set[int] = field(default_factory=set)
    _theirs: set[int] = field(default_factory=set)
    _lines: list[tuple[bool, bool]] = field(default_factory=list)

    def feed(self, data: bytes) -> bytes:
        """Take bytes from the client; return those that are meant for the board."""
        if self._state == "data" and IAC not in data:
            return data
        plain = bytearray()
        for byte in data:
            match self._state:
                case "data" if byte == IAC:
                    self._state = "iac"
                case "data":
                    plain.append(byte)
                case "iac":
                    self._command(byte, plain)
                case "verb":
                    self._negotiate(self._verb, byte)
                    self._state = "data"
                case "sub" if byte == IAC:
                    self._state = "sub-iac"
                case "sub":
                    self._sub.append(byte)
                case _:
                    self._end_of_sub(byte)
        return bytes(plain)

    def escape(self, data: bytes) -> bytes:
        """Return the board's bytes as they are sent to the client."""
        return data.replace(b"\xff", b"\xff\xff")

    def take_lines(self) -> list[tuple[bool, bool]]:
        """Return every change of (DTR, RTS) since the last call, in order."""
        lines, self._lines = self._lines, []
        return lines

    def _command(self, byte: int, plain: bytearray) -> None:
        self._state = "data"
        if byte == IAC:
            plain.append(IAC)
        elif byte in (DO, DONT, WILL, WONT):
            self._verb, self._state = byte, "verb"
        elif byte == SB:
            self._sub.clear()
            self._state = "sub"

    def _negotiate(self, verb: int, option: int) -> None:
        # Only a change is answered: that is what keeps telnet from looping.
        asks, mine = verb in (DO, WILL), verb in (DO, DONT)
        on, allowed = (self._mine, MINE) if mine else (self._theirs, THEIRS)
        if asks and option not in allowed:
            self.out += bytes((IAC, WONT if mine else DONT, option))
        elif asks and option not in on:
            on.add(option)
            self.out += bytes((IAC, WILL if mine else DO, option))
        elif not asks and option in on:
            on.discard(option)
            self.out += bytes((IAC, WONT if mine else DONT, option))

    def _end_of_sub(self, byte: int) -> None:
        if byte == IAC:
            self._sub.append(IAC)
            self._state = "sub"
            return
        self._state = "data"
        if byte == SE and len(self._sub) > 1 and self._sub[0] == COM_PORT:
            self._set(self._sub[1], bytes(self._sub[2:]))

    def _set(self, what: int, value: bytes) -> None:
        if what == SET_BAUD and len(value) == struct.calcsize("!I"):
            self.baud = struct.unpack("!I", value)[0] or self.baud
            value = struct.pack("!I", self.baud)
        elif what == SET_CONTROL and value:
            value = bytes((self._control(value[0]),))
        elif what == NOTIFY_MODEM:
            value = bytes((CTS_DSR_CD,))
        elif what == NOTIFY_LINE:
            value = b"\0"
        self._answer(what + SERVER, value)

    def _control(self, code: int) -> int:
        if code in (DTR_ON, DTR_OFF):
            self.dtr = code == DTR_ON
            self._lines.append((self.dtr, self.rts))
        elif code in (RTS_ON, RTS_OFF):
            self.rts = code == RTS_ON
            self._lines.append((self.dtr, self.rts))
        elif code == DTR_ASKED:
            return DTR_ON if self.dtr else DTR_OFF
        elif code == RTS_ASKED:
            return RTS_ON if self.rts else RTS_OFF
        elif code == FLOW_ASKED:
            return NO_FLOW_CONTROL
        return code

    def _answer(self, what: int, value: bytes) -> None:
        self.out += bytes((IAC, SB, COM_PORT, what)) + self.escape(value) + bytes((IAC, SE))
