"""Units and reports over the ledger's searches."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from app.domain.licenses import LicenseState
from app.domain.units import hardware_id
from app.errors import BadInput
from app.ledger.ledger import Ledger
from app.ledger.unit_search import Found, UnitFilter, UnitSearch
from app.reports.writes import COLUMNS
from app.ui.live.session import Session
from app.ui.services import Progress
from app.ui.views import HistoryEntry, ReportPreview, StepState, StepView, UnitQuery, UnitRow
from app.workflows.export_report import ReportFilter, export_writes
from flasher.model import Outcome, Step

PREVIEW_ROWS = 200
EXPORT_PAGE = 2000
HOURS = 12
UNIT_COLUMNS = (
    *("identity", "mac", "serial", "state", "outcome", "attempts", "seconds"),
    *("lot", "order", "slot", "operator", "started_at"),
)


class LiveUnits:
    """See UnitService."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._newest: tuple[UnitQuery, Found] | None = None

    def count(self, query: UnitQuery) -> int:
        """Return how many units fit; what was found serves the pages of the same query."""
        return self._find(query).total

    def fetch(self, query: UnitQuery, start: int, count: int) -> Sequence[UnitRow]:
        """Return one page of them."""
        newest = self._newest
        same = newest is not None and newest[0] == query
        found = newest[1] if newest is not None and same else self._find(query)
        return [_row(row) for row in self._search().rows(found, start, count)]

    def _find(self, query: UnitQuery) -> Found:
        found = self._search().find(
            unit_filter(query), sort=query.sort, oldest_first=not query.descending
        )
        self._newest = query, found
        return found

    def history(self, unit: UnitRow) -> Sequence[HistoryEntry]:
        """Return its attempts, newest first."""
        hwid = hardware_id(mac=unit.mac or None, serial=unit.serial or None)
        if hwid is None:
            return []
        attempts = self._session.services().ledger.attempts
        return [
            _entry(found, attempts.transcript(found["id"]) or "")
            for found in reversed(attempts.of_unit(hwid))
        ]

    def export(self, query: UnitQuery, file: Path, progress: Progress) -> int:
        """Write all that fit as CSV, cells safe for Excel."""
        search = self._search()
        found = search.find(unit_filter(query), sort="id")
        total = found.total

        def rows() -> Iterator[Sequence[Any]]:
            for start in range(0, total, EXPORT_PAGE):
                for row in search.rows(found, start, EXPORT_PAGE):
                    yield [_safe(row[name]) for name in UNIT_COLUMNS]
                progress(min(total, start + EXPORT_PAGE), total)

        try:
            with file.open("w", encoding="utf-8-sig", newline="") as out:
                writer = csv.writer(out)
                writer.writerow(UNIT_COLUMNS)
                writer.writerows(rows())
        except OSError as error:
            raise BadInput("report-not-written", file=str(file), why=error.strerror) from error
        return total

    def _search(self) -> UnitSearch:
        return self._session.services().ledger.unit_search


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
            at = _moment(f"{hour}:00:00+00:00").astimezone()
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

    def export(self, query: UnitQuery, file: Path, progress: Progress) -> int:
        """Write the report as the command line does."""
        which = unit_filter(query)
        count = export_writes(
            self._session.services(),
            ReportFilter(
                lot=which.lot or None,
                order=which.order or None,
                operator=which.operator or None,
                since=which.since or None,
                until=which.until or None,
            ),
            file,
        )
        progress(count, count)
        return count

    def operators(self) -> Sequence[str]:
        """Return the names in the newest attempts."""
        attempts = self._session.services().ledger.attempts.latest(1000)
        return sorted({attempt["operator"] for attempt in attempts})


def unit_filter(query: UnitQuery) -> UnitFilter:
    """Return the ledger's filter for what is set on the page; local days become UTC."""
    return UnitFilter(
        text=query.text,
        lot=query.lot,
        order=query.order,
        operator=query.operator,
        state=query.state,
        outcome=query.outcome,
        since=_start_of(query.since) if query.since else "",
        until=_start_of(query.until + timedelta(days=1)) if query.until else "",
    )


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


def _row(found: Mapping[str, Any]) -> UnitRow:
    return UnitRow(
        id=found["id"],
        mac=found["mac"] or "",
        serial=found["serial"] or "",
        identity=found["identity"] or "",
        lot=found["lot"] or "",
        order=found["order"] or "",
        state=LicenseState(found["state"]) if found["state"] else None,
        outcome=Outcome(found["outcome"]) if found["outcome"] else None,
        attempts=found["attempts"],
        seconds=found["seconds"],
        slot=found["slot"] or "",
        operator=found["operator"] or "",
        at=_moment(found["started_at"]) if found["started_at"] else None,
    )


def _entry(found: Mapping[str, Any], transcript: str) -> HistoryEntry:
    outcome = Outcome(found["outcome"])
    steps = [
        StepView(Step(name), StepState.DONE, seconds) for name, seconds in found["steps"].items()
    ]
    if steps and outcome in (Outcome.FAILED, Outcome.DOUBTFUL):
        last = steps[-1]
        steps[-1] = StepView(last.step, StepState.FAILED, last.seconds)
    return HistoryEntry(
        at=_moment(found["started_at"]),
        who=found["operator"],
        where=f"{found['station']} / {found['slot']}",
        code=found["code"],
        facts={"port": found["port"], "identity": found["identity"] or "", **found["facts"]},
        outcome=outcome,
        seconds=found["seconds"],
        steps=tuple(steps),
        transcript=transcript,
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _start_of(day: date) -> str:
    local = datetime.combine(day, time()).astimezone(UTC)
    return local.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _safe(cell: Any) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = _text(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
