"""Rows of the print queue: found, locked, moved. Inside somebody else's transaction."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Select, bindparam, select, text, update

from app.domain.acts import Act
from app.domain.printing import NewJob, PrinterEntry, PrintJob, PrintState
from app.errors import BadInput, Refused
from app.ledger import print_tables as p
from app.ledger import quality_tables as q
from app.ledger import tables as t
from app.ledger.printers import printer_entry
from app.ledger.runs import Run
from app.ledger.work import Work

P = PrintState
J: Final = p.print_jobs.c
JOBS: Final = (
    select(p.print_jobs, t.licenses.c.identity, t.units.c.hwid, q.packages.c.code.label("package"))
    .outerjoin(t.licenses, t.licenses.c.id == J.license_id)
    .outerjoin(t.units, t.units.c.id == J.unit_id)
    .outerjoin(q.packages, q.packages.c.id == J.package_id)
)
SET: Final = update(p.print_jobs).where(J.id == bindparam("of_job"))
# As a literal, so that SQLite can prove that the partial index fits: with a parameter it cannot.
WAITS: Final = text("print_jobs.state IN ('queued', 'sending')")


def printer_of(conn: Connection, name: str) -> PrinterEntry:
    """Return a printer in use, its row locked; BadInput ``printer-unknown``."""
    query = select(p.printers).where(p.printers.c.name == name).with_for_update()
    row = conn.execute(query).mappings().one_or_none()
    if row is None or row["retired_at"] is not None:
        raise BadInput("printer-unknown", printer=name)
    return printer_entry(row)


def values_of(work: Work, job: NewJob) -> dict[str, Any]:
    """Return the columns of a new job; how manieth copy it is, and why, is left to the caller."""
    return {
        "printer": job.printer,
        "design": job.design,
        "design_version": job.design_version,
        "unit_id": job.unit_id,
        "license_id": job.license_id,
        "order_id": job.order_id,
        "package_id": job.package_id,
        "state": P.QUEUED.value,
        "copies": job.copies,
        "tries": 0,
        "body": job.body,
        "queued_at": work.at,
        "queued_by": work.actor.name,
    }


def of_subject(job: NewJob) -> Select[Any]:
    """Return the query for what was printed of this label: of a package, a license or a unit."""
    query = select(p.print_jobs).where(J.design == job.design, J.state != P.VOID.value)
    if job.package_id is not None:
        return query.where(J.package_id == job.package_id).order_by(J.id)
    if job.license_id is not None:
        return query.where(J.license_id == job.license_id).order_by(J.id)
    return query.where(J.unit_id == job.unit_id).order_by(J.id)


def row_of(conn: Connection, job_id: int) -> RowMapping:
    """Return one job with the names of what it is about; BadInput ``print-job-unknown``."""
    row = conn.execute(JOBS.where(J.id == job_id)).mappings().one_or_none()
    if row is None:
        raise BadInput("print-job-unknown", job=job_id)
    return row


def locked(conn: Connection, job_id: int) -> RowMapping:
    """Return one job's own row, locked; BadInput ``print-job-unknown``."""
    query = select(p.print_jobs).where(J.id == job_id).with_for_update()
    row = conn.execute(query).mappings().one_or_none()
    if row is None:
        raise BadInput("print-job-unknown", job=job_id)
    return row


def move(
    conn: Connection, job: PrintJob, run: Run, olds: Collection[PrintState], values: dict[str, Any]
) -> None:
    """Change a job that is in this run's hands; Refused ``print-job-moved`` for any other."""
    states = [old.value for old in olds]
    mine = update(p.print_jobs).where(J.id == job.id, J.run_id == run.id, J.state.in_(states))
    if conn.execute(mine.values(**values)).rowcount != 1:
        raise Refused("print-job-moved", job=job.id)


def record(work: Work, job: PrintJob, how: str) -> None:
    """Put on record that a label came out, or is with the printer."""
    facts = {
        "how": how,
        "identity": job.identity or job.package,
        "design": job.design,
        "copy": job.copy_no,
    }
    work.audit(Act.LABEL_PRINTED, f"print:{job.id}", new=facts | {"printer": job.printer})


def void(work: Work, row: RowMapping, reason: str) -> None:
    """Void one job, in this transaction."""
    values = {"state": P.VOID.value, "trouble": None, "reason": reason}
    work.conn.execute(SET.values(**values), {"of_job": row["id"]})
    work.audit(
        Act.LABEL_VOIDED,
        f"print:{row['id']}",
        old={"state": row["state"], "reason": row["reason"]},
        reason=reason,
    )


def job_of(row: RowMapping) -> PrintJob:
    """Return a job of its row."""
    return PrintJob(**{**row, "state": P(row["state"])})
