"""The chain of audited acts: read it, walk it, find where it was broken."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import RowMapping, select

from app.domain.acts import Act
from app.domain.audit import AuditRecord, ChainVerdict
from app.domain.people import Actor
from app.errors import LedgerTrouble
from app.ledger import tables as t
from app.ledger.work import CHAINED, FIRST_MAC, Store, link_bytes, same_mac

PAGE = 10_000
TOLD_EVERY = 2_000
_PAGE = (
    f"SELECT seq, {', '.join(CHAINED)}, mac FROM audit"  # noqa: S608 - names of our own columns
    f" WHERE seq > {{after}} ORDER BY seq LIMIT {PAGE}"
)
_COLUMNS = (t.audit.c.seq, *(t.audit.c[name] for name in CHAINED), t.audit.c.mac)


class AuditStore(Store):
    """``ledger.audit``."""

    def note(
        self,
        act: Act,
        subject: str,
        actor: Actor,
        *,
        old: object = None,
        new: object = None,
        reason: str | None = None,
    ) -> None:
        """Put an act on record that changes no other table (an export, a restored backup)."""
        with self.write(actor) as work:
            work.audit(act, subject, old=old, new=new, reason=reason)

    def records(
        self,
        *,
        subject: str | None = None,
        act: Act | None = None,
        after: int = 0,
        limit: int = 200,
        newest_first: bool = False,
    ) -> list[AuditRecord]:
        """Return records by their number, those of one subject or act where it is given."""
        query = select(*_COLUMNS).where(t.audit.c.seq > after).limit(limit)
        query = query.order_by(t.audit.c.seq.desc() if newest_first else t.audit.c.seq)
        if subject is not None:
            query = query.where(t.audit.c.subject == subject)
        if act is not None:
            query = query.where(t.audit.c.act == act.value)
        with self.read() as conn:
            return [_record(row) for row in conn.execute(query).mappings()]

    def head(self) -> tuple[int, bytes]:
        """Return number and MAC of the last record; (0, zeros) where there is none."""
        with self.read() as conn:
            row = conn.execute(select(t.audit_head.c.seq, t.audit_head.c.mac)).one()
            return row.seq, row.mac

    def is_sealed_by_this_vault(self) -> bool:
        """Say whether the chain begins or ends under the key at hand; fast.

        Neither does where the vault's box is another ledger's. One record alone decides nothing:
        it may have been edited, which :meth:`verify` names.
        """
        mac = self._seal.mac
        end = self.head()[0]
        if mac is None or end == 0:
            return True
        for seq in (1, end):
            found = self.records(after=max(0, seq - 2), limit=2 if seq > 1 else 1)
            previous = bytes(found[0].mac) if len(found) > 1 else FIRST_MAC
            last = found[-1] if found else None
            if last is None or last.seq != seq:
                continue
            fields = (seq, *(getattr(last, name) for name in CHAINED))
            if same_mac(mac(link_bytes(previous, fields)), bytes(last.mac)):
                return True
        return False

    def verify(
        self,
        on_progress: Callable[[int], None] | None = None,
        *,
        heads: Mapping[int, bytes] | None = None,
    ) -> ChainVerdict:
        """Walk the whole chain, a page at a time; name the first record that is wrong.

        ``heads``: MACs of records as they were exported earlier, by number. They show what the
        chain alone cannot: that its end was cut off, or that it goes another way than it did.
        Raises LedgerTrouble ``vault-locked``: without the key nothing can be proven.
        """
        mac = self._seal.mac
        if mac is None:
            raise LedgerTrouble("vault-locked", ledger=str(self._database.location))
        previous, seq = FIRST_MAC, 0
        head_seq, head_mac = self.head()
        for row in self._rows():
            seq += 1
            if row[0] != seq:
                return ChainVerdict(seq - 1, "chain-record-missing", seq)
            expected = mac(link_bytes(previous, row[:-1]))
            if expected != row[-1]:  # both are at hand: there is nothing to time
                return ChainVerdict(seq - 1, "chain-record-changed", seq)
            previous = expected
            if heads and seq in heads and not same_mac(previous, heads[seq]):
                return ChainVerdict(seq - 1, "chain-other-way", seq)
            if seq == head_seq and not same_mac(previous, head_mac):
                return ChainVerdict(seq - 1, "chain-record-changed", seq)
            if on_progress is not None and seq % TOLD_EVERY == 0:
                on_progress(seq)
        if seq < max(head_seq, *(heads or (0,))):
            return ChainVerdict(seq, "chain-end-missing", seq + 1)
        return ChainVerdict(seq)

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        after = 0
        while True:
            with self.read() as conn:
                driver = conn.connection.driver_connection
                assert driver is not None
                # Bare tuples: a row of SQLAlchemy's costs as much as its MAC.
                page = driver.execute(_PAGE.format(after=after)).fetchall()
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1][0]


def _record(row: RowMapping) -> AuditRecord:
    return AuditRecord(**{field.name: row[field.name] for field in dataclasses.fields(AuditRecord)})
