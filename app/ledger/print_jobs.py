"""The print queue: one job per label, in order per printer, printed once; again for a reason.

What a printer's worker does with it is :mod:`app.ledger.print_work`'s.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.acts import Act
from app.domain.people import Actor
from app.domain.printing import MAYBE_PRINTED, NewJob, PrintJob, PrintState
from app.domain.reasons import needed_reason
from app.errors import Refused
from app.ledger import print_tables as p
from app.ledger import tables as t
from app.ledger.print_rows import (
    JOBS,
    SET,
    J,
    job_of,
    locked,
    of_subject,
    printer_of,
    row_of,
    values_of,
    void,
)
from app.ledger.print_work import PrintWork

P = PrintState
_ADD = {
    "sqlite": sqlite.insert(p.print_jobs).on_conflict_do_nothing().returning(J.id),
    "postgresql": postgresql.insert(p.print_jobs).on_conflict_do_nothing().returning(J.id),
}
_ENDS = {P.SENT.value, P.PRINTED.value}
_FAILED_UNIT = ("void", "doubtful")
"""States of a license in which a printed label would lie about its unit. A hold may end again."""


class PrintJobStore(PrintWork):
    """``ledger.print_jobs``."""

    def queue(self, jobs: Sequence[NewJob], actor: Actor) -> list[int]:
        """Queue labels that were not printed yet; returns the ids of the new jobs.

        A label whose original is queued or printed already is left out: it is printed once, and
        again only by :meth:`reprint`. Raises BadInput ``printer-unknown``.
        """
        made: list[int] = []
        with self.write(actor) as work:
            for name in {job.printer for job in jobs}:
                printer_of(work.conn, name)
            add = _ADD[work.conn.dialect.name]
            for job in jobs:
                values = values_of(work, job) | {"copy_no": 1, "reason": None}
                made += work.conn.execute(add, values).scalars()
            if made:
                facts = {"jobs": len(made), "printer": jobs[0].printer, "design": jobs[0].design}
                subject = f"print:{made[0]}" if len(made) == 1 else f"print:{made[0]}-{made[-1]}"
                work.audit(Act.LABEL_QUEUED, subject, new=facts)
        return made

    def reprint(self, job: NewJob, reason: str, actor: Actor) -> PrintJob:
        """Queue one more copy of a label that was printed; counts copies, keeps the reason.

        Raises BadInput ``reason-missing`` | ``printer-unknown``, Refused ``label-not-printed``
        where there is no original yet, or it is still on its way.
        """
        reason = needed_reason(reason)
        with self.write(actor) as work:
            printer_of(work.conn, job.printer)
            earlier = of_subject(job).with_for_update()
            rows = work.conn.execute(earlier).mappings().all()
            out = [row for row in rows if row["state"] in _ENDS]
            if not out or any(row["state"] in {P.QUEUED.value, P.SENDING.value} for row in rows):
                raise Refused("label-not-printed", design=job.design)
            number = max(row["copy_no"] for row in rows) + 1
            values = values_of(work, job) | {"copy_no": number, "reason": reason}
            query = insert(p.print_jobs).returning(J.id)
            job_id = work.conn.execute(query, values).scalar_one()
            work.audit(
                Act.LABEL_REPRINTED,
                f"print:{job_id}",
                new={"design": job.design, "copy": number, "original": out[0]["id"]},
                reason=reason,
            )
        return self.get(job_id)

    def next_copy(self, job: NewJob) -> int:
        """Return the number that the next copy of this label gets; 1 is the original."""
        with self.read() as conn:
            rows = conn.execute(of_subject(job)).mappings().all()
        return max((row["copy_no"] for row in rows), default=0) + 1

    def of_package(self, package_id: int) -> int:
        """Return how many labels of a carton or pallet are queued or printed, of any design."""
        query = select(func.count()).where(J.package_id == package_id, J.state != P.VOID.value)
        with self.read() as conn:
            return int(conn.execute(query).scalar_one())

    def get(self, job_id: int) -> PrintJob:
        """Return one job; BadInput ``print-job-unknown``."""
        with self.read() as conn:
            return job_of(row_of(conn, job_id))

    def find(
        self,
        *,
        printer: str | None = None,
        states: Collection[PrintState] = (),
        license_id: int | None = None,
        limit: int = 1000,
        newest_first: bool = False,
    ) -> list[PrintJob]:
        """Return jobs in their order; all states when none is given."""
        query = JOBS.order_by(J.id.desc() if newest_first else J.id).limit(limit)
        if printer is not None:
            query = query.where(J.printer == printer)
        if states:
            query = query.where(J.state.in_([state.value for state in states]))
        if license_id is not None:
            query = query.where(J.license_id == license_id)
        with self.read() as conn:
            return [job_of(row) for row in conn.execute(query).mappings()]

    def counts(self, printer: str | None = None) -> dict[str, int]:
        """Return how many jobs are in each state, and how many of them a person must look at."""
        mine = [] if printer is None else [J.printer == printer]
        query = select(J.state, func.count()).where(*mine).group_by(J.state)
        doubtful = select(func.count()).where(J.trouble == MAYBE_PRINTED, *mine)
        with self.read() as conn:
            found = {row[0]: int(row[1]) for row in conn.execute(query)}
            unsure = conn.execute(doubtful).scalar_one()
        return {state.value: found.get(state.value, 0) for state in P} | {MAYBE_PRINTED: unsure}

    def answer(self, job_id: int, *, printed: bool, actor: Actor, reason: str = "") -> PrintJob:
        """Settle a *maybe printed* job by what a person saw; not printed: it is queued again.

        Also one that a dead worker left to the printer's counter, where the printer is gone for
        good. Raises Refused ``print-job-not-doubtful``.
        """
        with self.write(actor) as work:
            row = locked(work.conn, job_id)
            if row["trouble"] != MAYBE_PRINTED and not self._is_left(work.conn, row):
                raise Refused("print-job-not-doubtful", job=job_id)
            state = P.PRINTED if printed else P.QUEUED
            values: dict[str, Any] = {"state": state.value, "trouble": None, "run_id": None}
            if printed:
                values |= {"sent_at": row["sent_at"] or work.at, "printed_at": work.at}
            else:
                values |= {"sent_at": None}
            work.conn.execute(SET.values(**values), {"of_job": job_id})
            act = Act.LABEL_PRINTED if printed else Act.LABEL_QUEUED
            work.audit(
                act, f"print:{job_id}", old={"state": MAYBE_PRINTED}, reason=reason or "looked"
            )
        return self.get(job_id)

    def retry(self, job_ids: Sequence[int], actor: Actor) -> list[int]:
        """Queue failed jobs again; returns their ids. Others are refused ``print-job-not-failed``.

        A *maybe printed* one needs :meth:`answer` (``print-job-doubtful``).
        """
        with self.write(actor) as work:
            for job_id in job_ids:
                row = locked(work.conn, job_id)
                if row["trouble"] == MAYBE_PRINTED:
                    raise Refused("print-job-doubtful", job=job_id)
                if row["state"] != P.FAILED.value:
                    raise Refused("print-job-not-failed", job=job_id, state=row["state"])
                values = {"state": P.QUEUED.value, "trouble": None}
                work.conn.execute(SET.values(**values), {"of_job": job_id})
                work.audit(Act.LABEL_QUEUED, f"print:{job_id}", old={"state": P.FAILED.value})
        return list(job_ids)

    def void(self, job_id: int, reason: str, actor: Actor) -> PrintJob:
        """Void a label: it is not printed, or what was printed does not count; twice is once.

        Raises BadInput ``reason-missing``, Refused ``print-job-in-work``.
        """
        reason = needed_reason(reason)
        with self.write(actor) as work:
            row = locked(work.conn, job_id)
            if row["run_id"] is not None:
                raise Refused("print-job-in-work", job=job_id)
            if row["state"] != P.VOID.value:
                void(work, row, reason)
        return self.get(job_id)

    def void_failed(self, actor: Actor, hwid: str | None = None) -> list[int]:
        """Void the labels of units that failed since: of one unit, or of all; returns their ids.

        A unit failed when its license is void or doubtful. Jobs on their way stay until they
        have arrived.
        """
        query = (
            JOBS.where(J.state != P.VOID.value, J.run_id.is_(None))
            .where(t.licenses.c.state.in_(_FAILED_UNIT))
            .order_by(J.id)
        )
        if hwid is not None:
            unit = select(t.units.c.id).where(t.units.c.hwid == hwid).scalar_subquery()
            query = query.where(t.licenses.c.unit_id == unit)
        with self.read() as conn:  # mostly there is none: no writing transaction for that
            if conn.execute(query.limit(1)).first() is None:
                return []
        with self.write(actor) as work:
            rows = work.conn.execute(query.with_for_update(of=p.print_jobs)).mappings().all()
            for row in rows:
                void(work, row, "unit-failed")
        return [row["id"] for row in rows]
