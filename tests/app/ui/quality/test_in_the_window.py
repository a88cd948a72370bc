"""The new pages in the real window over a real station: reached by their names, no fault told."""

import pytest

from app.logs import Redactor, set_up, tear_down
from app.settings import LANGUAGE, SOUND, Settings
from app.station.places import Places
from app.ui.application import Program
from app.ui.live.services import LiveServices

PAGES = ("qa", "packing", "figures", "people", "audit", "units")


@pytest.fixture
def program(qapp, qtbot, tmp_path):
    settings = Settings(tmp_path / "settings.json")
    settings.put(SOUND, False)
    settings.put(LANGUAGE, "en")
    redactor = Redactor()
    log_file = set_up(tmp_path / "log", redactor)
    services = LiveServices(
        str(tmp_path / "ledger.db"),
        settings,
        redactor,
        tmp_path,
        log_file,
        places=Places(tmp_path / "slots.json", list),
    )
    services.setup.create_ledger("")
    made = Program(qapp, services, settings, "ledger.db")
    made.services = services
    made.window.show()
    yield made
    services.bench.stop()
    made.window.close()
    made.close()
    services.close()
    tear_down()
    made.window.deleteLater()


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
