"""In whose name a page acts: whoever is at the desk, with a second person where one is asked."""

from dataclasses import replace

from app.domain.people import Actor
from app.ui.live.session import Session
from app.ui.services_quality import Second
from app.workflows.people import passwords_of
from app.workflows.services import Services
from app.workflows.sign_in import approved_by, recognise, recognise_badge


class Desk:
    """Hands every call the services of this moment."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def session(self) -> Session:
        """Return the ledger's session."""
        return self._session

    def services(self, second: Second | None = None) -> Services:
        """Return the services in the name of who is at the desk now.

        With a ``second`` the approval is good for one act. Raises NotAllowed ``sign-in-wrong``,
        ``badge-…``, ``approver-is-same``; Refused ``locked-out…``; LedgerTrouble.
        """
        services = self._session.services()
        if second is None:
            return services
        passwords = passwords_of(services)
        if second.name:
            found = recognise(
                services.ledger, passwords, services.actor, second.name, second.secret
            )
        else:
            found = recognise_badge(services.ledger, passwords, services.actor, second.secret)
        return replace(services, actor=approved_by(services.actor, found))

    def actor(self) -> Actor:
        """Return who is at the desk."""
        return self.services().actor
