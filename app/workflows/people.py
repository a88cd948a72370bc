"""People: the first administrator, new ones, their roles, PINs and badges, and when they leave."""

from collections.abc import Iterable
from dataclasses import replace

from app.domain.acts import Act
from app.domain.people import Person, Role
from app.domain.reasons import needed_reason
from app.errors import BadInput, Refused
from app.security.passwords import Passwords, refuse_short_badge, refuse_weak
from app.workflows.rights import require
from app.workflows.services import Services
from app.workflows.sign_in import recognise
from flasher.secrets import Secret

PURPOSE = "people"
NAME_LONGEST = 64
NOT_A_PERSON = frozenset({"station", "nobody"})  # these act in the record where no person does


def passwords_of(services: Services) -> Passwords:
    """Return what makes and checks the hashes of this ledger; its pepper is in the vault."""
    return Passwords(services.vault.derive(PURPOSE))


def add_first_administrator(services: Services, name: str, secret: Secret) -> Person:
    """Add the one person nobody had to allow; from now on everybody signs in.

    Raises Refused ``people-exist`` and what :func:`add_person` raises.
    """
    if services.ledger.people.any():
        raise Refused("people-exist")
    return _add(services, name, {Role.ADMINISTRATOR}, secret, None)


def add_person(
    services: Services,
    name: str,
    roles: Iterable[Role],
    *,
    secret: Secret | None = None,
    badge: Secret | None = None,
    chosen_by_person: bool = False,
) -> Person:
    """Add a person; they sign in with the PIN, the badge, or either.

    The PIN is changed at the first sign-in, unless the person chose it themself: who sets a PIN
    for another could act in their name.
    Raises NotAllowed, and BadInput ``person-name-…``, ``person-without-role``,
    ``person-cannot-sign-in``, ``first-administrator-needed``, ``badge-…``, ``pin-too-short``,
    ``password-…``.
    """
    require(services.ledger, services.actor, Act.PERSON_ADDED)
    return _add(services, name, roles, secret, badge, given=not chosen_by_person)


def change_roles(services: Services, name: str, roles: Iterable[Role], reason: str) -> Person:
    """Give a person these roles instead of the old ones; Refused ``last-administrator``."""
    require(services.ledger, services.actor, Act.PERSON_EDITED)
    people, actor = services.ledger.people, services.actor
    return people.change_roles(name, frozenset(roles), needed_reason(reason), actor)


def set_secret(services: Services, name: str, secret: Secret) -> None:
    """Give a person a new PIN or password, as an administrator does for who forgot theirs.

    They change it at the next sign-in.
    """
    require(services.ledger, services.actor, Act.PERSON_SECRET_SET)
    refuse_weak(secret, name)
    hashed = passwords_of(services).hash(secret)
    given = services.ledger.people.get(name).name != services.actor.name
    services.ledger.people.set_secret(name, hashed, services.actor, given=given)


def change_own_secret(services: Services, old: Secret, new: Secret) -> None:
    """Change one's own PIN or password; the old one is asked for, no right is needed.

    Raises as :func:`app.workflows.sign_in.recognise` does, and BadInput for a weak one.
    """
    name, passwords = services.actor.name, passwords_of(services)
    refuse_weak(new, name)
    found = recognise(services.ledger, passwords, services.actor, name, old, given_too=True)
    if new == old:
        raise BadInput("pin-not-new")
    actor = replace(services.actor, name=found.person.name)
    services.ledger.people.set_secret(found.person.name, passwords.hash(new), actor)


def set_badge(services: Services, name: str, badge: Secret | None) -> None:
    """Give a person a badge, or take it away (None); BadInput ``badge-taken``."""
    require(services.ledger, services.actor, Act.PERSON_BADGE_SET)
    services.ledger.people.set_badge(name, _badge(services, badge), services.actor)


def leave(services: Services, name: str, reason: str) -> Person:
    """Record that a person left; every record keeps their name. Refused ``last-administrator``."""
    require(services.ledger, services.actor, Act.PERSON_LEFT)
    return services.ledger.people.leave(name, needed_reason(reason), services.actor)


def come_back(services: Services, name: str, reason: str) -> Person:
    """Let somebody who left sign in again; Refused ``person-has-no-pin``."""
    require(services.ledger, services.actor, Act.PERSON_RETURNED)
    return services.ledger.people.come_back(name, needed_reason(reason), services.actor)


def let_in(services: Services, name: str, reason: str) -> Person:
    """End a lock-out."""
    require(services.ledger, services.actor, Act.PERSON_LET_IN)
    return services.ledger.people.let_in(name, needed_reason(reason), services.actor)


def _add(
    services: Services,
    name: str,
    roles: Iterable[Role],
    secret: Secret | None,
    badge: Secret | None,
    *,
    given: bool = False,
) -> Person:
    name = " ".join(name.split())
    if len(name) > NAME_LONGEST or not name.isprintable():
        raise BadInput("person-name-unfit", most=NAME_LONGEST)
    if name.casefold() in NOT_A_PERSON:
        raise BadInput("person-name-taken", name=name)
    if secret is not None:
        refuse_weak(secret, name)
    return services.ledger.people.add(
        name,
        frozenset(roles),
        services.actor,
        secret_hash=None if secret is None else passwords_of(services).hash(secret),
        badge=_badge(services, badge),
        given=given,
    )


def _badge(services: Services, badge: Secret | None) -> bytes | None:
    if badge is None:
        return None
    refuse_short_badge(badge)
    return passwords_of(services).badge_digest(badge)
