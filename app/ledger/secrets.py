"""The sealed secrets as a whole: sealed anew under another key, or purged for ever.

Nothing here can be read without the vault; the rows go out and come back as ciphertexts.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update

from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.domain.people import Actor
from app.errors import BadInput, Refused
from app.ledger import tables as t
from app.ledger.work import Store

S = LicenseState
PURGEABLE = (S.VERIFIED.value, S.VOID.value)
"""States in which a license is never written again, or only confirmed: its digest is enough."""

_L, _A = t.licenses.c, t.attachments.c


class SealedRow(NamedTuple):
    """One ciphertext: of a license (``family`` given) or of an attachment (its label)."""

    id: int
    family: str | None
    label: str
    key_id: int
    sealed: bytes


class PurgeCounts(NamedTuple):
    """What a purge of a lot took away, and what it had to leave. Numbers of licenses."""

    purged: int
    kept: int
    attachments: int


class SecretStore(Store):
    """``ledger.secrets``."""

    def count_other(self, key_id: int) -> int:
        """Return how many ciphertexts are under another data key than this one."""
        with self.read() as conn:
            licenses = conn.execute(
                select(func.count()).where(_L.key_id != key_id, _L.sealed.is_not(None))
            ).scalar_one()
            attachments = conn.execute(
                select(func.count()).where(_A.key_id != key_id, func.length(_A.sealed) > 0)
            ).scalar_one()
        return int(licenses + attachments)

    def page_of_licenses(self, key_id: int, *, after: int, limit: int) -> list[SealedRow]:
        """Return the next licenses under another data key, by id."""
        query = (
            select(_L.id, _L.family, _L.identity, _L.key_id, _L.sealed)
            .where(_L.id > after, _L.key_id != key_id, _L.sealed.is_not(None))
            .order_by(_L.id)
            .limit(limit)
        )
        with self.read() as conn:
            return [
                SealedRow(row.id, row.family, row.identity, row.key_id, bytes(row.sealed))
                for row in conn.execute(query)
            ]

    def page_of_attachments(self, key_id: int, *, after: int, limit: int) -> list[SealedRow]:
        """Return the next attachments under another data key, by id; the label is their hash."""
        query = (
            select(_A.id, _A.sha256, _A.key_id, _A.sealed)
            .where(_A.id > after, _A.key_id != key_id, func.length(_A.sealed) > 0)
            .order_by(_A.id)
            .limit(limit)
        )
        with self.read() as conn:
            return [
                SealedRow(row.id, None, row.sha256, row.key_id, bytes(row.sealed))
                for row in conn.execute(query)
            ]

    def reseal(self, rows: Sequence[SealedRow], key_id: int, actor: Actor) -> None:
        """Replace ciphertexts by those in ``rows``, all under ``key_id``; one transaction.

        A row that was purged meanwhile stays purged.
        """
        for table, chosen in (
            (t.licenses, [row for row in rows if row.family is not None]),
            (t.attachments, [row for row in rows if row.family is None]),
        ):
            if not chosen:
                continue
            still = table.c.sealed.is_not(None) & (func.length(table.c.sealed) > 0)
            query = update(table).where(
                table.c.id == bindparam("of_id"), table.c.key_id == bindparam("of_key"), still
            )
            values = [
                {"of_id": row.id, "of_key": row.key_id, "key_id": key_id, "sealed": row.sealed}
                for row in chosen
            ]
            with self.write(actor) as work:
                work.conn.execute(query, values)

    def purge(self, lot: str, reason: str, actor: Actor) -> PurgeCounts:
        """Take the secrets of a closed lot away for ever; digests stay (rule 13).

        Licenses that may still have to be written (doubtful, held, …) keep theirs. Raises BadInput
        ``lot-unknown`` and Refused ``lot-not-closed``.
        """
        with self.write(actor) as work:
            row = work.conn.execute(
                select(t.lots.c.id, t.lots.c.closed_at).where(t.lots.c.name == lot)
            ).one_or_none()
            if row is None:
                raise BadInput("lot-unknown", lot=lot)
            if row.closed_at is None:
                raise Refused("lot-not-closed", lot=lot)
            mine = (_L.lot_id == row.id) & _L.sealed.is_not(None)
            purged = work.conn.execute(
                update(t.licenses).where(mine, _L.state.in_(PURGEABLE)).values(sealed=None)
            ).rowcount
            kept = work.conn.execute(select(func.count()).where(mine)).scalar_one()
            attachments = work.conn.execute(
                update(t.attachments)
                .where(_A.lot_id == row.id, func.length(_A.sealed) > 0)
                .values(sealed=b"")
            ).rowcount
            done = PurgeCounts(purged, kept, attachments)
            work.audit(Act.LOT_PURGED, f"lot:{lot}", new=done._asdict(), reason=reason)
        return done

    def digests_of(self, lot: str) -> list[tuple[str, str, bytes]]:
        """Return identity, state and keyed digest of every license of a lot, by row."""
        query = (
            select(_L.identity, _L.state, _L.digest)
            .join(t.lots, t.lots.c.id == _L.lot_id)
            .where(t.lots.c.name == lot)
            .order_by(_L.row_no, _L.id)
        )
        with self.read() as conn:
            return [(row.identity, row.state, bytes(row.digest)) for row in conn.execute(query)]
