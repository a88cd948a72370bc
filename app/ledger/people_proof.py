"""What the record says of a person, against what their row says: rights that nobody gave.

Whoever may write to the database could make themselves an administrator, or put their own PIN's
hash into another's row. The record cannot be written without the vault's key, so it decides: each
act on a person carries what it made of roles, PIN and badge (the latter as keyed fingerprints that
belong to this one person), and each is proven by its own MAC.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from app.domain.acts import Act
from app.ledger import tables as t
from app.ledger.people_tables import people
from app.ledger.work import CHAINED, FIRST_MAC, Mac, link_bytes, same_mac

MADE_OF = (
    Act.PERSON_ADDED,
    Act.PERSON_EDITED,
    Act.PERSON_SECRET_SET,
    Act.PERSON_BADGE_SET,
    Act.PERSON_LEFT,
    Act.PERSON_RETURNED,
)
UNTOLD = "?"
"""Stands for a fingerprint in records that were made before there were any."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the record made of a person. ``secret`` and ``badge``: fingerprints, or ``?``."""

    roles: str = ""
    is_here: bool = False
    secret: str | None = UNTOLD
    badge: str | None = UNTOLD


def print_of(mac: Mac, name_key: str, kind: str, value: str | bytes | None) -> str | None:
    """Return the fingerprint of one person's PIN hash or badge digest; None where there is none."""
    if value is None:
        return None
    raw = value.encode() if isinstance(value, str) else value
    words = f"keywright person|{kind}|{len(name_key)}|{name_key}|".encode()
    return mac(words + raw)[:16].hex()


def is_as_recorded(conn: Connection, mac: Mac, row: RowMapping) -> bool:
    """Say whether a person's row is what the record made of it."""
    found = _recorded(conn, mac, row["name"])
    if found is None:
        return False
    prints = {
        kind: print_of(mac, row["name_key"], kind, row[column])
        for kind, column in (("secret", "secret_hash"), ("badge", "badge"))
    }
    return (
        set(row["roles"].split(",")) == set(found.roles.split(","))
        and (row["left_at"] is None) == found.is_here
        and found.secret in {UNTOLD, prints["secret"]}
        and found.badge in {UNTOLD, prints["badge"]}
    )


def names_recorded(conn: Connection) -> set[str]:
    """Return the names of everybody who was ever added, from the record."""
    subjects = select(t.audit.c.subject).where(
        t.audit.c.subject >= "person:",
        t.audit.c.subject < "person;",
        t.audit.c.act == Act.PERSON_ADDED.value,
    )
    return {subject.removeprefix("person:") for subject in conn.execute(subjects).scalars()}


def anybody_recorded(conn: Connection) -> bool:
    """Say whether the record knows of people: then there are some, whatever their table says."""
    query = select(t.audit.c.seq).where(
        t.audit.c.subject >= "person:",
        t.audit.c.subject < "person;",
        t.audit.c.act == Act.PERSON_ADDED.value,
    )
    return conn.execute(query.limit(1)).first() is not None


def differing(conn: Connection, mac: Mac) -> Iterable[tuple[str, str]]:
    """Yield code and name of everybody whose row is not what the record made of it."""
    rows = conn.execute(select(people).order_by(people.c.id)).mappings().all()
    for row in rows:
        if not is_as_recorded(conn, mac, row):
            yield "check-person-differs", row["name"]
    for name in sorted(names_recorded(conn) - {row["name"] for row in rows}):
        yield "check-person-missing", name


def _recorded(conn: Connection, mac: Mac, name: str) -> Recorded | None:
    """Replay a person's records; None where there are none, or one is not the ledger's own."""
    query = (
        select(t.audit.c.seq, *(t.audit.c[column] for column in CHAINED), t.audit.c.mac)
        .where(t.audit.c.subject == f"person:{name}", t.audit.c.act.in_(MADE_OF))
        .order_by(t.audit.c.seq)
    )
    known: Recorded | None = None
    for record in conn.execute(query).mappings().all():
        if not _is_ours(conn, mac, record):
            return None
        facts = json.loads(record["new"] or "{}")
        known = _after(known or Recorded(), Act(record["act"]), facts)
    return known


def _after(known: Recorded, act: Act, facts: Mapping[str, Any]) -> Recorded:
    prints = facts.get("prints", {})
    match act:
        case Act.PERSON_ADDED:
            secret, badge = prints.get("secret", UNTOLD), prints.get("badge", UNTOLD)
            return Recorded(facts["roles"], is_here=True, secret=secret, badge=badge)
        case Act.PERSON_EDITED:
            return replace(known, roles=facts.get("roles", known.roles))
        case Act.PERSON_SECRET_SET:
            return replace(known, secret=prints.get("secret", UNTOLD))
        case Act.PERSON_BADGE_SET:
            return replace(known, badge=prints.get("badge", UNTOLD))
        case Act.PERSON_LEFT:
            return replace(known, is_here=False, badge=None)
        case _:
            return replace(known, is_here=True)


def _is_ours(conn: Connection, mac: Mac, record: RowMapping) -> bool:
    seq = record["seq"]
    before = select(t.audit.c.mac).where(t.audit.c.seq == seq - 1)
    previous = FIRST_MAC if seq == 1 else conn.execute(before).scalar_one_or_none()
    if previous is None:
        return False
    expected = mac(link_bytes(bytes(previous), (seq, *(record[name] for name in CHAINED))))
    return same_mac(expected, bytes(record["mac"]))
