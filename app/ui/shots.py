"""The pictures of the window: which page, over what, and what a person did on it before."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.demo.lists import write_list
from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.ui.main_window import MainWindow
from app.ui.pages.audit import AuditPage
from app.ui.pages.labels import LabelsPage
from app.ui.pages.ledger import LedgerPage
from app.ui.pages.lots import LotsPage
from app.ui.pages.orders import OrdersPage
from app.ui.pages.people import PeoplePage
from app.ui.pages.qa import QaPage
from app.ui.pages.units import UnitsPage
from app.ui.services_ledger import AuditQuery
from app.ui.views import LedgerShut, UnitQuery

GOOD, BAD = "PO-1123.csv", "PO-1124.csv"
Prepare = Callable[[MainWindow, Path], None]


def _nothing(_window: MainWindow, _files: Path) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture. ``page`` empty: what the window opens with."""

    name: str
    page: str
    prepare: Prepare = _nothing


def prepared_lists(folder: Path) -> None:
    """Write a good list, and one with every kind of trouble."""
    write_list(folder / GOOD, "tuya", 200, 7)
    write_list(folder / BAD, "tuya", 200, 8)
    with (folder / BAD).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    for row in rows:
        row.append("")
    rows[0][3] = "STATUS"
    rows[13][0] = rows[13][0][:19]
    rows[51][0] = rows[50][0]
    rows[76][1] = rows[76][1][:9]
    rows[119][0] = "1E+05"
    for line in (30, 31, 32):
        rows[line][3] = "scrap"
    with (folder / BAD).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _lots(window: MainWindow) -> LotsPage:
    page = window.page("lots")
    assert isinstance(page, LotsPage)
    return page


def _choose_lot(window: MainWindow, _files: Path) -> None:
    page = _lots(window)
    page.table.choose([lot.name for lot in page.model.rows].index("PO-1117-A"))


def _open_wizard(window: MainWindow, _files: Path) -> None:
    _lots(window).open_wizard()


def _inspect(name: str) -> Prepare:
    def inspect(window: MainWindow, files: Path) -> None:
        _open_wizard(window, files)
        _lots(window).wizard.inspect(files / name)

    return inspect


def _labels(window: MainWindow) -> LabelsPage:
    page = window.page("labels")
    assert isinstance(page, LabelsPage)
    return page


def _open_queue(window: MainWindow, _files: Path) -> None:
    overview = _labels(window).overview
    overview.tabs.setCurrentWidget(overview.queue)


def _open_printers(window: MainWindow, _files: Path) -> None:
    overview = _labels(window).overview
    overview.tabs.setCurrentWidget(overview.printers)


def _open_designer(window: MainWindow, _files: Path) -> None:
    page = _labels(window)
    page.open_design(page.services.labels.designs()[-1])
    page.designer.document.choose((0,))


def _order_form(window: MainWindow, _files: Path) -> None:
    page = window.page("orders")
    assert isinstance(page, OrdersPage)
    page.create_order()


def _choose_unit(window: MainWindow, _files: Path) -> None:
    page = window.page("units")
    assert isinstance(page, UnitsPage)
    found = page.services.units.fetch(UnitQuery(), 0, 400)
    page.table.choose(next((n for n, unit in enumerate(found) if unit.attempts > 1), 0))


def _scan(state: LicenseState | None, place: int = 0) -> Prepare:
    def scan(window: MainWindow, _files: Path) -> None:
        page = window.page("qa")
        assert isinstance(page, QaPage)
        found = page.services.units.fetch(UnitQuery(state=state), 0, place + 1)
        page.scan(found[place].identity or found[place].mac)

    return scan


def _scan_clone(window: MainWindow, _files: Path) -> None:
    page = window.page("qa")
    assert isinstance(page, QaPage)
    (found,) = page.services.quality.audit.fetch(AuditQuery(act=Act.CLONE_FOUND.value), 0, 1)
    page.scan(found.subject.partition(":")[2])


def _open_rights(window: MainWindow, _files: Path) -> None:
    page = window.page("people")
    assert isinstance(page, PeoplePage)
    page.tabs.setCurrentIndex(1)


def _choose_record(window: MainWindow, _files: Path) -> None:
    page = window.page("audit")
    assert isinstance(page, AuditPage)
    page.table.choose(3)


def _back_up(window: MainWindow, _files: Path) -> None:
    page = window.page("ledger")
    assert isinstance(page, LedgerPage)
    page.backups.make()


def _sign_in(window: MainWindow, _files: Path) -> None:
    window.desk.ask_who()


def _lock(window: MainWindow, _files: Path) -> None:
    window.context.services.bench.subscribe(window.bridge.post)
    window.bridge.post(LedgerShut("passphrase-needed"))


BENCH: dict[str, tuple[Shot, ...]] = {
    "every state": (Shot("bench", "bench"), Shot("sign-in", "bench", _sign_in)),
    "one": (Shot("bench-1", "bench"),),
    "many": (Shot("bench-32", "bench"),),
    "locked": (Shot("bench-locked", "bench"),),
}
"""Pictures of the bench by what is in its slots."""

MADE = (
    Shot("lots", "lots", _choose_lot),
    Shot("lots-drop", "lots", _open_wizard),
    Shot("lots-problems", "lots", _inspect(BAD)),
    Shot("lots-import", "lots", _inspect(GOOD)),
    Shot("orders", "orders"),
    Shot("orders-new", "orders", _order_form),
    Shot("units", "units", _choose_unit),
    Shot("labels", "labels"),
    Shot("labels-queue", "labels", _open_queue),
    Shot("labels-printers", "labels", _open_printers),
    Shot("designer", "labels", _open_designer),
    Shot("reports", "reports"),
    Shot("qa", "qa", _scan(LicenseState.VERIFIED)),
    Shot("qa-doubtful", "qa", _scan(LicenseState.DOUBTFUL)),
    Shot("qa-void", "qa", _scan(LicenseState.VOID)),
    Shot("qa-clone", "qa", _scan_clone),
    Shot("packing", "packing"),
    Shot("figures", "figures"),
    Shot("people", "people"),
    Shot("rights", "people", _open_rights),
    Shot("audit", "audit", _choose_record),
    Shot("ledger", "ledger", _back_up),
    Shot("diagnostics", "diagnostics"),
    Shot("settings", "settings"),
    Shot("locked", "", _lock),
)
BARE = (Shot("welcome", "welcome"),)
EMPTY_LEDGER = (
    Shot("lots-empty", "lots"),
    Shot("labels-empty", "labels", _open_queue),
)
