"""How many attempts may still begin: one ticket each, drawn by all slots of a station."""

import threading


class Tickets:
    """A counter that 32 slots may draw from at once. ``limit`` None never runs out."""

    def __init__(self, limit: int | None = None) -> None:
        self._left = limit
        self._lock = threading.Lock()

    def draw(self) -> bool:
        """Take one ticket; False when none is left."""
        with self._lock:
            if self._left is None:
                return True
            if self._left <= 0:
                return False
            self._left -= 1
            return True

    def give_back(self) -> None:
        """Return a ticket whose attempt never began."""
        with self._lock:
            if self._left is not None:
                self._left += 1

    def is_sold_out(self) -> bool:
        """Say whether none is left."""
        with self._lock:
            return self._left == 0
