"""Draws every page into PNG files: ``python -m app.ui.screenshots FOLDER [LANGUAGE THEME SIZE]``.

The pages are the real ones over the pretend services; what the pictures show is what people see.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QEventLoop, QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from app.settings import Settings
from app.ui.demo_services import DemoServices, demo_services
from app.ui.language import language
from app.ui.leaving import Leave
from app.ui.look import look
from app.ui.main_window import MainWindow
from app.ui.pages.audit import AuditPage
from app.ui.pages.labels import LabelsPage
from app.ui.pages.lots import LotsPage
from app.ui.pages.page import Context
from app.ui.pages.people import PeoplePage
from app.ui.pages.qa import QaPage
from app.ui.pages.registry import PAGES
from app.ui.pages.units import UnitsPage
from app.ui.sound import Sounds
from app.ui.tasks import Tasks

SIZES = {"1280x800": (1280, 800), "1920x1080": (1920, 1080)}
LOOKS = (
    ("en", "light", "1280x800"),
    ("en", "dark", "1280x800"),
    ("zh_CN", "light", "1280x800"),
    ("zh_CN", "dark", "1280x800"),
    ("en", "contrast", "1280x800"),
)
PATIENCE_S = 10.0


def main(arguments: list[str]) -> int:
    """Draw all pages in all looks, or in the one that is named."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder = Path(arguments[0] if arguments else "docs/pictures")
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    named = tuple(arguments[1:4])
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(Path(scratch) / "settings.json")
        for speech, theme, size in [named] if len(named) == 3 else LOOKS:
            language().speak(speech)
            look().wear(theme, 100)
            draw_look(app, settings, folder, f"{speech}-{theme}", SIZES[size])
    return 0


def draw_look(
    app: QApplication, settings: Settings, folder: Path, prefix: str, size: tuple[int, int]
) -> None:
    """Draw every page in the present language and theme."""
    now = time.monotonic()
    shots: list[tuple[str, DemoServices, str, Callable[[MainWindow], None]]] = [
        ("bench", demo_services(8, now=now), "bench", _nothing),
        ("bench-1", demo_services(1, now=now), "bench", _nothing),
        ("bench-32", demo_services(32, now=now), "bench", _nothing),
        ("lots", demo_services(), "lots", _nothing),
        ("lots-drop", demo_services(), "lots", _open_wizard),
        ("lots-problems", demo_services(), "lots", _inspect_bad),
        ("lots-import", demo_services(), "lots", _inspect_good),
        ("lots-empty", demo_services(empty=True), "lots", _nothing),
        ("orders", demo_services(), "orders", _nothing),
        ("units", demo_services(), "units", _choose_unit),
        ("labels", demo_services(), "labels", _nothing),
        ("labels-queue", demo_services(), "labels", _open_queue),
        ("labels-printers", demo_services(), "labels", _open_printers),
        ("labels-empty", demo_services(empty=True), "labels", _open_queue),
        ("designer", demo_services(), "labels", _open_designer),
        ("reports", demo_services(), "reports", _nothing),
        ("qa", demo_services(), "qa", _scan("passed")),
        ("qa-clone", demo_services(), "qa", _scan("clone")),
        ("packing", demo_services(), "packing", _nothing),
        ("figures", demo_services(), "figures", _nothing),
        ("people", demo_services(), "people", _nothing),
        ("rights", demo_services(), "people", _open_rights),
        ("audit", demo_services(), "audit", _choose_record),
        ("diagnostics", demo_services(), "diagnostics", _nothing),
        ("settings", demo_services(), "settings", _nothing),
        ("welcome", demo_services(ready=False, empty=True), "welcome", _nothing),
    ]
    for name, services, page, prepare in shots:
        tasks = Tasks()
        sounds = Sounds(settings, play=lambda _file: None)
        context = Context(services, tasks, settings, sounds)
        window = MainWindow(context, PAGES, ask=lambda *_: Leave.STOP, ledger_name="ledger.db")
        window.resize(*size)
        window.show()
        QCursor.setPos(window.mapToGlobal(QPoint(size[0] - 4, size[1] - 4)))
        window.go(page)
        settle(app, tasks)
        prepare(window)
        settle(app, tasks)
        file = folder / f"{prefix}-{name}.png"
        window.grab().save(str(file))
        shrink(file)
        services.bench.stop()
        window.close()
        tasks.close()
        window.deleteLater()
        settle(app, tasks)


def shrink(file: Path) -> None:
    """Keep a picture in 256 colours: a third of the size, and no difference to the eye."""
    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


def settle(app: QApplication, tasks: Tasks) -> None:
    """Let the window answer everything that was asked."""
    end = time.monotonic() + PATIENCE_S
    app.processEvents()
    while tasks.busy and time.monotonic() < end:
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    app.processEvents()


def _nothing(_window: MainWindow) -> None:
    pass


def _open_wizard(window: MainWindow) -> None:
    page = window.page("lots")
    assert isinstance(page, LotsPage)
    page.open_wizard()


def _inspect_bad(window: MainWindow) -> None:
    _open_wizard(window)
    page = window.page("lots")
    assert isinstance(page, LotsPage)
    page.wizard.inspect(Path("PO-20260312-bad.xlsx"))


def _inspect_good(window: MainWindow) -> None:
    _open_wizard(window)
    page = window.page("lots")
    assert isinstance(page, LotsPage)
    page.wizard.inspect(Path("PO-20260312.xlsx"))


def _open_queue(window: MainWindow) -> None:
    page = window.page("labels")
    assert isinstance(page, LabelsPage)
    page.overview.tabs.setCurrentWidget(page.overview.queue)


def _open_printers(window: MainWindow) -> None:
    page = window.page("labels")
    assert isinstance(page, LabelsPage)
    page.overview.tabs.setCurrentWidget(page.overview.printers)


def _open_designer(window: MainWindow) -> None:
    page = window.page("labels")
    assert isinstance(page, LabelsPage)
    page.open_design(page.services.labels.designs()[-1])
    page.designer.document.choose((0,))


def _choose_unit(window: MainWindow) -> None:
    page = window.page("units")
    assert isinstance(page, UnitsPage)
    page.table.choose(2)


def _scan(code: str) -> Callable[[MainWindow], None]:
    def scan(window: MainWindow) -> None:
        page = window.page("qa")
        assert isinstance(page, QaPage)
        page.scan(code)

    return scan


def _open_rights(window: MainWindow) -> None:
    page = window.page("people")
    assert isinstance(page, PeoplePage)
    page.tabs.setCurrentIndex(1)


def _choose_record(window: MainWindow) -> None:
    page = window.page("audit")
    assert isinstance(page, AuditPage)
    page.table.choose(3)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
