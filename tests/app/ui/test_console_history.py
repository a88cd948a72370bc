"""The serial console remembers what was typed, also over a visit to another page; no secret is."""

import pytest
from PySide6.QtCore import Qt

from app.ui.demo import services_over
from tests.people import key_of

SLOW_MS = 20_000


@pytest.fixture
def services(demo_factory, settings, boards):
    made = services_over(demo_factory, settings, boards=boards.ports)
    yield made
    made.close()


@pytest.fixture
def console(qtbot, window, settled):
    window.go("diagnostics")
    page = window.page("diagnostics")
    page.tabs.setCurrentWidget(page.console)
    settled()
    console = page.console
    console.toggle.click()
    qtbot.waitUntil(console.input.isEnabled, timeout=SLOW_MS)
    yield console
    console.close_line()


def enter(qtbot, console, words):
    qtbot.keyClicks(console.input, words)
    qtbot.keyClick(console.input, Qt.Key.Key_Return)


@pytest.mark.parametrize("boards", [("",)], indirect=True)
def test_the_console_remembers_its_history_across_pages(qtbot, window, console, settled):
    enter(qtbot, console, "read_mac")
    enter(qtbot, console, "help")
    enter(qtbot, console, "help")  # the same twice is offered once
    window.go("lots")
    settled()
    window.go("diagnostics")
    settled()
    assert console.input.isEnabled()  # the line stays open meanwhile
    for expected in ("help", "read_mac", "read_mac"):
        qtbot.keyClick(console.input, Qt.Key.Key_Up)
        assert console.input.text() == expected
    for expected in ("help", ""):
        qtbot.keyClick(console.input, Qt.Key.Key_Down)
        assert console.input.text() == expected


@pytest.mark.parametrize("boards", [("",)], indirect=True)
def test_a_secret_that_was_typed_is_not_in_the_history(qtbot, console):
    enter(qtbot, console, f"auth uuid0000000000000001 {key_of(1)}")
    assert console.history == []
    qtbot.keyClick(console.input, Qt.Key.Key_Up)
    assert console.input.text() == ""
