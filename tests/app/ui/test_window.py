"""The window around the pages: rail, language, theme, scanner, closing."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from app.settings import FULL_SCREEN, LANGUAGE, TEXT_SCALE, THEME
from app.ui.application import dress
from app.ui.failures import Failures
from app.ui.leaving import Leave, LeaveBox
from app.ui.look import look
from app.ui.pages.registry import PAGES
from app.ui.views import SlotState, SlotView
from tests.app.ui.slot_views import slots_in_every_state

NAMES = [spec.name for spec in PAGES if spec.name != "welcome"]


def test_the_bench_is_what_opens(window):
    assert window.shown == "bench"
    assert list(window.rail.buttons) == NAMES


class Windows(QObject):
    """Hears of every window that comes onto the screen."""

    def __init__(self):
        super().__init__()
        self.shown = []

    def eventFilter(self, watched, event):  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Show and watched.isWidgetType() and watched.isWindow():
            self.shown.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def test_a_page_is_made_without_a_window_that_flashes_up_and_takes_the_keyboard(qapp, window):
    windows = Windows()
    qapp.installEventFilter(windows)
    for name in window.rail.buttons:
        window.page(name)
    qapp.removeEventFilter(windows)
    assert windows.shown == []


def test_pages_are_made_while_nothing_runs_so_that_none_holds_up_the_bench(qtbot, window):
    qtbot.waitUntil(lambda: set(window.rail.buttons) <= set(window._pages), timeout=30_000)
    assert window.shown == "bench"


@pytest.mark.parametrize("number", range(1, 8))
def test_every_page_opens_by_its_shortcut(qtbot, window, settled, number):
    qtbot.keyClick(window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.shown == NAMES[number - 1])
    settled()
    assert f"Ctrl+{number}" in window.rail.buttons[window.shown].toolTip()


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_takes_a_key_has_a_name_for_screen_readers(window, settled, name):
    window.go(name)
    settled()
    nameless = [
        (type(child).__name__, child.objectName())
        for kind in (QAbstractButton, QLineEdit, QComboBox)
        for child in window.findChildren(kind)
        if child.isVisible()
        and child.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not child.objectName().startswith("qt_")
        and not (child.accessibleName() or getattr(child, "text", str)())
    ]
    assert not nameless


@pytest.mark.parametrize("name", NAMES)
def test_the_language_changes_in_mid_run_on_every_page(qtbot, window, settled, settings, name):
    settings.put(LANGUAGE, "en")
    dress(settings)
    window.go(name)
    settled()
    before = window.page(name).grab().toImage()
    settings.put(LANGUAGE, "zh_CN")
    dress(settings, only="language")
    qtbot.waitUntil(lambda: window.rail.buttons["lots"].text() == "批次")
    assert window.page(name).grab().toImage() != before
    settings.put(LANGUAGE, "en")
    dress(settings, only="language")
    qtbot.waitUntil(lambda: window.rail.buttons["lots"].text() == "Lots")


def test_slots_keep_their_state_while_the_language_changes(qtbot, window, services, settings):
    for view in slots_in_every_state(8):
        services.bench._state.show(view)
    qtbot.waitUntil(lambda: window.page("bench").grid.cards[0].view.state is SlotState.PASS)
    before = [card.view for card in window.page("bench").grid.cards]
    settings.put(LANGUAGE, "zh_CN")
    dress(settings, only="language")
    cards = window.page("bench").grid.cards
    assert [card.view for card in cards] == before
    qtbot.waitUntil(lambda: "合格" in cards[0].accessibleName())


@pytest.mark.parametrize("theme", ["dark", "contrast", "light"])
def test_the_theme_changes_at_once(window, settings, theme):
    settings.put(THEME, theme)
    dress(settings, only="theme")
    corner = window.page("bench").grab().toImage().pixelColor(5, 5)
    assert corner.name().upper() == look().palette.bg


def test_an_event_changes_its_card_and_sounds_once(
    qtbot, window, services, settings, settled, played
):
    from app.settings import SOUND

    settings.put(SOUND, True)
    settled()
    page = window.page("bench")
    done = SlotView(4, "4", "COM6", SlotState.PASS, code="pass", seconds=0.2)
    services.bench._state.show(done)
    qtbot.waitUntil(lambda: page.grid.cards[3].view == done)
    services.bench._state.show(done)
    qtbot.waitUntil(lambda: len(played) == 1)
    qtbot.wait(30)
    assert [file.name for file in played] == ["pass-75.wav"]
    assert played[0].exists()


def test_full_screen_is_remembered(qtbot, window, settings):
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert settings.get(FULL_SCREEN)
    assert window.isFullScreen()
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert not window.isFullScreen()


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        (Qt.Key.Key_Escape, Leave.STAY),
        (Qt.Key.Key_Return, Leave.STAY),
        ("finish", Leave.FINISH),
        ("stop", Leave.STOP),
    ],
)
def test_leaving_is_answered_by_key_and_never_by_mistake(qtbot, window, key, answer):
    box = LeaveBox(window, 3)
    box.open()
    assert "3 units" in box.text()
    if isinstance(key, str):
        getattr(box, key).click()
    else:
        qtbot.keyClick(box, key)
    qtbot.waitUntil(lambda: not box.isVisible())
    assert box.answer() is answer
    box.deleteLater()


def test_an_unknown_error_shows_a_short_number(qtbot, qapp):
    shown = []
    failures = Failures(shown.append)
    try:
        import sys

        sys.excepthook(ValueError, ValueError("x"), None)
        qtbot.waitUntil(lambda: bool(shown))
    finally:
        failures.close()
    assert len(shown[0]) == 7


def test_no_page_is_wider_than_a_small_screen_in_any_language(window, settled, settings):
    for speech in ("en", "zh_CN"):
        settings.put(LANGUAGE, speech)
        dress(settings, only="language")
        for name in NAMES:
            window.go(name)
            settled()
            assert window.page(name).minimumSizeHint().width() <= 1180, (speech, name)


def test_every_page_has_a_tab_order_that_visits_only_what_is_visible(qtbot, window, settled):
    window.go("lots")
    settled()
    seen = set()
    for _ in range(30):
        qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        focus = window.focusWidget()
        assert isinstance(focus, QWidget)
        assert focus.isVisible()
        seen.add(focus)
    assert len(seen) >= 6


@pytest.mark.parametrize("name", ["bench", "lots", "qa"])
def test_at_200_percent_on_a_small_screen_a_page_scrolls_and_nothing_is_squeezed(
    window, settled, settings, name
):
    settings.put(TEXT_SCALE, 200)
    dress(settings)
    window.resize(1280, 800)
    window.go(name)
    settled()
    page = window.page(name)
    least = page.minimumSizeHint()
    assert page.width() >= least.width()
    assert page.height() >= least.height()
