"""Who is at the bench: sign in by PIN, password or badge; lock when idle; hand over in mid-run.

:class:`Shift` is the one place that slots and pages ask who acts. The desk (everything that is
clicked) locks after some minutes without a touch; the bench goes on under the name of the person
whose shift it is, because their hands are at the boards and not at the keyboard. At a hand-over the
next attempt begins under the new name; one that runs ends under the name it began with.
"""

import threading
from dataclasses import dataclass, replace

from app.domain.acts import Act
from app.domain.people import Actor, Approval, Person, Role
from app.domain.rights import may_approve, who_could
from app.errors import NotAllowed
from app.ledger.ledger import Ledger
from app.security.passwords import Passwords
from flasher.secrets import Secret
from flasher.timing import Clock

IDLE_S = 300.0
SHIFT_S = 12 * 3600.0
NOBODY = "nobody"
NOT_BY_BADGE_ALONE = Role.ADMINISTRATOR
"""A badge can be lost or copied; it does not open what an administrator may do."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A person who proved who they are, and how: ``pin`` or ``badge``."""

    person: Person
    how: str


def recognise(
    ledger: Ledger,
    passwords: Passwords,
    actor: Actor,
    name: str,
    secret: Secret,
    *,
    given_too: bool = False,
) -> Recognised:
    """Recognise a person by name and PIN or password; each try is counted and recorded.

    ``actor`` names the station. Raises NotAllowed ``sign-in-wrong`` (an unknown name, a wrong PIN
    and a person who left are told apart only in the record), ``pin-must-change`` (somebody else
    chose it; ``given_too``: take it all the same, for changing it) and Refused ``locked-out`` or
    ``locked-out-for-good``.
    """
    person = ledger.people.find(name)
    if person is None or not person.is_here:
        passwords.fits(None, secret)  # as slow as a wrong PIN: a name must not be guessable
        ledger.people.note_stranger("pin", replace(actor, name=NOBODY))
        raise NotAllowed("sign-in-wrong")
    ledger.people.begin_try(person, actor)
    good = passwords.fits(person.secret_hash, secret)
    ledger.people.end_try(person, replace(actor, name=person.name), good=good, how="pin")
    if not good:
        raise NotAllowed("sign-in-wrong")
    if person.must_change and not given_too:
        raise NotAllowed("pin-must-change", name=person.name)
    return Recognised(person, "pin")


def recognise_badge(
    ledger: Ledger, passwords: Passwords, actor: Actor, badge: Secret
) -> Recognised:
    """Recognise a person by the code of their badge.

    Raises NotAllowed ``badge-unknown`` | ``badge-not-enough`` and Refused ``locked-out`` |
    ``locked-out-for-good``.
    """
    person = ledger.people.by_badge(passwords.badge_digest(badge))
    if person is None or not person.is_here:
        ledger.people.note_stranger("badge", replace(actor, name=NOBODY))
        raise NotAllowed("badge-unknown")
    if NOT_BY_BADGE_ALONE in person.roles:
        raise NotAllowed("badge-not-enough", name=person.name)
    ledger.people.begin_try(person, actor)
    ledger.people.end_try(person, replace(actor, name=person.name), good=True, how="badge")
    return Recognised(person, "badge")


def as_actor(found: Recognised, station: str) -> Actor:
    """Return a recognised person as who acts at this station."""
    return Actor(found.person.name, station, found.person.roles, is_signed_in=True)


def approved_by(actor: Actor, second: Recognised, act: Act | None = None) -> Actor:
    """Return the actor with a second person's approval of one act; both names go on record.

    ``act`` None: for the one act of the command it is given to. Raises NotAllowed
    ``approver-is-same`` and ``approver-may-not``.
    """
    person = second.person
    if person.name.casefold() == actor.name.casefold():
        raise NotAllowed("approver-is-same", who=person.name)
    if act is not None and not may_approve(person.roles, act):
        raise NotAllowed("approver-may-not", act=act, who=person.name, could=who_could(act))
    return replace(actor, approver=person.name, approval=Approval(act))


class Shift:
    """Who acts at this station now. Thread-safe; asked by every slot for every attempt.

    ``before``: who acts in a ledger that has no people yet.
    """

    def __init__(
        self,
        ledger: Ledger,
        passwords: Passwords,
        clock: Clock,
        before: Actor,
        *,
        idle_s: float = IDLE_S,
        shift_s: float = SHIFT_S,
    ) -> None:
        self._ledger = ledger
        self._passwords = passwords
        self._clock = clock
        self._before = before
        self._idle_s = idle_s
        self._shift_s = shift_s
        self._lock = threading.Lock()
        self._actor: Actor | None = None
        self._touched = self._began = clock.monotonic()
        self._is_shut = True
        self._has_people = False

    def at_desk(self) -> Actor:
        """Return who acts at keyboard and screen; nobody (not signed in) while it is locked."""
        if not self._asks():
            return self._before
        with self._lock:
            if self._actor is None or self._is_locked():
                return self._nobody()
            return self._actor

    def at_bench(self) -> Actor:
        """Return in whose name boards are written; the desk's lock does not end it."""
        if not self._asks():
            return self._before
        with self._lock:
            over = self._clock.monotonic() - self._began > self._shift_s
            return self._nobody() if self._actor is None or over else self._actor

    def touch(self) -> None:
        """Note that somebody is at the desk; a lock that has fallen stays."""
        with self._lock:
            if not self._is_locked():
                self._touched = self._clock.monotonic()

    def follow(self, ledger: Ledger, idle_s: float) -> None:
        """Go on with the same ledger, opened again, and with this time until the desk locks."""
        with self._lock:
            self._ledger, self._idle_s = ledger, idle_s

    def is_locked(self) -> bool:
        """Say whether the desk asks for a sign-in."""
        if not self._asks():
            return False
        with self._lock:
            return self._actor is None or self._is_locked()

    def lock(self) -> None:
        """Lock the desk now."""
        with self._lock:
            self._is_shut = True

    def sign_in(self, name: str, secret: Secret) -> Actor:
        """Sign a person in, or unlock the desk; raises as :func:`recognise` does.

        Where somebody else's shift runs, it is handed over: no slot stops.
        """
        return self._enter(recognise(self._ledger, self._passwords, self._before, name, secret))

    def sign_in_by_badge(self, badge: Secret) -> Actor:
        """Sign a person in by badge; raises as :func:`recognise_badge` does."""
        return self._enter(recognise_badge(self._ledger, self._passwords, self._before, badge))

    def sign_out(self) -> None:
        """End the shift: from now on boards are refused until somebody signs in."""
        with self._lock:
            actor, self._actor = self._actor, None
            self._is_shut = True
        if actor is not None:
            self._ledger.audit.note(Act.PERSON_SIGNED_OUT, f"person:{actor.name}", actor)

    def approve(self, actor: Actor, act: Act, name: str, secret: Secret) -> Actor:
        """Return the actor with a second person's approval, typed at this desk."""
        second = recognise(self._ledger, self._passwords, actor, name, secret)
        return approved_by(actor, second, act)

    def approve_by_badge(self, actor: Actor, act: Act, badge: Secret) -> Actor:
        """Return the actor with a second person's approval, scanned at this desk."""
        second = recognise_badge(self._ledger, self._passwords, actor, badge)
        return approved_by(actor, second, act)

    def _enter(self, found: Recognised) -> Actor:
        actor = as_actor(found, self._before.station)
        with self._lock:
            former, self._actor = self._actor, actor
            self._is_shut = False
            now = self._clock.monotonic()
            self._touched = now
            if former is None or former.name != actor.name:
                self._began = now
        if former is not None and former.name != actor.name:
            self._ledger.audit.note(
                Act.SHIFT_HANDED_OVER,
                f"station:{actor.station}",
                actor,
                old={"who": former.name},
                new={"who": actor.name},
            )
        return actor

    def _asks(self) -> bool:
        # Nobody is ever deleted, so the first yes holds for good.
        self._has_people = self._has_people or self._ledger.people.any()
        return self._has_people

    def _is_locked(self) -> bool:
        return self._is_shut or self._clock.monotonic() - self._touched > self._idle_s

    def _nobody(self) -> Actor:
        return Actor(NOBODY, self._before.station, frozenset())
