"""A window whose text size was changed looks like one that was opened at that size."""

import pytest
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.settings import TEXT_SCALE
from app.ui.application import dress
from app.ui.leaving import Leave
from app.ui.main_window import MainWindow
from app.ui.pages.page import Context
from app.ui.pages.registry import PAGES

MOST = (1 << 24) - 1


def lengths(window, name):
    """Every gap, edge and set width of the bars and of one page, by what it belongs to."""
    found = []
    for root in (window.rail, window.status, window.page(name)):
        for layout in root.findChildren(QBoxLayout):
            edges = layout.contentsMargins()
            found.append((layout.spacing(), edges.left(), edges.top(), edges.right()))
        found += [
            (type(child).__name__, child.minimumWidth(), child.maximumWidth())
            for child in root.findChildren(QWidget)
            if not child.objectName().startswith("qt_") and child.maximumWidth() < MOST
        ]
    return found


@pytest.fixture
def opened(qtbot, services, tasks, settings, context):
    made = []

    def open_at(scale):
        settings.put(TEXT_SCALE, scale)
        dress(settings)
        window = MainWindow(
            Context(services, tasks, settings, context.sounds), PAGES, ask=lambda *_: Leave.STOP
        )
        qtbot.addWidget(window)
        window.resize(1600, 1000)
        window.show()
        made.append(window)
        return window

    yield open_at
    services.bench.stop()
    for window in made:
        window.close()


@pytest.mark.parametrize(
    "name", ["bench", "settings", "units", "reports", "people", "diagnostics", "audit"]
)
def test_a_changed_text_size_is_as_good_as_a_restart(opened, settled, settings, name):
    window = opened(100)
    window.go(name)
    settled()
    before = lengths(window, name)
    for scale in (200, 125, 200):
        settings.put(TEXT_SCALE, scale)
        dress(settings, only=TEXT_SCALE.name)
    fresh = opened(200)
    fresh.go(name)
    settled()
    assert lengths(window, name) == lengths(fresh, name) != before
    settings.put(TEXT_SCALE, 100)
    dress(settings, only=TEXT_SCALE.name)
    assert lengths(window, name) == before
