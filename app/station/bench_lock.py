"""The bench lock: after so many failures in a row somebody has to look before boards are taken."""

import threading

from app.domain.attempts import NO_RIGHT, NOTHING_LEFT
from app.workflows.lock_bench import BenchRecord
from app.workflows.write_unit import UnitReport
from flasher.model import Outcome


class BenchLock:
    """Counts failures in a row over all slots. Thread-safe.

    A re-check says nothing of the line, a stopped attempt neither; a refused board counts, because
    five clones or five foreign licenses in a row are the supervisor's business too. A board that
    came when the order was made, or no license was left, does not: nothing is wrong with it. What
    it knows at its start it has from the ledger (:meth:`take_over`): a restart releases no bench.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._is_locked = False

    @property
    def failures(self) -> int:
        """Return how many attempts failed since the last pass."""
        with self._lock:
            return self._in_a_row

    @property
    def is_locked(self) -> bool:
        """Say whether the bench takes no board until it is released."""
        with self._lock:
            return self._is_locked

    def take_over(self, record: BenchRecord, limit: int) -> bool:
        """Go on where the ledger says that this bench stands; True where it is locked."""
        with self._lock:
            self._in_a_row = max(record.failures, limit if record.is_locked else 0)
            self._is_locked = record.is_locked or record.failures >= limit
            return self._is_locked

    def count(self, report: UnitReport, limit: int) -> bool:
        """Take one finished attempt; True when the bench locks by it."""
        is_silent = report.code in NOTHING_LEFT or report.code in NO_RIGHT
        if report.recheck or report.outcome is Outcome.ABORTED or is_silent:
            return False
        with self._lock:
            if not self._is_locked:  # what locked it stays to be read
                self._in_a_row = 0 if report.outcome is Outcome.PASS else self._in_a_row + 1
            locks = not self._is_locked and self._in_a_row >= limit
            self._is_locked = self._is_locked or locks
            return locks

    def release(self) -> None:
        """Take boards again; the count begins anew."""
        with self._lock:
            self._in_a_row = 0
            self._is_locked = False
