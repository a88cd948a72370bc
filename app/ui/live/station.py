"""What is changed of this station, with right and record."""

from collections.abc import Callable

from app.errors import KeywrightError
from app.ui.live.session import Session
from app.workflows.services import Services
from app.workflows.station_care import L, change_station, open_console, take_support_bundle


class LiveStation:
    """See StationService."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def change(self, what: str, old: object, new: object) -> None:
        """Record a change that the page makes then."""
        change_station(self._services(), what, old, new)

    def open_console(self, port: str, open_line: Callable[[], L]) -> L:
        """Open a port for typing, in the name of who is at the desk."""
        return open_console(self._services(), port, open_line)

    def at_desk(self) -> str:
        """Return in whose name something would be done now; empty where nobody's."""
        try:
            services = self._services()
        except KeywrightError:
            return ""
        return "" if services is None else services.actor.name

    def take_bundle(self, file: str) -> None:
        """Record that a support bundle leaves."""
        take_support_bundle(self._services(), file)

    def _services(self) -> Services | None:
        return self._session.services() if self._session.is_open() else None
