"""What happens at many slots at once is shown a few at a time, and nothing of it is lost."""

import pytest
from PySide6.QtCore import QObject

from app.ui.pace import Pace
from app.ui.views import SlotState, SlotView
from app.ui.widgets.slot_grid import AT_ONCE, SlotGrid


@pytest.fixture
def shown(qapp):
    return []


def test_of_several_items_of_one_key_the_newest_is_shown(qtbot, shown):
    parent = QObject()
    pace = Pace(shown.append, lambda: 10, parent)
    for item in ("a1", "b1", "a2"):
        pace.put(item[0], item)
    pace.go()
    assert shown == ["a2", "b1"]


def test_no_turn_shows_more_than_there_is_room_for_and_all_come_in_their_order(qtbot, shown):
    parent = QObject()
    pace = Pace(shown.append, lambda: 3, parent)
    for number in range(8):
        pace.put(number, number)
    pace.go()
    assert shown == [0, 1, 2]
    qtbot.waitUntil(lambda: len(shown) == 8)
    assert shown == list(range(8))


def test_a_window_that_is_never_painted_does_not_fall_behind(qtbot, shown):
    parent = QObject()
    pace = Pace(shown.append, lambda: 0, parent)
    for number in range(5):
        pace.put(number, number)
    pace.go()
    qtbot.waitUntil(lambda: shown == list(range(5)))


def test_what_is_forgotten_is_not_shown(qtbot, shown):
    parent = QObject()
    pace = Pace(shown.append, lambda: 1, parent)
    pace.put(1, "old")
    pace.forget()
    pace.put(2, "new")
    pace.go()
    assert shown == ["new"]


def test_cards_that_wait_to_be_painted_take_the_room_of_others(qtbot):
    grid = SlotGrid()
    qtbot.addWidget(grid)
    grid.resize(1200, 800)
    grid.show_all([SlotView(n, str(n), f"COM{n}") for n in range(1, 33)])
    assert grid.room == AT_ONCE  # nobody sees them yet
    grid.show()
    qtbot.waitUntil(lambda: grid.room == AT_ONCE)
    grid.show_slot(SlotView(3, "3", "COM3", SlotState.PASS, code="pass"))
    assert grid.room == AT_ONCE - 1
    qtbot.waitUntil(lambda: grid.room == AT_ONCE)
