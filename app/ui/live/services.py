"""All real services of one window, joined once."""

from pathlib import Path

from app.bootstrap import Unlock
from app.logs import Redactor
from app.settings import Settings
from app.station.places import Places
from app.ui.live.bench import LiveBench
from app.ui.live.diagnostics import LiveDiagnostics
from app.ui.live.labels import LiveLabels
from app.ui.live.lots import LiveLots
from app.ui.live.orders import LiveOrders
from app.ui.live.printing import LivePrinting
from app.ui.live.quality_services import LiveQualityServices
from app.ui.live.session import Session
from app.ui.live.setup import LiveSetup
from app.ui.live.sign_in import LiveSignIn
from app.ui.live.units import LiveReports, LiveUnits


class LiveServices:
    """See ``app.ui.services.Services``. ``folder``: where slots file and simulated boards live."""

    def __init__(
        self,
        location: str,
        settings: Settings,
        redactor: Redactor,
        folder: Path,
        log_file: Path,
        *,
        unlock: Unlock | None = None,
        places: Places | None = None,
    ) -> None:
        self.session = Session(location, settings, redactor, unlock)
        self.places = places or Places(folder / "slots.json")
        self.bench = LiveBench(self.session, self.places)
        self.lots = LiveLots(self.session)
        self.orders = LiveOrders(self.session)
        self.units = LiveUnits(self.session)
        self.reports = LiveReports(self.session)
        self.printing = LivePrinting(self.session)
        self.labels = LiveLabels(self.session, self.printing, folder / "pictures")
        self.diagnostics = LiveDiagnostics(self.places, settings, redactor, log_file)
        self.diagnostics.is_running = lambda: self.bench.header().running
        self.quality = LiveQualityServices(self.session, folder)
        self.sign_in = LiveSignIn(self.session)
        self.setup = LiveSetup(self.session, self.places, folder / "simulation", self._changed)

    def start(self) -> None:
        """Begin to watch the ports."""
        self.places.start(self.bench.ports_changed)

    def _changed(self) -> None:
        self.bench.ports_changed()
        self.bench.settle()

    def close(self) -> None:
        """Stop threads and boards, end the run, close the ledger."""
        self.bench.close()
        self.places.close()
        self.setup.close()
        self.printing.close()
        self.session.close()
