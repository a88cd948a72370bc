"""The Lots page: the picture of the stock, and everything that is done with a lot."""

import csv

import pytest

from app.ui.pages.registration_form import RegistrationDialog
from app.ui.widgets.form import Form


@pytest.fixture
def filled(bring_in, write_list, lots_page, settled):
    """The page with one lot of ten licenses, rows 2 to 11 of its list."""
    bring_in(write_list(10, "PO-7.csv"))
    lots_page._show_overview()
    settled()
    settled()
    return lots_page


def lot_of(services, name="PO-7"):
    return next(lot for lot in services.lots.all() if lot.name == name)


def test_the_sum_of_all_lots_stands_above_them(filled, bring_in, write_list, settled):
    bring_in(write_list(5, "more.csv", first=50))
    filled._show_overview()
    settled()
    shown = {state.value: label.text() for state, label in filled.strip.figures.items()}
    assert shown["available"] == "15"
    assert shown["verified"] == "0"


def test_everything_but_identities_can_be_edited_and_is_on_record(
    filled, dialog_of, services, session, settled
):
    filled.detail.edit.click()
    form = dialog_of(filled, Form)
    assert set(form.inputs) >= {"name", "order_no", "remarks", "low_stock"}
    form.inputs["name"].setText("PO-7 part 1")
    form.inputs["order_no"].setText("PO-7")
    form.inputs["low_stock"].setText("10")
    form.inputs["remarks"].setPlainText("two\nlines")
    form.ok.click()
    settled()
    settled()
    lot = lot_of(services, "PO-7 part 1")
    assert lot.data.order_no == "PO-7"
    assert lot.data.remarks == "two\nlines"
    assert lot.data.low_stock == 10
    assert "PO-7 part 1" in filled.banner.words
    filled.banner.tell("")
    filled.refresh()
    settled()
    assert "running low" in filled.banner.words
    assert not session.services().ledger.check()


def test_a_warning_at_zero_is_not_the_same_as_no_warning(filled, dialog_of, services, settled):
    filled.detail.edit.click()
    form = dialog_of(filled, Form)
    form.inputs["low_stock"].setText("0")
    form.ok.click()
    settled()
    assert lot_of(services).data.low_stock == 0


def test_a_range_of_rows_is_held_and_released(filled, dialog_of, services, settled):
    filled.detail.hold.click()
    form = dialog_of(filled, Form)
    assert not form.ok.isEnabled()  # no reason yet
    form.inputs["rows"].setText("2-5")
    form.inputs["reason"].setText("wrong product")
    form.ok.click()
    settled()
    settled()
    assert lot_of(services).counts.held == 4
    assert "4 licenses are held" in filled.banner.words
    filled.detail.release.click()
    form = dialog_of(filled, Form)
    form.inputs["rows"].setText("5")
    form.inputs["reason"].setText("this one was right")
    form.ok.click()
    settled()
    settled()
    assert lot_of(services).counts.held == 3


def test_rows_that_are_no_range_are_refused_in_words(filled, dialog_of, services, settled):
    filled.detail.hold.click()
    form = dialog_of(filled, Form)
    form.inputs["rows"].setText("some")
    form.inputs["reason"].setText("x")
    form.ok.click()
    settled()
    assert "not a range" in filled.banner.words
    assert lot_of(services).counts.held == 0


def test_a_part_of_a_lot_becomes_a_lot(filled, dialog_of, services, settled):
    filled.detail.split.click()
    form = dialog_of(filled, Form)
    form.inputs["quantity"].setValue(3)
    form.inputs["name"].setText("line 2")
    form.ok.click()
    settled()
    settled()
    assert lot_of(services, "line 2").counts.available == 3
    assert lot_of(services).counts.available == 7


def test_a_closed_lot_offers_no_more_splitting(filled, dialog_of, services, settled):
    filled.detail.close_lot.click()
    form = dialog_of(filled, Form)
    form.inputs["reason"].setText("order is done")
    form.ok.click()
    settled()
    settled()
    assert lot_of(services).closed_at
    assert not filled.detail.split.isEnabled()
    assert not filled.detail.close_lot.isEnabled()


def test_collected_units_become_a_registration_list_and_their_certificates_come_back_bound(
    filled, dialog_of, tmp_path, settled, look_at, session
):
    filled._register()
    dialog = dialog_of(filled, RegistrationDialog)
    assert not dialog.ok.isEnabled()
    dialog.units.setPlainText("DC:23:4D:00:00:01\ndc234d000001\nDC234D000002, SN-77")
    assert dialog.words() == ("dc234d000001", "DC234D000002", "SN-77")
    dialog.save_to(tmp_path / "register.csv")
    settled()
    with (tmp_path / "register.csv").open(encoding="utf-8-sig", newline="") as stream:
        ids = [line[0] for line in csv.reader(stream)][1:]
    assert ids == ["DC234D000001", "DC234D000002", "SN-77"]
    assert "register.csv" in filled.banner.words
    back = tmp_path / "certificates.csv"
    lines = ["ProductId,DeviceId,DeviceSecret,RegistrationId"]
    lines += [f"prod,{n:022d},secret{n:010d},{unit}" for n, unit in enumerate(ids)]
    back.write_text("\n".join(lines), encoding="utf-8")
    wizard = look_at(back)
    wizard.go.click()
    settled()
    with session.services().ledger.lots.read() as conn:
        from sqlalchemy import text

        rows = conn.execute(text("SELECT bound_to FROM licenses WHERE bound_to IS NOT NULL"))
        assert {row[0] for row in rows} == {"DC234D000001", "DC234D000002", "SN:SN-77"}


def test_units_to_register_are_read_from_a_file(filled, dialog_of, tmp_path, settled):
    (tmp_path / "units.txt").write_text("DC234D000001\nDC234D000002\n", encoding="utf-8")
    filled._register()
    dialog = dialog_of(filled, RegistrationDialog)
    dialog.read_from(tmp_path / "units.txt")
    settled()
    assert len(dialog.words()) == 2
    dialog.reject()


def test_a_template_that_cannot_be_written_says_why(filled, services, tmp_path):
    from app.errors import BadInput

    with pytest.raises(BadInput) as caught:
        services.lots.template("tuya", tmp_path / "no such folder" / "t.xlsx")
    assert caught.value.code == "file-not-written"
