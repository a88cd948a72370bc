"""The figures of a bench since it was opened: first-pass yield, units per hour, cycle times."""

from collections import deque

from app.workflows.write_unit import UnitReport
from flasher.model import Outcome

RECENT = 60
WINDOW_S = 600.0  # units per hour are taken over the last ten minutes
LEAST_S = 20.0  # a rate over a few seconds is no rate


class Tally:
    """Counts finished attempts. ``cycles``: seconds of the last passed units, oldest first."""

    def __init__(self) -> None:
        self._tried: dict[str, bool] = {}
        self._first_passes = 0
        self._passes: deque[float] = deque()
        self._first: float | None = None
        self.cycles: deque[float] = deque(maxlen=RECENT)

    def count(self, report: UnitReport, now: float) -> None:
        """Take one finished attempt; a re-check is neither a pass nor a try."""
        if report.recheck or report.outcome is Outcome.ABORTED:
            return
        passed = report.outcome is Outcome.PASS
        self._first = now - report.seconds if self._first is None else self._first
        if report.hwid is not None and report.hwid not in self._tried:
            self._tried[report.hwid] = passed
            self._first_passes += passed
        if passed:
            self._passes.append(now)
            self.cycles.append(report.seconds)

    def fpy(self) -> float | None:
        """Return units that passed at the first try over units tried, 0 to 1."""
        return self._first_passes / len(self._tried) if self._tried else None

    def uph(self, now: float) -> float | None:
        """Return passed units per hour over the window, or since the first unit."""
        if self._first is None:
            return None
        while self._passes and self._passes[0] < now - WINDOW_S:
            self._passes.popleft()
        span = min(WINDOW_S, now - self._first)
        if span < LEAST_S:
            return None
        return len(self._passes) * 3600 / span
