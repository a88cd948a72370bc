"""Lets the window show what happens a few things at a time: no turn of its thread takes long.

Thirty-two slots can all change within one moment. Drawn at once, their cards take longer than a
frame; handed out for a part of a frame at a time they are all on the screen within a tenth of a
second, and a key that is pressed meanwhile is heard in between.
"""

import time
from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, QTimer

TURN_MS = 8
SPEND_S = 0.002  # of a turn: what is begun within it is shown; the rest waits for the next


class Pace(QObject):
    """Keeps the newest item of each key and hands them to ``show``, first come first shown."""

    def __init__(
        self,
        show: Callable[[object], None],
        parent: QObject | None = None,
        now: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._show = show
        self._waiting: dict[Hashable, object] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(TURN_MS)
        self._timer.timeout.connect(self._turn)

    def put(self, key: Hashable, item: object) -> None:
        """Show this in its turn, instead of what waits under the same key."""
        self._waiting[key] = item

    def forget(self) -> None:
        """Show nothing of what waits."""
        self._waiting.clear()

    def go(self) -> None:
        """Begin to hand out, at once where nothing is on its way."""
        if not self._timer.isActive():
            self._turn()

    def _turn(self) -> None:
        end = self._now() + SPEND_S
        for key in list(self._waiting):
            self._show(self._waiting.pop(key))
            if self._now() > end:
                break
        if not self._waiting:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
