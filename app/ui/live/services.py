"""All real services of one window, joined once; each is imported when it is first asked."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap import Unlock
from app.errors import Refused
from app.logs import Redactor
from app.settings import Settings
from app.station.places import Places
from app.ui.live.bench import LiveBench
from app.ui.live.late import Late
from app.ui.live.quality_services import LiveQualityServices
from app.ui.live.session import Session
from app.ui.live.setup import LiveSetup
from app.ui.live.sign_in import LiveSignIn

if TYPE_CHECKING:
    from app.ui.live.backups import LiveBackups
    from app.ui.live.diagnostics import LiveDiagnostics
    from app.ui.live.labels import LiveLabels
    from app.ui.live.lots import LiveLots
    from app.ui.live.orders import LiveOrders
    from app.ui.live.printing import LivePrinting
    from app.ui.live.reports import LiveReports
    from app.ui.live.station import LiveStation
    from app.ui.live.units import LiveUnits


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
        self._settings = settings
        self._redactor = redactor
        self._folder = folder
        self._log_file = log_file
        self.session = Session(location, settings, redactor, unlock)
        self.places = places or Places(folder / "slots.json")
        self.session.open_link = self.places.gate.open_for_reading
        self.bench = LiveBench(self.session, self.places)
        self.sign_in = LiveSignIn(self.session)
        self.station = Late(self._make_station).stand_in()
        self.setup = LiveSetup(self.session, self.places, folder / "simulation", self._changed)
        self._printing = Late(self._make_printing)
        self.session.rest = self._rest
        self.session.woken = self._changed
        self.quality = LiveQualityServices(self.session, folder, settings)
        self.lots = Late(self._make_lots).stand_in()
        self.orders = Late(self._make_orders).stand_in()
        self.units = Late(self._make_units).stand_in()
        self.reports = Late(self._make_reports).stand_in()
        self.labels = Late(self._make_labels).stand_in()
        self.diagnostics = Late(self._make_diagnostics).stand_in()
        self.backups = Late(self._make_backups).stand_in()

    @property
    def printing(self) -> "LivePrinting":
        """Return the printers' threads."""
        return self._printing.get()

    def start(self) -> None:
        """Begin to watch the ports."""
        self.places.start(self.bench.ports_changed)

    def close(self) -> None:
        """Stop threads and boards, end the run, close the ledger."""
        self.bench.close()
        self.places.close()
        self.setup.close()
        if self._printing.made is not None:
            self._printing.made.close()
        self.session.close()

    def _rest(self) -> None:
        """Let nobody but the session use the ledger; Refused ``bench-runs``."""
        if self.bench.header().running or self.bench.busy_slots():
            raise Refused("bench-runs")
        if self._printing.made is not None:
            self._printing.made.rest()

    def _changed(self) -> None:
        self.bench.ports_changed()
        self.bench.settle()

    def _make_station(self) -> "LiveStation":
        from app.ui.live.station import LiveStation

        return LiveStation(self.session)

    def _make_lots(self) -> "LiveLots":
        from app.ui.live.lots import LiveLots

        return LiveLots(self.session)

    def _make_orders(self) -> "LiveOrders":
        from app.ui.live.orders import LiveOrders

        return LiveOrders(self.session)

    def _make_units(self) -> "LiveUnits":
        from app.ui.live.units import LiveUnits

        return LiveUnits(self.session)

    def _make_reports(self) -> "LiveReports":
        from app.ui.live.reports import LiveReports

        return LiveReports(self.session)

    def _make_printing(self) -> "LivePrinting":
        from app.ui.live.printing import LivePrinting

        return LivePrinting(self.session)

    def _make_labels(self) -> "LiveLabels":
        from app.ui.live.labels import LiveLabels

        return LiveLabels(self.session, self.printing, self._folder / "pictures")

    def _make_diagnostics(self) -> "LiveDiagnostics":
        from app.ui.live.diagnostics import LiveDiagnostics

        made = LiveDiagnostics(self.places, self._settings, self._redactor, self._log_file)
        made.is_running = lambda: self.bench.header().running
        made.station = self.station
        return made

    def _make_backups(self) -> "LiveBackups":
        from app.ui.live.backups import LiveBackups

        return LiveBackups(self.session, self._settings)
