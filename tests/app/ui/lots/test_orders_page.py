"""Work orders in the window: made, changed, given quality rules, closed, certified."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from app.domain.orders import OnLicensed
from app.ui.pages.order_closing import ClosingDialog
from app.ui.widgets.form import Form
from tests.ledgers import attempt, board
from tests.people import key_of


@pytest.fixture
def order(bring_in, write_list, services, session, orders_page, settled):
    """An open order for three units over a lot of ten."""
    from app.domain.orders import OrderRules
    from app.ui.views_lots import OrderDraft

    bring_in(write_list(10, "A.csv"))
    lot = services.lots.all()[0]
    services.orders.create(OrderDraft("WO-1", "Lamp", 3, (lot.id,), OrderRules()))
    orders_page.refresh()
    settled()
    settled()
    return services.orders.all()[0]


@pytest.fixture
def station(session):
    """A run that takes licenses as a slot does."""
    joined = session.services()

    class Station:
        def __init__(self):
            self.run = joined.ledger.runs.start("station-1", joined.actor)

        def reserve(self, number):
            custody = joined.ledger.custody
            return custody.reserve(
                board(number), lot_ids=[1], order_id=1, run=self.run, slot="1", actor=joined.actor
            )

        def make(self, number):
            got = self.reserve(number)
            custody = joined.ledger.custody
            custody.intend(got, run=self.run, actor=joined.actor)
            record = attempt(board(number), order_id=1, identity=got.identity)
            custody.verify(got, record, run=self.run, actor=joined.actor)

    made = Station()
    yield made
    made.run.close(joined.actor)


def test_lots_can_be_added_to_an_open_order_and_a_used_one_stays(
    order, orders_page, bring_in, write_list, services, dialog_of, settled, station
):
    bring_in(write_list(10, "B.csv", first=50))
    station.make(1)
    orders_page.refresh()
    settled()
    orders_page._edit_button.click()
    form = dialog_of(orders_page, Form)
    assert "name" not in form.inputs  # it stands in records
    assert "profile" not in form.inputs  # a unit is made: one for all
    ticks = form.inputs["lots"]
    assert ticks.item(0).checkState() is Qt.CheckState.Checked
    ticks.item(1).setCheckState(Qt.CheckState.Checked)
    form.inputs["quantity"].setValue(12)
    form.inputs["product"].setText("Lamp E27")
    form.inputs["on_licensed"].setCurrentIndex(
        form.inputs["on_licensed"].findData(OnLicensed.REFUSE.value)
    )
    form.inputs["reason"].setText("more ordered")
    form.ok.click()
    settled()
    settled()
    changed = services.orders.all()[0]
    assert changed.lot_ids == (1, 2)
    assert (changed.quantity, changed.product) == (12, "Lamp E27")
    assert changed.rules.on_licensed is OnLicensed.REFUSE
    orders_page._edit_button.click()
    form = dialog_of(orders_page, Form)
    form.inputs["lots"].item(0).setCheckState(Qt.CheckState.Unchecked)
    form.ok.click()
    settled()
    assert "Lot A stays with order WO-1" in orders_page.banner.words
    assert services.orders.all()[0].lot_ids == (1, 2)


def test_a_new_order_names_label_and_lots(order, orders_page, dialog_of, services, settled):
    orders_page.new.click()
    form = dialog_of(orders_page, Form)
    form.inputs["name"].setText("WO-2")
    assert not form.ok.isEnabled()  # no lot yet
    form.inputs["lots"].item(0).setCheckState(Qt.CheckState.Checked)
    assert form.inputs["label"].count() > 1
    form.ok.click()
    settled()
    settled()
    assert [one.name for one in services.orders.all()] == ["WO-2", "WO-1"]
    orders_page.table.choose(0)
    orders_page._take()
    assert services.bench.orders == ["WO-2"]


def test_quality_rules_are_set_from_here(order, orders_page, dialog_of, services, settled):
    orders_page._quality_button.click()
    settled()
    form = dialog_of(orders_page, Form)
    form.inputs["golden"].setChecked(True)
    form.inputs["mode"].setCurrentIndex(form.inputs["mode"].findData("aql"))
    form.inputs["aql"].setCurrentIndex(form.inputs["aql"].findData("0.65"))
    form.inputs["shifts"].setText("08:00，20:00")
    form.inputs["offset"].setCurrentIndex(form.inputs["offset"].findData("480"))
    form.ok.click()
    settled()
    rules = services.orders.quality(order)
    assert rules.golden
    assert rules.sampling.aql == 0.65
    assert rules.shifts.starts == ("08:00", "20:00")
    assert rules.shifts.utc_offset_min == 480


def test_shifts_that_make_no_plan_are_refused_in_words(order, orders_page, dialog_of, settled):
    orders_page._quality_button.click()
    settled()
    form = dialog_of(orders_page, Form)
    form.inputs["shifts"].setText("25:00")
    form.ok.click()
    settled()
    assert orders_page.banner.words


def test_closing_shows_each_license_that_is_not_accounted_for(
    order, orders_page, dialog_of, settled, station
):
    station.make(1)
    got = station.reserve(2)
    orders_page._close_button.click()
    settled()
    dialog = dialog_of(orders_page, ClosingDialog)
    assert not dialog.ok.isEnabled()
    assert "1 license is not accounted for" in dialog.verdict.words
    assert dialog.table.model.row_at(0).identity == got.identity
    dialog.reject()


def test_an_order_is_closed_with_a_reason_and_its_certificate_saved(
    order, orders_page, dialog_of, services, settled, station, tmp_path
):
    station.make(1)
    assert not orders_page._paper_button.isEnabled()
    orders_page._close_button.click()
    settled()
    dialog = dialog_of(orders_page, ClosingDialog)
    assert "2 units fewer" in dialog.verdict.words
    assert not dialog.ok.isEnabled()
    dialog.reason.setText("customer wants no more")
    dialog.ok.click()
    settled()
    settled()
    assert services.orders.all()[0].closed_at
    assert orders_page._paper_button.isEnabled()
    assert not orders_page._edit_button.isEnabled()
    orders_page.certify_into(tmp_path / "papers")
    settled()
    files = sorted(file.name for file in (tmp_path / "papers").iterdir())
    assert files == [
        "certificate-WO-1.json",
        "certificate-WO-1.pdf",
        "certificate-WO-1.pdf.sig.json",
    ]
    said = json.loads((tmp_path / "papers" / files[0]).read_text(encoding="utf-8"))
    assert json.dumps(said).count("WO-1")


def test_licenses_of_another_order_on_the_same_lot_do_not_hold_this_one_up(
    order, orders_page, services, session, settled, station
):
    from app.domain.orders import OrderRules
    from app.ui.views_lots import OrderDraft

    station.reserve(5)  # for WO-1
    other = services.orders.create(OrderDraft("WO-2", "", 1, (1,), OrderRules()))
    assert services.orders.account(other).balanced
    assert not services.orders.account(order).balanced
    services.orders.close(other, "not needed")


def test_a_manifest_names_the_written_units_and_no_secret(
    order, orders_page, station, settled, tmp_path, monkeypatch
):
    station.make(1)
    file = tmp_path / "manifest.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(file), ""))
    orders_page._manifest_button.click()
    settled()
    assert "1 unit written" in orders_page.banner.words
    told = file.read_text(encoding="utf-8-sig")
    assert board(1).hwid in told
    assert not any(key_of(n) in told for n in range(10))


def test_a_serial_number_pattern_is_made_and_offered_to_orders(
    order, orders_page, dialog_of, settled, services
):
    orders_page.serials.click()
    settled()
    form = dialog_of(orders_page, Form)
    form.inputs["name"].setText("plug")
    form.inputs["pattern"].setText("KW{yy}{counter:6}")
    form.accept()
    settled()
    settled()
    assert services.orders.patterns() == {"plug": "KW{yy}{counter:6}"}
    assert "plug" in orders_page._choices.serials
    orders_page.serials.click()
    settled()
    form = dialog_of(orders_page, Form)
    assert any("KW{yy}{counter:6}" in one.text() for one in form.findChildren(QLabel))
    form.inputs["name"].setText("bad")
    form.inputs["pattern"].setText("no counter")
    form.accept()
    settled()
    assert "no counter" in orders_page.banner.words
