"""The new pages in the real window over a real station: reached by their names, no fault told."""

import pytest

from tests.windows import new_station

PAGES = ("qa", "packing", "figures", "people", "audit", "units")


@pytest.fixture
def program(qapp, qtbot, tmp_path):
    with new_station(qapp, qtbot, tmp_path) as made:
        made.services.setup.create_ledger("")
        yield made


def test_every_page_opens_over_a_fresh_ledger(qtbot, program):
    for name in PAGES:
        program.window.go(name)
        qtbot.waitUntil(lambda: not program.tasks.busy, timeout=10_000)
        assert not program.window.page(name).banner.words, name
    assert program.window.page("audit").model.rowCount() >= 1
    assert program.window.page("figures").stack.currentIndex() == 1


def test_every_page_fits_the_smallest_window(qtbot, program):
    window = program.window
    for name in PAGES:
        window.go(name)
        window.resize(1024, 640)
        qtbot.waitUntil(lambda: not program.tasks.busy, timeout=10_000)
        assert window.width() <= 1100, name
        assert window.height() <= 700, name
