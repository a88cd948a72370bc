"""The import wizard: every way in which a list is read, refused, mended and imported."""

import csv

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from app.ui.pages.importing.wizard import CHECK, COLUMNS, DROP, RESULT, ROWS, WORK
from app.ui.widgets.form import Form
from tests.people import key_of

from .conftest import IDENTITY


def workbook(file, **sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file


def rows(first, count):
    return [(IDENTITY.format(n), key_of(n)) for n in range(first, first + count)]


def at(wizard):
    return wizard._stack.currentIndex()


def choose(box, value):
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_a_good_list_is_one_press_away_from_its_lot_and_two_from_its_order(
    bring_in, write_list, lots_page, services, dialog_of, settled, went
):
    wizard = bring_in(write_list(30, "PO-7.csv"))
    assert at(wizard) == RESULT
    assert "30 licenses" in wizard.result._headline.text()
    assert services.lots.all()[0].name == "PO-7"
    wizard.result.order.click()
    settled()
    form = dialog_of(lots_page, Form)
    assert form.values()["quantity"] == 30
    assert form.values()["lots"] == ("1",)
    form.ok.click()
    settled()
    assert services.orders.all()[0].name == "PO-7"
    assert went == ["orders"]


def test_the_sheet_is_found_and_another_can_be_chosen(look_at, tmp_path, settled):
    head = [("uuid", "key")]
    file = workbook(tmp_path / "two.xlsx", First=head + rows(0, 9), Second=head + rows(20, 4))
    wizard = look_at(file)
    assert wizard.plan.sheet == "First"
    choose(wizard.choices.sheet, "Second")
    settled()
    assert wizard.plan.sheet == "Second"
    assert wizard.plan.good == 4


def test_a_hidden_sheet_is_refused_until_somebody_chooses_it(look_at, tmp_path, settled):
    file = workbook(tmp_path / "h.xlsx", Cover=[("hello",)], Old=[("uuid", "key"), *rows(0, 3)])
    from openpyxl import load_workbook

    book = load_workbook(file)
    book["Old"].sheet_state = "hidden"
    book.save(file)
    wizard = look_at(file)
    assert wizard.plan.unread.code == "list-hidden"
    assert not wizard.go.isEnabled()
    choose(wizard.choices.sheet, "Old")
    settled()
    assert wizard.plan.good == 3
    assert wizard.go.isEnabled()


def test_headers_nobody_knows_are_mapped_by_hand_kept_and_chosen_again(
    look_at, write_list, lots_page, dialog_of, settled, services
):
    wizard = look_at(write_list(5, "acme.csv", header="Node,Sealed word"))
    assert wizard.plan.unread.code == "header-missing"
    assert wizard._tabs.currentIndex() == COLUMNS
    assert [column.header for column in wizard.plan.columns] == ["Node", "Sealed word"]
    choose(wizard.choices.scheme, "tuya")
    settled()
    for number, field in ((0, "uuid"), (1, "key")):
        wizard.columns._choose(number)
        form = dialog_of(lots_page, Form)
        choose(form.inputs["field"], field)
        form.ok.click()
        settled()
    assert wizard.plan.unread is None
    assert wizard.plan.good == 5
    wizard.columns.keep.click()
    form = dialog_of(lots_page, Form)
    form.inputs["name"].setText("acme")
    form.ok.click()
    settled()
    settled()
    assert wizard.question.profile == "acme"
    wizard.go.click()
    settled()
    wizard = look_at(write_list(5, "next.csv", header="Sealed word,Node", first=100))
    assert wizard.plan.unread is not None
    # The next list has its columns in another order; the mapping goes by their headers.
    swapped = [(key_of(n), IDENTITY.format(n)) for n in range(100, 105)]
    wizard = look_at(write_list(swapped, "swapped.csv", header="Sealed word,Node"))
    choose(wizard.choices.profile, "acme")
    settled()
    assert wizard.plan.good == 5
    assert wizard.plan.scheme == "tuya"


def test_a_column_whose_header_names_it_cannot_be_left_out(
    look_at, write_list, lots_page, dialog_of
):
    lines = [(*row, "USED") for row in rows(0, 2)]
    wizard = look_at(write_list(lines, header="uuid,key,STATUS"))
    wizard.columns._choose(2)
    form = dialog_of(lots_page, Form)
    assert form.inputs["field"].findData("") == -1
    form.reject()


def test_a_list_without_headers_is_read_by_its_letters(look_at, write_list, settled):
    wizard = look_at(write_list([*rows(1, 4)], header=",".join(rows(0, 1)[0])))
    assert wizard.plan.unread is not None
    choose(wizard.choices.scheme, "tuya")
    settled()
    choose(wizard.choices.header, 0)
    settled()
    wizard._remap({"A": "uuid", "B": "key"})
    settled()
    assert wizard.plan.header_row == 0
    assert wizard.plan.good == 5


def test_no_secret_is_in_what_the_wizard_is_given(look_at, write_list, services):
    wizard = look_at(write_list(30))
    shown = f"{wizard.plan!r} {services.lots.rows(wizard.plan, 0, 30)!r}"
    assert not any(key_of(n) in shown for n in range(30))
    wizard = look_at(write_list(30, "other.csv", header="Node,Sealed word"))
    shown = f"{wizard.plan!r}"
    assert not any(key_of(n) in shown for n in range(30))


def test_a_problem_far_down_jumps_to_its_row(look_at, write_list, settled, qtbot):
    lines = rows(0, 3000)
    lines[2500] = (lines[2500][0], "short")
    wizard = look_at(write_list(lines))
    number = next(n for n, problem in enumerate(wizard.problems.model.rows) if problem.row == 2502)
    wizard.problems.table.choose(number)
    wizard.problems.go.click()
    settled()
    assert wizard._tabs.currentIndex() == ROWS
    qtbot.waitUntil(lambda: wizard.rows.table.current() is not None)
    settled()
    line = wizard.rows.table.current()
    assert line.number == 2502
    assert line.cells[0] == lines[2500][0]
    assert wizard.rows.model.rowCount() == 3000
    wizard.rows.jump(7)
    settled()
    assert wizard.rows.table.current().number == 7
    wizard.rows.next.click()
    settled()
    assert wizard.rows.table.current().number == 2502


def test_ten_thousand_problems_are_sifted_and_saved(look_at, write_list, tmp_path, settled):
    lines = [(IDENTITY.format(n)[:19], key_of(n)) for n in range(10_000)]
    lines += [(IDENTITY.format(n), "=cmd" + key_of(n)[:20]) for n in range(10_000, 10_100)]
    wizard = look_at(write_list(lines, header="uuid,key,Colour"))
    problems = wizard.problems
    everything = problems.model.rowCount()
    assert everything > 10_100
    choose(problems.weight, "warning")
    assert 0 < problems.model.rowCount() < 10
    choose(problems.weight, "error")
    kinds = [problems.kind.itemData(n) for n in range(problems.kind.count())]
    assert kinds[1] == "cell-length"
    choose(problems.weight, "")
    rare = kinds[-1]
    choose(problems.kind, rare)
    kept = problems.model.rowCount()
    assert 0 < kept < everything
    problems.save_to(tmp_path / "problems.csv")
    settled()
    with (tmp_path / "problems.csv").open(encoding="utf-8-sig", newline="") as stream:
        saved = list(csv.reader(stream))
    assert saved[0] == ["Sheet", "Cell", "Weight", "Problem", "What to do", "Code"]
    assert len(saved) == kept + 1
    assert {line[5] for line in saved[1:]} == {rare}
    assert not list(tmp_path.glob(".problems*"))


def test_an_unknown_status_keeps_the_list_out_until_it_is_explained(look_at, write_list, settled):
    lines = [(*row, "scrap" if n % 2 else "") for n, row in enumerate(rows(0, 10))]
    wizard = look_at(write_list(lines, header="uuid,key,STATUS"))
    wizard.skip.setChecked(True)
    assert not wizard.go.isEnabled()
    assert "not understood" in wizard._verdict.words
    wizard._answer("scrap", "held")
    settled()
    assert wizard.go.isEnabled()
    assert wizard._statuses == {"scrap": 5}  # it can still be changed
    wizard._answer("scrap", "available")
    settled()
    wizard._answer("scrap", "held")
    settled()
    wizard.go.click()
    settled()
    assert wizard.result._result.states == {"available": 5, "held": 5}


def test_good_rows_alone_go_in_and_the_others_are_named(bring_in, look_at, write_list, settled):
    lines = rows(0, 10)
    lines[3] = (lines[3][0], "short")
    file = write_list(lines, "half.csv")
    wizard = look_at(file)
    assert not wizard.go.isEnabled()
    wizard.skip.setChecked(True)
    assert "half.rejected.csv" in wizard._aside.text()
    wizard.go.click()
    settled()
    assert at(wizard) == RESULT
    assert "half.rejected.csv" in wizard.result.words
    assert file.with_name("half.rejected.csv").exists()
    assert wizard.result.folder.isVisible()


def test_lot_data_goes_along_and_a_second_part_of_an_order_is_told(
    look_at, write_list, services, settled
):
    typed = {
        "order_no": "PO-7",
        "pickup_no": "P1",
        "buyer_part_no": "B-1",
        "product_id": "abc",
        "category": "plug",
        "communication": "Wi-Fi",
        "delivery_mode": "License List",
        "batch_tag": "2026-11",
        "low_stock": "12",
    }
    wizard = look_at(write_list(10, "a.csv"))
    for name, text in typed.items():
        wizard.lot_form.inputs[name].setText(text)
    wizard.lot_form.inputs["description"].setPlainText("first\npart")
    wizard.lot_form.inputs["remarks"].setPlainText("=1+1")
    wizard.go.click()
    settled()
    data = services.lots.all()[0].data
    assert data.order_no == "PO-7"
    assert data.low_stock == 12
    assert data.description == "first\npart"
    assert data.remarks == "=1+1"
    wizard = look_at(write_list(10, "b.csv", first=50))
    assert not wizard.lot_form.data().order_no  # nothing of the last lot stays
    wizard.lot_form.inputs["order_no"].setText("PO-7")
    wizard.lot_form.inputs["order_no"].editingFinished.emit()
    settled()
    assert "a" in wizard.lot_form.earlier.words
    wizard.go.click()
    settled()
    assert "PO-7" in wizard.result.words


def test_the_file_is_kept_encrypted_and_the_original_deleted_with_an_honest_word(
    look_at, write_list, services, tmp_path, settled, lots_page
):
    file = write_list(10, "gone.csv")
    content = file.read_bytes()
    wizard = look_at(file)
    wizard.wishes.keep.setChecked(True)
    wizard.wishes.shred.setChecked(True)
    wizard.go.click()
    settled()
    assert not file.exists()
    assert "SSD" in wizard.result.words
    assert "encrypted" in wizard.result.words
    lot = services.lots.all()[0]
    kept = services.lots.sources(lot)[0]
    services.lots.take_source(lot, kept, tmp_path / "back.csv")
    assert (tmp_path / "back.csv").read_bytes() == content
    lots_page._show_overview()
    settled()
    assert lots_page.detail.source.isEnabled()


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("token.txt", b"Q" * 40, "Credential"),
        ("empty.csv", b"", "empty"),
        ("photo.xlsx", b"PK\x03\x04 no workbook", "damaged"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing", "damaged"),
        ("broken.json", b'[{"uuid": ', "JSON"),
    ],
)
def test_a_file_that_is_no_list_says_what_it_is(look_at, tmp_path, lots_page, name, content, word):
    (tmp_path / name).write_bytes(content)
    wizard = look_at(tmp_path / name)
    assert at(wizard) == DROP
    assert word in lots_page.banner.words


def test_a_file_that_another_program_holds_says_so(
    look_at, write_list, lots_page, monkeypatch, tmp_path
):
    from pathlib import Path

    file, really = write_list(3, "held.csv"), Path.open

    def held(path, *args, **named):
        if path == file:
            raise PermissionError(13, "share violation")
        return really(path, *args, **named)

    monkeypatch.setattr(Path, "open", held)
    wizard = look_at(file)
    assert at(wizard) == DROP
    assert "another program holds it" in lots_page.banner.words


def test_the_same_file_again_is_recognised_and_cannot_be_skipped_through(
    bring_in, look_at, write_list
):
    file = write_list(10, "one.csv")
    bring_in(file)
    wizard = look_at(file)
    assert "imported already as lot one" in wizard._verdict.words
    assert wizard.skip.isHidden()
    assert not wizard.go.isEnabled()


def test_a_list_that_overlaps_an_earlier_lot_says_with_which(
    bring_in, look_at, write_list, settled
):
    bring_in(write_list(10, "one.csv"))
    wizard = look_at(write_list(10, "two.csv", first=6))
    assert "4 rows are in the ledger already, in lot one" in wizard._verdict._advice.text()
    wizard.skip.setChecked(True)
    wizard.go.click()
    settled()
    assert wizard.result._result.imported == 6


def test_a_mended_file_is_read_again_and_one_changed_behind_the_back_is_not_imported(
    look_at, write_list, services, settled, lots_page
):
    lines = rows(0, 10)
    wizard = look_at(write_list([*lines[:5], (lines[5][0], "short")], "m.csv"))
    assert not wizard.go.isEnabled()
    write_list(lines, "m.csv")
    wizard.choices.read_again.click()
    settled()
    assert wizard.plan.good == 10
    write_list(lines[:2], "m.csv")
    wizard.go.click()
    settled()
    settled()
    assert at(wizard) == CHECK
    assert wizard.plan.good == 2
    assert not services.lots.all()


def test_cancelling_leaves_no_trace(look_at, write_list, services, settled, lots_page):
    wizard = look_at(write_list(5000))
    wizard.go.click()
    assert at(wizard) == WORK
    wizard.stop.click()
    settled()
    assert at(wizard) == CHECK
    assert "nothing was imported" in lots_page.banner.words
    assert not services.lots.all()
    wizard.go.click()
    settled()
    assert services.lots.all()[0].counts.total == 5000


def drop_event(kind, file):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    where = QPointF(50, 50)
    if kind is QDragEnterEvent:
        where = where.toPoint()
    event = kind(
        where,
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    return event, mime


def test_a_file_may_drop_anywhere_on_the_page(lots_page, write_list, settled):
    file = write_list(4, "dropped.csv")
    entering, _mime = drop_event(QDragEnterEvent, file)
    lots_page.dragEnterEvent(entering)
    assert lots_page.veil.isVisible()
    dropping, _mime2 = drop_event(QDropEvent, file)
    lots_page.dropEvent(dropping)
    settled()
    assert not lots_page.veil.isVisible()
    assert at(lots_page.wizard) == CHECK
    assert lots_page.wizard.plan.good == 4


def test_problems_follow_the_language_while_they_are_shown(look_at, write_list, qtbot):
    from app.ui.language import language

    lines = rows(0, 2)
    wizard = look_at(write_list([lines[0], (lines[1][0], "short")]))
    language().speak("zh_CN")
    qtbot.waitUntil(lambda: "问题" in wizard._verdict.words)
    assert "个字符" in str(wizard.problems.model.index(0, 2).data())
    assert wizard._tabs.tabText(1) == "列"


def test_while_a_list_is_looked_at_only_the_wizard_imports(lots_page, look_at, write_list):
    tools = (lots_page.import_button, *lots_page._overview_tools)
    assert all(tool.isVisible() for tool in tools)
    look_at(write_list(2))
    assert not any(tool.isVisible() for tool in tools)
    lots_page._show_overview()
    assert all(tool.isVisible() for tool in tools)


def test_from_problem_to_problem_in_both_directions_and_round(look_at, write_list, settled, qtbot):
    lines = rows(0, 60)
    for place in (3, 40):
        lines[place] = (lines[place][0], "short")
    wizard = look_at(write_list(lines))
    wizard._tabs.setCurrentIndex(ROWS)
    settled()
    seen = []
    for step in (wizard.rows.next, wizard.rows.next, wizard.rows.before):
        step.click()
        settled()
        seen.append(wizard.rows.table.current().number)
    assert seen == [5, 42, 5]


def test_enter_on_a_problem_shows_its_row(look_at, write_list, settled, qtbot):
    lines = rows(0, 10)
    lines[6] = (lines[6][0], "short")
    wizard = look_at(write_list(lines))
    wizard.problems.table.choose(0)
    wizard.problems.table.opened.emit(0)
    settled()
    assert wizard._tabs.currentIndex() == ROWS
    assert wizard.rows.table.current().number == 8
