"""Each page asks and shows, over the pretend services."""

from pathlib import Path

import pytest

from app.domain.licenses import LicenseState
from app.settings import SLOTS, THEME
from app.ui.demo_services import demo_services
from app.ui.main_window import MainWindow
from app.ui.pages.page import Context
from app.ui.pages.registry import PAGES
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


def test_lots_show_their_stock_and_warn_when_it_is_low(shown):
    page = shown("lots")
    assert page.model.rows[0].name == "PO-20260311-A"
    assert "PO-20260302-B (84)" in page.banner.words
    assert page.detail.isVisible()


def test_a_good_list_is_imported_in_two_steps(shown, settled, services):
    page = shown("lots")
    page.open_wizard()
    page.wizard.drop.dropped.emit("/lists/PO-7.xlsx")
    settled()
    assert page.wizard.lot.text() == "PO-7"
    assert page.wizard.go.isEnabled()
    page.wizard.go.click()
    settled()
    settled()
    assert services.lots.lots[0].name == "PO-7"
    assert "200" in page.banner.words


def test_a_bad_list_names_every_problem_and_stays_out(shown, settled):
    page = shown("lots")
    page.wizard.inspect(Path("PO-bad.xlsx"))
    settled()
    wizard = page.wizard
    assert wizard.problems.rowCount() == 5
    assert not wizard.go.isEnabled()
    wizard._answer("scrap", "used")
    settled()
    assert not wizard.go.isEnabled()  # the problems are still there
    wizard.skip.setChecked(True)
    assert wizard.go.isEnabled()


def test_a_status_nobody_explained_keeps_the_list_out(shown, settled):
    page = shown("lots")
    page.wizard.inspect(Path("PO-bad.xlsx"))
    settled()
    page.wizard.skip.setChecked(True)
    assert not page.wizard.go.isEnabled()
    assert "not understood" in page.wizard._verdict.words


def test_a_problem_jumps_to_its_row(shown, settled):
    page = shown("lots")
    page.wizard.inspect(Path("PO-bad.xlsx"))
    settled()
    page.wizard.problem_table.opened.emit(1)
    assert page.wizard._tabs.currentIndex() == 2
    assert page.wizard.preview_table.view.currentIndex().row() == 50  # row 52 of the sheet


def test_a_file_that_is_no_list_says_so(shown, settled):
    page = shown("lots")
    page.open_wizard()
    page.wizard.inspect(Path("photo.png"))
    settled()
    assert page.banner.words
    assert page.wizard._stack.currentIndex() == 0


def test_holding_a_lot_needs_a_reason(shown, settled, services):
    page = shown("lots")
    page.detail._hold()
    form = open_form(page)
    assert not form.ok.isEnabled()
    form.inputs["reason"].setText("wrong product")
    form.ok.click()
    settled()
    assert services.lots.held == [("PO-20260311-A", "wrong product")]


def test_an_order_is_created_and_taken_to_the_bench(shown, settled, services, window):
    page = shown("orders")
    page.new.click()
    form = open_form(page)
    form.inputs["name"].setText("WO-9")
    assert not form.ok.isEnabled()  # no lot yet
    from PySide6.QtCore import Qt

    form.inputs["lots"].item(0).setCheckState(Qt.CheckState.Checked)
    form.ok.click()
    settled()
    settled()
    assert services.orders.orders[0].name == "WO-9"
    page.table.choose(0)
    page._take_button.click()
    assert window.shown == "bench"
    assert services.bench.header().order == "WO-9"


def test_a_closed_order_offers_nothing_more(shown, settled):
    page = shown("orders")
    page.table.choose(2)
    settled()
    assert not page._take_button.isEnabled()


def test_units_are_found_by_part_of_an_identity(shown, settled, qtbot):
    page = shown("units")
    first = page.model.row_at(0)
    page.filters.search.setText(first.identity[-8:])
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.model.row_at(0).identity == first.identity


def test_units_are_filtered_by_outcome_and_state(shown, qtbot):
    page = shown("units")
    page.filters.outcome.setCurrentIndex(page.filters.outcome.findData(Outcome.DOUBTFUL.value))
    page.filters.state.setCurrentIndex(page.filters.state.findData(LicenseState.DOUBTFUL.value))
    qtbot.waitUntil(lambda: 0 < page.model.rowCount() < 100)
    rows = [page.model.row_at(n) for n in range(page.model.rowCount())]
    assert {row.outcome for row in rows} == {Outcome.DOUBTFUL}


def test_one_units_whole_life_stands_beside_the_table(shown, settled):
    page = shown("units")
    retried = next(n for n in range(100) if page.model.row_at(n).attempts == 2)
    page.table.choose(retried)
    settled()
    assert len(page.timeline._entries) == 2
    assert page.timeline._entries[1].transcript


def test_a_million_units_open_like_a_hundred(qtbot, tasks, settings, context):
    many = demo_services(2, units=1_000_000)
    window = MainWindow(Context(many, tasks, settings, context.sounds), PAGES, ask=lambda *_: True)
    qtbot.addWidget(window)
    window.go("units")
    page = window.page("units")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1_000_000)
    page.table.choose(999_999)
    qtbot.waitUntil(lambda: page.model.row_at(999_999) is not None)
    many.bench.stop()
    window.close()


def test_the_report_is_seen_before_it_is_written(shown, settled):
    page = shown("reports")
    assert page.model.rowCount() == 200
    assert page._tried.number.text() == "897"
    assert "%" in page._fpy.number.text()
    assert page.export.isEnabled()


def test_a_port_is_tied_to_a_slot(shown, settled, services):
    page = shown("diagnostics")
    page.ports.table.choose(4)
    page.ports._assign()
    form = open_form(page)
    form.inputs["slot"].setCurrentIndex(form.inputs["slot"].findData("4"))
    form.ok.click()
    settled()
    assert services.diagnostics.rows[4].slot == 4


def test_the_console_talks_and_remembers(shown, settled, qtbot):
    from PySide6.QtCore import Qt

    page = shown("diagnostics")
    page.tabs.setCurrentWidget(page.console)
    settled()
    page.console.toggle.click()
    settled()
    qtbot.keyClicks(page.console.input, "read_mac")
    qtbot.keyClick(page.console.input, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "read_mac" in page.console.text.toPlainText())
    qtbot.keyClick(page.console.input, Qt.Key.Key_Up)
    assert page.console.input.text() == "read_mac"
    page.console.close_line()


def test_the_support_bundle_is_shown_before_it_is_saved(shown, settled):
    page = shown("diagnostics")
    page.tabs.setCurrentWidget(page.bundle)
    settled()
    assert page.bundle.model.rowCount() == 2
    assert "keywright" in page.bundle.text.toPlainText()


def test_every_setting_has_its_control_and_both_follow_each_other(shown, settings):
    page = shown("settings")
    page.controls["slots"].setValue(16)
    assert settings.get(SLOTS) == 16
    settings.put(THEME, "dark")
    assert page.controls["theme"].currentData() == "dark"


@pytest.mark.parametrize("name", ["bench", "lots", "orders", "units", "reports", "diagnostics"])
def test_an_empty_page_says_so_and_says_what_to_do(qtbot, tasks, settings, context, settled, name):
    bare = demo_services(empty=True)
    window = MainWindow(Context(bare, tasks, settings, context.sounds), PAGES, ask=lambda *_: True)
    qtbot.addWidget(window)
    window.show()
    window.go(name)
    settled()
    from app.ui.widgets.empty_state import EmptyState

    words = [empty for empty in window.page(name).findChildren(EmptyState) if empty.isVisible()]
    assert words
    window.close()


def test_first_start_leads_by_the_hand(qtbot, tasks, settings, context, settled):
    fresh = demo_services(empty=True, ready=False)
    window = MainWindow(Context(fresh, tasks, settings, context.sounds), PAGES, ask=lambda *_: True)
    qtbot.addWidget(window)
    window.show()
    assert window.shown == "welcome"
    page = window.page("welcome")
    assert not page.import_list.isEnabled()
    page.create_ledger.click()
    open_form(page).ok.click()
    settled()
    assert page.import_list.isEnabled()
    assert not page.create_ledger.isEnabled()
    page.import_list.click()
    settled()
    assert window.shown == "lots"
    assert window.rail.buttons["lots"].isVisible()
    window.close()
