"""What custody costs as the pool grows: reserve, intent and verify of one unit after the other.

Real SQLite files with ``synchronous=FULL``. Both ledgers take turns, a few units each, so that a
busy minute of the computer falls on both.
"""

import statistics
import tempfile
import time
from pathlib import Path

from app.ledger.ledger import Ledger
from app.ledger.runs import Run
from flasher.timing import SystemClock
from tests.benchmarks.figure import Figure
from tests.ledgers import ACTOR, attempt, board, fill, mac

SMALL, LARGE = 1_000, 1_000_000
TURNS, EACH = 30, 10


class Pool:
    """One ledger of that many licenses, and the units that it serves."""

    def __init__(self, folder: Path, size: int) -> None:
        self.ledger = Ledger.create(folder / f"{size}.db", clock=SystemClock())
        self.ledger.seal_audit_with(mac)
        self.lot = fill(self.ledger, size)
        self.run: Run = self.ledger.runs.start("bench", ACTOR)
        self.units = 0
        self.costs: list[float] = []

    def serve(self, count: int) -> None:
        custody = self.ledger.custody
        for _ in range(count):
            self.units += 1
            unit = board(self.units)
            began = time.perf_counter()
            reservation = custody.reserve(
                unit, lot_ids=[self.lot.id], order_id=None, run=self.run, slot="1", actor=ACTOR
            )
            custody.intend(reservation, run=self.run, actor=ACTOR)
            custody.verify(reservation, attempt(unit), run=self.run, actor=ACTOR)
            self.costs.append(time.perf_counter() - began)

    def close(self) -> None:
        self.run.close(ACTOR)
        self.ledger.close()


def run() -> list[Figure]:
    """Return the figures; most of the time goes into making a pool of a million."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = Pool(Path(folder), SMALL), Pool(Path(folder), LARGE)
        for pool in (small, large):
            pool.serve(EACH)
            pool.costs.clear()
        for _ in range(TURNS):
            small.serve(EACH)
            large.serve(EACH)
        one, million = statistics.median(small.costs), statistics.median(large.costs)
        began = time.perf_counter()
        assert large.ledger.check() == []
        checked_s = time.perf_counter() - began
        for pool in (small, large):
            pool.close()
    return [
        Figure("reserve + intent + verify: 1,000,000 licenses / 1,000", million / one, 1.5, "x"),
        Figure("reserve + intent + verify among 1,000", one * 1000, None, "ms"),
        Figure("reserve + intent + verify among 1,000,000", million * 1000, None, "ms"),
        Figure("ledger check of 1,000,000", checked_s, None, "s"),
    ]
