"""Draws every page into PNG files: ``python -m app.ui.screenshots FOLDER [LANGUAGE THEME SIZE]``.

The pages are the real ones over the demo factory, with simulated boards in the slots; what the
pictures show is what people see. A fourth word is the text size in percent, a fifth the one
picture that is wanted.
"""

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QEventLoop, QPoint
from PySide6.QtGui import QColor, QCursor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from app.demo.boards import EMPTY, EVERY_STATE, HANGS, Boards
from app.demo.factory import DemoFactory, build_factory
from app.settings import LOCK_AFTER, SOUND, Settings
from app.ui.demo import bare_services, services_over
from app.ui.language import language
from app.ui.leaving import Leave
from app.ui.live.services import LiveServices
from app.ui.look import look
from app.ui.main_window import MainWindow
from app.ui.pages.page import Context
from app.ui.pages.registry import PAGES
from app.ui.shots import BARE, BENCH, EMPTY_LEDGER, MADE, Shot, prepared_lists
from app.ui.sound import Sounds
from app.ui.tasks import Tasks
from app.ui.views import SlotState

SIZES = {"1280x800": (1280, 800), "1920x1080": (1920, 1080)}
LOOKS = (
    ("en", "light", "1280x800"),
    ("en", "dark", "1280x800"),
    ("zh_CN", "light", "1280x800"),
    ("zh_CN", "dark", "1280x800"),
    ("en", "contrast", "1280x800"),
)
PATIENCE_S, BREATH_S = 10.0, 0.15
BAD = "garbage@identify:always"
FAULTS = {
    "every state": EVERY_STATE,
    "one": ("",),
    "many": ("", "", BAD, "", EMPTY, "", "read-back-differs", "") * 4,
    "locked": (BAD,) * 6,
}


def main(arguments: list[str]) -> int:
    """Draw all pages in all looks, or in the one that is named."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["KEYWRIGHT_SCHEDULED_BACKUPS"] = "off"
    folder = Path(arguments[0] if arguments else "docs/pictures")
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    named = tuple(arguments[1:4])
    scale = int(arguments[4]) if len(arguments) > 4 else 100
    only = arguments[5] if len(arguments) > 5 else ""
    # Where the scratch folder lies is nobody's business: in it, pictures tell names and no paths.
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch,
        contextlib.chdir(scratch),
    ):
        studio = Studio(app, folder, Path(), only)
        for speech, theme, size in [named] if len(named) == 3 else LOOKS:
            language().speak(speech)
            look().wear(theme, scale)
            mark = "" if scale == 100 else f"-{scale}"
            studio.draw_look(f"{speech}-{theme}{mark}", SIZES[size])
    return 0


class Studio:
    """Opens windows over copies of one factory, and keeps what they show."""

    def __init__(self, app: QApplication, folder: Path, scratch: Path, only: str) -> None:
        self._app = app
        self._folder = folder
        self._scratch = scratch
        self._only = only
        self._copies = 0
        (scratch / "factory").mkdir()
        self._factory = build_factory(scratch / "factory")
        prepared_lists(scratch)

    def draw_look(self, prefix: str, size: tuple[int, int]) -> None:
        """Draw every page in the present language and theme."""
        for slots, shots in BENCH.items():
            if self._wanted(shots):
                with self._bench(FAULTS[slots]) as services:
                    self._draw(services, prefix, size, shots)
        if self._wanted(MADE):
            with self._over(self._copy()) as services:
                self._draw(services, prefix, size, MADE)
        if self._wanted(BARE):
            with self._bare() as services:
                self._draw(services, prefix, size, BARE)
        if self._wanted(EMPTY_LEDGER):
            with self._bare() as services:
                services.session.create("")
                self._draw(services, prefix, size, EMPTY_LEDGER)

    def _wanted(self, shots: tuple[Shot, ...]) -> bool:
        return not self._only or any(shot.name == self._only for shot in shots)

    def _draw(
        self,
        services: LiveServices,
        prefix: str,
        size: tuple[int, int],
        shots: tuple[Shot, ...],
    ) -> None:
        for shot in shots:
            if self._only in ("", shot.name):
                self._draw_one(services, self._folder / f"{prefix}-{shot.name}.png", size, shot)

    def _draw_one(
        self, services: LiveServices, file: Path, size: tuple[int, int], shot: Shot
    ) -> None:
        settings, tasks = services.session.settings, Tasks()
        context = Context(services, tasks, settings, Sounds(settings, play=lambda _file: None))
        window = MainWindow(context, PAGES, ask=lambda *_: Leave.STAY, ledger_name="ledger.db")
        window.resize(*size)
        window.show()
        QCursor.setPos(window.mapToGlobal(QPoint(size[0] - 4, size[1] - 4)))
        self._settle(tasks)
        if shot.page:
            window.go(shot.page)
        self._settle(tasks)
        shot.prepare(window, self._scratch)
        self._settle(tasks)
        picture = window.grab()
        for dialog in window.findChildren(QDialog):
            if dialog.isVisible():
                _lay_over(picture, window, dialog)
        picture.save(str(file))
        shrink(file)
        window.bridge.close()
        window.hide()
        tasks.close()
        window.deleteLater()
        self._breathe()

    def _copy(self) -> DemoFactory:
        self._copies += 1
        return self._factory.copy_to(self._scratch / f"demo-{self._copies}")

    def _settings(self, *, locks: bool = False) -> Settings:
        made = Settings(self._scratch / f"settings-{self._copies}.json")
        made.put(SOUND, False)
        made.put(LOCK_AFTER, 4 if locks else 20)
        return made

    @contextmanager
    def _over(self, factory: DemoFactory) -> Iterator[LiveServices]:
        with _own_witness(factory.folder):
            services = services_over(factory, self._settings())
            try:
                yield services
            finally:
                services.close()

    @contextmanager
    def _bare(self) -> Iterator[LiveServices]:
        self._copies += 1
        folder = self._scratch / f"bare-{self._copies}"
        folder.mkdir()
        with _own_witness(folder):
            services = bare_services(folder, self._settings())
            try:
                yield services
            finally:
                services.close()

    @contextmanager
    def _bench(self, faults: tuple[str, ...]) -> Iterator[LiveServices]:
        """Let boards come to their ends, and one more hang in the middle of its write."""
        factory = self._copy()
        with _own_witness(factory.folder), Boards(factory.folder / "boards", faults) as boards:
            settings = self._settings(locks=faults == FAULTS["locked"])
            services = services_over(factory, settings, boards=boards.ports)
            try:
                services.bench.settle()
                services.bench.start()
                self._wait_for_ends(services, faults)
                if faults == EVERY_STATE:
                    boards.plug(2, HANGS)
                    self._breathe(0.5)
                yield services
            finally:
                services.close()

    def _wait_for_ends(self, services: LiveServices, faults: tuple[str, ...]) -> None:
        going = {SlotState.RUNNING, SlotState.PAUSED, SlotState.UNASSIGNED}
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            self._breathe()
            states = [view.state for view in services.bench.slots()]
            ended = [s for s, fault in zip(states, faults, strict=True) if fault != EMPTY]
            if not going & set(ended) and SlotState.WAITING not in ended:
                return

    def _settle(self, tasks: Tasks) -> None:
        """Let the window answer everything that was asked."""
        end = time.monotonic() + PATIENCE_S
        self._breathe()
        while tasks.busy and time.monotonic() < end:
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        self._breathe()

    def _breathe(self, seconds: float = BREATH_S) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)


@contextmanager
def _own_witness(folder: Path) -> Iterator[None]:
    """Keep what this station saw of a copy apart from the other copies, and from this user's."""
    from app.workflows import restored

    usual = restored.witness_dir
    restored.witness_dir = lambda: folder / "seen"
    try:
        yield
    finally:
        restored.witness_dir = usual


def _lay_over(picture: QPixmap, window: MainWindow, dialog: QDialog) -> None:
    """Draw a dialog over its window, as the desktop does, and close it."""
    area = dialog.rect().translated(window.rect().center() - dialog.rect().center())
    painter = QPainter(picture)
    painter.fillRect(picture.rect(), QColor(0, 0, 0, 70))
    painter.drawPixmap(area.topLeft(), dialog.grab())
    painter.setPen(QColor(look().palette.rail))
    painter.drawRect(area)
    painter.end()
    dialog.close()


def shrink(file: Path) -> None:
    """Keep a picture in 256 colours: a third of the size, and no difference to the eye."""
    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
