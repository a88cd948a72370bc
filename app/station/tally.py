"""The pace of a bench: units per hour over the last minutes, and the last cycle times."""

import threading
from collections import deque
from collections.abc import Iterable

from app.workflows.write_unit import UnitReport
from flasher.model import Outcome

RECENT = 60
WINDOW_S = 600.0  # units per hour are taken over the last ten minutes
LEAST_S = 20.0  # a rate over a few seconds is no rate,
ENOUGH = 8  # unless so many units were made in them
SHORTEST_S = 5.0


class Tally:
    """Counts finished attempts.

    Times are those of one clock, in seconds, whichever that is. Thread-safe.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._passes: deque[float] = deque()
        self._first: float | None = None
        self._cycles: deque[float] = deque(maxlen=RECENT)

    @property
    def cycles(self) -> tuple[float, ...]:
        """Return the seconds of the last passed units, oldest first."""
        with self._lock:
            return tuple(self._cycles)

    def take_over(self, past: Iterable[tuple[float, float, bool]]) -> None:
        """Begin with attempts of before, oldest first: when each ended, its seconds, a pass?"""
        for ended, seconds, is_pass in past:
            self._take(ended, seconds, is_pass=is_pass)

    def count(self, report: UnitReport, now: float) -> None:
        """Take one finished attempt; a re-check is neither a pass nor a try."""
        if not report.recheck and report.outcome is not Outcome.ABORTED:
            self._take(now, report.seconds, is_pass=report.outcome is Outcome.PASS)

    def uph(self, now: float) -> float | None:
        """Return passed units per hour over the window, or since the first unit."""
        with self._lock:
            if self._first is None:
                return None
            while self._passes and self._passes[0] < now - WINDOW_S:
                self._passes.popleft()
            span = min(WINDOW_S, now - self._first)
            least = SHORTEST_S if len(self._passes) >= ENOUGH else LEAST_S
            return None if span < least else len(self._passes) * 3600 / span

    def _take(self, ended: float, seconds: float, *, is_pass: bool) -> None:
        with self._lock:
            self._first = ended - seconds if self._first is None else self._first
            if is_pass:
                self._passes.append(ended)
                self._cycles.append(seconds)
