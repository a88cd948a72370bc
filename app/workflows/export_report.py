"""Export reports: writes, figures, the traveller of one unit, the customer's manifest."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.acts import Act
from app.domain.figures import Dashboard, FigureFilter
from app.domain.shifts import ShiftPlan
from app.domain.verdicts import judge
from app.errors import BadInput
from app.ledger.unit_search import UnitFilter
from app.reports.files import write_bytes
from app.reports.writes import COLUMNS, MANIFEST, WRITERS, manifest_rows
from app.texts import Texts
from app.workflows.inspect import reason_list
from app.workflows.rights import require
from app.workflows.services import Services
from app.workflows.unit_story import unit_story

OnProgress = Callable[[int, int], None]
"""``on_progress(rows written, rows in all)``; what it raises ends the export, and no file stays."""
TOLD_EVERY = 500
UNIT_COLUMNS = (
    *("identity", "mac", "serial", "state", "outcome", "attempts", "seconds"),
    *("lot", "order", "slot", "operator", "started_at"),
)


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which licenses a report speaks of; None means all. Times are UTC ISO texts."""

    lot: str | None = None
    order: str | None = None
    operator: str | None = None
    since: str | None = None
    until: str | None = None


def export_writes(
    services: Services, which: ReportFilter, out: Path, *, on_progress: OnProgress | None = None
) -> int:
    """Write the report; returns the number of lines. The file's ending says what it becomes.

    BadInput ``report-not-written`` where the file cannot be written, ``report-kind`` for an
    ending that is none of .csv, .xlsx, .json (lines).
    """
    require(services.ledger, services.actor, Act.REPORT_EXPORTED)
    write = _writer(out)
    asked = {
        "lot": which.lot,
        "order": which.order,
        "operator": which.operator,
        "since": which.since,
        "until": which.until,
    }
    rows: Iterable[Sequence[Any]] = services.ledger.reports.writes(columns=COLUMNS, **asked)
    if on_progress is not None:
        rows = _told(rows, services.ledger.reports.count_writes(**asked), on_progress)
    count = write(rows, out, COLUMNS)
    _note(services, which.lot or which.order or "all", out, count)
    return count


def export_units(
    services: Services,
    which: UnitFilter,
    out: Path,
    *,
    sort: str = "at",
    oldest_first: bool = False,
    on_progress: OnProgress | None = None,
) -> int:
    """Write the units that fit, all of one moment and in order; returns how many.

    Raises as :func:`export_writes`. No secret is in it.
    """
    require(services.ledger, services.actor, Act.REPORT_EXPORTED)
    write = _writer(out)

    def rows() -> Iterator[Sequence[Any]]:
        parts = services.ledger.unit_search.every(which, sort=sort, oldest_first=oldest_first)
        done = 0
        for total, part in parts:
            for row in part:
                if on_progress is not None and done % TOLD_EVERY == 0:
                    on_progress(done, total)
                done += 1
                yield [row[name] for name in UNIT_COLUMNS]

    count = write(rows(), out, UNIT_COLUMNS)
    _note(services, "units", out, count)
    return count


def export_manifest(services: Services, out: Path, *, order: str, lot: str | None = None) -> int:
    """Write what the customer gets: identity, MAC, serial and time of every written unit.

    No secret is in it. Raises as :func:`export_writes`.
    """
    require(services.ledger, services.actor, Act.REPORT_EXPORTED)
    write = _writer(out)
    rows = services.ledger.reports.writes(columns=MANIFEST, lot=lot, order=order)
    count = write(manifest_rows(rows), out, MANIFEST[:-1])
    _note(services, order, out, count)
    return count


def figures(
    services: Services, which: FigureFilter, *, shifts: ShiftPlan | None = None
) -> Dashboard:
    """Return every figure of a selection; asks no right, as the bench shows them to everybody."""
    return services.ledger.figures.dashboard(which, shifts=shifts)


def export_figures(
    services: Services,
    which: FigureFilter,
    out: Path,
    texts: Texts,
    *,
    shifts: ShiftPlan | None = None,
) -> Dashboard:
    """Write the figures as CSV, XLSX, JSON or PDF, by the file's ending; returns them."""
    from app.reports import figures as paper

    require(services.ledger, services.actor, Act.REPORT_EXPORTED)
    board = services.ledger.figures.dashboard(which, shifts=shifts)
    match out.suffix.lower():
        case ".csv":
            content = paper.as_csv(board)
        case ".xlsx":
            content = paper.as_xlsx(board)
        case ".json":
            content = paper.as_json(board)
        case ".pdf":
            content = paper.as_pdf(board, texts, services.clock.now())
        case _:
            raise BadInput("report-kind", file=out.name, known=".csv .xlsx .json .pdf")
    _write(out, content)
    _note(services, "figures", out, board.total.attempts)
    return board


def export_traveller(services: Services, words: str, out: Path, texts: Texts) -> None:
    """Write the traveller of one unit as PDF. BadInput ``unit-not-found``, ``report-kind``."""
    from app.reports.traveller import traveller_pdf

    require(services.ledger, services.actor, Act.REPORT_EXPORTED)
    if out.suffix.lower() != ".pdf":
        raise BadInput("report-kind", file=out.name, known=".pdf")
    story = unit_story(services, words)
    now = services.clock.now()
    _write(out, traveller_pdf(story, judge(story), texts, now, reason_list()))
    _note(services, f"unit:{story.subject}", out, 1)


def _writer(out: Path) -> Callable[[Iterable[Sequence[Any]], Path, Sequence[str]], int]:
    """Return what writes a file of this ending; BadInput ``report-kind`` where nothing does."""
    write = WRITERS.get(out.suffix.lower() or ".csv")
    if write is None:
        raise BadInput("report-kind", file=out.name, known=" ".join(WRITERS))

    def written(rows: Iterable[Sequence[Any]], out: Path, columns: Sequence[str]) -> int:
        try:
            return write(rows, out, columns)
        except OSError as error:
            raise BadInput("report-not-written", file=str(out), why=error.strerror) from error

    return written


def _told(
    rows: Iterable[Sequence[Any]], total: int, on_progress: OnProgress
) -> Iterator[Sequence[Any]]:
    for done, row in enumerate(rows):
        if done % TOLD_EVERY == 0:
            on_progress(done, total)
        yield row


def _write(out: Path, content: bytes) -> None:
    try:
        write_bytes(out, content)
    except OSError as error:
        raise BadInput("report-not-written", file=str(out), why=error.strerror) from error


def _note(services: Services, subject: str, out: Path, count: int) -> None:
    services.ledger.audit.note(
        Act.REPORT_EXPORTED,
        subject=subject,
        new={"rows": count, "file": out.name},
        actor=services.actor,
    )
