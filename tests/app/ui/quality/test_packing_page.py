"""Packing: scans fill a carton; strangers and duplicates are refused loudly."""

import os
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.domain.packing import PackageKind, PackageState
from app.settings import SCANNER_PORT
from app.ui.labels.records import PrinterDraft, PrinterRow
from app.ui.pages.packing import PackingPage
from app.ui.widgets.form import Form

STRICT = QAbstractItemModelTester.FailureReportingMode.Fatal


def waits(settled):
    for _ in range(3):
        settled()


def carton(factory, real, code="C-1", capacity=3):
    real.services.quality.packing.open(PackageKind.CARTON, code, order="O", capacity=capacity)


def test_a_ledger_without_packages_says_what_to_do(page_of):
    page = page_of(PackingPage)
    assert page.package is None
    assert not page.work.isVisible()
    assert page.list.empty.isVisible()


def test_scans_fill_the_open_carton_and_its_picture(qtbot, settled, page_of, factory, real, made):
    carton(factory, real)
    page = page_of(PackingPage)
    QAbstractItemModelTester(page.boxes, STRICT)
    QAbstractItemModelTester(page.lines, STRICT)
    waits(settled)
    for identity in made[:2]:
        qtbot.keyClicks(page, identity)
        qtbot.keyClick(page, Qt.Key.Key_Return)
        waits(settled)
    assert page.package.content == 2
    assert page.picture.accessibleName() == "2 / 3"
    assert [line.identity for line in page.lines.rows] == [made[1], made[0]]


def test_duplicates_and_strangers_are_refused_loudly(settled, page_of, factory, real, made):
    carton(factory, real)
    page = page_of(PackingPage)
    waits(settled)
    page.scan(made[0])
    waits(settled)
    page.scan(made[0])
    waits(settled)
    assert "already" in page.loud.words
    page.scan("uuid-of-nobody")
    waits(settled)
    assert "uuid-of-nobody" in page.loud.words
    page.scan(made[1])
    waits(settled)
    assert not page.loud.words
    assert page.package.content == 2


def test_a_full_carton_is_closed_and_what_is_unpacked_opens_it(
    settled, page_of, factory, real, made, tmp_path
):
    carton(factory, real, capacity=2)
    page = page_of(PackingPage)
    waits(settled)
    for identity in made[:2]:
        page.scan(identity)
        waits(settled)
    assert "full" in page.banner.words
    packing = real.services.quality.packing
    page._changed(packing.close("C-1", 2))
    waits(settled)
    assert page.package.state is PackageState.CLOSED
    assert not page.close_it.isEnabled()
    assert packing.write_list("C-1", tmp_path / "list.csv") == 2
    packing.write_label("C-1", tmp_path / "label.pdf")  # proved by reading its codes back
    assert (tmp_path / "label.pdf").stat().st_size > 1000
    page._changed(packing.unpack(made[0], "wrong box"))
    waits(settled)
    assert (page.package.content, page.package.state) == (1, PackageState.OPEN)


def closed_carton(real, made):
    packing = real.services.quality.packing
    for identity in made[:2]:
        packing.pack("C-1", identity)
    packing.close("C-1", 2)


def form_of(page):
    return next(form for form in page.findChildren(Form) if form.isVisible())


def test_the_label_of_a_closed_carton_goes_to_a_printer_and_a_copy_needs_a_reason(
    settled, page_of, factory, real, made, monkeypatch
):
    carton(factory, real, capacity=2)
    closed_carton(real, made)
    asked = []
    labels = real.services.labels
    monkeypatch.setattr(labels, "printers", lambda: [PrinterRow(PrinterDraft("Zebra"))])
    monkeypatch.setattr(labels, "carton_copies", lambda _code: len(asked))
    monkeypatch.setattr(labels, "print_carton", lambda *words: asked.append(words))
    page = page_of(PackingPage)
    waits(settled)
    page.label_it.click()
    waits(settled)
    form = form_of(page)
    assert set(form.inputs) == {"printer"}
    form.accept()
    waits(settled)
    assert asked == [("C-1", "Zebra", "")]
    assert "Zebra" in page.banner.words
    page.label_it.click()
    waits(settled)
    form = form_of(page)
    form.inputs["reason"].setText("smeared")
    form.accept()
    waits(settled)
    assert asked[-1] == ("C-1", "Zebra", "smeared")


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_a_serial_scanner_fills_the_carton_while_the_page_is_in_sight(
    qtbot, settled, page_of, factory, real, made, settings
):
    carton(factory, real)
    side, port = os.openpty()
    settings.put(SCANNER_PORT, os.ttyname(port))
    page = page_of(PackingPage)
    waits(settled)
    for _ in range(5):
        os.write(side, f"{made[0]}\r\n".encode())
        with qtbot.waitSignal(page.scanner.scanned, timeout=1500, raising=False) as heard:
            pass
        if heard.signal_triggered:
            break
    qtbot.waitUntil(lambda: page.package is not None and page.package.content == 1, timeout=5000)
    page.hide()
    page.scanner._last.join()
    os.close(side)
    os.close(port)
