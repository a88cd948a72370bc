"""A design that was changed and not saved is not lost by closing or by opening another."""

import pytest

from app.labels.design import Design
from app.ui.labels.elements import new_element
from app.ui.labels.records import DesignRow
from app.ui.pages.labels import LabelsPage
from app.ui.widgets.form import Form


@pytest.fixture
def page(window, settled):
    window.go("labels")
    settled()
    made = window.page("labels")
    assert isinstance(made, LabelsPage)
    made.open_design(DesignRow(Design("mine", 50, 30, ())))
    settled()
    yield made
    made.designer.document.undo.setClean()


def change(page):
    document = page.designer.document
    document.add(new_element("box", document.design), "Add")


def forms(window):
    return [form for form in window.findChildren(Form) if form.isVisible()]


def test_a_saved_design_closes_without_a_question(page, window, qtbot):
    assert page.unsaved() == ""
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_closing_asks_on_the_designs_page_and_cancel_keeps_everything(page, window):
    change(page)
    window.go("bench")
    window.close()
    assert window.isVisible()
    assert window.shown == "labels"
    (form,) = forms(window)
    form.reject()
    assert window.isVisible()
    assert len(page.designer.document.design.elements) == 1
    window.close()
    assert window.isVisible(), "it asks again at the next try"
    forms(window)[0].reject()


def test_closing_goes_on_once_somebody_said_so(page, window, qtbot):
    change(page)
    window.close()
    forms(window)[0].accept()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_another_page_and_back_keeps_the_unsaved_design(page, window, settled):
    change(page)
    window.go("bench")
    window.go("labels")
    settled()
    assert page.shown is page.designer
    assert len(page.designer.document.design.elements) == 1


def test_opening_a_file_over_an_unsaved_design_asks_first(page, window, monkeypatch):
    opened = []
    monkeypatch.setattr(page.designer, "_choose_file", lambda: opened.append(1))
    page.designer.import_button.click()
    assert opened == [1]
    change(page)
    page.designer.import_button.click()
    assert opened == [1]
    (form,) = forms(window)
    assert "mine" in form.findChildren(type(page.designer._name))[1].text()
    form.accept()
    assert opened == [1, 1]
