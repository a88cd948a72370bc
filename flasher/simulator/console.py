"""The shell's line editor: bytes from the wire in, echo and finished lines out. Pure.

After the public console source: 32 to 127 is accepted and echoed (0x7F is an erase key before it
can be), CR is Enter, LF is a second Enter except in the first generation, BS and DEL erase, ESC [
A/B/C/D are history and cursor, TAB completes or prints a table, everything else is dropped. A line
holds 1,000 bytes. A line is cut at spaces into at most eight words.
"""

LINE_SIZE = 1000
WORDS = 8
HISTORY = 8
NAME_WIDTH = 20

CR, LF, BS, DEL, ESC, TAB = 0x0D, 0x0A, 0x08, 0x7F, 0x1B, 0x09
FIRST_PRINTABLE, LAST_PRINTABLE = 32, 126
BRACKET = 0x5B
UP, DOWN, RIGHT, LEFT = b"ABCD"


class LineEditor:
    """One shell's input line."""

    def __init__(self, prompt: bytes, commands: list[str], *, lf_is_enter: bool) -> None:
        self.line = bytearray()
        self.cursor = 0
        self._prompt = prompt
        self._commands = commands
        self._lf_is_enter = lf_is_enter
        self._escape = 0
        self._history: list[bytes] = []
        self._recalled = 0

    def take(self, byte: int) -> tuple[bytes, bool]:
        """Take one byte; return what is echoed, and whether Enter was pressed."""
        if self._escape:
            return self._take_escape(byte), False
        if FIRST_PRINTABLE <= byte <= LAST_PRINTABLE:
            return self._insert(byte), False
        if byte == CR or (byte == LF and self._lf_is_enter):
            return b"", True
        if byte in (BS, DEL):
            return self._erase(), False
        if byte == TAB:
            return self._complete(), False
        if byte == ESC:
            self._escape = 1
        return b"", False

    def finish(self) -> bytes:
        """Return the line that Enter ended, and begin a new one. Empty lines are not kept."""
        line = bytes(self.line)
        if line and (not self._history or self._history[-1] != line):
            self._history = [*self._history, line][-HISTORY:]
        self._recalled = len(self._history)
        self.line.clear()
        self.cursor = 0
        return line

    def _insert(self, byte: int) -> bytes:
        if len(self.line) >= LINE_SIZE:
            return b""
        self.line.insert(self.cursor, byte)
        tail = bytes(self.line[self.cursor :])
        self.cursor += 1
        return tail + b"\b" * (len(tail) - 1)

    def _erase(self) -> bytes:
        # With the cursor at the left edge of a line that is not empty the firmware writes before
        # its buffer; the simulator does nothing there.
        if not self.line or not self.cursor:
            return b""
        self.cursor -= 1
        del self.line[self.cursor]
        tail = bytes(self.line[self.cursor :])
        return b"\b" + tail + b" \b" + b"\b" * len(tail)

    def _take_escape(self, byte: int) -> bytes:
        if self._escape == 1:
            self._escape = 2 if byte == BRACKET else 0
            return b""
        self._escape = 0
        if byte == UP and self._recalled > 0:
            self._recalled -= 1
            return self._recall()
        if byte == DOWN and self._recalled + 1 < len(self._history):
            self._recalled += 1
            return self._recall()
        if byte == LEFT and self.cursor:
            self.cursor -= 1
            return b"\b"
        if byte == RIGHT and self.cursor < len(self.line):
            self.cursor += 1
            return bytes(self.line[self.cursor - 1 : self.cursor])
        return b""

    def _recall(self) -> bytes:
        blank = b" " * (len(self.line) + len(self._prompt))
        self.line[:] = self._history[self._recalled]
        self.cursor = len(self.line)
        return b"\r" + blank + b"\r" + self._prompt + bytes(self.line)

    def _complete(self) -> bytes:
        typed = self.line.decode("ascii")
        found = [name for name in self._commands if name.startswith(typed)]
        table = b""
        if not typed or len(found) > 1:
            table = command_table(found)
        elif found:
            self.line[:] = found[0].encode()
        self.cursor = len(self.line)
        return table + b"\r\n" + self._prompt + bytes(self.line)


def command_table(names: list[str]) -> bytes:
    """Return the table that TAB and ``help`` print."""
    rows = [b"\r\ncmd" + b" " * (NAME_WIDTH - 3) + b"\thelp\r\n" + b"-" * (2 * NAME_WIDTH)]
    rows += [b"\r\n" + name.ljust(NAME_WIDTH).encode() + b"\t" + name.encode() for name in names]
    return b"".join(rows)


def words_of(line: bytes) -> list[str]:
    """Cut a line at its spaces as the firmware does: at most eight words, the rest is dropped."""
    return line.decode("ascii").split()[:WORDS]
