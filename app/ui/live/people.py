"""People, rights, the vault's locks and backups over their workflows."""

from collections.abc import Sequence

from app.domain.people import Actor, Person, Role
from app.ui.live.desk import Desk
from app.workflows import people
from flasher.secrets import Secret


class LivePeople:
    """See PeopleService."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def actor(self) -> Actor:
        """Return who is at the desk."""
        return self._desk.actor()

    def all(self) -> Sequence[Person]:
        """Return everybody."""
        return self._desk.services().ledger.people.all(gone_too=True)

    def first(self, name: str, secret: Secret) -> None:
        """Add the first administrator."""
        people.add_first_administrator(self._desk.services(), name, secret)

    def add(
        self,
        name: str,
        roles: Sequence[Role],
        *,
        secret: Secret | None,
        badge: Secret | None,
    ) -> None:
        """Add a person."""
        services = self._desk.services()
        people.add_person(services, name, roles, secret=secret, badge=badge)

    def change_roles(self, name: str, roles: Sequence[Role], reason: str) -> None:
        """Give a person these roles."""
        people.change_roles(self._desk.services(), name, roles, reason)

    def set_secret(self, name: str, secret: Secret) -> None:
        """Give a person a new PIN or password."""
        people.set_secret(self._desk.services(), name, secret)

    def change_own(self, old: Secret, new: Secret) -> None:
        """Change the PIN or password of who is at the desk."""
        people.change_own_secret(self._desk.services(), old, new)

    def set_badge(self, name: str, badge: Secret | None) -> None:
        """Register a badge, or take it away."""
        people.set_badge(self._desk.services(), name, badge)

    def leave(self, name: str, reason: str) -> None:
        """Record that a person left."""
        people.leave(self._desk.services(), name, reason)

    def come_back(self, name: str, reason: str) -> None:
        """Let somebody who left sign in again."""
        people.come_back(self._desk.services(), name, reason)

    def let_in(self, name: str, reason: str) -> None:
        """End a lock-out."""
        people.let_in(self._desk.services(), name, reason)
