"""The story of one unit: found by anything a label may say, told from every table at once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, select, text

from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.domain.scans import Clue, ClueKind
from app.domain.stories import Life, Stage, UnitStory
from app.domain.units import hardware_id, normalise_mac
from app.ledger import print_tables as p
from app.ledger import quality_tables as q
from app.ledger import tables as t
from app.ledger.moves import LIVE_OF_UNIT, SEEN, seen
from app.ledger.units import unit_of
from app.ledger.work import Store

_VOID: Final = SEEN.where(
    t.licenses.c.unit_id == bindparam("of_unit"), text("licenses.state = 'void'")
).order_by(t.licenses.c.state_at)
_SEARCHED: Final = frozenset({ClueKind.LINK, ClueKind.MATTER})
MANY_MAKERS: Final = 256
"""So many different MAC prefixes are looked through for a MAC of which only the end is known."""
ACTS: Final = 200
SCANS: Final = 50
_ATTEMPT: Final = tuple(
    t.attempts.c[name]
    for name in (
        *("id", "number", "recheck", "outcome", "code", "started_at", "seconds", "station"),
        *("slot", "port", "operator", "identity", "steps", "firmware_name", "firmware_version"),
        *("facts", "profile", "storage", "found_identity", "lost_identity", "software"),
    )
)

Subject = tuple[int | None, int | None]
"""(unit id, license id) of what a clue names; one of them at least."""


class StoryStore(Store):
    """``ledger.stories``."""

    def find(self, clues: Iterable[Clue]) -> list[Subject]:
        """Return what the clues name, each subject once, in the order of the clues.

        More than one subject means that the code contradicts itself or is not precise enough. A
        whole link is looked for in imported columns only where nothing else in it is known: that
        search reads every license that has such columns.
        """
        first: list[Clue] = []
        last: list[Clue] = []
        for clue in clues:
            (last if clue.kind in _SEARCHED else first).append(clue)
        with self.read() as conn:
            found = [subject for clue in first for subject in _named(conn, clue)]
            if not found:
                found = [subject for clue in last for subject in _named(conn, clue)]
        return list(dict.fromkeys(found))

    def packages(self, clues: Iterable[Clue]) -> list[str]:
        """Return the codes of packages that the clues name."""
        values = [clue.value for clue in clues if clue.kind is ClueKind.ANY]
        if not values:
            return []
        query = select(q.packages.c.code).where(q.packages.c.code.in_(values))
        with self.read() as conn:
            return list(conn.execute(query).scalars())

    def tell(self, subject: Subject) -> UnitStory:
        """Return all that is known of a unit, or of a license that is on none."""
        unit_id, license_id = subject
        with self.read() as conn:
            return _story(conn, unit_id, license_id)


def subject_of(license_: RowMapping) -> Subject:
    """Return the unit a license belongs to, or the license itself where it is on none."""
    if license_["unit_id"] is None:
        return None, license_["id"]
    return license_["unit_id"], None


def _named(conn: Connection, clue: Clue) -> list[Subject]:
    match clue.kind:
        case ClueKind.IDENTITY:
            return _by_identity(conn, clue.value)
        case ClueKind.SERIAL:
            return _by_serial(conn, clue.value)
        case ClueKind.MAC:
            return _by_hwid(conn, clue.value)
        case ClueKind.MAC_END:
            return _by_mac_end(conn, clue.value)
        case ClueKind.MATTER:
            return _by_matter(conn, *clue.value.split("/", 1))
        case ClueKind.LINK:
            return _by_extra(conn, clue.value)
        case ClueKind.ANY:
            return _by_anything(conn, clue.value)


def _by_anything(conn: Connection, value: str) -> list[Subject]:
    found = _by_identity(conn, value) or _by_serial(conn, value)
    mac = normalise_mac(value)
    if not found and mac is not None:
        found = _by_hwid(conn, mac)
    return found or _by_hwid(conn, value)


def _by_identity(conn: Connection, identity: str) -> list[Subject]:
    # With the few families named, the unique index of (family, identity) answers.
    families = select(t.lots.c.family).distinct()
    query = select(t.licenses.c.id, t.licenses.c.unit_id, t.licenses.c.state).where(
        t.licenses.c.family.in_(families), t.licenses.c.identity == identity
    )
    rows = conn.execute(query).mappings().all()
    # A void license of a board that has got another one is a story of its own.
    return [
        (None, row["id"])
        if row["unit_id"] is not None
        and row["state"] == LicenseState.VOID.value
        and _has_live(conn, row["unit_id"])
        else subject_of(row)
        for row in rows
    ]


def _has_live(conn: Connection, unit_id: int) -> bool:
    return conn.execute(LIVE_OF_UNIT, {"of_unit": unit_id}).first() is not None


def _by_serial(conn: Connection, serial: str) -> list[Subject]:
    query = select(t.units.c.id).where(t.units.c.serial == serial)
    found: list[Subject] = [(unit_id, None) for unit_id in conn.execute(query).scalars()]
    return found or _by_hwid(conn, hardware_id(mac=None, serial=serial) or "")


def _by_hwid(conn: Connection, hwid: str) -> list[Subject]:
    query = select(t.units.c.id).where(t.units.c.hwid == hwid)
    return [(unit_id, None) for unit_id in conn.execute(query).scalars()]


def _by_mac_end(conn: Connection, end: str) -> list[Subject]:
    """Find a MAC by its last six digits: its makers' prefixes are few, so each is asked for."""
    names: list[str] = []
    after = ""
    while len(names) < MANY_MAKERS:
        following = (
            select(t.units.c.hwid).where(t.units.c.hwid > after).order_by(t.units.c.hwid).limit(1)
        )
        hwid = conn.execute(following).scalar_one_or_none()
        if hwid is None:
            break
        names.append(hwid[:6] + end)
        after = hwid[:6] + "~"
    ids = conn.execute(select(t.units.c.id).where(t.units.c.hwid.in_(names))).scalars()
    return [(unit_id, None) for unit_id in ids]


def _by_extra(conn: Connection, value: str) -> list[Subject]:
    """Find a license by an imported column that holds exactly this text (a short link)."""
    quoted = json.dumps(value, ensure_ascii=False)
    query = select(t.licenses).where(t.licenses.c.extra.contains(quoted, autoescape=True)).limit(2)
    return [
        subject_of(row)
        for row in conn.execute(query).mappings()
        if value in json.loads(row["extra"]).values()
    ]


def _by_matter(conn: Connection, discriminator: str, passcode: str) -> list[Subject]:
    query = select(t.licenses).where(t.licenses.c.extra.contains(passcode, autoescape=True))
    found = []
    for row in conn.execute(query.limit(64)).mappings():
        extra = {key.lower(): str(value) for key, value in json.loads(row["extra"]).items()}
        same = extra.get("passcode") == passcode
        if same and (discriminator == "?" or extra.get("discriminator") == discriminator):
            found.append(subject_of(row))
    return found


def _story(conn: Connection, unit_id: int | None, license_id: int | None) -> UnitStory:
    unit_row = None
    if unit_id is not None:
        query = select(t.units).where(t.units.c.id == unit_id)
        unit_row = conn.execute(query).mappings().one()
        # Live and void ones apart: each has an index of its own, which only its own words fit.
        rows = [
            row
            for query in (_VOID, LIVE_OF_UNIT)
            for row in conn.execute(query, {"of_unit": unit_id}).mappings()
        ]
    else:
        query = SEEN.where(t.licenses.c.id == license_id)
        rows = list(conn.execute(query).mappings())
    live = [row for row in rows if row["state"] != LicenseState.VOID.value]
    own = (live or rows)[-1] if rows else None
    earlier = [seen(row) for row in rows if row is not own]
    attempts = _attempts(conn, unit_id, license_id)
    order_id = own["order_id"] if own is not None else None
    names = [f"license:{row['identity']}" for row in rows]
    if unit_row is not None:
        names.append(f"unit:{unit_row['hwid']}")
    acts = _acts(conn, names)
    return UnitStory(
        unit=None if unit_row is None else unit_of(unit_row),
        license=None if own is None else seen(own),
        order=_order(conn, order_id),
        life=_life(conn, unit_id),
        earlier=earlier,
        attempts=attempts,
        labels=_labels(conn, unit_id, [row["id"] for row in rows]),
        inspections=_inspections(conn, unit_id),
        packed_in=_packed_in(conn, unit_id),
        acts=acts,
        scans=_scans(conn, unit_id, license_id),
        clone_of=_clones(acts, None if unit_row is None else unit_row["hwid"], own, attempts),
    )


def _attempts(
    conn: Connection, unit_id: int | None, license_id: int | None
) -> list[dict[str, Any]]:
    if unit_id is not None:
        which = t.attempts.c.unit_id == unit_id
    else:
        which = t.attempts.c.license_id == license_id
    rows = conn.execute(select(*_ATTEMPT).where(which).order_by(t.attempts.c.id)).mappings()
    return [dict(row) | {"steps": json.loads(row["steps"])} for row in rows]


def _order(conn: Connection, order_id: int | None) -> str | None:
    if order_id is None:
        return None
    query = select(t.orders.c.name).where(t.orders.c.id == order_id)
    return str(conn.execute(query).scalar_one())


def _life(conn: Connection, unit_id: int | None) -> Life:
    if unit_id is None:
        return Life()
    query = select(q.unit_life).where(q.unit_life.c.unit_id == unit_id)
    row = conn.execute(query).mappings().one_or_none()
    if row is None:
        return Life()
    linked = (row["replaced_by"], row["replaces"])
    query = select(t.units.c.id, t.units.c.hwid).where(t.units.c.id.in_(linked))
    hwids = {one.id: one.hwid for one in conn.execute(query)}
    return Life(
        stage=Stage(row["stage"]),
        stage_at=row["stage_at"],
        after_attempt=row["after_attempt"],
        reason=row["reason"],
        replaced_by=hwids.get(row["replaced_by"]),
        replaces=hwids.get(row["replaces"]),
        remarks=row["remarks"],
        tags=tuple(json.loads(row["tags"])),
    )


def _labels(
    conn: Connection, unit_id: int | None, license_ids: Sequence[int]
) -> list[dict[str, Any]]:
    jobs = p.print_jobs.c
    which = jobs.license_id.in_(license_ids) if unit_id is None else jobs.unit_id == unit_id
    columns = (jobs.id, jobs.design, jobs.design_version, jobs.printer, jobs.state, jobs.copies)
    more = (jobs.copy_no, jobs.reason, jobs.queued_at, jobs.queued_by, jobs.printed_at)
    query = select(*columns, *more).where(which).order_by(jobs.id)
    return [dict(row) for row in conn.execute(query).mappings()]


def _inspections(conn: Connection, unit_id: int | None) -> list[dict[str, Any]]:
    if unit_id is None:
        return []
    one = q.inspections.c
    columns = (one.id, one.result, one.reasons, one.remarks, one.station, one.inspector, one.at)
    query = select(*columns, one.sample_id).where(one.unit_id == unit_id).order_by(one.id)
    rows = conn.execute(query).mappings()
    return [dict(row) | {"reasons": json.loads(row["reasons"])} for row in rows]


def _packed_in(conn: Connection, unit_id: int | None) -> list[str]:
    """Return the codes of the carton a unit is in and of what that stands on, inside out."""
    if unit_id is None:
        return []
    inside = select(q.packed_units.c.package_id).where(
        q.packed_units.c.unit_id == unit_id, q.packed_units.c.removed_at.is_(None)
    )
    package_id = conn.execute(inside).scalar_one_or_none()
    codes: list[str] = []
    while package_id is not None:
        query = select(q.packages.c.code, q.packages.c.parent_id).where(
            q.packages.c.id == package_id
        )
        code, package_id = conn.execute(query).one()
        codes.append(code)
    return codes


def _acts(conn: Connection, subjects: Sequence[str]) -> list[dict[str, Any]]:
    one = t.audit.c
    columns = (one.seq, one.at, one.act, one.who, one.approver, one.station, one.subject)
    query = select(*columns, one.old, one.new, one.reason).where(one.subject.in_(subjects))
    rows = conn.execute(query.order_by(one.seq.desc()).limit(ACTS)).mappings().all()
    return [dict(row) for row in reversed(rows)]


def _scans(conn: Connection, unit_id: int | None, license_id: int | None) -> list[dict[str, Any]]:
    one = q.scans.c
    if unit_id is not None:
        which = one.unit_id == unit_id
    else:
        which = (one.license_id == license_id) & one.unit_id.is_(None)
    query = select(one.at, one.verdict, one.station, one.who, one.code).where(which)
    rows = conn.execute(query.order_by(one.id.desc()).limit(SCANS)).mappings().all()
    return [dict(row) | {"code": bytes(row["code"]).hex()} for row in reversed(rows)]


def _clones(
    acts: Sequence[Mapping[str, Any]],
    hwid: str | None,
    own: RowMapping | None,
    attempts: Sequence[Mapping[str, Any]],
) -> list[str]:
    """Return the other boards of a clone alarm about this unit or its license."""
    others: list[str] = []
    for act in acts:
        if act["act"] != Act.CLONE_FOUND.value:
            continue
        for side in ("old", "new"):
            facts = json.loads(act[side]) if act[side] else {}
            others += [str(facts[key]) for key in ("unit", "found_on") if facts.get(key)]
    if any(attempt["code"] in {"clone", "twin-mac"} for attempt in attempts) and not others:
        others.append(own["hwid"] if own is not None and own["hwid"] else "?")
    return [other for other in dict.fromkeys(others) if other != hwid]
