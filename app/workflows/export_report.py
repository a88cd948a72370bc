"""Export reports: writes, figures, the traveller of one unit, the customer's manifest."""

from dataclasses import dataclass
from pathlib import Path

from app.domain.acts import Act
from app.domain.figures import Dashboard, FigureFilter
from app.domain.shifts import ShiftPlan
from app.domain.verdicts import judge
from app.errors import BadInput
from app.reports.files import write_bytes
from app.reports.writes import COLUMNS, MANIFEST, WRITERS, manifest_rows
from app.texts import Texts
from app.workflows.inspect import reason_list
from app.workflows.rights import require
from app.workflows.services import Services
from app.workflows.unit_story import unit_story


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which licenses a report speaks of; None means all. Times are UTC ISO texts."""

    lot: str | None = None
    order: str | None = None
    operator: str | None = None
    since: str | None = None
    until: str | None = None


def export_writes(services: Services, which: ReportFilter, out: Path) -> int:
    """Write the report; returns the number of lines. The file's ending says what it becomes.

    BadInput ``report-not-written`` where the file cannot be written, ``report-kind`` for an
    ending that is none of .csv, .xlsx, .json (lines).
    """
    require(services.ledger, services.actor, Act.REPORT_EXPORTED)
    write = WRITERS.get(out.suffix.lower() or ".csv")
    if write is None:
        raise BadInput("report-kind", file=out.name, known=" ".join(WRITERS))
    rows = services.ledger.reports.writes(
        columns=COLUMNS,
        lot=which.lot,
        order=which.order,
        operator=which.operator,
        since=which.since,
        until=which.until,
    )
    try:
        count = write(rows, out)
    except OSError as error:
        raise BadInput("report-not-written", file=str(out), why=error.strerror) from error
    _note(services, which.lot or which.order or "all", out, count)
    return count


def export_manifest(services: Services, out: Path, *, order: str, lot: str | None = None) -> int:
    """Write what the customer gets: identity, MAC, serial and time of every written unit.

    No secret is in it. Raises as :func:`export_writes`.
    """
    require(services.ledger, services.actor, Act.REPORT_EXPORTED)
    write = WRITERS.get(out.suffix.lower() or ".csv")
    if write is None:
        raise BadInput("report-kind", file=out.name, known=" ".join(WRITERS))
    rows = services.ledger.reports.writes(columns=MANIFEST, lot=lot, order=order)
    try:
        count = write(manifest_rows(rows), out, MANIFEST[:-1])
    except OSError as error:
        raise BadInput("report-not-written", file=str(out), why=error.strerror) from error
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
