"""Takes colours and log lines out of a console's byte stream.

ESP32 boards share one UART between shell and log, so a log line may stand between two letters of
an echo. A log line is known by its head, ``[MM-DD hh:mm:ss``, and ends with its line feed; whether
colours are on does not matter, since colour codes are dropped wherever they stand. What is left is
what the shell itself said. Source: TuyaOpen ``tal_log.c`` (see docs on the console).

Bytes that are no text become U+FFFD, so that a damaged reply keeps its length and is seen to be
damaged; NUL, which a line gives while its board is being reset, is dropped.
"""

from dataclasses import dataclass

REPLACEMENT = "\ufffd"

_HEAD = "[00-00 00:00:00"  # 0 stands for any digit
_LOG_LIMIT = 2000  # characters; a log line whose end was lost must not swallow the shell for ever
_CSI_LIMIT = 16
_SPACE, _TILDE = 0x20, 0x7E
ENOUGH_TEXT = 3
"""So many characters in a row are no accident: noise of another baud rate seldom looks like it."""

_KEPT_CONTROLS = frozenset("\r\n\b")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the firmware's log, without colours and line end. May contain secrets."""

    text: str


class NoiseFilter:
    """Feed characters one at a time; get the shell's own text and the log's lines.

    ``held``: text that may be the head of a log line and is not decided yet. For telling a wrong
    baud rate: ``seen`` counts all bytes, ``garbage`` those that are no text, ``nuls`` the zeros
    (framing errors, and the glitch of a reset); ``longest_run`` is the most characters of text
    that came in a row, ``characters`` which ones came before there were enough in a row.
    """

    def __init__(self) -> None:
        self.held = ""
        self.seen = 0
        self.garbage = 0
        self.nuls = 0
        self.longest_run = 0
        self.characters: set[str] = set()
        self._run = 0
        self._log: list[str] | None = None
        self._escape = ""

    def feed(self, byte: int) -> list[str | LogLine]:
        """Take one byte; return what is certain now: single characters and whole log lines."""
        self.seen += 1
        if _SPACE <= byte <= _TILDE:
            char = chr(byte)
            self._run += 1
            self.longest_run = max(self.longest_run, self._run)
            if self.longest_run < ENOUGH_TEXT:  # from then on which ones came does not matter
                self.characters.add(char)
        else:
            self._run = 0
            char = self._decode(byte)
        return self._take(char) if char else []

    def _decode(self, byte: int) -> str:
        char = chr(byte)
        if char in _KEPT_CONTROLS or char == "\x1b":
            return char
        if byte == 0:
            self.nuls += 1
            return ""
        self.garbage += 1
        return REPLACEMENT

    def _take(self, char: str) -> list[str | LogLine]:
        if self._escape or char == "\x1b":
            if self._in_escape(char):
                return []
            self._escape = ""
        if self._log is not None:
            return self._in_log(char)
        if self.held or char == "[":
            return self._in_head(char)
        return [char]

    def _in_escape(self, char: str) -> bool:
        """Say whether the character belongs to an escape sequence; all of them are dropped."""
        if char == "\x1b":
            self._escape = char
            return True
        if self._escape == "\x1b":
            self._escape += char
            return char == "["
        if len(self._escape) < _CSI_LIMIT and (char.isdigit() or char == ";"):
            self._escape += char
            return True
        ended = char.isalpha()
        self._escape = ""
        return ended

    def _in_head(self, char: str) -> list[str | LogLine]:
        wanted = _HEAD[len(self.held)]
        if (wanted == "0" and char.isdigit()) or (wanted != "0" and char == wanted):
            self.held += char
            if len(self.held) == len(_HEAD):
                self._log = list(self.held)
                self.held = ""
            return []
        released: list[str | LogLine] = list(self.held)
        self.held = ""
        # the head has its only bracket in front, so nothing but this character can start anew
        return released + self._take(char)

    def _in_log(self, char: str) -> list[str | LogLine]:
        assert self._log is not None
        if char != "\n" and len(self._log) < _LOG_LIMIT:
            self._log.append(char)
            return []
        line = LogLine("".join(self._log).rstrip("\r"))
        self._log = None
        return [line]
