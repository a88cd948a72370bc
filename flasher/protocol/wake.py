"""Proves that a shell listens on an empty line, without running anything.

An Enter would do it, but an Enter runs whatever half line noise or an earlier program left behind.
So the probe erases instead: some backspaces, one letter, one backspace. On an empty line the shell
prints nothing for the first ones, then the letter, then BS SP BS. Exactly that shows that a shell
is there *and* that its line is empty; an erasure before the letter shows a leftover, and a longer
probe follows. Every probe has a letter of its own, so a late echo proves nothing for the next.
"""

from flasher.protocol.console import Erased, Message

LETTERS = "#%@~^&"
"""What a probe types."""

KNOCK_LETTERS = "+=:?"
"""What a knock types: another letter, so that its late echo proves nothing for a probe."""

_SHORT, _LONG = 2, 120  # backspaces; with the rest below the shell's receive buffer of 256


class WakeProbe:
    """One conversation that ends at a clean, empty line.

    Send :meth:`next_bytes`, feed every message to :meth:`take`; once it returns True the line is
    clean. When nothing comes for a while send the next one.
    """

    def __init__(self, letters: str = LETTERS) -> None:
        self._letters = letters
        self._sent = 0
        self._backspaces = 0
        self._erasures = 0
        self.found_leftover = False

    @property
    def letter(self) -> str:
        """Return the letter of the probe that is under way."""
        return self._letters[(self._sent - 1) % len(self._letters)]

    def next_bytes(self) -> bytes:
        """Return the bytes of the next probe."""
        self._sent += 1
        self._erasures = 0
        self._backspaces = _LONG if self.found_leftover else _SHORT
        return b"\b" * self._backspaces + self.letter.encode() + b"\b"

    def take(self, message: Message) -> bool:
        """Return True when this message proves a clean line."""
        if not self._sent or not isinstance(message, Erased):
            return False
        if message.text != self.letter:
            self._erasures += 1
            self.found_leftover = True
            return False
        # as many erasures as backspaces: the line may have been longer still
        return self._erasures < self._backspaces

    def is_leftover_longer(self, message: Message) -> bool:
        """Say whether this message ends a probe that was too short for what stood on the line."""
        return (
            isinstance(message, Erased)
            and message.text == self.letter
            and self._erasures >= self._backspaces
        )
