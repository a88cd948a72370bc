"""Units over the ledger's search: found, told of, written to a file."""

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from app.domain.licenses import LicenseState
from app.domain.scans import Clue, ClueKind, read_scan
from app.domain.units import hardware_id
from app.errors import BadInput
from app.ledger.unit_search import Found, UnitFilter, UnitSearch
from app.ui.live.session import Session
from app.ui.services import Cancelled, Progress
from app.ui.views import HistoryEntry, UnitQuery, UnitRow, recorded_steps
from app.workflows.export_report import OnProgress, export_units
from flasher.model import Outcome

KEPT = 3  # answers


class LiveUnits:
    """See UnitService."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._found: OrderedDict[UnitQuery, Found] = OrderedDict()
        self._lock = threading.Lock()

    def count(self, query: UnitQuery) -> int:
        """Return how many units fit; what was found serves the pages of the same query."""
        return self._find(query).total

    def fetch(self, query: UnitQuery, start: int, count: int) -> Sequence[UnitRow]:
        """Return one page of them."""
        with self._lock:
            found = self._found.get(query)
        if found is None:
            found = self._find(query)
        return [_row(row) for row in self._search().rows(found, start, count)]

    def _find(self, query: UnitQuery) -> Found:
        """Find anew; the newest few stay, for a page of the last question may still be asked."""
        found = self._search().find(
            self._filter(query), sort=query.sort, oldest_first=not query.descending
        )
        with self._lock:
            self._found[query] = found
            self._found.move_to_end(query)
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
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

    def export(self, query: UnitQuery, file: Path, progress: Progress, cancelled: Cancelled) -> int:
        """Write all that fit, in the order that is shown."""
        return export_units(
            self._session.services(),
            self._filter(query),
            file,
            sort=query.sort,
            oldest_first=not query.descending,
            on_progress=stoppable(progress, cancelled),
        )

    def last_label(self, unit: UnitRow) -> int | None:
        """Return the print job of its newest label."""
        hwid = hardware_id(mac=unit.mac or None, serial=unit.serial or None)
        ledger = self._session.services().ledger
        own = None if hwid is None else ledger.custody.own_license(hwid)
        if own is None:
            return None
        jobs = ledger.print_jobs.find(license_id=own.license_id, newest_first=True)
        return next((job.id for job in jobs if job.package is None), None)

    def _filter(self, query: UnitQuery) -> UnitFilter:
        """Return what is asked; a whole scanned code asks for the units that it names."""
        scan = read_scan(query.text)
        which = replace(unit_filter(query), text=scan.text)
        if all(clue == Clue(ClueKind.ANY, scan.text) for clue in scan.clues):
            return which  # a word: it may be a part of something
        found = self._session.services().ledger.stories.find(scan.clues)
        units = tuple(unit for unit, _license in found if unit is not None)
        return replace(which, text="", units=units) if units else which

    def _search(self) -> UnitSearch:
        return self._session.services().ledger.unit_search


def stoppable(progress: Progress, cancelled: Cancelled) -> OnProgress:
    """Return what tells of an export's progress, and ends it once it was cancelled."""

    def told(done: int, total: int) -> None:
        if cancelled():
            raise BadInput("export-stopped", rows=done)
        progress(done, total)

    return told


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
    return HistoryEntry(
        at=_moment(found["started_at"]),
        who=found["operator"],
        where=f"{found['station']} / {found['slot']}",
        code=found["code"],
        facts={"port": found["port"], "identity": found["identity"] or "", **found["facts"]},
        outcome=outcome,
        seconds=found["seconds"],
        steps=recorded_steps(found["steps"], outcome, found["facts"]),
        transcript=transcript,
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _start_of(day: date) -> str:
    local = datetime.combine(day, time()).astimezone(UTC)
    return local.strftime("%Y-%m-%dT%H:%M:%S.000Z")
