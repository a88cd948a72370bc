"""Export the write report of a lot, an order or a period to CSV."""

from dataclasses import dataclass
from pathlib import Path

from app.domain.acts import Act
from app.errors import BadInput
from app.reports.writes import COLUMNS, write_csv
from app.workflows.rights import require
from app.workflows.services import Services


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which licenses a report speaks of; None means all. Times are UTC ISO texts."""

    lot: str | None = None
    order: str | None = None
    operator: str | None = None
    since: str | None = None
    until: str | None = None


def export_writes(services: Services, which: ReportFilter, out: Path) -> int:
    """Write the report; returns the number of lines. BadInput where the file cannot be written."""
    require(services.ledger, services.actor, Act.REPORT_EXPORTED)
    rows = services.ledger.reports.writes(
        columns=COLUMNS,
        lot=which.lot,
        order=which.order,
        operator=which.operator,
        since=which.since,
        until=which.until,
    )
    try:
        count = write_csv(rows, out)
    except OSError as error:
        raise BadInput("report-not-written", file=str(out), why=error.strerror) from error
    services.ledger.audit.note(
        Act.REPORT_EXPORTED,
        subject=which.lot or which.order or "all",
        new={"rows": count, "file": out.name},
        actor=services.actor,
    )
    return count
