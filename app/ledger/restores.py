"""Ledgers that are older than they once were: what that puts in question, and how it is settled.

A restored copy does not know what happened after it was made. Every license that it believes to be
in the pool may be on a device by now, so all of them are taken out of it (held, and marked as
perhaps out, which the database itself never lets back), until somebody settles which were used:
from the boards (a board that holds one is adopted), from an exported record of the lost ledger, or
by two people's word. Until then no license leaves the pool; a trigger says so to any program.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, and_, func, insert, or_, select, text, update

from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.domain.people import Actor
from app.domain.units import UnitSeen, normalise_mac
from app.errors import Refused
from app.ledger import tables as t
from app.ledger.bulk import select_in
from app.ledger.moves import LIVE_OF_UNIT, license_row, move
from app.ledger.people_tables import in_question, restores
from app.ledger.runs import RESTORED
from app.ledger.units import locked_unit
from app.ledger.work import Store, Work

S = LicenseState
RESTORED_AT = "restored_at"
BACKUP, OLDER = "backup", "older"


@dataclass(frozen=True, slots=True)
class Restore:
    """One time this ledger turned out to be older than it once was. ``seq``: where it stopped."""

    id: int
    noticed_at: str
    origin: str
    seq: int
    open: int
    settled_at: str | None = None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What became of the licenses in question."""

    available: int
    doubtful: int
    held: int


class RestoreStore(Store):
    """``ledger.restores``."""

    def is_unsettled(self) -> bool:
        """Say whether nothing may be handed out; one small read."""
        with self.read() as conn:
            return _unsettled(conn) or _unnoticed(conn) is not None

    def all(self) -> list[Restore]:
        """Return every restore that this ledger knows of, oldest first."""
        open_ones = (
            select(func.count())
            .where(in_question.c.restore_id == restores.c.id, in_question.c.settled_at.is_(None))
            .scalar_subquery()
        )
        with self.read() as conn:
            rows = conn.execute(select(restores, open_ones.label("n")).order_by(restores.c.id))
            return [
                Restore(row.id, row.noticed_at, row.origin, row.seq, row.n, row.settled_at)
                for row in rows
            ]

    def is_in_question(self, license_id: int) -> bool:
        """Say whether a restore put this license in question and nothing has settled it yet."""
        with self.read() as conn:
            return in_question_now(conn, license_id)

    def strangers(self, identities: Sequence[str]) -> list[str]:
        """Return those of these identities that no license of this ledger has."""
        sql = "SELECT identity FROM licenses WHERE identity IN {values}"
        with self.read() as conn:
            known = {row[0] for row in select_in(conn, sql, identities)}
        return [identity for identity in identities if identity not in known]

    def notice_backup(self, actor: Actor) -> int | None:
        """Take the pool out of use where this ledger says of itself that it was restored.

        Returns how many licenses are in question; None where there is nothing new to notice.
        """
        with self.read() as conn:
            if _unnoticed(conn) is None:
                return None
        with self.write(actor) as work:
            noticed = _unnoticed(work.conn)
            return None if noticed is None else _quarantine(work, BACKUP, noticed)

    def notice_older(self, actor: Actor, *, seen_seq: int) -> int:
        """Take the pool out of use because this station had seen more of this ledger than it has.

        ``seen_seq``: the number of the last audit record that the station had seen.
        """
        with self.write(actor) as work:
            return _quarantine(work, OLDER, work.at, seen_seq=seen_seq)

    def reconcile(self, used: Mapping[str, str | None], reason: str, actor: Actor) -> Reconciled:
        """Settle every license in question; afterwards the ledger works again.

        ``used``: identity of each license known to have been handed out since, with the hardware id
        of its unit where that is known: these become doubtful on that unit (held, where no unit is
        known), never available. All others go back to the pool on the word of the actor and the
        approver. Raises Refused ``ledger-not-restored``.
        """
        with self.write(actor) as work:
            if _unnoticed(work.conn) is not None:
                _quarantine(work, BACKUP, str(_unnoticed(work.conn)))
            if not _unsettled(work.conn):
                raise Refused("ledger-not-restored")
            doubtful = held = 0
            for row in _used(work.conn, list(used)):
                if _to_its_unit(work, row, used[row["identity"]]):
                    doubtful += 1
                else:
                    held += 1
            available = _give_back_the_rest(work)
            _settle_all(work)
            done = Reconciled(available, doubtful, held)
            work.audit(
                Act.LEDGER_RECONCILED,
                "ledger",
                new={"available": available, "doubtful": doubtful, "held": held},
                reason=reason,
            )
        return done


def in_question_now(conn: Connection, license_id: int) -> bool:
    """Say within a transaction whether this license is in question."""
    query = select(in_question.c.license_id).where(
        in_question.c.license_id == license_id, in_question.c.settled_at.is_(None)
    )
    return conn.execute(query).first() is not None


def settle_one(work: Work, license_id: int) -> None:
    """Record within a transaction that a board has answered for this license."""
    work.conn.execute(
        update(in_question)
        .where(in_question.c.license_id == license_id, in_question.c.settled_at.is_(None))
        .values(settled_at=work.at)
    )


def _unsettled(conn: Connection) -> bool:
    query = select(restores.c.id).where(restores.c.settled_at.is_(None)).limit(1)
    return conn.execute(query).first() is not None


def _unnoticed(conn: Connection) -> str | None:
    """Return the moment of a restore that the ledger carries and nobody has acted on."""
    query = select(t.meta.c.value).where(
        t.meta.c.key == RESTORED_AT,
        t.meta.c.value.not_in(select(restores.c.noticed_at)),
    )
    return conn.execute(query).scalar_one_or_none()


def _quarantine(work: Work, origin: str, noticed_at: str, *, seen_seq: int | None = None) -> int:
    conn = work.conn
    seq = conn.execute(select(t.audit_head.c.seq)).scalar_one()
    restore_id = conn.execute(
        insert(restores).returning(restores.c.id),
        {
            "noticed_at": noticed_at,
            "origin": origin,
            "seq": seq,
            "recorded_by": work.actor.name,
        },
    ).scalar_one()
    pool = t.licenses.c.state == S.AVAILABLE.value
    # One that was held in the pool may have been freed and written since.
    aside = and_(
        t.licenses.c.state == S.HELD.value,
        t.licenses.c.unit_id.is_(None),
        t.licenses.c.was_out.is_(False),
    )
    counts = conn.execute(
        select(t.licenses.c.lot_id, func.count()).where(pool).group_by(t.licenses.c.lot_id)
    ).all()
    conn.execute(
        insert(in_question).from_select(
            ["license_id", "restore_id", "was"],
            select(t.licenses.c.id, text(str(int(restore_id))), t.licenses.c.state).where(
                or_(pool, aside)
            ),
        )
    )
    put_aside = conn.execute(update(t.licenses).where(aside).values(was_out=True)).rowcount
    taken = conn.execute(
        update(t.licenses)
        .where(pool)
        .values(state=S.HELD.value, prior_state=S.AVAILABLE.value, was_out=True, state_at=work.at)
    ).rowcount
    for lot_id, n in counts:
        work.moved(lot_id, S.AVAILABLE, S.HELD, n)
    # No program that was alive in the copy is alive in it now: what was picked up is doubtful.
    conn.execute(update(t.runs).where(t.runs.c.ended_at.is_(None)).values(host=RESTORED))
    work.audit(
        Act.LEDGER_RESTORED,
        "ledger",
        old=None if seen_seq is None else {"seen_record": seen_seq},
        new={"origin": origin, "last_record": seq, "in_question": taken + put_aside},
    )
    return taken + put_aside


def _used(conn: Connection, identities: list[str]) -> list[RowMapping]:
    sql = (
        "SELECT id FROM licenses WHERE identity IN {values} AND id IN"
        " (SELECT license_id FROM in_question WHERE settled_at IS NULL)"
    )
    ids = sorted(row[0] for row in select_in(conn, sql, identities))
    return [license_row(conn, license_id) for license_id in ids]


def _to_its_unit(work: Work, row: RowMapping, hwid: str | None) -> bool:
    """Make a used license doubtful on its unit; True where that unit is known and free for it."""
    settle_one(work, row["id"])
    unit_row = None
    if hwid is not None:
        serial = hwid.removeprefix("SN:") if hwid.startswith("SN:") else None
        unit_row = locked_unit(work, UnitSeen(hwid, normalise_mac(hwid), serial))
        if work.conn.execute(LIVE_OF_UNIT, {"of_unit": unit_row["id"]}).first() is not None:
            unit_row = None  # the unit has another license: two records that contradict each other
    facts = {"state": S.DOUBTFUL.value if unit_row is not None else S.HELD.value, "unit": hwid}
    work.audit(
        Act.LICENSE_DOUBTED, f"license:{row['identity']}", new=facts, reason="ledger-restored"
    )
    if unit_row is None:
        work.conn.execute(
            update(t.licenses)
            .where(t.licenses.c.id == row["id"])
            .values(prior_state=S.DOUBTFUL.value, elsewhere=True)
        )
        return False
    move(work, row, S.HELD, S.DOUBTFUL, of_unit=None, unit_id=unit_row["id"], prior_state=None)
    return True


def _give_back_the_rest(work: Work) -> int:
    open_ids = select(in_question.c.license_id).where(in_question.c.settled_at.is_(None))
    was_free = open_ids.where(in_question.c.was == S.AVAILABLE.value)
    free = and_(
        t.licenses.c.id.in_(was_free),
        t.licenses.c.state == S.HELD.value,
        t.licenses.c.unit_id.is_(None),
    )
    counts = work.conn.execute(
        select(t.licenses.c.lot_id, func.count()).where(free).group_by(t.licenses.c.lot_id)
    ).all()
    n = work.conn.execute(
        update(t.licenses)
        .where(free)
        .values(state=S.AVAILABLE.value, was_out=False, prior_state=None, state_at=work.at)
    ).rowcount
    for lot_id, moved in counts:
        work.moved(lot_id, S.HELD, S.AVAILABLE, moved)
    # What somebody held before the restore stays held, and may be released again by hand.
    work.conn.execute(
        update(t.licenses)
        .where(
            t.licenses.c.id.in_(open_ids.where(in_question.c.was == S.HELD.value)),
            t.licenses.c.state == S.HELD.value,
            t.licenses.c.unit_id.is_(None),
        )
        .values(was_out=False)
    )
    return n


def _settle_all(work: Work) -> None:
    work.conn.execute(
        update(in_question).where(in_question.c.settled_at.is_(None)).values(settled_at=work.at)
    )
    work.conn.execute(
        update(restores)
        .where(restores.c.settled_at.is_(None))
        .values(settled_at=work.at, settled_by=work.actor.name)
    )
