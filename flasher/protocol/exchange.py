"""One command and its whole reply, recognised by echo and prompt, never by silence."""

from collections.abc import Sequence

from flasher.protocol.console import Line, Message, Prompt
from flasher.protocol.noise import LogLine

FINAL_TEXTS = (
    "Authorization write succeeds.",
    "Authorization write failure.",
    "Authorization write to OTP Succeeds.",
    "Authorization write to OTP failure.",
    "Rebooting device...",
)
"""Replies after which some firmware restarts and gives no prompt of its own."""

_LOGO_STARS = "*" * 20
_LOGO_TEXT = "/_  __/"


class Exchange:
    """Collects the reply to one command. Feed every message; stop at :attr:`is_done`.

    Before the echo anything may come: the second prompt that a line feed earned
    (``prompts_before_echo``), a late line, a boot. ``lines``: what came between echo and prompt.
    ``is_garbled``: a reply came whose echo was not the command. ``rebooted``: a boot logo came.
    """

    def __init__(self, command: str) -> None:
        self.command = command
        self.lines: list[str] = []
        self.prompts_before_echo = 0
        self.is_done = False
        self.is_garbled = False
        self.rebooted = False
        self.log_lines = 0
        self._echoed = False
        self._stray_text = False

    @property
    def has_final_text(self) -> bool:
        """Say whether a text came after which a prompt need not follow."""
        return any(line.strip() in FINAL_TEXTS for line in self.lines)

    def take(self, message: Message) -> None:
        """Take one message of the console."""
        match message:
            case Line(text):
                self._take_line(text)
            case Prompt():
                self._take_prompt()
            case LogLine():
                self.log_lines += 1
            case _:
                pass

    def _take_line(self, text: str) -> None:
        if is_logo(text):
            self.rebooted = True
        elif self._echoed:
            self.lines.append(text)
        elif text.rstrip().endswith(self.command):
            self._echoed = True
        elif text.strip():
            self._stray_text = True

    def _take_prompt(self) -> None:
        if self._echoed or self.rebooted:
            self.is_done = True
        elif self._stray_text:
            self.is_done = self.is_garbled = True
        else:
            self.prompts_before_echo += 1


def is_logo(text: str) -> bool:
    """Say whether this line is part of the boot logo: the shell has just started."""
    return text.startswith((_LOGO_STARS, _LOGO_TEXT))


def is_boot(messages: Sequence[Message]) -> bool:
    """Say whether messages nobody asked for look like a restart: a logo or a prompt."""
    return any(isinstance(m, Prompt) or (isinstance(m, Line) and is_logo(m.text)) for m in messages)
