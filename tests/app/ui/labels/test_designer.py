"""The designer with mouse and keys, over the real services."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.labels.design import Code, Design, Line, Text
from app.labels.design_file import parse_design
from app.labels.design_writer import design_text
from app.labels.payloads import plain_content
from app.labels.symbols import Symbology
from app.ui.labels.geometry import Arrange, Handle, Rect, bounds, handle_place
from app.ui.labels.records import DesignRow
from app.ui.labels.words import KINDS, kind_of
from app.ui.pages.labels import LabelsPage
from app.ui.widgets.form import Form


@pytest.fixture
def page(qtbot, context):
    made = LabelsPage(context)
    qtbot.addWidget(made)
    made.resize(1160, 760)
    made.show()
    yield made
    context.services.bench.stop()


@pytest.fixture
def designer(page, services, settled, qtbot):
    page.open_design(standard(services))
    settled()
    qtbot.waitUntil(lambda: page.designer.drawing.preview is not None)
    page.window().activateWindow()  # shortcuts are for the window in front
    QTest.qWaitForWindowActive(page.window(), 2000)
    settled()
    return page.designer


def standard(services):
    return next(row for row in services.labels.designs() if row.name == "standard-50x30")


def spot(canvas, x, y):
    return canvas.to_screen(Rect(x, y, 0, 0)).topLeft().toPoint()


def drag(canvas, start, end, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, modifiers, start)
    steps = 5
    for step in range(1, steps + 1):
        at = start + (end - start) * step / steps
        QTest.mouseMove(canvas, QPoint(at))
        canvas.mouseMoveEvent(_move(canvas, QPointF(at), modifiers))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, modifiers, end)


def _move(canvas, at, modifiers):
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    button = Qt.MouseButton.LeftButton
    where = canvas.mapToGlobal(at)
    return QMouseEvent(QEvent.Type.MouseMove, at, where, button, button, modifiers)


def test_a_shipped_design_is_moved_by_hand_and_key_undone_saved_and_read_again(
    designer, services, settled, tmp_path
):
    canvas, document = designer.canvas, designer.document
    shipped, before = document.design, standard(services).version
    text = shipped.elements[1]
    middle = bounds(text).middle
    drag(canvas, spot(canvas, *middle), spot(canvas, middle[0] - 2, middle[1] + 12))
    settled()
    assert document.chosen == (1,)
    after = document.design.elements[1]
    assert after.x == pytest.approx(text.x - 2, abs=1)
    assert after.y == pytest.approx(text.y + 12, abs=1)
    assert after != text
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    nudged = document.design.elements[1]
    assert nudged.x == pytest.approx(after.x + 0.3)
    assert nudged.y == pytest.approx(after.y + 1)
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert document.design.elements[1] == after  # the arrow keys were one step
    designer.toolbar.undo.click()
    assert document.design == shipped
    designer.toolbar.redo.click()
    assert document.design.elements[1] == after
    assert designer._name.text().endswith("•")
    designer.save_button.click()
    settled()
    kept = standard(services)
    assert kept.version > before
    assert kept.design == document.design
    assert not designer._name.text().endswith("•")
    designer.labels.write_design(document.design, tmp_path / "mine.toml")
    designer.read_file(tmp_path / "mine.toml")
    settled()
    assert document.design.elements[1] == after


def test_a_design_that_names_a_secret_is_refused_with_the_reason(
    designer, services, settled, tmp_path
):
    kept = standard(services)
    document = designer.document
    document.choose((3,))
    before = document.design
    designer.properties.content.text.setPlainText("{identity} {AuthKey}")
    settled()
    assert document.design == before
    problem = designer.properties.content.problem
    assert problem.code == "label-secret"
    assert "secret" in designer.properties.content._reason.text()
    assert designer.notices.blocking.problem.code == "label-secret"
    designer.save_button.click()
    settled()
    assert "AuthKey" in designer.banner.words
    assert standard(services) == kept
    file = tmp_path / "bad.toml"
    body = design_text(before).replace('text = "MAC {mac:colons}"', 'text = "{devicesecret}"')
    file.write_text(body, encoding="utf-8")
    designer.read_file(file)
    settled()
    assert "devicesecret" in designer.banner.words
    assert document.design == before


def test_a_handle_resizes_and_one_undo_takes_it_back(designer):
    canvas, document = designer.canvas, designer.document
    document.choose((0,))
    before = bounds(document.design.elements[0])
    x, y = handle_place(before, Handle.BOTTOM_RIGHT)
    drag(
        canvas,
        spot(canvas, x, y),
        spot(canvas, x - 8, y - 8),
        Qt.KeyboardModifier.AltModifier,
    )
    after = bounds(document.design.elements[0])
    assert (after.x, after.y) == (before.x, before.y)
    assert after.w == pytest.approx(before.w - 8, abs=0.3)
    document.undo.undo()
    assert bounds(document.design.elements[0]) == before


def test_escape_in_mid_drag_leaves_everything_where_it_was(designer):
    canvas, document = designer.canvas, designer.document
    before = document.design
    start = spot(canvas, *bounds(before.elements[1]).middle)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    end = QPointF(start) + QPointF(60, 40)
    canvas.mouseMoveEvent(_move(canvas, end, Qt.KeyboardModifier.NoModifier))
    assert canvas.drag.now
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(
        canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end.toPoint()
    )
    assert document.design == before
    assert not document.undo.canUndo()


def test_a_frame_around_elements_chooses_them_and_delete_takes_them_away(designer):
    canvas, document = designer.canvas, designer.document
    drag(canvas, spot(canvas, 28.8, 29.7), spot(canvas, 49.5, 15.8))
    assert len(document.chosen) == 3
    designer.toolbar.delete.click()
    assert len(document.design.elements) == 4
    assert document.chosen == ()
    document.undo.undo()
    assert len(document.design.elements) == 7


def test_every_kind_of_element_is_added_saved_and_read_back(designer, settled):
    document = designer.document
    document.open(Design("all", 100, 60, ()))
    for kind in KINDS:
        if kind != "picture":
            designer.tool_box.adding[kind].click()
    kinds = [kind_of(element) for element in document.design.elements]
    assert kinds == [kind for kind in KINDS if kind != "picture"]
    settled()
    assert designer.drawing.preview.failed == frozenset()
    assert parse_design(design_text(document.design)) == document.design


def test_a_picture_is_added_from_a_file(designer, settled, monkeypatch, tmp_path):
    from PIL import Image
    from PySide6.QtWidgets import QFileDialog

    file = tmp_path / "logo.png"
    Image.new("L", (20, 20), 0).save(file)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    designer.tool_box.adding["picture"].click()
    settled()
    settled()
    assert designer.document.one.file.template.source == "logo.png"
    assert designer.drawing.preview.failed == frozenset()
    assert (designer.labels.pictures() / "logo.png").exists()


def test_duplicates_copies_and_order_are_undoable(designer):
    document = designer.document
    document.choose((1, 3))
    designer.toolbar.duplicate.click()
    assert len(document.design.elements) == 9
    assert document.chosen == (7, 8)
    designer.toolbar.back.click()  # to the back
    assert document.chosen == (0, 1)
    designer.copy()
    designer.paste()
    assert len(document.design.elements) == 11
    while document.undo.canUndo():
        document.undo.undo()
    assert len(document.design.elements) == 7


def test_aligning_needs_something_chosen_and_spreading_three(designer):
    document = designer.document
    document.choose(())
    assert not designer.toolbar.arranging[Arrange.LEFT].isEnabled()
    document.choose((1, 3))
    assert designer.toolbar.arranging[Arrange.LEFT].isEnabled()
    assert not designer.toolbar.arranging[Arrange.SPREAD_DOWN].isEnabled()
    document.choose((1, 3, 5))
    designer.toolbar.arranging[Arrange.RIGHT].click()
    rights = {bounds(document.design.elements[n]).right for n in document.chosen}
    assert len(rights) == 1
    assert designer.toolbar.arranging[Arrange.SPREAD_DOWN].isEnabled()


def test_properties_change_the_chosen_element_and_follow_it(designer, settled):
    document, panel = designer.document, designer.properties
    document.choose((3,))
    panel.inputs["size"].setValue(9.5)
    panel.inputs["wrap"].setChecked(False)
    panel.inputs["align"].setCurrentIndex(panel.inputs["align"].findData("right"))
    text = document.one
    assert (text.size, text.wrap, text.align) == (9.5, False, "right")
    document.nudge(1, 0, "Move")
    assert panel.inputs["x"].value() == pytest.approx(document.one.x)
    document.choose((2,))
    assert isinstance(document.one, Line)
    panel.inputs["upright"].setChecked(True)
    assert document.one.x == document.one.x2
    document.choose(())
    panel.inputs["shape"].setCurrentIndex(1)
    assert document.design.shape == "round"
    assert document.design.height == document.design.width
    document.undo.undo()
    panel.inputs["sheet"].setChecked(True)
    assert document.design.sheet.places == 4 * 9
    assert parse_design(design_text(document.design)) == document.design


def test_a_ready_made_payload_asks_for_what_it_needs(designer, settled):
    document, content = designer.document, designer.properties.content
    document.choose((0,))
    content.payload.setCurrentIndex(content.payload.findData("matter"))
    assert content.problem.code == "payload-parameter-missing"
    assert document.one.payload == "tuya-bind"  # not taken yet
    content.parameters["vendor_id"].setText("{vendor_id}")
    content.parameters["product_id"].setText("{matter_product_id}")
    assert content.problem is None
    assert document.one.payload == "matter"
    settled()
    settled()
    assert designer.drawing.preview.codes[0].content.startswith("MT:")
    content.payload.setCurrentIndex(content.payload.findData(""))
    content.text.setPlainText("")
    content.insert_text("{mac:colons}")
    assert document.one.content.template.source == "{mac:colons}"


def test_the_field_menu_offers_the_columns_of_the_lot_with_examples(designer, settled):
    designer.units.lot.setCurrentText("PO-1031")
    settled()
    content = designer.properties.content
    content._fill_menu()
    words = [action.text() for action in content.menu.actions()]
    assert any("remark" in text and "batch B0" in text for text in words)
    assert not any("authkey" in text.lower() for text in words)


def test_a_real_units_data_is_shown_and_a_lot_is_checked_with_a_way_to_the_fault(
    designer, settled, qtbot
):
    document, units = designer.document, designer.units
    units.lot.setCurrentText("PO-1031")
    settled()
    without = [unit for unit in units.given.units if not unit.serial]
    assert 0 < len(without) < len(units.given.units)
    document.choose((3,))
    designer.properties.content.text.setPlainText("SN {serial}")
    settled()
    settled()
    assert designer.notices.blocking is None
    designer.toolbar.check.click()
    settled()
    row = next(n for n in designer.notices.model.rows if n.units)
    assert row.units == len(without)
    document.choose(())
    place = designer.notices.model.rows.index(row)
    designer.notices.view.activated.emit(designer.notices.model.index(place, 1))
    assert document.chosen == (3,)
    assert units.data.serial == ""
    units.search.setText(units.given.units[7].mac[-6:])
    assert units.place == 7


def test_a_checked_lot_is_checked_again_as_the_design_changes(designer, settled, qtbot):
    designer.units.lot.setCurrentText("PO-1031")
    settled()
    designer.toolbar.check.click()
    settled()
    assert not any(notice.units for notice in designer.notices.model.rows)
    designer.document.choose((3,))
    designer.properties.content.text.setPlainText("SN {serial}")
    qtbot.waitUntil(lambda: any(n.units for n in designer.notices.model.rows))
    designer.document.undo.undo()
    qtbot.waitUntil(lambda: not any(n.units for n in designer.notices.model.rows))


def test_leaving_asks_only_where_something_is_not_saved(designer, page, settled):
    designer.back.click()
    assert page.shown is page.overview
    page.open_design(DesignRow(designer.document.design))
    designer.document.choose((1,))
    designer.document.nudge(1, 0, "Move")
    designer.back.click()
    assert page.shown is designer
    form = next(f for f in page.window().findChildren(Form) if f.isVisible())
    form.ok.click()
    assert page.shown is page.overview


def test_zoom_keeps_within_reason_and_rulers_follow(designer):
    canvas = designer.canvas
    for _ in range(40):
        canvas.set_zoom(canvas.zoom * 1.25)
    assert canvas.zoom == 80
    designer.desk.rulers[0].grab()
    canvas.fit()
    origin = canvas.origin
    assert origin.x() >= 0
    assert canvas.to_label(origin) == QPointF(0, 0)
    assert designer.toolbar.percent.text().endswith("%")


def test_the_element_list_and_the_canvas_choose_together(designer):
    document, listed = designer.document, designer.tool_box.elements
    QAbstractItemModelTester(
        listed.model, QAbstractItemModelTester.FailureReportingMode.Fatal, listed
    )
    document.choose((2,))
    rows = [index.row() for index in listed.view.selectionModel().selectedIndexes()]
    assert rows == [len(document.design.elements) - 1 - 2]
    listed.view.selectAll()
    assert len(document.chosen) == 7
    document.delete("Delete")
    assert listed.model.rowCount() == 0
    document.undo.undo()
    assert listed.model.rowCount() == 7
    QTest.keyClick(designer.canvas, Qt.Key.Key_PageDown)
    assert len(document.chosen) == 1


def test_a_code_that_cannot_be_made_blocks_and_names_itself(designer, settled):
    bad = Code(1, 1, 10, 10, Symbology.EAN, plain_content("{identity}"))
    document = designer.document
    document.add(bad, "Add")
    settled()
    settled()
    assert designer.notices.blocking.problem.code == "code-characters"
    document.edit(lambda e: replace(e, content=plain_content("400638133393")), "Change")
    settled()
    settled()
    assert all(n.problem.code != "code-characters" for n in designer.notices.model.rows)


def test_all_words_follow_the_language(designer, qtbot):
    from app.ui.language import language

    language().speak("zh_CN")
    qtbot.waitUntil(lambda: designer.save_button.text().strip() == "保存")
    designer.document.choose((3,))
    assert designer.properties.title_words() == "文本"
    assert isinstance(designer.document.one, Text)
