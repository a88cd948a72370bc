"""A million units under a hand: the scroll bar dragged, Page Down held, one page after another.

Done on the real Units page, offscreen: what one turn of the window's thread computes, and lasts on
the wall without what the machine gave to other programs (the run queue's wait of this thread; on a
busy machine it still waits for our own threads that wait); how long until the rows that stand still
are there, and what memory it keeps.
"""

import gc
import os
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.figure import Figure

FRAME_MS = 16.0
BOUND_S = 0.3
DRAGS, KEYS, RESTS = 400, 400, 25
KEY_S = 0.03  # a held key repeats so fast
KEPT_MB = 40.0
PATIENCE_S = 20.0


def figures(location: str, key: Path, folder: Path) -> list[Figure]:
    """Return the figures of a ledger of a million units."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.bootstrap import Unlock
    from app.logs import Redactor
    from app.settings import Settings
    from app.ui.live.services import LiveServices
    from app.ui.look import look
    from app.ui.pages.page import Context
    from app.ui.pages.units import UnitsPage
    from app.ui.sound import Sounds
    from app.ui.tasks import Tasks

    app = QApplication.instance() or QApplication([])
    settings = Settings(folder / "scroll.json")
    services = LiveServices(
        location, settings, Redactor(), folder, folder / "log", unlock=Unlock(key_file=key)
    )
    tasks = Tasks()
    look().wear("light", 100)
    try:
        page = UnitsPage(Context(services, tasks, settings, Sounds(settings, play=_silent)))
        page.resize(1366, 768)
        page.show()
        return _scrolled(_Hand(app, page))
    finally:
        tasks.close()
        services.close()


def _silent(_sound: object) -> None:
    """Play nothing."""


class _Hand:
    """Moves the page as a person does, and keeps the longest turn of the window's thread."""

    def __init__(self, app, page) -> None:
        self.app, self.page = app, page
        self.view = page.table.view
        self.computed_ms = self.wall_ms = 0.0

    def begin(self) -> None:
        """Measure from here."""
        self.computed_ms = self.wall_ms = 0.0

    def turn(self, act: Callable[[], object] | None = None) -> None:
        """Let the window do what is due; what a move does on the spot belongs to its turn."""
        began, waited, computed = time.perf_counter(), _waited_s(), time.thread_time()
        if act is not None:
            act()
        self.app.processEvents()
        wall = time.perf_counter() - began - (_waited_s() - waited)
        self.wall_ms = max(self.wall_ms, wall * 1e3)
        self.computed_ms = max(self.computed_ms, (time.thread_time() - computed) * 1e3)

    def wait(self, ready: Callable[[], bool]) -> float:
        """Return the seconds until something is so."""
        began = time.perf_counter()
        while not ready():
            self.turn()
            time.sleep(0.001)
            if time.perf_counter() - began > PATIENCE_S:
                raise TimeoutError("the rows did not come")
        return time.perf_counter() - began

    def for_a_while(self, seconds: float) -> None:
        """Let the window be."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.turn()
            time.sleep(0.002)

    def rows_are_there(self) -> bool:
        """Say whether every row in sight has its words."""
        first = self.view.rowAt(0)
        last = self.view.rowAt(self.view.viewport().height() - 1)
        last = self.page.model.rowCount() - 1 if last < 0 else last
        return all(self.page.model.row_at(n) is not None for n in range(first, last + 1))


def _scrolled(hand: _Hand) -> list[Figure]:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    page, view = hand.page, hand.view
    page.refresh()
    hand.wait(lambda: page.model.rowCount() > 0 and hand.rows_are_there())
    hand.for_a_while(1.0)
    gc.freeze()  # as the program does once its window has settled
    bar = view.verticalScrollBar()
    done = []

    def figure(name: str, value: float, bound: float | None, unit: str) -> None:
        done.append(
            Figure(f"1,000,000 units: {name}" if name[0] != " " else name, value, bound, unit)
        )

    def turns(name: str) -> None:
        figure(f"{name}, longest turn computes", hand.computed_ms, FRAME_MS, "ms")
        figure("  and lasts on the wall", hand.wall_ms, None, "ms")

    before = _memory_mb()
    hand.begin()
    for step in range(DRAGS):
        hand.turn(lambda step=step: bar.setValue(bar.maximum() * step // DRAGS))
        hand.for_a_while(0.008)
    turns("bar dragged to the end")
    figure("  then the last rows are there after", hand.wait(hand.rows_are_there), BOUND_S, "s")
    rests = []
    for step in range(RESTS):
        bar.setValue(bar.maximum() * (step * 7 % RESTS) // RESTS)
        rests.append(hand.wait(hand.rows_are_there))
    figure("bar let go anywhere, slowest rows", max(rests), BOUND_S, "s")
    bar.setValue(0)
    hand.wait(hand.rows_are_there)
    view.selectRow(0)
    view.setFocus()
    hand.for_a_while(1.0)
    hand.begin()
    for _ in range(KEYS):
        hand.turn(lambda: QTest.keyClick(view, Qt.Key.Key_PageDown))
        hand.for_a_while(KEY_S)
    turns("Page Down held")
    figure("  then the rows are there after", hand.wait(hand.rows_are_there), BOUND_S, "s")
    figure("  memory kept after all that", _memory_mb() - before, KEPT_MB, "MB")
    return done


def _memory_mb() -> float:
    import psutil

    return psutil.Process().memory_info().rss / 1e6


def _waited_s() -> float:
    waited = Path("/proc/thread-self/schedstat").read_text(encoding="ascii")
    return int(waited.split()[1]) / 1e9
