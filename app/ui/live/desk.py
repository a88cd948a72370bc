"""In whose name a page acts: whoever is at the desk."""

from app.domain.people import Actor
from app.ui.live.session import Session
from app.workflows.services import Services


class Desk:
    """Hands every call the services of this moment."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def session(self) -> Session:
        """Return the ledger's session."""
        return self._session

    def services(self) -> Services:
        """Return the services in the name of who is at the desk now; raises LedgerTrouble."""
        return self._session.services()

    def actor(self) -> Actor:
        """Return who is at the desk."""
        return self.services().actor
