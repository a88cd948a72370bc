"""Lots and work orders over a real ledger with a real vault; lists are real files."""

import shutil
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QDialog

from app.logs import Redactor
from app.settings import Settings
from app.ui.live.lots import LiveLots
from app.ui.live.orders import LiveOrders
from app.ui.live.session import Session
from app.ui.live.sign_in import LiveSignIn
from app.ui.pages.lots import LotsPage
from app.ui.pages.orders import OrdersPage
from app.ui.pages.page import Context
from app.ui.sound import Sounds
from tests.people import key_of

IDENTITY = "uuid{:016d}"


@dataclass
class QuietBench:
    """A bench that only remembers which order it was given."""

    orders: list = field(default_factory=list)

    def choose_order(self, order):
        self.orders.append(order.name)


@pytest.fixture(scope="session")
def blank(tmp_path_factory):
    """A folder with an empty ledger and its key, made once; tests get copies."""
    folder = tmp_path_factory.mktemp("blank")
    made = Session(str(folder / "ledger.db"), Settings(folder / "settings.json"), Redactor())
    made.create("")
    made.close()
    return folder


@pytest.fixture
def session(blank, tmp_path, settings):
    for file in ("ledger.db", "ledger.key"):
        shutil.copy2(blank / file, tmp_path / file)
    made = Session(str(tmp_path / "ledger.db"), settings, Redactor())
    yield made
    made.close()


@pytest.fixture
def services(session):
    return SimpleNamespace(
        lots=LiveLots(session),
        orders=LiveOrders(session),
        sign_in=LiveSignIn(session),
        bench=QuietBench(),
    )


@pytest.fixture
def went():
    return []


@pytest.fixture
def context(services, tasks, settings, went):
    made = Context(services, tasks, settings, Sounds(settings, play=lambda _file: None))
    made.go = went.append
    return made


@pytest.fixture
def lots_page(page_of):
    return page_of(LotsPage)


@pytest.fixture
def orders_page(page_of):
    return page_of(OrdersPage)


@pytest.fixture
def write_list(tmp_path):
    """Write a Tuya list as CSV; ``rows`` are (identity, key, …) or a number of good rows."""

    def write(rows=20, name="list.csv", header="uuid,key", first=0):
        if isinstance(rows, int):
            rows = [(IDENTITY.format(n), key_of(n)) for n in range(first, first + rows)]
        file = tmp_path / name
        lines = [header, *(",".join(map(str, row)) for row in rows)]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return file

    return write


@pytest.fixture
def look_at(lots_page, settled):
    """Give a file to the wizard and wait for its plan."""

    def look(file):
        lots_page.take_file(file)
        settled()
        return lots_page.wizard

    return look


@pytest.fixture
def bring_in(look_at, settled):
    """Import a file through the wizard."""

    def bring(file, lot=""):
        wizard = look_at(file)
        if lot:
            wizard.lot.setText(lot)
        wizard.go.click()
        settled()
        settled()
        return wizard

    return bring


@pytest.fixture
def dialog_of():
    """Return the dialog that is open over a page."""

    def find(page, kind=QDialog):
        found = [one for one in page.findChildren(kind) if one.isVisible()]
        assert len(found) == 1
        return found[0]

    return find
