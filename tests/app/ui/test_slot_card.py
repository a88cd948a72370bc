"""A card shows exactly one view, in colour and word and shape."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from app.ui.language import language
from app.ui.look import look
from app.ui.views import SlotState, SlotView
from app.ui.widgets.shapes import STATE_TONES, draw_shape
from app.ui.widgets.slot_card import SlotCard
from app.ui.widgets.slot_grid import SlotGrid, best_columns
from app.ui.words import verdict_word
from tests.app.ui.slot_views import slots_in_every_state, steps_after

FULL = SlotView(
    3,
    "3",
    "COM5",
    SlotState.FAIL,
    mac="18DE50000003",
    identity="uuid00112233445566aa",
    steps=steps_after(3, failed=True),
    seconds=3.0,
    code="no-answer",
)
EMPTY = SlotView(3, "3", "COM5", SlotState.WAITING)


def picture(card):
    card.resize(300, 280)
    card.show()
    return card.grab().toImage()


def test_nothing_of_the_last_unit_stays_on_the_next_ones_card(qtbot):
    used, fresh = SlotCard(FULL), SlotCard(EMPTY)
    qtbot.addWidget(used)
    qtbot.addWidget(fresh)
    assert picture(used) != picture(fresh)
    used.show_slot(EMPTY)
    assert picture(used) == picture(fresh)
    assert used.accessibleName() == fresh.accessibleName()
    assert used.toolTip() == fresh.toolTip()


@pytest.mark.parametrize("speech", ["en", "zh_CN"])
def test_every_state_has_a_word_of_its_own(speech):
    language().speak(speech)
    words = [verdict_word(state) for state in SlotState]
    assert len(set(words)) == len(SlotState)


def test_every_outcome_has_a_shape_of_its_own(qapp):
    def shape(state):
        image = QImage(64, 64, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        draw_shape(painter, state, QRectF(2, 2, 60, 60), QColor("black"), QColor("white"))
        painter.end()
        return bytes(image.constBits())

    assert len({shape(state) for state in SlotState}) == len(SlotState)


def test_a_failed_card_says_sentence_and_advice_to_a_screen_reader(qtbot):
    card = SlotCard(FULL)
    qtbot.addWidget(card)
    verdict, said, advised = card.words()
    assert verdict == "FAIL"
    assert said
    assert advised
    assert said in card.accessibleName()


@pytest.mark.parametrize(
    "state", [SlotState.PASS, SlotState.FAIL, SlotState.DOUBTFUL, SlotState.REFUSED]
)
def test_the_verdict_fills_the_card_with_its_colour(qtbot, state):
    card = SlotCard(replace(FULL, state=state))
    qtbot.addWidget(card)
    image = picture(card)
    fill = QColor(look().palette.tone(STATE_TONES[state]).fill)
    hits = sum(image.pixelColor(x, y) == fill for x in range(0, 300, 4) for y in range(0, 280, 4))
    assert hits > 0.12 * (300 / 4) * (280 / 4)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_card_is_pressed_by_key(qtbot, key):
    card = SlotCard(EMPTY)
    qtbot.addWidget(card)
    with qtbot.waitSignal(card.pressed) as pressed:
        qtbot.keyClick(card, key)
    assert pressed.args == [3]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 8, 16, 31, 32])
def test_one_to_thirty_two_cards_fill_the_grid_without_overlap(qtbot, count):
    grid = SlotGrid()
    qtbot.addWidget(grid)
    grid.resize(1140, 560)
    grid.show_all(slots_in_every_state(count))
    areas = [card.geometry() for card in grid.cards]
    assert len(areas) == count
    assert all(grid.rect().contains(area) for area in areas)
    assert not any(a.intersects(b) for i, a in enumerate(areas) for b in areas[:i])
    assert min(area.width() for area in areas) >= 110


def test_eight_slots_stand_in_two_rows_of_four():
    assert best_columns(8, 1140, 560, 12) == 4


def test_a_slot_that_is_gone_leaves_the_grid(qtbot):
    grid = SlotGrid()
    qtbot.addWidget(grid)
    grid.show_all(slots_in_every_state(4))
    grid.show_all(slots_in_every_state(2))
    assert [card.view.number for card in grid.cards] == [1, 2]


def test_a_verdict_is_no_wall_of_colour_once_the_bench_is_off(qtbot):
    passed = replace(FULL, state=SlotState.PASS, code="pass")
    card = SlotCard(replace(passed, is_over=True))
    qtbot.addWidget(card)
    image = picture(card)
    fill = QColor(look().palette.tone(STATE_TONES[SlotState.PASS]).fill)
    hits = sum(image.pixelColor(x, y) == fill for x in range(0, 300, 4) for y in range(0, 280, 4))
    assert 0 < hits < 0.06 * (300 / 4) * (280 / 4)
    verdict, _said, advised = card.words()
    assert verdict == verdict_word(SlotState.PASS)
    assert advised.startswith("The bench is off.")
