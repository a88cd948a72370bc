"""Packing: scans fill a carton; strangers and duplicates are refused loudly."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.domain.packing import PackageKind, PackageState
from app.ui.pages.packing import PackingPage

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
