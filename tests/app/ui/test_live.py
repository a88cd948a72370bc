"""The real thing: ledger, station, simulated boards, and the window in front of them."""

from datetime import datetime, timedelta

import pytest

from app.domain.licenses import LicenseState
from app.domain.quality import QualityRules
from app.settings import LANGUAGE
from app.ui.views import SlotState, UnitQuery
from flasher.model import Outcome
from tests.windows import new_station


@pytest.fixture
def program(qapp, qtbot, tmp_path):
    with new_station(qapp, qtbot, tmp_path) as made:
        yield made


def test_from_first_start_to_first_pass_and_into_every_page(qtbot, program):
    window, services = program.window, program.services
    assert window.shown == "welcome"
    window.page("welcome").try_it.click()
    qtbot.waitUntil(lambda: window.shown == "bench", timeout=20_000)
    bench = window.page("bench")
    qtbot.waitUntil(lambda: len(bench.grid.cards) == 8, timeout=10_000)
    bench.start.click()

    def passed():
        return [c.view for c in bench.grid.cards if c.view.state is SlotState.PASS]

    qtbot.waitUntil(lambda: len(passed()) >= 4, timeout=30_000)
    view = passed()[0]
    assert view.identity
    assert view.mac
    assert all(step.seconds is not None for step in view.steps)
    program.settings.put(LANGUAGE, "zh_CN")  # in mid-run
    qtbot.waitUntil(lambda: window.rail.buttons["bench"].text() == "工位")
    program.settings.put(LANGUAGE, "en")
    bench.stop.click()
    qtbot.waitUntil(lambda: not services.bench.header().running, timeout=20_000)
    counts = services.lots.all()[0].counts
    assert counts.verified >= 4
    assert counts.total == 200
    found = services.units.count(UnitQuery(text=view.identity))
    assert found == 1
    unit = services.units.fetch(UnitQuery(text=view.identity), 0, 10)[0]
    assert services.units.history(unit)[0].outcome is not None
    everybody = services.units.count(UnitQuery())
    assert everybody == services.units.count(UnitQuery(lot="demo-lot", order="demo-order"))
    assert services.units.count(UnitQuery(lot="no-such-lot")) == 0
    assert services.units.count(UnitQuery(state=LicenseState.VERIFIED)) == counts.verified
    assert services.units.count(UnitQuery(outcome=Outcome.PASS)) == counts.verified
    today = datetime.now().astimezone().date()
    assert services.units.count(UnitQuery(since=today, until=today)) == everybody
    assert services.units.count(UnitQuery(until=today - timedelta(days=1))) == 0
    assert services.units.count(UnitQuery(text="50%_")) == 0  # no wildcard gets through
    preview = services.reports.preview(UnitQuery())
    assert preview.total == 200
    assert preview.passed == counts.verified
    assert not services.session.services().ledger.check()
    for name in ("lots", "orders", "units", "reports", "diagnostics", "settings"):
        window.go(name)
        qtbot.waitUntil(lambda: not program.tasks.busy, timeout=10_000)
        assert not window.page(name).banner.words, name


def test_a_bench_without_an_order_says_what_is_missing(qtbot, program):
    services, window = program.services, program.window
    services.setup.create_ledger("")
    window.go("bench")
    services.bench.start()
    qtbot.waitUntil(lambda: bool(window.page("bench").banner.words), timeout=10_000)
    assert "work order" in window.page("bench").banner.words


def test_a_bench_whose_order_asks_for_the_golden_sample_says_so_and_does_not_start(qtbot, program):
    window, services = program.window, program.services
    window.page("welcome").try_it.click()
    qtbot.waitUntil(lambda: window.shown == "bench", timeout=20_000)
    joined = services.session.services()
    joined.ledger.inspections.set_rules("demo-order", QualityRules(golden=True), joined.actor)
    services.bench.start()
    qtbot.waitUntil(lambda: services.bench.header().notice == "golden-needed", timeout=10_000)
    assert not services.bench.header().running
    bench = window.page("bench")
    qtbot.waitUntil(lambda: "golden sample" in bench.banner.words, timeout=5000)
