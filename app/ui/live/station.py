"""What is changed of this station, with right and record."""

from app.ui.live.session import Session
from app.workflows.services import Services
from app.workflows.station_care import change_station, take_support_bundle


class LiveStation:
    """See StationService."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def change(self, what: str, old: object, new: object) -> None:
        """Record a change that the page makes then."""
        change_station(self._services(), what, old, new)

    def take_bundle(self, file: str) -> None:
        """Record that a support bundle leaves."""
        take_support_bundle(self._services(), file)

    def _services(self) -> Services | None:
        return self._session.services() if self._session.is_open() else None
