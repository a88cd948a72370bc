"""A station's window over a real ledger with people, licenses, an order and units that passed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.logs import Redactor
from app.settings import BACKUP_FOLDER
from app.station.places import Places
from app.ui.application import Program
from app.ui.live.services import LiveServices
from flasher.secrets import Secret
from flasher.timing import SystemClock
from tests.people import PINS, factory_in
from tests.windows import opened, quiet_settings

EVERYBODY = ("Ole", "Qiu", "Eng", "Sun", "Ada")


class Plant:
    """The window, what it asks, and who works there."""

    def __init__(self, program: Program, services: LiveServices, folder: Path, qtbot) -> None:
        self.program = program
        self.services = services
        self.window = program.window
        self.folder = folder
        self._qtbot = qtbot

    def enter(self, name: str) -> None:
        """Sign somebody in, as the form does."""
        self.services.sign_in.sign_in(name, Secret(PINS[name][1]))
        self.window.desk.look()
        self.wait()

    def show(self, name: str):
        """Go to a page and wait until it shows what it asked for."""
        self.window.go(name)
        self.wait()
        return self.window.page(name)

    def wait(self) -> None:
        """Wait until every question is answered, and what the answers ask in turn."""
        for _ in range(3):
            self._qtbot.waitUntil(lambda: not self.program.tasks.busy, timeout=20_000)

    @property
    def ledger(self):
        """Return the open ledger."""
        return self.services.session.services().ledger


@contextmanager
def plant_in(folder: Path, qapp, qtbot, *, licenses: int = 12, units: int = 3) -> Iterator[Plant]:
    """Make the ledger, let units pass, close it, and open the window on it."""
    made = folder / "factory"
    made.mkdir()
    with factory_in(made, SystemClock()) as factory:
        factory.fill(licenses)
        factory.order(quantity=licenses)
        factory.hire(*EVERYBODY)
        with factory.run() as run:
            for number in range(units):
                factory.make(run, number, order_id=1)
        unlock, location = factory.unlock, factory.location
    settings = quiet_settings(folder / "settings.json")
    settings.put(BACKUP_FOLDER, str(folder / "backups"))
    services = LiveServices(
        str(location),
        settings,
        Redactor(),
        folder,
        folder / "keywright.log",
        unlock=unlock,
        places=Places(folder / "slots.json", list),
    )
    services.session.services()
    with opened(qapp, qtbot, services, settings) as program:
        program.window.show()
        yield Plant(program, services, folder, qtbot)
