"""The Units page as its people use it: a scanner's code, a click on a title, a key, an export."""

import csv
import json
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.domain.units import show_mac
from app.ui.views import UnitQuery
from app.ui.widgets.form import Form

EVERYTHING = UnitQuery()


@pytest.fixture
def shown(window, settled):
    def show(name):
        window.go(name)
        settled()
        return window.page(name)

    return show


@pytest.fixture
def page(shown, qtbot):
    made = shown("units")
    qtbot.waitUntil(lambda: made.model.rowCount() > 0, timeout=5000)
    return made


@pytest.fixture
def a_unit(services):
    """A unit of the factory that passed, far from the newest."""
    rows = services.units.fetch(EVERYTHING, 0, 200)
    return next(unit for unit in reversed(rows) if unit.mac and unit.identity)


@pytest.fixture
def saved_as(monkeypatch):
    def save(file):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(file), ""))

    return save


def found(services, text):
    return [unit.id for unit in services.units.fetch(UnitQuery(text=text), 0, 10)]


def test_a_unit_is_found_by_whatever_is_typed_scanned_or_pasted(services, a_unit):
    mac, identity = a_unit.mac, a_unit.identity
    code = json.dumps({"uuid": identity, "mac": show_mac(mac)})
    for words in (
        identity,
        f"  {identity}\r\n",
        identity.upper(),
        identity[3:],
        show_mac(mac),
        show_mac(mac).lower(),
        show_mac(mac).replace(":", "-"),
        show_mac(mac).replace(":", " "),
        f"{mac}\n",
        mac[3:].lower(),
        f"]Q1{identity}",
        f"UUID: {identity}",
        f"{identity};{mac}",
        f"{identity}\n{show_mac(mac)}\n",
        f"https://example.com/unit?uuid={identity}",
        code,
    ):
        assert found(services, words) == [a_unit.id], words
    assert found(services, "no such unit at all") == []
    assert services.units.count(UnitQuery(text=" \r\n")) == services.units.count(EVERYTHING)


def test_the_return_key_of_a_scanner_looks_at_once_and_the_next_code_replaces_it(
    page, qtbot, services, a_unit
):
    search = page.filters.search
    search.setFocus()
    QTest.keyClicks(search, a_unit.identity)
    QTest.keyClick(search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=5000)
    other = next(
        unit
        for unit in services.units.fetch(EVERYTHING, 0, 50)
        if unit.mac and unit.id != a_unit.id
    )
    QTest.keyClicks(search, show_mac(other.mac))
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert search.text() == show_mac(other.mac)
    qtbot.waitUntil(
        lambda: page.model.rowCount() == 1 and page.model.row_at(0).id == other.id, timeout=5000
    )


def test_every_title_that_sorts_sorts_and_only_these_take_a_click(page, settled):
    header = page.table.view.horizontalHeader()
    columns = page.model.columns
    assert header.sortIndicatorSection() == [column.sort for column in columns].index("at")
    texts = {}
    for number, column in enumerate(columns):
        assert header.can_sort(number) == bool(column.sort), column.title()
        if not column.sort:
            continue
        for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
            page.table.view.sortByColumn(number, order)
            settled()
            rows = [page.model.row_at(n) for n in range(page.model.rowCount())]
            texts[column.sort, order] = [getattr(row, FIELDS[column.sort]) for row in rows[:200]]
    assert [column.title() for column in columns if not column.sort] == ["Slot", "Seconds"]
    for name in ("identity", "mac", "lot", "order", "operator", "at", "attempts"):
        up = [value for value in texts[name, Qt.SortOrder.AscendingOrder] if value]
        down = [value for value in texts[name, Qt.SortOrder.DescendingOrder] if value]
        assert up == sorted(up), name
        assert down == sorted(down, reverse=True), name


FIELDS = {
    **{name: name for name in ("identity", "mac", "outcome", "state", "at", "lot", "order")},
    **{name: name for name in ("attempts", "operator")},
}


def test_newer_rows_leave_the_chosen_unit_and_the_place_as_they_were(page, settled, qtbot):
    page.table.choose(30)
    qtbot.waitUntil(page.detail.isVisible, timeout=2000)
    settled()
    unit, scrolled = page.table.current(), page.table.view.verticalScrollBar().value()
    assert scrolled > 0
    page.refresh()
    settled()
    assert page.table.current().id == unit.id
    assert page.table.view.verticalScrollBar().value() == scrolled
    page.filters.search.setText(unit.identity)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=5000)
    assert page.table.view.verticalScrollBar().value() == 0


def test_an_export_holds_what_is_shown_in_the_order_that_is_shown(
    page, settled, services, saved_as, tmp_path
):
    lot = services.units.fetch(EVERYTHING, 0, 1)[0].lot
    page.filters.lot.setCurrentIndex(page.filters.lot.findData(lot))
    page.table.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    settled()
    QTest.qWait(250)
    settled()
    query = UnitQuery(lot=lot, sort="identity", descending=False)
    wanted = [unit.identity for unit in services.units.fetch(query, 0, 1000)]
    saved_as(tmp_path / "shown.csv")
    page.export.click()
    settled()
    with (tmp_path / "shown.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["identity"] for row in rows] == wanted
    assert {row["lot"] for row in rows} == {lot}
    assert page.exporting.isHidden()


@pytest.mark.parametrize("name", ["units", "reports"])
def test_an_export_tells_how_far_it_is_and_leaves_no_file_when_it_is_stopped(
    shown, settled, qtbot, services, saved_as, tmp_path, monkeypatch, name
):
    page = shown(name)
    held = threading.Event()
    real = getattr(services, name).export

    def slow(query, file, progress, cancelled):
        def told(done, total):
            progress(done, total)
            held.wait(10)

        return real(query, file, told, cancelled)

    monkeypatch.setattr(getattr(services, name), "export", slow)
    file = tmp_path / "long.csv"
    saved_as(file)
    page.export.click()
    qtbot.waitUntil(lambda: page.exporting.bar.maximum() > 0, timeout=5000)
    assert page.exporting.isVisible()
    assert not page.export.isEnabled()
    assert "rows written" in page.exporting.words.text()
    page.exporting.stop.click()
    held.set()
    settled()
    assert page.exporting.isHidden()
    assert page.export.isEnabled()
    assert "stopped" in page.banner.accessibleName()
    assert list(tmp_path.glob("long*")) == []


def test_an_export_to_a_workbook_is_one(page, settled, saved_as, tmp_path):
    saved_as(tmp_path / "units.xlsx")
    page.export.click()
    settled()
    assert (tmp_path / "units.xlsx").read_bytes()[:2] == b"PK"


def test_a_units_label_is_printed_once_more_with_a_reason(page, settled, qtbot, services):
    queue = services.labels.queue("", open_only=False)
    printed = next(job for job in queue if job.doubtful)
    services.labels.answer(printed.id, printed=True)
    page.filters.search.setText(printed.identity)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=5000)
    page.table.choose(0)
    qtbot.waitUntil(page.detail.isVisible, timeout=2000)
    settled()
    page.label_again.click()
    settled()
    (form,) = [form for form in page.window().findChildren(Form) if form.isVisible()]
    QTest.keyClicks(form.inputs["reason"], "torn")
    form.ok.click()
    settled()
    newest = services.labels.queue("", open_only=False)[0]
    assert (newest.identity, newest.reason, newest.copy_no) == (printed.identity, "torn", 2)
    assert services.units.last_label(page.model.row_at(0)) == newest.id


def test_a_unit_without_a_label_says_where_its_first_one_comes_from(page, settled, qtbot, services):
    rows = services.units.fetch(EVERYTHING, 0, 200)
    bare = next(n for n, unit in enumerate(rows) if services.units.last_label(unit) is None)
    page.table.choose(bare)
    qtbot.waitUntil(page.detail.isVisible, timeout=2000)
    settled()
    page.label_again.click()
    settled()
    assert "Labels page" in page.banner.accessibleName()
