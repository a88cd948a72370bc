"""Turns a console's bytes into messages: lines, prompts, erasures, log lines.

A shell line ends where the next begins: TuyaOpen leads with CR LF instead of trailing it, so the
last line of a reply is complete only when the prompt's own CR LF comes. CR, LF and CR LF are each
one line end, so that a lost byte costs no prompt. The prompt counts only at the start of a line.
"""

from dataclasses import dataclass

from flasher.protocol.noise import ENOUGH_TEXT, REPLACEMENT, LogLine, NoiseFilter

PROMPT = "tuya>"
"""Generation A and early B end here; later ones add a space, which is taken along."""

_LINE_LIMIT = 4096
_GARBAGE_SHARE = 0.2
_GLITCH_NULS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the shell, without its end: an echo, a line of a reply, or empty."""

    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """The shell waits for a command; its line is empty."""


@dataclass(frozen=True, slots=True)
class Erased:
    """The shell took one character back (BS SP BS). ``text``: it, if it was seen being typed."""

    text: str


Message = Line | Prompt | Erased | LogLine


class Console:
    """Feed bytes in pieces of any size; the messages are the same for every cut.

    ``prompt_has_space`` is None until a character follows the first prompt.
    """

    def __init__(self, prompt: str = PROMPT) -> None:
        self.prompt_has_space: bool | None = None
        self._prompt = prompt
        self._noise = NoiseFilter()
        self._line = ""
        self._at_line_start = False
        self._after_return = False
        self._after_prompt = False
        self._erasing = 0

    @property
    def typed(self) -> str:
        """Return the unfinished line: what of an echo has come so far."""
        return self._line + self._noise.held

    @property
    def bytes_seen(self) -> int:
        """Return how many bytes came."""
        return self._noise.seen

    @property
    def is_silent(self) -> bool:
        """Say whether nothing came, or nothing but the glitch that a reset leaves on the wire."""
        noise = self._noise
        return noise.seen == noise.nuls <= _GLITCH_NULS

    def is_garbage(self, sent: str = "") -> bool:
        """Say whether what came is so little text that the baud rate must be wrong.

        ``sent``: the characters that the host itself sent. Where they alone came back, a looped
        wire or another program echoes them, and the baud rate is right.
        """
        noise = self._noise
        spoilt = noise.garbage + max(0, noise.nuls - _GLITCH_NULS)
        if noise.longest_run >= ENOUGH_TEXT:
            return spoilt > 0 and spoilt >= _GARBAGE_SHARE * noise.seen
        return spoilt > 0 or not noise.characters <= set(sent)

    def feed(self, data: bytes) -> list[Message]:
        """Take bytes; return the messages that they completed, in order."""
        messages: list[Message] = []
        for byte in data:
            for item in self._noise.feed(byte):
                if isinstance(item, LogLine):
                    messages.append(item)
                else:
                    self._take(item, messages)
        return messages

    def _take(self, char: str, messages: list[Message]) -> None:
        if self._after_prompt:
            self._after_prompt = False
            self.prompt_has_space = char == " "
            if char == " ":
                return
        if self._erasing and self._erase_goes_on(char, messages):
            return
        if char in "\r\n":
            self._end_line(char, messages)
            return
        self._after_return = False
        if char == "\b":
            self._erasing = 1
            return
        self._line += char
        if self._at_line_start and self._line == self._prompt:
            messages.append(Prompt())
            self._line = ""
            self._at_line_start = False
            self._after_prompt = True
        elif len(self._line) >= _LINE_LIMIT:
            self._end_line("\n", messages)

    def _end_line(self, char: str, messages: list[Message]) -> None:
        if char == "\n" and self._after_return:
            self._after_return = False
            return
        self._after_return = char == "\r"
        messages.append(Line(self._line))
        self._line = ""
        self._at_line_start = True

    def _erase_goes_on(self, char: str, messages: list[Message]) -> bool:
        """Follow ``BS SP BS``; anything else breaks it off and is taken as it is."""
        if char != (" " if self._erasing == 1 else "\b"):
            self._erasing = 0
            return False
        self._erasing += 1
        if self._erasing == 3:  # noqa: PLR2004 - the third of the three bytes
            self._erasing = 0
            messages.append(Erased(self._line[-1:]))
            self._line = self._line[:-1]
        return True


def is_damaged(text: str) -> bool:
    """Say whether bytes that are no text came inside this line."""
    return REPLACEMENT in text
