"""Keyboard, scanner and foot switch alone: every action of the bench is reached, and shows its key."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.settings import SOUND
from app.ui.views import SlotState
from flasher.simulator.farm import Farm
from flasher.simulator.run import spec_for
from tests.journeys.window_floor import (
    KIND,
    ORDER_NAME,
    PATIENCE_MS,
    WITH_BOARDS,
    make_floor,
    open_station,
    tie_all,
    with_short_waits,
)

pytestmark = WITH_BOARDS

CTRL = Qt.KeyboardModifier.ControlModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def key(qtbot: Any, window: Any, which: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
    """Press a key of the window that has the keyboard, as the desktop gives it to the newest."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE_MS)
    qtbot.keyClick(window, which, modifier)


@pytest.fixture
def floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    with_short_waits(monkeypatch)
    make_floor(tmp_path, 20)
    return tmp_path


def test_an_operator_works_a_shift_without_a_mouse(
    qapp: Any, qtbot: Any, floor: Path, farm: Farm
) -> None:
    ports = [farm.add(spec_for(n, KIND, seed=61)) for n in (1, 2, 3)]
    with open_station(qapp, qtbot, floor) as station:
        window, page = station.window, station.page
        tie_all(station, qtbot, [(port.name, f"1-{port.slot}") for port in ports])
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=PATIENCE_MS)
        station.services.bench.choose_order(None)
        qtbot.waitUntil(lambda: not page.header._header.order, timeout=PATIENCE_MS)

        orders = window.page("orders")
        way = window.rail.buttons["orders"].shortcut()
        assert way.toString() in window.rail.buttons["orders"].toolTip()
        key(qtbot, window, Qt.Key(way[0].key()), CTRL)
        qtbot.waitUntil(lambda: orders.table.current() is not None, timeout=PATIENCE_MS)
        take = orders._take_button
        qtbot.waitUntil(lambda: take.isVisible() and take.isEnabled(), timeout=PATIENCE_MS)
        assert take.shortcut().toString() in take.shown_key()
        key(qtbot, window, Qt.Key.Key_T, CTRL)  # «Work on it»
        qtbot.waitUntil(lambda: page.header._header.order == ORDER_NAME, timeout=PATIENCE_MS)
        assert window.shown == "bench"
        key(qtbot, window, Qt.Key.Key_F5)
        for slot in (1, 2, 3):
            qtbot.waitUntil(lambda n=slot: station.state(n) is SlotState.PASS, timeout=PATIENCE_MS)
        ledger = station.joined.ledger
        page.setFocus()
        qtbot.keyClicks(page, "2")
        assert "2" in page.hint.text()  # what was typed so far is seen
        qtbot.keyClick(page, Qt.Key.Key_Return)  # once more: a re-check of the same unit
        qtbot.waitUntil(
            lambda: len(ledger.attempts.of_unit(ports[1].mac)) == 2, timeout=PATIENCE_MS
        )
        station.card(1).setFocus()  # whatever has the focus, a number belongs to its slot
        qtbot.keyClicks(station.card(1), "3")
        qtbot.keyClick(station.card(1), Qt.Key.Key_Return)
        qtbot.waitUntil(
            lambda: len(ledger.attempts.of_unit(ports[2].mac)) == 2, timeout=PATIENCE_MS
        )
        assert len(ledger.attempts.of_unit(ports[0].mac)) == 1

        key(qtbot, window, Qt.Key.Key_F11)
        assert window.isFullScreen()
        key(qtbot, window, Qt.Key.Key_F11)
        key(qtbot, window, Qt.Key.Key_M, CTRL)
        qtbot.waitUntil(lambda: station.settings.get(SOUND), timeout=PATIENCE_MS)
        station.settings.put(SOUND, False)
        key(qtbot, window, Qt.Key.Key_F8)
        qtbot.waitUntil(lambda: not station.services.bench.header().running, timeout=PATIENCE_MS)
        key(qtbot, window, Qt.Key.Key_F6)  # read all, write nothing
        qtbot.waitUntil(
            lambda: all(station.state(n) is SlotState.FOUND for n in (1, 2, 3)),
            timeout=PATIENCE_MS,
        )


def test_every_button_of_the_bench_shows_its_key_and_takes_the_focus(
    qapp: Any, qtbot: Any, floor: Path
) -> None:
    with open_station(qapp, qtbot, floor) as station:
        page = station.page
        for button in (page.start, page.stop, page.probe, page.unlock, page.sound):
            shown = button.shortcut().toString()
            assert shown
            assert shown in button.toolTip()
        for button in (page.start, page.stop, page.probe, page.unlock):
            assert button.shortcut().toString() in button.shown_key()  # gloves do not hover
        visible = [b for b in page.findChildren(QPushButton) if b.isVisible() and b.isEnabled()]
        assert visible
        assert all(b.focusPolicy() & Qt.FocusPolicy.TabFocus for b in visible)


def test_half_a_word_is_not_glued_to_the_next_scan(
    qapp: Any, qtbot: Any, floor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.pages.bench.FORGET_MS", 50)
    with open_station(qapp, qtbot, floor) as station:
        page = station.page
        qtbot.keyClicks(page, "7")
        qtbot.waitUntil(lambda: not page._typed, timeout=PATIENCE_MS)
        assert "Slot number" in page.hint.text()


def test_a_foot_switch_that_is_an_enter_key_presses_the_only_slot(
    qapp: Any, qtbot: Any, floor: Path, farm: Farm
) -> None:
    port = farm.add(spec_for(1, KIND, seed=62))
    with open_station(qapp, qtbot, floor) as station:
        tie_all(station, qtbot, [(port.name, "1-1")])
        station.page.setFocus()
        qtbot.keyClick(station.page, Qt.Key.Key_Return)  # starts the bench
        qtbot.waitUntil(lambda: station.state(1) is SlotState.PASS, timeout=PATIENCE_MS)
        qtbot.keyClick(station.page, Qt.Key.Key_Return)
        attempts = station.joined.ledger.attempts
        qtbot.waitUntil(lambda: len(attempts.of_unit(port.mac)) == 2, timeout=PATIENCE_MS)
