"""The bench over simulated boards with faults: what it shows, by key alone, and its lock."""

import pytest
from PySide6.QtCore import Qt

from app.demo.boards import EMPTY, EVERY_STATE, HANGS
from app.demo.factory import OPEN_ORDER
from app.domain.orders import OrderRules
from app.settings import LOCK_AFTER, ORDER
from app.ui.demo import services_over
from app.ui.leaving import Leave
from app.ui.main_window import MainWindow
from app.ui.pages.registry import PAGES
from app.ui.views import SlotState, UnitQuery
from app.workflows.orders import create_order
from flasher.model import Outcome

BUSY = ("late=1.5@write",)
SLOW_MS = 20_000


def over(*faults):
    return pytest.mark.parametrize("boards", [faults], indirect=True)


@pytest.fixture
def services(demo_factory, settings, boards):
    made = services_over(demo_factory, settings, boards=boards.ports)
    yield made
    made.close()


@pytest.fixture
def reaches(qtbot, services):
    """Wait until slots show these states."""

    def wait(**wanted):
        def states():
            return {f"s{view.number}": view.state for view in services.bench.slots()}

        qtbot.waitUntil(lambda: wanted.items() <= states().items(), timeout=SLOW_MS)

    return wait


@pytest.fixture
def starts_on(services, settings):
    """An order whose boards begin on a key or a scan."""

    def choose(how):
        chief = services.session.services()
        rules = OrderRules(start_on=how)
        create_order(chief, how, product="P", quantity=9, lots=["PO-1117-A"], rules=rules)
        settings.put(ORDER, how)

    return choose


def press(qtbot, page, words):
    page.setFocus()
    qtbot.keyClicks(page, words)
    qtbot.keyClick(page, Qt.Key.Key_Return)


@over(*EVERY_STATE)
def test_every_end_stands_on_its_card_and_in_the_ledger(qtbot, window, services, boards, reaches):
    before = services.units.count(UnitQuery(order=OPEN_ORDER))
    page = window.page("bench")
    page.start.click()
    ends = {"s1": SlotState.PASS, "s3": SlotState.FAIL, "s5": SlotState.PASS, "s8": SlotState.PASS}
    ends |= {"s6": SlotState.DOUBTFUL, "s7": SlotState.REFUSED}
    reaches(**ends, s4=SlotState.WAITING)
    boards.plug(2, HANGS)
    reaches(s2=SlotState.RUNNING)
    qtbot.waitUntil(lambda: page.grid.cards[1].view.state is SlotState.RUNNING)
    words = {card.view.number: card.words()[0] for card in page.grid.cards}
    assert (words[1], words[3], words[6], words[7]) == ("PASS", "FAIL", "DOUBTFUL", "REFUSED")
    boards.unplug(8)
    reaches(s8=SlotState.WAITING)
    assert not next(view for view in services.bench.slots() if view.number == 8).identity
    page.stop.click()
    qtbot.waitUntil(lambda: not services.bench.header().running, timeout=SLOW_MS)
    over = {view.number for view in services.bench.slots() if view.is_over}
    assert over >= {1, 3, 5, 6, 7}  # their verdicts are told as of the last board, no more of this
    assert services.units.count(UnitQuery(order=OPEN_ORDER)) > before
    assert services.session.services().ledger.check() == []


@over("", "")
def test_a_slot_number_and_enter_start_that_slot_alone(qtbot, window, boards, reaches, starts_on):
    starts_on("key")
    page = window.page("bench")
    qtbot.keyClick(window, Qt.Key.Key_F5)
    reaches(s1=SlotState.WAITING, s2=SlotState.WAITING)
    press(qtbot, page, "2")
    reaches(s1=SlotState.WAITING, s2=SlotState.PASS)
    qtbot.wait(1000)  # the verdict stands for as long as its board does
    reaches(s2=SlotState.PASS)
    boards.unplug(2)
    reaches(s2=SlotState.WAITING)


@over("")
def test_a_scan_starts_a_slot_and_becomes_the_units_serial_number(
    qtbot, window, services, boards, reaches, starts_on
):
    starts_on("scan")
    qtbot.keyClick(window, Qt.Key.Key_F5)
    reaches(s1=SlotState.WAITING)
    press(qtbot, window.page("bench"), "SN-2026-000123")
    reaches(s1=SlotState.PASS)
    (unit,) = services.units.fetch(UnitQuery(text="SN-2026-000123"), 0, 2)
    assert unit.serial == "SN-2026-000123"
    boards.unplug(1)
    boards.plug(1)  # swapped in no time
    press(qtbot, window.page("bench"), "SN-2026-000124")
    qtbot.waitUntil(lambda: services.units.count(UnitQuery(text="SN-2026-000124")) == 1)
    reaches(s1=SlotState.PASS)
    (following,) = services.units.fetch(UnitQuery(text="SN-2026-000124"), 0, 2)
    assert following.mac != unit.mac


@over("", EMPTY)
def test_keys_start_and_stop_the_bench(qtbot, window, services, reaches):
    page = window.page("bench")
    qtbot.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(page.stop.isEnabled, timeout=SLOW_MS)
    reaches(s1=SlotState.PASS)
    qtbot.keyClick(window, Qt.Key.Key_F8)
    qtbot.waitUntil(page.start.isEnabled, timeout=SLOW_MS)
    assert services.bench.busy_slots() == 0


@over("unplug@write", "unplug@write")
def test_a_bench_that_failed_too_often_is_locked_until_a_supervisor_releases_it(
    qtbot, window, services, settings, settled
):
    settings.put(LOCK_AFTER, 2)
    services.bench.start()
    qtbot.waitUntil(lambda: services.bench.header().locked, timeout=SLOW_MS)
    page = window.page("bench")
    qtbot.waitUntil(lambda: "locked" in page.banner.words.lower(), timeout=SLOW_MS)
    qtbot.waitUntil(lambda: not services.bench.header().running, timeout=SLOW_MS)
    services.bench.unlock()
    qtbot.waitUntil(lambda: not services.bench.header().locked, timeout=SLOW_MS)


@over("", "", "")
def test_an_order_that_is_made_ends_the_bench_and_locks_nothing(qtbot, window, services, settings):
    """More boards than the order makes lie in the slots: none of them is a failure."""
    settings.put(LOCK_AFTER, 1)
    chief = services.session.services()
    create_order(chief, "few", product="P", quantity=1, lots=["PO-1117-A"], rules=OrderRules())
    settings.put(ORDER, "few")
    services.bench.start()
    page = window.page("bench")
    qtbot.waitUntil(lambda: "is complete" in page.banner.words, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: not services.bench.header().running, timeout=SLOW_MS)
    assert not services.bench.header().locked
    assert services.units.count(UnitQuery(order="few", outcome=Outcome.PASS)) == 1


@over("")
def test_the_last_unit_of_an_order_ends_the_bench_before_another_board_comes(
    qtbot, window, services, settings
):
    chief = services.session.services()
    create_order(chief, "one", product="P", quantity=1, lots=["PO-1117-A"], rules=OrderRules())
    settings.put(ORDER, "one")
    services.bench.start()
    qtbot.waitUntil(lambda: services.bench.header().notice == "order-full", timeout=SLOW_MS)
    qtbot.waitUntil(lambda: not services.bench.header().running, timeout=SLOW_MS)
    assert services.units.count(UnitQuery(order="one")) == 1


@pytest.fixture
def leaving(qtbot, context, services, reaches):
    """A window with a unit in work, that answers so when it is closed."""

    def make(answer):
        asked = []
        window = MainWindow(context, PAGES, ask=lambda *words: asked.append(words) or answer)
        qtbot.addWidget(window)
        window.show()
        services.bench.start()
        reaches(s1=SlotState.RUNNING)
        window.close()
        return window, asked

    return make


@over(*BUSY)
def test_closing_with_units_in_work_asks_once_and_stops_them(qtbot, leaving):
    window, asked = leaving(Leave.STOP)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=SLOW_MS)
    assert len(asked) == 1


@over(*BUSY)
def test_staying_keeps_everything_running(qtbot, leaving, services):
    window, _asked = leaving(Leave.STAY)
    assert window.isVisible()
    assert services.bench.busy_slots() == 1
    services.bench.stop()
    qtbot.waitUntil(lambda: services.bench.busy_slots() == 0, timeout=SLOW_MS)
    window.close()


@over(*BUSY)
def test_finishing_lets_every_unit_come_to_its_end(qtbot, leaving, services):
    window, _asked = leaving(Leave.FINISH)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=SLOW_MS)
    assert [view.state for view in services.bench.slots()] == [SlotState.PASS]
