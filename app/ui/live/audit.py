"""The record of acts over its workflow and its search."""

from collections.abc import Sequence
from pathlib import Path

from app.domain.audit import AuditRecord, ChainVerdict
from app.errors import BadInput
from app.ledger.audit_search import AuditSearch, AuditWanted
from app.ui.live.desk import Desk
from app.ui.services import Cancelled, Progress
from app.ui.services_ledger import AuditQuery
from app.workflows.audit_record import AuditFilter, export_head, export_record, verify_record


class LiveAudit:
    """See AuditService."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def count(self, query: AuditQuery) -> int:
        """Return how many records fit."""
        return self._search().count(_wanted(query))

    def fetch(self, query: AuditQuery, start: int, count: int) -> Sequence[AuditRecord]:
        """Return one page of them, newest first."""
        return self._search().page(_wanted(query), start, count)

    def days(self, query: AuditQuery) -> Sequence[tuple[str, int]]:
        """Return how many fit on each day."""
        return self._search().days(_wanted(query))

    def names(self) -> Sequence[str]:
        """Return who did anything."""
        return self._search().names()

    def verify(self, progress: Progress, cancelled: Cancelled) -> ChainVerdict:
        """Prove the whole chain."""
        services = self._desk.services()
        total = services.ledger.audit.head()[0]

        def on_progress(done: int) -> None:
            if cancelled():
                raise BadInput("audit-stopped", record=done)
            progress(done, total)

        return verify_record(services, on_progress=on_progress)

    def export(self, query: AuditQuery, file: Path) -> int:
        """Write the records that fit."""
        empty = query == AuditQuery()
        wanted = (
            None
            if empty
            else AuditFilter(
                act=query.act or None,
                who=query.who or None,
                subject=query.subject or None,
                since=query.since or None,
                until=query.until or None,
            )
        )
        return export_record(self._desk.services(), file, wanted)

    def export_head(self, file: Path) -> int:
        """Write the signed head alone."""
        return export_head(self._desk.services(), file)

    def _search(self) -> AuditSearch:
        return self._desk.services().ledger.audit_search


def _wanted(query: AuditQuery) -> AuditWanted:
    return AuditWanted(query.act, query.who, query.subject, query.since, query.until)
