"""Each page asks and shows, over the real services and the demo factory."""

import csv
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from app.demo.factory import OPEN_ORDER
from app.demo.lists import write_list
from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.settings import SLOTS, THEME
from app.ui.views import UnitQuery
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.form import Form
from flasher.model import Outcome


def open_form(page):
    forms = [form for form in page.window().findChildren(Form) if form.isVisible()]
    assert len(forms) == 1
    return forms[0]


@pytest.fixture
def shown(window, settled):
    def show(name):
        window.go(name)
        settled()
        return window.page(name)

    return show


@pytest.fixture
def lists(tmp_path):
    """A good list, and one whose rows have a wrong length, a twin, a bad key, an odd status."""
    good = write_list(tmp_path / "PO-7.csv", "tuya", 200, 7)
    rows = [[*row, ""] for row in csv.reader(good.read_text("utf-8").splitlines())]
    rows[0][-1] = "STATUS"
    rows[13][0] = rows[13][0][:19]
    rows[51][0] = rows[50][0]
    rows[76][1] = rows[76][1][:9]
    for row in (30, 31, 32):
        rows[row][-1] = "scrap"
    with (tmp_path / "PO-bad.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    return tmp_path


@pytest.fixture
def inspected(shown, settled, lists):
    def inspect(name):
        page = shown("lots")
        page.open_wizard()
        page.wizard.inspect(lists / name)
        settled()
        return page

    return inspect


def test_lots_show_their_stock_and_warn_when_it_is_low(shown, services):
    page = shown("lots")
    low = next(lot for lot in services.lots.all() if lot.name == "PO-1118-B")
    assert {lot.name for lot in page.model.rows} == {lot.name for lot in services.lots.all()}
    assert f"PO-1118-B ({low.counts.available})" in page.banner.words
    assert page.detail.isVisible()


def test_a_good_list_is_imported_in_two_steps(shown, settled, services, lists):
    page = shown("lots")
    page.open_wizard()
    page.wizard.drop.dropped.emit(str(lists / "PO-7.csv"))
    settled()
    assert page.wizard.lot.text() == "PO-7"
    assert page.wizard.go.isEnabled()
    page.wizard.go.click()
    settled()
    settled()
    (new,) = [lot for lot in services.lots.all() if lot.name == "PO-7"]
    assert new.counts.available == 200
    assert new.imported_by == "Sun Wei"


def test_a_bad_list_names_every_problem_and_stays_out(inspected, settled):
    wizard = inspected("PO-bad.csv").wizard
    assert {problem.code for problem in wizard.plan.problems} >= {
        "cell-length",
        "identity-conflict",
    }
    assert not wizard.go.isEnabled()
    wizard._answer("scrap", "held")
    settled()
    assert not wizard.go.isEnabled()  # the problems are still there
    wizard.skip.setChecked(True)
    assert wizard.go.isEnabled()


def test_a_status_nobody_explained_keeps_the_list_out(inspected):
    wizard = inspected("PO-bad.csv").wizard
    wizard.skip.setChecked(True)
    assert not wizard.go.isEnabled()
    assert "not understood" in wizard._verdict.words


def test_a_file_that_is_no_list_says_so(inspected):
    page = inspected("photo.png")
    assert page.banner.words or page.wizard._verdict.words
    assert not page.wizard.go.isEnabled() or not page.wizard.go.isVisible()


def test_holding_a_lot_needs_a_reason(shown, settled, services):
    page = shown("lots")
    names = [lot.name for lot in page.model.rows]
    page.table.choose(names.index("PO-1120-G"))
    page.detail._hold()
    form = open_form(page)
    assert not form.ok.isEnabled()
    form.inputs["reason"].setText("wrong product")
    form.ok.click()
    settled()
    (lot,) = [lot for lot in services.lots.all() if lot.name == "PO-1120-G"]
    assert (lot.counts.available, lot.counts.held) == (0, 60)
    newest = services.session.services().ledger.audit.records(act=Act.LOT_HELD)[-1]
    assert (newest.who, newest.reason) == ("Sun Wei", "wrong product")


def test_an_order_is_created_and_taken_to_the_bench(shown, settled, services, window, qtbot):
    page = shown("orders")
    page.new.click()
    form = open_form(page)
    form.inputs["name"].setText("WO-9")
    assert not form.ok.isEnabled()  # no lot yet
    boxes = form.inputs["lots"]
    names = [boxes.item(n).text() for n in range(boxes.count())]
    place = next(n for n, name in enumerate(names) if name.startswith("PO-1117-A"))
    boxes.item(place).setCheckState(Qt.CheckState.Checked)
    form.ok.click()
    settled()
    settled()
    orders = [order.name for order in page.model.rows]
    assert "WO-9" in orders
    page.table.choose(orders.index("WO-9"))
    page._take_button.click()
    assert window.shown == "bench"
    qtbot.waitUntil(lambda: services.bench.header().order == "WO-9", timeout=5000)


def test_a_closed_order_offers_nothing_more(shown, settled):
    page = shown("orders")
    closed = next(n for n, order in enumerate(page.model.rows) if order.closed_at)
    page.table.choose(closed)
    settled()
    assert not page._take_button.isEnabled()


def test_units_are_found_by_part_of_an_identity(shown, qtbot):
    page = shown("units")
    qtbot.waitUntil(lambda: page.model.row_at(0) is not None, timeout=5000)
    first = page.model.row_at(0)
    page.filters.search.setText(first.identity[:12])
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=5000)
    qtbot.waitUntil(lambda: page.model.row_at(0) is not None, timeout=5000)
    assert page.model.row_at(0).identity == first.identity


def test_units_are_filtered_by_outcome_and_state(shown, qtbot):
    page = shown("units")
    page.filters.outcome.setCurrentIndex(page.filters.outcome.findData(Outcome.DOUBTFUL.value))
    page.filters.state.setCurrentIndex(page.filters.state.findData(LicenseState.DOUBTFUL.value))
    qtbot.waitUntil(lambda: page.model.rowCount() == 3, timeout=5000)
    qtbot.waitUntil(lambda: page.model.row_at(2) is not None, timeout=5000)
    rows = [page.model.row_at(n) for n in range(3)]
    assert {row.outcome for row in rows} == {Outcome.DOUBTFUL}


def test_one_units_whole_life_stands_beside_the_table(shown, settled, qtbot, services):
    found = services.units.fetch(UnitQuery(), 0, 1000)
    retried = next(n for n, unit in enumerate(found) if unit.attempts == 2)
    page = shown("units")
    page.table.choose(retried)
    qtbot.waitUntil(lambda: page.model.row_at(retried) is not None, timeout=5000)
    page.table.choose(retried)
    settled()
    qtbot.waitUntil(lambda: len(page.timeline._entries) == 2, timeout=5000)
    assert page.timeline._entries[1].transcript


def test_the_report_is_seen_before_it_is_written(shown, services):
    page = shown("reports")
    assert page.model.rowCount() == 200
    preview = services.reports.preview(UnitQuery())
    assert page._tried.number.text() == f"{preview.tried:,}"
    assert "%" in page._fpy.number.text()
    assert page.export.isEnabled()


def test_a_port_is_tied_to_a_slot(shown, settled, services):
    page = shown("diagnostics")
    ports = [row.device for row in services.diagnostics.ports()]
    page.ports.table.choose(ports.index("COM14"))
    page.ports._assign()
    form = open_form(page)
    form.inputs["slot"].setCurrentIndex(form.inputs["slot"].findData("4"))
    form.ok.click()
    settled()
    assert services.places.slots()[4] == "COM14"


def test_a_port_that_is_blocked_leaves_its_slot(services):
    (port,) = [row for row in services.diagnostics.ports() if row.slot == 2]
    services.diagnostics.block(port, blocked=True)
    assert 2 not in services.places.slots()


def test_the_support_bundle_is_shown_before_it_is_saved(shown, settled, services):
    page = shown("diagnostics")
    page.tabs.setCurrentWidget(page.bundle)
    settled()
    assert page.bundle.model.rowCount() == len(services.diagnostics.bundle())
    assert "keywright" in page.bundle.text.toPlainText()


def test_every_setting_has_its_control_and_both_follow_each_other(shown, settled, settings):
    page = shown("settings")
    page.controls["slots"].setValue(16)
    settled()
    assert settings.get(SLOTS) == 16
    settings.put(THEME, "dark")
    assert page.controls["theme"].currentData() == "dark"


@pytest.mark.parametrize("name", ["bench", "lots", "orders", "units", "reports", "diagnostics"])
def test_an_empty_page_says_so_and_says_what_to_do(bare, window_over, settled, name):
    bare.setup.create_ledger("")
    window = window_over(bare)
    window.go(name)
    settled()
    page = window.page(name)
    assert [empty for empty in page.findChildren(EmptyState) if empty.isVisible()]


def test_first_start_leads_by_the_hand(bare, window_over, settled):
    window = window_over(bare)
    assert window.shown == "welcome"
    page = window.page("welcome")
    assert not page.import_list.isEnabled()
    page.create_ledger.click()
    open_form(page).ok.click()
    settled()
    assert page.import_list.isEnabled()
    assert not page.create_ledger.isEnabled()
    assert "ready" in page.banner.words
    assert window.rail.buttons["lots"].isVisible()
    page.import_list.click()
    settled()
    assert window.shown == "lots"
    assert window.page("lots").wizard.isVisible()


def test_a_passphrase_that_was_mistyped_makes_no_ledger(bare, window_over):
    page = window_over(bare).page("welcome")
    page.create_ledger.click()
    form = open_form(page)
    form.inputs["passphrase"].setText("correct horse")
    assert not form.ok.isEnabled()
    form.inputs["again"].setText("correct house")
    assert not form.ok.isEnabled()
    form.inputs["again"].setText("correct horse")
    assert form.ok.isEnabled()
    form.reject()


@pytest.mark.parametrize("height", [720, 1040])
def test_every_page_is_in_sight_in_the_rail_at_common_heights(window, height, qtbot):
    window.resize(1366, height)

    def lowest():
        return max(b.mapTo(window, b.rect().bottomLeft()).y() for b in window.rail.buttons.values())

    qtbot.waitUntil(lambda: lowest() < height, timeout=2000)


def test_a_notice_of_the_bench_goes_when_it_is_so_no_more(window, services):
    page = window.page("bench")
    before = services.bench.header()
    page.receive(replace(before, notice="no-order-chosen"))
    assert page.banner.words
    page.receive(replace(before, notice=""))
    assert not page.banner.words


def test_the_bench_shows_the_figures_of_its_order(shown, services, qtbot):
    page = shown("bench")
    qtbot.waitUntil(lambda: services.bench.header().order == OPEN_ORDER, timeout=5000)
    header = services.bench.header()
    assert header.operator == "Sun Wei"
    assert 0 < header.made < header.to_make
    assert len(page.grid.cards) == 8
