"""One thread-safe queue from the station to the window, with one coalesced wake-up.

Any thread may :meth:`Bridge.post`. The first item after a pause emits one queued signal; whatever
follows rides along until the GUI thread drains the queue. A signal per event costs some nine times
as much and floods the event loop when 32 slots talk.
"""

import threading
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

MOST_AT_ONCE = 2000  # one drain stays well under a frame


class Bridge(QObject):
    """Carries frozen records to ``receive(list)`` in the thread that made the bridge."""

    _woken = Signal()

    def __init__(
        self, receive: Callable[[list[object]], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._receive = receive
        self._queue: deque[object] = deque()
        self._lock = threading.Lock()
        self._awake = False
        self._closed = False
        self.wake_ups = 0
        self._woken.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    def post(self, item: object) -> None:
        """Hand in one record from any thread; ignored after :meth:`close`."""
        with self._lock:
            if self._closed:
                return
            self._queue.append(item)
            wake, self._awake = not self._awake, True
        if wake:
            self._woken.emit()

    def close(self) -> None:
        """Take nothing more and drop what waits."""
        with self._lock:
            self._closed = True
            self._queue.clear()

    def _drain(self) -> None:
        self.wake_ups += 1
        with self._lock:
            items = [self._queue.popleft() for _ in range(min(MOST_AT_ONCE, len(self._queue)))]
            more = bool(self._queue)
            self._awake = more
        if items:
            self._receive(items)
        if more:
            self._woken.emit()
