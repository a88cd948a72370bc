"""The Labels page: designs with pictures, the queue, the printers, over the demo factory."""

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from app.demo.afterwards import FILE, TSC, ZEBRA
from app.domain.printing import PrintState
from app.labels.fake_printer import FakePrinter
from app.ui.labels.printer_form import draft_of
from app.ui.labels.records import PrinterDraft, Way
from app.ui.pages.labels import LabelsPage
from app.ui.widgets.form import Form

LOT = "PO-1031"


@pytest.fixture
def page(qtbot, context, settled):
    made = LabelsPage(context)
    qtbot.addWidget(made)
    made.resize(1160, 760)
    made.show()
    made.refresh()
    settled()
    return made


@pytest.fixture
def overview(page):
    return page.overview


@pytest.fixture
def queue_of(services):
    """The jobs of a printer by their number."""

    def look(printer=""):
        return {job.id: job for job in services.labels.queue(printer, open_only=False)}

    return look


def form_of(page):
    forms = [form for form in page.window().findChildren(Form) if form.isVisible()]
    assert len(forms) == 1
    return forms[0]


def choose(form, name, value):
    box = form.inputs[name]
    assert box.findData(value) >= 0
    box.setCurrentIndex(box.findData(value))


def test_every_shipped_design_is_shown_as_a_picture_and_opens(overview, page):
    gallery = overview.designs.gallery
    QAbstractItemModelTester(
        gallery.model, QAbstractItemModelTester.FailureReportingMode.Fatal, gallery
    )
    assert gallery.model.rowCount() == 9
    assert all(not image.isNull() for _row, image in gallery.model.drawn)
    gallery.choose("round-25")
    assert "25" in overview.designs._facts.text()
    overview.designs.open_button.click()
    assert page.shown is page.designer
    assert page.designer.document.design.name == "round-25"


def test_a_copy_and_a_new_design_get_free_names(overview, page):
    overview.designs.gallery.choose("round-25")
    overview.designs.copy_button.click()
    assert page.designer.document.design.name == "round-25-2"
    page.close_design()
    overview.new_design.click()
    assert page.designer.document.design.name == "label-1"


def test_a_lot_is_printed_from_the_form(overview, settled, queue_of, demo_factory, qtbot):
    overview.print_button.click()
    settled()
    form = form_of(overview)
    choose(form, "design", "standard-50x30")
    choose(form, "lot", LOT)
    choose(form, "printer", FILE)
    form.inputs["first_row"].setValue(2)
    form.inputs["last_row"].setValue(9)
    form.ok.click()
    settled()
    settled()
    assert "8" in overview.banner.words
    assert overview.tabs.currentWidget() is overview.queue
    jobs = queue_of(FILE)
    assert len(jobs) == 8
    qtbot.waitUntil(
        lambda: {job.state for job in queue_of(FILE).values()} == {PrintState.SENT},
        timeout=20_000,
    )


def test_without_a_printer_printing_says_what_to_do(overview, services, settled):
    for name in (ZEBRA, TSC, FILE):
        services.labels.retire_printer(name)
    overview.print_button.click()
    settled()
    assert "no printer" in overview.banner.words


def test_a_doubtful_label_is_settled_by_who_looked(overview, settled, queue_of):
    overview.tabs.setCurrentWidget(overview.queue)
    settled()
    queue = overview.queue
    place = next(n for n, job in enumerate(queue.model.rows) if job.doubtful)
    job = queue.model.rows[place]
    queue.table.choose(place)
    assert queue.yes.isVisible()
    assert not queue.again.isVisible()
    queue.no.click()
    settled()
    settled()
    assert queue_of()[job.id].state is PrintState.QUEUED


def test_a_reprint_asks_for_a_reason_and_counts(overview, settled, queue_of):
    overview.tabs.setCurrentWidget(overview.queue)
    overview.queue.open_only.setChecked(False)
    settled()
    queue = overview.queue
    jobs = queue.model.rows
    queue.table.choose(next(n for n, j in enumerate(jobs) if j.state is PrintState.PRINTED))
    queue.again.click()
    form = form_of(overview)
    assert not form.ok.isEnabled()
    form.inputs["reason"].setText("label torn")
    form.ok.click()
    settled()
    settled()
    newest = queue_of()[max(queue_of())]
    assert (newest.copy_no, newest.reason) == (2, "label torn")


def test_a_failed_label_is_tried_again_and_a_waiting_one_voided(overview, settled, queue_of):
    overview.tabs.setCurrentWidget(overview.queue)
    settled()
    queue = overview.queue
    queue.table.choose(
        next(n for n, j in enumerate(queue.model.rows) if j.state is PrintState.FAILED)
    )
    queue.retry.click()
    settled()
    settled()
    assert not any(job.state is PrintState.FAILED for job in queue_of().values())
    queue.table.choose(0)
    first = queue.table.current().id
    queue.void.click()
    form = form_of(overview)
    form.inputs["reason"].setText("unit scrapped")
    form.ok.click()
    settled()
    settled()
    assert queue_of()[first].state is PrintState.VOID


def test_a_printer_is_added_with_its_offset_and_mapped_to_a_slot(overview, services, settled):
    overview.tabs.setCurrentWidget(overview.printers)
    settled()
    overview.add_printer.click()
    form = form_of(overview)
    form.inputs["name"].setText("Trial")
    choose(form, "way", Way.FILE.value)
    form.inputs["address"].setText("labels.zpl")
    choose(form, "darkness", "20")
    form.inputs["shift_x"].setText("-0,5")
    form.ok.click()
    settled()
    settled()
    (draft,) = [row.draft for row in services.labels.printers() if row.name == "Trial"]
    assert (draft.way, draft.darkness, draft.shift_x) == (Way.FILE, 20, -0.5)
    overview.printers.map.click()
    form = form_of(overview)
    choose(form, "slot", "2")
    choose(form, "printer", "Trial")
    form.ok.click()
    settled()
    settled()
    assert services.labels.slots()["2"] == "Trial"


def test_a_printer_is_asked_tested_and_retired(overview, services, settled):
    with FakePrinter() as fake:
        services.labels.save_printer(PrinterDraft("A", address=f"127.0.0.1:{fake.port}"))
        overview.tabs.setCurrentWidget(overview.printers)
        settled()
        tab = overview.printers
        tab.refresh()
        settled()
        tab.table.choose([row.name for row in tab.model.rows].index("A"))
        tab.ask.click()
        settled()
        settled()
        assert tab._state_word(tab.table.current()) == "Ready"
        tab.test.click()
        settled()
        settled()
        assert len(fake.printed) == 1
        assert "1 mm" in overview.banner.words
    tab.retire.click()
    form_of(overview).ok.click()
    settled()
    settled()
    assert "A" not in {row.name for row in services.labels.printers()}


def test_an_offset_that_is_no_number_is_refused():
    values = {
        "name": "P",
        "way": "tcp",
        "address": "a",
        "language": "zpl",
        "dpi": "203",
        "darkness": "",
        "speed": "",
        "shift_x": "half",
        "shift_y": "",
        "asks": True,
    }
    assert draft_of(values) is None
    assert draft_of({**values, "shift_x": "0.5"}).shift_y == 0


def test_empty_queue_and_no_printers_say_so_in_words(bare, window_over, settled):
    bare.setup.create_ledger("")
    window = window_over(bare)
    window.go("labels")
    settled()
    overview = window.page("labels").overview
    for tab in (overview.queue, overview.printers):
        overview.tabs.setCurrentWidget(tab)
        settled()
        assert tab.table.empty.isVisible()


def test_the_tables_pass_the_model_tester(overview, settled):
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    for tab in (overview.queue, overview.printers):
        QAbstractItemModelTester(tab.model, mode, tab)
        overview.tabs.setCurrentWidget(tab)
        settled()
    overview.queue.open_only.setChecked(False)
    settled()
    overview.queue.open_only.setChecked(True)
    settled()
