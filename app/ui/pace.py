"""Lets the window show what happens a few things at a time: no turn of its thread takes long.

Thirty-two slots can all change within one moment. Drawn at once, their cards take longer than a
frame; handed out a few per painting they are all on the screen within a tenth of a second, and a
key that is pressed meanwhile is heard in between.
"""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, QTimer

TURN_MS = 12


class Pace(QObject):
    """Keeps the newest item of each key and hands them to ``show``, first come first shown.

    ``room``: how many may be handed out now. One is, whatever it says: a window that is not
    painted, because nobody sees it, must not fall behind for good.
    """

    def __init__(
        self,
        show: Callable[[object], None],
        room: Callable[[], int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._room = room
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
        for key in list(self._waiting)[: max(1, self._room())]:
            self._show(self._waiting.pop(key))
        if not self._waiting:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
