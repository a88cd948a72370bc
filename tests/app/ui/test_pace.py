"""What happens at many slots at once is shown a few at a time, and nothing of it is lost."""

import itertools

import pytest
from PySide6.QtCore import QObject

from app.ui.pace import SPEND_S, Pace


@pytest.fixture
def shown(qapp):
    return []


def test_of_several_items_of_one_key_the_newest_is_shown(qtbot, shown):
    parent = QObject()
    pace = Pace(shown.append, parent)
    for item in ("a1", "b1", "a2"):
        pace.put(item[0], item)
    pace.go()
    qtbot.waitUntil(lambda: shown == ["a2", "b1"])


def test_a_turn_ends_when_its_time_is_spent_and_all_come_in_their_order(qtbot, shown):
    parent = QObject()
    clock = itertools.count()  # at each look two fifths of a turn are gone
    pace = Pace(shown.append, parent, now=lambda: next(clock) * SPEND_S * 0.4)
    for number in range(12):
        pace.put(number, number)
    pace.go()
    assert shown == [0, 1, 2]
    qtbot.waitUntil(lambda: len(shown) == 12)
    assert shown == list(range(12))


def test_what_is_forgotten_is_not_shown(qtbot, shown):
    parent = QObject()
    pace = Pace(shown.append, parent)
    pace.put(1, "old")
    pace.forget()
    pace.put(2, "new")
    pace.go()
    assert shown == ["new"]
