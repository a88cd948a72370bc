"""What the bench shows now: one view per slot and the figures above; told to the window."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from app.station.places import Places
from app.ui.views import BenchEvent, BenchHeader, SlotState, SlotView


class BenchState:
    """Written by the station's threads, read by the window. Thread-safe; no call waits."""

    def __init__(self, places: Places, operator: str) -> None:
        self._places = places
        self._lock = threading.RLock()
        self._views: dict[int, SlotView] = {}
        self._header = BenchHeader(operator=operator)
        self.post: Callable[[BenchEvent], None] = lambda _event: None

    def slots(self) -> Sequence[SlotView]:
        """Return all slots as they are now."""
        with self._lock:
            return [self._views[number] for number in sorted(self._views)]

    def slot(self, number: int) -> SlotView | None:
        """Return one slot as it is now."""
        with self._lock:
            return self._views.get(number)

    def header(self) -> BenchHeader:
        """Return the figures as they are now."""
        with self._lock:
            return self._header

    def busy(self) -> int:
        """Return how many slots have a unit in work."""
        with self._lock:
            return sum(view.state is SlotState.RUNNING for view in self._views.values())

    def show(self, view: SlotView) -> None:
        """Show a slot so, and tell."""
        with self._lock:
            self._views[view.number] = view
        self.post(view)

    def tell(self, **figures: object) -> None:
        """Show these figures, and tell; all others stay. The same figures are not told twice."""
        with self._lock:
            header = replace(self._header, **figures)  # type: ignore[arg-type]
            same, self._header = header == self._header, header
        if not same:
            self.post(header)

    def lay_out(self, *, running: bool) -> None:
        """Give every slot its port of now; a card in work is not touched."""
        with self._lock:
            wanted = self._places.slots()
            for number in [n for n in self._views if n not in wanted and not running]:
                del self._views[number]
            for number, port in wanted.items():
                view = self._views.get(number)
                if view is None or (view.port != port and not running):
                    state = SlotState.PAUSED if port else SlotState.UNASSIGNED
                    self._views[number] = SlotView(number, str(number), port, state)
