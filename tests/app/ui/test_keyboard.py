"""The whole window by keyboard: keys are shown, Enter presses, Tab follows reading, focus is seen."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from app.settings import LANGUAGE
from app.ui.application import dress
from app.ui.language import language
from app.ui.look import look
from app.ui.mnemonics import marked
from app.ui.pages.registry import PAGES
from app.ui.theme import AA_SHAPE, contrast
from app.ui.widgets.button import Button
from app.ui.widgets.form import Field, Form
from app.ui.widgets.tabs import Tabs

NAMES = [spec.name for spec in PAGES if spec.name != "welcome"]
EMPTY = ["bench", "lots", "orders", "labels", "packing", "people"]
KINDS = (Button, QLineEdit, QComboBox, QCheckBox, QAbstractItemView, QTabBar, QPlainTextEdit)
ENOUGH = 20  # pixels of a ring


@pytest.fixture
def active(window, qtbot):
    """The window as the one that has the keyboard."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def focused():
    return QApplication.focusWidget()


@pytest.mark.parametrize("speech", ["en", "zh_CN"])
def test_every_button_and_tab_shows_a_key_that_no_other_has(window, settings, settled, speech):
    settings.put(LANGUAGE, speech)
    dress(settings)
    for name in NAMES:
        window.go(name)
        settled()
        page = window.page(name)
        keys = []
        for button in page.findChildren(Button):
            if button.isVisible():
                keys.append(button.shortcut().toString())
        for tabs in page.findChildren(Tabs):
            if tabs.isVisible():
                keys += [tabs.tabText(place).split("&")[1][0] for place in range(tabs.count())]
        keys = [f"Alt+{key}" if len(key) == 1 else key for key in keys]
        assert all(keys), name
        assert len(set(keys)) == len(keys), (name, sorted(keys))
    dress(settings)


@pytest.mark.parametrize(
    ("words", "letter", "shown"),
    [
        ("导入", "I", "导入(&I)"),
        ("导入…", "I", "导入(&I)…"),
        (" Import a list", "L", " Import a &list"),
        ("Save & close", "C", "Save && &close"),
        ("Save & close", "", "Save && close"),
    ],
)
def test_a_letter_is_underlined_or_stands_in_brackets(words, letter, shown):
    assert marked(words, letter) == shown


def test_a_letter_stays_when_the_language_changes(window, settings, settled):
    window.go("orders")
    settled()
    button = window.page("orders")._edit_button
    before = button.shortcut().toString()
    language().speak("zh_CN")
    QApplication.processEvents()
    assert before == button.shortcut().toString() == "Alt+E"
    assert QWidgetText(button).endswith("(&E)…")


def QWidgetText(button):  # noqa: N802 - what Qt holds, with its mark
    return QAbstractButton.text(button)


def test_every_page_has_its_key_on_the_rail(active, window, qtbot):
    keys = [button.shortcut().toString() for button in window.rail.buttons.values()]
    assert all(keys)
    assert len(set(keys)) == len(keys)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.shown == "lots")
    last = list(window.rail.buttons)[-1]
    QTest.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: window.shown == last)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_press_what_has_the_focus(active, window, settled, key):
    window.go("lots")
    settled()
    page = window.page("lots")
    page.import_button.setFocus()
    QTest.keyClick(page.import_button, key)
    assert page.wizard.isVisible()
    rail = window.rail.buttons["orders"]
    rail.setFocus()
    QTest.keyClick(rail, key)
    assert window.shown == "orders"


def test_in_a_dialog_enter_presses_the_button_in_focus_else_its_own(active, window, qtbot, settled):
    done = []
    for held, expected in ((lambda form: form.inputs["name"], 1), (the_cancel_of, 0)):
        form = Form(window.page("bench"), "A name", [Field("name", "Name", "x")], done.append)
        form.open()
        qtbot.waitExposed(form)
        held(form).setFocus()
        done.clear()
        QTest.keyClick(held(form), Qt.Key.Key_Return)
        assert len(done) == expected
        assert not form.isVisible()


def the_cancel_of(form):
    return next(one for one in form.findChildren(Button) if one is not form.ok)


def test_the_enter_of_a_scan_presses_no_button_of_the_bench(active, window, settled, monkeypatch):
    page = window.page("bench")
    pressed, scanned = [], []
    page.start.clicked.connect(lambda _on: pressed.append(1))
    monkeypatch.setattr(type(page.services.bench), "scan", lambda _bench, raw: scanned.append(raw))
    page.start.setFocus()
    QTest.keyClicks(page.start, "ABC123")
    QTest.keyClick(page.start, Qt.Key.Key_Return)
    assert scanned == ["ABC123"]
    assert not pressed


def test_a_click_on_the_bench_leaves_the_keyboard_to_the_slots(active, window, settled):
    page = window.page("bench")
    page.setFocus()
    QTest.mouseClick(page.probe, Qt.MouseButton.LeftButton)
    assert focused() is page


@pytest.mark.parametrize("name", EMPTY)
def test_the_button_of_an_empty_room_has_the_focus_and_takes_enter(
    bare, window_over, settled, qtbot, name
):
    bare.session.create("")
    window = window_over(bare)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go(name)
    if name == "labels":
        overview = window.page("labels").overview
        overview.tabs.setCurrentWidget(overview.printers)
    QApplication.processEvents()
    page = window.page(name)
    qtbot.waitUntil(lambda: not page.context.tasks.busy, timeout=5000)
    if name == "labels":
        page.overview.take_focus()
    held = focused()
    assert isinstance(held, Button)
    assert held.text()
    pressed = []
    held.clicked.connect(lambda _on: pressed.append(1))
    QTest.keyClick(held, Qt.Key.Key_Return)
    assert pressed
    qtbot.waitUntil(lambda: not page.context.tasks.busy, timeout=5000)
    for dialog in window.findChildren(QDialog):
        dialog.close()


@pytest.mark.parametrize("name", NAMES)
def test_tab_reaches_everything_on_a_page_in_the_order_of_reading(active, window, settled, name):
    window.go(name)
    settled()
    page = window.page(name)
    wanted = {
        one
        for one in page.findChildren(QWidget)
        if one.isVisible()
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
    }
    assert wanted
    page.setFocus()
    order = []
    for _ in range(len(wanted) + 60):
        QTest.keyClick(focused() or window, Qt.Key.Key_Tab)
        held = focused()
        if held in order:
            break
        if held is not None and page.isAncestorOf(held):
            order.append(held)
    assert wanted <= set(order), [type(one).__name__ for one in wanted - set(order)]
    for former, later in pairwise(order):
        if former.parentWidget() is later.parentWidget():
            assert reads_before(former, later, page), (former, later)


def reads_before(former, later, page):
    """Say whether one stands above the other, or in the same line left of it."""
    here = QRect(former.mapTo(page, QPoint()), former.size())
    there = QRect(later.mapTo(page, QPoint()), later.size())
    same_line = here.top() < there.bottom() and there.top() < here.bottom()
    return here.left() < there.left() if same_line else here.top() < there.top()


@pytest.mark.parametrize("theme", ["light", "dark", "contrast", "system"])
def test_the_focus_is_seen_on_every_kind_of_control(active, window, settled, theme):
    look().wear(theme, 100)
    seen = set()
    for name in ("lots", "orders", "units", "people", "labels", "qa", "diagnostics", "settings"):
        window.go(name)
        settled()
        page = window.page(name)
        for kind in KINDS:
            for one in page.findChildren(kind):
                mark = (kind, one.property("kind"), one.objectName())
                can = one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
                if mark in seen or not can or not one.isVisible():
                    continue
                seen.add(mark)
                assert ring(page, one) >= ENOUGH, (name, mark)
    assert len({kind for kind, _look, _name in seen}) >= len(KINDS) - 1
    rail = window.rail.buttons["lots"]
    assert ring(window.rail, rail) >= ENOUGH


def ring(page, widget):
    """Return how many pixels of a control change with the focus and stand out from around it."""
    page.setFocus()
    QApplication.processEvents()
    before = widget.grab().toImage()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    after = widget.grab().toImage()
    palette = look().palette
    on_rail = widget.objectName() == "railbutton"
    around = [palette.rail] if on_rail else [palette.bg, palette.surface]
    return sum(
        after.pixel(x, y) != before.pixel(x, y)
        and all(contrast(QColor(after.pixel(x, y)).name(), one) >= AA_SHAPE for one in around)
        for x in range(after.width())
        for y in (
            *range(min(6, after.height())),
            *range(max(0, after.height() - 6), after.height()),
        )
    )


def test_everything_that_is_pressed_or_typed_into_has_a_name(window, settled):
    nameless = []
    for name in NAMES:
        window.go(name)
        settled()
        page = window.page(name)
        tabs = page.findChildren(Tabs)
        for place in range(tabs[0].count() if tabs else 1):
            if tabs:
                tabs[0].setCurrentIndex(place)
                settled()
            for one in page.findChildren(QWidget):
                takes = one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None
                if not takes or not one.isVisible() or isinstance(one, QTabBar):
                    continue
                text = getattr(one, "text", str)() if isinstance(one, QAbstractButton) else ""
                if not (one.accessibleName() or text).strip():
                    nameless.append((name, type(one).__name__, one.objectName()))
    assert not nameless
