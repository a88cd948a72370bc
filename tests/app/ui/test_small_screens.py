"""Every page on small screens and at large text: nothing is scrolled to sideways, nothing is cut."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton

from app.settings import LANGUAGE, TEXT_SCALE
from app.ui.application import dress
from app.ui.pages.registry import PAGES
from app.ui.widgets.elided import Elided
from app.ui.widgets.flow import Beside, Flow

SCREENS = [
    (1366, 768, 200, "en"),
    (1366, 768, 200, "zh_CN"),
    (1920, 1080, 200, "en"),
    (683, 384, 100, "en"),  # 1366 x 768 where the system scales by 200 %
    (683, 384, 100, "zh_CN"),
    (960, 540, 125, "zh_CN"),
]
NAMES = [spec.name for spec in PAGES if spec.name != "welcome"]
PASSES = 12  # a layout that another one waits for comes with a later turn


@pytest.fixture
def worn(window, settings):
    """Put language and text size on the running window."""

    def wear(speech, scale):
        settings.put(LANGUAGE, speech)
        settings.put(TEXT_SCALE, scale)
        dress(settings)

    yield wear
    wear("en", 100)


def laid_out():
    for _ in range(PASSES):
        QApplication.processEvents()


def cut(widget):
    """Say how a visible text is cut, empty where it is read whole or gives way on purpose."""
    words = widget.text()
    if not words or isinstance(widget, Elided):
        return ""
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            short = widget.heightForWidth(widget.width()) - widget.height()
            return f"{words[:30]}: {short} too low" if short > 1 else ""
        need = widget.sizeHint()
    elif isinstance(widget, QPushButton):
        need = widget.minimumSizeHint()
    else:
        return ""
    short = need.width() - widget.width(), need.height() - widget.height()
    return f"{words[:30]}: {short}" if max(short) > 1 else ""


@pytest.mark.parametrize(("wide", "high", "scale", "speech"), SCREENS)
def test_every_page_fits_a_small_screen_and_nothing_on_it_is_cut(
    window, worn, settled, wide, high, scale, speech
):
    worn(speech, scale)
    window.resize(wide, high)
    found = []
    for name in NAMES:
        window.go(name)
        settled()
        laid_out()
        page, frame = window.page(name), window.stack.currentWidget()
        assert page.width() <= frame.viewport().width(), name
        shown = [*page.findChildren(QLabel), *page.findChildren(QAbstractButton)]
        found += [f"{name} {cut(one)}" for one in shown if one.isVisible() and cut(one)]
    assert not found
    assert (window.width(), window.height()) == (wide, high)  # nothing forces it wider


def test_no_page_scrolls_at_all_on_a_screen_of_1366_by_768(window, settled):
    window.resize(1366, 700)
    for name in NAMES:
        window.go(name)
        settled()
        laid_out()
        viewport = window.stack.currentWidget().viewport()
        assert window.page(name).height() <= viewport.height(), name


def test_the_rail_shows_words_where_there_is_room_for_them(window, settled):
    window.resize(1366, 768)
    wide = window.rail.width()
    window.resize(683, 384)
    assert window.rail.width() < wide
    window.go("settings")
    settled()
    button = window.rail.buttons["settings"]
    assert not button.visibleRegion().isEmpty()  # it scrolls to what is chosen
    assert button.toolTip().startswith("Settings")


def test_a_detail_goes_below_its_table_where_both_have_no_room(window, settled):
    window.go("orders")
    settled()
    pair = window.page("orders").findChild(Beside)
    window.resize(1366, 768)
    laid_out()
    assert not pair.is_stacked
    window.resize(683, 384)
    laid_out()
    assert pair.is_stacked
    assert window.page("orders").detail.width() == pair.width()


def test_a_line_that_is_too_long_wraps_and_keeps_its_order(qtbot):
    line = Flow()
    qtbot.addWidget(line)
    for place in range(4):
        if place == 2:
            line.add_spring()
        line.addWidget(QPushButton(f"number {place}"))
    line.show()
    line.resize(900, 60)
    tops = [part.y() for part in line.parts]
    assert len(set(tops)) == 1
    assert line.parts[3].geometry().right() == 899  # what stands behind the spring is at the end
    line.resize(line.minimumSizeHint().width(), 400)
    tops = [part.y() for part in line.parts]
    assert tops == sorted(set(tops))
    assert line.heightForWidth(line.width()) > line.heightForWidth(900)
    before = line.heightForWidth(line.width())
    line.parts[1].hide()
    assert line.heightForWidth(line.width()) < before
