"""Reports over the ledger: what a report would say, and the file it becomes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from app.ledger.ledger import Ledger
from app.reports.writes import COLUMNS
from app.ui.live.session import Session
from app.ui.live.units import stoppable, unit_filter
from app.ui.services import Cancelled, Progress
from app.ui.views import ReportPreview, UnitQuery
from app.workflows.export_report import ReportFilter, export_writes
from flasher.model import Outcome

PREVIEW_ROWS = 200
HOURS = 12


class LiveReports:
    """See ReportService."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def preview(self, query: UnitQuery) -> ReportPreview:
        """Return the first rows, and the totals over all of them."""
        ledger = self._session.services().ledger
        rows = [
            tuple(_text(cell) for cell in row)
            for row in islice(_writes(ledger, query), PREVIEW_ROWS)
        ]
        which = unit_filter(query)
        total = ledger.reports.count_writes(
            lot=which.lot or None,
            order=which.order or None,
            operator=which.operator or None,
            since=which.since or None,
            until=which.until or None,
        )
        search = ledger.unit_search
        ended = search.outcomes(which)
        passed = sum(n for (outcome, _first), n in ended.items() if outcome == Outcome.PASS)
        hours: Counter[tuple[datetime, bool]] = Counter()
        for hour, outcome, n in search.hours(which, HOURS):
            at = datetime.fromisoformat(f"{hour}:00:00+00:00").astimezone()
            hours[at, outcome == Outcome.PASS] += n
        labels = sorted({hour for hour, _ in hours})[-HOURS:]
        return ReportPreview(
            columns=tuple(COLUMNS),
            rows=tuple(rows),
            total=total,
            tried=sum(ended.values()),
            passed=passed,
            first_pass=ended.get((Outcome.PASS.value, True), 0),
            hourly=tuple((f"{at:%H}", hours[at, True], hours[at, False]) for at in labels),
        )

    def export(self, query: UnitQuery, file: Path, progress: Progress, cancelled: Cancelled) -> int:
        """Write the report as the command line does."""
        which = unit_filter(query)
        return export_writes(
            self._session.services(),
            ReportFilter(
                lot=which.lot or None,
                order=which.order or None,
                operator=which.operator or None,
                since=which.since or None,
                until=which.until or None,
            ),
            file,
            on_progress=stoppable(progress, cancelled),
        )

    def operators(self) -> Sequence[str]:
        """Return the names in the newest attempts."""
        attempts = self._session.services().ledger.attempts.latest(1000)
        return sorted({attempt["operator"] for attempt in attempts})


def _writes(
    ledger: Ledger, query: UnitQuery, columns: Sequence[str] = COLUMNS
) -> Iterator[Sequence[Any]]:
    which = unit_filter(query)
    return ledger.reports.writes(
        columns=columns,
        lot=which.lot or None,
        order=which.order or None,
        operator=which.operator or None,
        since=which.since or None,
        until=which.until or None,
    )


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)
