"""People as the ledger keeps them: added, given rights, tried, locked out, gone; never deleted.

A try is counted *before* the PIN is looked at, in a transaction of its own, so that many tries at
once, or a program killed in the middle of one, cannot be tries for nothing.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from app.domain.acts import Act
from app.domain.audit import Finding
from app.domain.lockout import Standing, standing, wait_after
from app.domain.people import Actor, Person, Role
from app.errors import BadInput, LedgerTrouble, Refused
from app.ledger.engine import Database
from app.ledger.people_proof import anybody_recorded, differing, is_as_recorded, print_of
from app.ledger.people_tables import people
from app.ledger.work import Seal, Store, Work, iso
from flasher.timing import Clock

_PROVEN = ("name", "name_key", "roles", "secret_hash", "badge", "left_at")


class PeopleStore(Store):
    """``ledger.people``."""

    def __init__(self, database: Database, clock: Clock, seal: Seal) -> None:
        super().__init__(database, clock, seal)
        self._proofs: dict[int, tuple[object, ...]] = {}

    def any(self) -> bool:
        """Say whether this ledger has people, gone ones included: then everybody signs in."""
        with self.read() as conn:
            row = conn.execute(select(people.c.id).limit(1)).first()
            return row is not None or anybody_recorded(conn)

    def get(self, name: str) -> Person:
        """Return a person by name, capital letters or not.

        Raises BadInput ``person-unknown`` and LedgerTrouble ``person-not-as-recorded``.
        """
        with self.read() as conn:
            return self._proven(conn, _one(conn, name))

    def find(self, name: str) -> Person | None:
        """Return a person by name, or None; LedgerTrouble ``person-not-as-recorded``."""
        with self.read() as conn:
            row = _row(conn, name)
            return None if row is None else self._proven(conn, row)

    def by_badge(self, digest: bytes) -> Person | None:
        """Return who carries the badge of this keyed digest, or None."""
        with self.read() as conn:
            query = select(people).where(people.c.badge == digest)
            row = conn.execute(query).mappings().one_or_none()
            return None if row is None else self._proven(conn, row)

    def all(self, *, gone_too: bool = False) -> list[Person]:
        """Return the people, first added first."""
        query = select(people).order_by(people.c.id)
        if not gone_too:
            query = query.where(people.c.left_at.is_(None))
        with self.read() as conn:
            return [_person(row) for row in conn.execute(query).mappings()]

    def add(
        self,
        name: str,
        roles: frozenset[Role],
        actor: Actor,
        *,
        secret_hash: str | None,
        badge: bytes | None = None,
        given: bool = False,
    ) -> Person:
        """Add a person. The first one must be an administrator with a PIN or password.

        ``given``: somebody else chose the PIN; the person must change it.
        Raises BadInput ``person-name-missing`` | ``person-name-taken`` | ``person-without-role`` |
        ``person-cannot-sign-in`` | ``badge-taken`` | ``first-administrator-needed``.
        """
        name = name.strip()
        if not name:
            raise BadInput("person-name-missing")
        if not roles:
            raise BadInput("person-without-role", name=name)
        if secret_hash is None and badge is None:
            raise BadInput("person-cannot-sign-in", name=name)
        with self.write(actor) as work:
            is_first = work.conn.execute(select(people.c.id).limit(1)).first() is None
            if is_first and (Role.ADMINISTRATOR not in roles or secret_hash is None):
                raise BadInput("first-administrator-needed")
            if _row(work.conn, name) is not None:
                raise BadInput("person-name-taken", name=name)
            _refuse_taken_badge(work.conn, badge)
            work.conn.execute(
                insert(people),
                {
                    "name": name,
                    "name_key": _key(name),
                    "roles": _as_text(roles),
                    "secret_hash": secret_hash,
                    "badge": badge,
                    "created_at": work.at,
                    "created_by": actor.name,
                    "failures": 0,
                    "secret_given": int(given and secret_hash is not None),
                },
            )
            facts: dict[str, Any] = {
                "roles": _as_text(roles),
                "badge": badge is not None,
                "prints": {
                    "secret": print_of(work.mac, _key(name), "secret", secret_hash),
                    "badge": print_of(work.mac, _key(name), "badge", badge),
                },
            }
            if is_first:
                facts["before"] = "until here the operating system's users acted, with every role"
            work.audit(Act.PERSON_ADDED, f"person:{name}", new=facts)
        return self.get(name)

    def change_roles(self, name: str, roles: frozenset[Role], reason: str, actor: Actor) -> Person:
        """Give a person these roles instead; Refused ``last-administrator``."""
        if not roles:
            raise BadInput("person-without-role", name=name)
        with self.write(actor) as work:
            row = _one(work.conn, name, lock=True)
            if Role.ADMINISTRATOR not in roles:
                _refuse_last(work, row)
            if _roles(row["roles"]) != roles:
                _set(work, row, roles=_as_text(roles))
                work.audit(
                    Act.PERSON_EDITED,
                    f"person:{row['name']}",
                    old={"roles": row["roles"]},
                    new={"roles": _as_text(roles)},
                    reason=reason,
                )
        return self.get(name)

    def set_secret(self, name: str, secret_hash: str, actor: Actor, *, given: bool = False) -> None:
        """Give a person a new PIN or password; only its hash comes here.

        ``given``: somebody else chose it; the person must change it.
        """
        with self.write(actor) as work:
            row = _one(work.conn, name, lock=True)
            _set(work, row, secret_hash=secret_hash, secret_given=int(given))
            prints = {"secret": print_of(work.mac, row["name_key"], "secret", secret_hash)}
            work.audit(Act.PERSON_SECRET_SET, f"person:{row['name']}", new={"prints": prints})

    def set_badge(self, name: str, badge: bytes | None, actor: Actor) -> None:
        """Give a person a badge, or take it away; BadInput ``badge-taken``."""
        with self.write(actor) as work:
            row = _one(work.conn, name, lock=True)
            if badge is None and row["secret_hash"] is None:
                raise BadInput("person-cannot-sign-in", name=row["name"])
            if badge != row["badge"]:
                _refuse_taken_badge(work.conn, badge)
                _set(work, row, badge=badge)
                prints = {"badge": print_of(work.mac, row["name_key"], "badge", badge)}
                facts = {"badge": badge is not None, "prints": prints}
                work.audit(Act.PERSON_BADGE_SET, f"person:{row['name']}", new=facts)

    def leave(self, name: str, reason: str, actor: Actor) -> Person:
        """Record that a person left: no sign-in any more, every record keeps the name.

        The badge is free for somebody else. Refused ``last-administrator``.
        """
        with self.write(actor) as work:
            row = _one(work.conn, name, lock=True)
            if row["left_at"] is None:
                _refuse_last(work, row)
                _set(work, row, left_at=work.at, badge=None)
                work.audit(Act.PERSON_LEFT, f"person:{row['name']}", reason=reason)
        return self.get(name)

    def come_back(self, name: str, reason: str, actor: Actor) -> Person:
        """Let somebody who left sign in again by PIN or password.

        Refused ``person-has-no-pin``.
        """
        with self.write(actor) as work:
            row = _one(work.conn, name, lock=True)
            if row["left_at"] is not None:
                if row["secret_hash"] is None:
                    raise Refused("person-has-no-pin", name=row["name"])
                _set(work, row, left_at=None)
                work.audit(Act.PERSON_RETURNED, f"person:{row['name']}", reason=reason)
        return self.get(name)

    def begin_try(self, person: Person, actor: Actor) -> None:
        """Count a try before it is made.

        Raises Refused ``locked-out`` (``until``: UTC ISO) or ``locked-out-for-good``; a clock that
        was set back starts the wait anew.
        """
        now = self._clock.now()
        with self.write(actor) as work:
            row = _by_id(work.conn, person.id)
            found = self._standing(work.conn, row, now)
            if found.may_try:
                failures = row["failures"] + 1
                wait = wait_after(failures)
                until = iso(now + wait) if wait else None
                _set(work, row, failures=failures, tried_at=iso(now), locked_until=until)
                return
            if found.starts_anew and found.until is not None:
                _set(work, row, tried_at=iso(now), locked_until=iso(found.until))
        if found.until is None:
            raise Refused("locked-out-for-good", name=person.name)
        raise Refused("locked-out", name=person.name, until=iso(found.until))

    def end_try(self, person: Person, actor: Actor, *, good: bool, how: str) -> None:
        """Record how a try ended; ``how``: ``pin``, ``badge`` or ``approval``."""
        with self.write(actor) as work:
            row = _by_id(work.conn, person.id)
            subject, failures = f"person:{row['name']}", row["failures"]
            if good:
                _set(work, row, failures=0, tried_at=None, locked_until=None)
                past = {"failures_before": failures - 1} if failures > 1 else {}
                work.audit(Act.PERSON_SIGNED_IN, subject, new={"how": how, **past})
                return
            work.audit(Act.PERSON_NOT_RECOGNISED, subject, new={"how": how, "failures": failures})
            if row["locked_until"] is not None:
                work.audit(Act.PERSON_LOCKED_OUT, subject, new={"until": row["locked_until"]})

    def note_stranger(self, how: str, actor: Actor) -> None:
        """Record a try under a name or badge that nobody has.

        What was typed is not kept: people type their PIN into the wrong field.
        """
        with self.write(actor) as work:
            work.audit(Act.PERSON_NOT_RECOGNISED, "person:?", new={"how": how})

    def let_in(self, name: str, reason: str, actor: Actor) -> Person:
        """End a lock-out."""
        with self.write(actor) as work:
            row = _one(work.conn, name, lock=True)
            if row["failures"]:
                _set(work, row, failures=0, tried_at=None, locked_until=None)
                work.audit(
                    Act.PERSON_LET_IN,
                    f"person:{row['name']}",
                    old={"failures": row["failures"]},
                    reason=reason,
                )
        return self.get(name)

    def standing(self, person: Person) -> Standing:
        """Say whether a person may try to sign in now; changes nothing."""
        with self.read() as conn:
            row = conn.execute(select(people).where(people.c.id == person.id)).mappings().one()
            return self._standing(conn, row, self._clock.now())

    def differing(self) -> list[Finding]:
        """Find everybody whose row is not what the record made of it; the vault must be open."""
        mac = self._seal.mac
        if mac is None:
            return []
        with self.read() as conn:
            return [Finding(code, {"person": name}) for code, name in differing(conn, mac)]

    def _proven(self, conn: Connection, row: RowMapping) -> Person:
        """Return a row as a person, once the record was found to say the same.

        Asked anew only where the row is another than the last one proven: a right is asked often.
        """
        mac, facts = self._seal.mac, tuple(row[name] for name in _PROVEN)
        if mac is not None and self._proofs.get(row["id"]) != facts:
            if not is_as_recorded(conn, mac, row):
                raise LedgerTrouble("person-not-as-recorded", name=row["name"])
            self._proofs[row["id"]] = facts
        return _person(row)

    def _standing(self, conn: Connection, row: RowMapping, now: datetime) -> Standing:
        return standing(
            row["failures"],
            _moment(row["tried_at"]),
            _moment(row["locked_until"]),
            now,
            is_last_administrator=_is_last_administrator(conn, row),
        )


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _row(conn: Connection, name: str, *, lock: bool = False) -> RowMapping | None:
    query = select(people).where(people.c.name_key == _key(name))
    return conn.execute(query.with_for_update() if lock else query).mappings().one_or_none()


def _one(conn: Connection, name: str, *, lock: bool = False) -> RowMapping:
    row = _row(conn, name, lock=lock)
    if row is None:
        raise BadInput("person-unknown", name=name)
    return row


def _by_id(conn: Connection, person_id: int) -> RowMapping:
    query = select(people).where(people.c.id == person_id).with_for_update()
    return conn.execute(query).mappings().one()


def _set(work: Work, row: RowMapping, **values: Any) -> None:
    work.conn.execute(update(people).where(people.c.id == row["id"]).values(**values))


def _refuse_taken_badge(conn: Connection, badge: bytes | None) -> None:
    if badge is None:
        return
    taken = conn.execute(select(people.c.id).where(people.c.badge == badge)).first()
    if taken is not None:
        raise BadInput("badge-taken")


def _refuse_last(work: Work, row: RowMapping) -> None:
    # Locked as a whole, so that two administrators cannot remove each other at one moment.
    work.conn.execute(select(people.c.id).order_by(people.c.id).with_for_update())
    if _is_last_administrator(work.conn, row):
        raise Refused("last-administrator", name=row["name"])


def _is_last_administrator(conn: Connection, row: RowMapping) -> bool:
    if Role.ADMINISTRATOR not in _roles(row["roles"]) or row["left_at"] is not None:
        return False
    query = select(func.count()).where(
        people.c.id != row["id"],
        people.c.left_at.is_(None),
        people.c.secret_hash.is_not(None),
        people.c.roles.contains(Role.ADMINISTRATOR.value),
    )
    return conn.execute(query).scalar_one() == 0


def _as_text(roles: frozenset[Role]) -> str:
    return ",".join(role.value for role in Role if role in roles)


def _roles(text: str) -> frozenset[Role]:
    return frozenset(Role(word) for word in text.split(","))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _person(row: RowMapping) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        roles=_roles(row["roles"]),
        secret_hash=row["secret_hash"],
        has_badge=row["badge"] is not None,
        created_at=row["created_at"],
        created_by=row["created_by"],
        left_at=row["left_at"],
        failures=row["failures"],
        tried_at=row["tried_at"],
        locked_until=row["locked_until"],
        must_change=bool(row["secret_given"]),
    )
