"""Who is at the desk: signing in, locking, handing over, a second person's word."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from app.domain.acts import Act
from app.domain.rights import Right
from app.ui.live.session import Session
from app.ui.views import AtDesk
from flasher.secrets import Secret

if TYPE_CHECKING:
    from app.workflows.rights import Permission

R = TypeVar("R")


class LiveSignIn:
    """See SignInService."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def at_desk(self) -> AtDesk:
        """Return who is here; nobody while there is no open ledger."""
        if not self._session.is_open():
            return AtDesk()
        self._session.lock_if_deserted()
        services = self._session.services()
        if services.shift is None or not services.ledger.people.any():
            return AtDesk(name=services.actor.name)
        bench = services.shift.at_bench()
        return AtDesk(
            name=bench.name if bench.is_signed_in else "",
            has_people=True,
            is_locked=services.shift.is_locked(),
        )

    def touch(self) -> None:
        """Note that somebody is at the desk. Returns at once."""
        self._session.touch()

    def sign_in(self, name: str, secret: Secret) -> None:
        """Sign in by name and PIN, or by badge where no name is given."""
        shift = self._session.shift()
        if name:
            shift.sign_in(name, secret)
        else:
            shift.sign_in_by_badge(secret)

    def change_own(self, name: str, old: Secret, new: Secret) -> None:
        """Change one's own PIN or password, then sign in with it."""
        from app.workflows.people import change_own_secret

        services = self._session.services()
        change_own_secret(replace(services, actor=replace(services.actor, name=name)), old, new)
        self._session.shift().sign_in(name, new)

    def lock(self) -> None:
        """Lock the desk; boards go on."""
        self._session.shift().lock()

    def sign_out(self) -> None:
        """End the shift."""
        self._session.shift().sign_out()

    def with_second(self, act: Act, name: str, secret: Secret, call: Callable[[], R]) -> R:
        """Make one call with a second person's word for its act."""
        actor, shift = self._session.services().actor, self._session.shift()
        approved = (
            shift.approve(actor, act, name, secret)
            if name
            else shift.approve_by_badge(actor, act, secret)
        )
        with self._session.approvals.given(approved):
            return call()

    def may(self, acts: Sequence[Act]) -> "Mapping[Act, Permission]":
        """Return for each act whether it may be done now, and who could."""
        from app.workflows.rights import Permission, permissions

        if not self._session.is_open():
            return {act: Permission(act, Right.ALONE, "", ()) for act in acts}
        services = self._session.services()
        return permissions(services.ledger, services.actor, acts)
