"""Finding records of acts page by page: counted and filtered in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from app.domain.audit import AuditRecord
from app.ledger import tables as t
from app.ledger.audit import _COLUMNS, _record
from app.ledger.work import Store

_DAY_LENGTH = len("2026-01-05")
_audit = t.audit.c


@dataclass(frozen=True, slots=True)
class AuditWanted:
    """Which records; empty means any. ``who`` finds approvers as well.

    ``since`` (from) and ``until`` (up to and with) are UTC ISO texts, or their start.
    """

    act: str = ""
    who: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""

    @property
    def is_all(self) -> bool:
        """Say whether nothing is filtered: then a record's number is its place."""
        return self == AuditWanted()


class AuditSearch(Store):
    """Reads the record of acts, newest first."""

    def count(self, wanted: AuditWanted) -> int:
        """Return how many records fit; of the whole chain its head knows."""
        with self.read() as conn:
            if wanted.is_all:
                return int(conn.execute(select(t.audit_head.c.seq)).scalar_one())
            query = _where(select(func.count()).select_from(t.audit), wanted)
            return int(conn.execute(query).scalar_one())

    def page(self, wanted: AuditWanted, start: int, count: int) -> Sequence[AuditRecord]:
        """Return records from ``start`` on, newest first.

        Of the whole chain a page is found by its number, so the millionth costs as the first.
        """
        with self.read() as conn:
            if wanted.is_all:
                head = conn.execute(select(t.audit_head.c.seq)).scalar_one()
                query = select(*_COLUMNS).where(_audit.seq <= head - start).limit(count)
            else:
                query = _where(select(*_COLUMNS), wanted).offset(start).limit(count)
            rows = conn.execute(query.order_by(_audit.seq.desc())).mappings()
            return [_record(row) for row in rows]

    def days(self, wanted: AuditWanted) -> list[tuple[str, int]]:
        """Return how many records fit on each day (UTC), oldest first."""
        day = func.substr(_audit.at, 1, _DAY_LENGTH)
        query: Select[Any] = _where(select(day, func.count()), wanted)
        with self.read() as conn:
            return [(row[0], row[1]) for row in conn.execute(query.group_by(day).order_by(day))]

    def names(self) -> list[str]:
        """Return everybody who did anything, by name."""
        query = select(_audit.who).distinct().order_by(_audit.who)
        with self.read() as conn:
            return [row.who for row in conn.execute(query)]


def _where(query: Select[Any], wanted: AuditWanted) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.act:
        conditions.append(_audit.act == wanted.act)
    if wanted.who:
        conditions.append(or_(_audit.who == wanted.who, _audit.approver == wanted.who))
    if wanted.subject:
        conditions.append(_audit.subject.contains(wanted.subject, autoescape=True))
    if wanted.since:
        conditions.append(_audit.at >= wanted.since)
    if wanted.until:
        conditions.append(func.substr(_audit.at, 1, len(wanted.until)) <= wanted.until)
    return query.where(*conditions)
