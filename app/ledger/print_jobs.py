"""The print queue: one job per label, in order per printer, printed once.

A job is claimed before its first byte leaves (as a license's intent is): whoever dies in between
leaves it *maybe printed*, and only a person's answer prints it again.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.acts import Act
from app.domain.people import Actor
from app.domain.printing import MAYBE_PRINTED, NewJob, PrinterEntry, PrintJob, PrintState
from app.errors import BadInput, Refused
from app.ledger import print_tables as p
from app.ledger import tables as t
from app.ledger.engine import Database
from app.ledger.printers import printer_entry
from app.ledger.runs import Run, RunStore
from app.ledger.work import Seal, Store, Work
from flasher.timing import Clock

P = PrintState
J = t.print_jobs.c
_JOBS = (
    select(t.print_jobs, t.licenses.c.identity, t.units.c.hwid)
    .outerjoin(t.licenses, t.licenses.c.id == J.license_id)
    .outerjoin(t.units, t.units.c.id == J.unit_id)
)
_ADD = {
    "sqlite": sqlite.insert(t.print_jobs).on_conflict_do_nothing().returning(J.id),
    "postgresql": postgresql.insert(t.print_jobs).on_conflict_do_nothing().returning(J.id),
}
_SET = update(t.print_jobs).where(J.id == bindparam("of_job"))
# As a literal, so that SQLite can prove that the partial index fits: with a parameter it cannot.
_WAITS = text("print_jobs.state IN ('queued', 'sending')")
_ENDS = {P.SENT.value, P.PRINTED.value}
_FAILED_UNIT = ("void", "doubtful")
"""States of a license in which a printed label would lie about its unit. A hold may end again."""


class PrintJobStore(Store):
    """``ledger.print_jobs``."""

    def __init__(self, database: Database, clock: Clock, seal: Seal, runs: RunStore) -> None:
        super().__init__(database, clock, seal)
        self._runs = runs

    def queue(self, jobs: Sequence[NewJob], actor: Actor) -> list[int]:
        """Queue labels that were not printed yet; returns the ids of the new jobs.

        A label whose original is queued or printed already is left out: it is printed once, and
        again only by :meth:`reprint`. Raises BadInput ``printer-unknown``.
        """
        made: list[int] = []
        with self.write(actor) as work:
            for name in {job.printer for job in jobs}:
                _printer(work.conn, name)
            add = _ADD[work.conn.dialect.name]
            for job in jobs:
                values = _values(work, job) | {"copy_no": 1, "reason": None}
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
        if not reason.strip():
            raise BadInput("reason-missing")
        with self.write(actor) as work:
            _printer(work.conn, job.printer)
            earlier = _of_subject(job).with_for_update()
            rows = work.conn.execute(earlier).mappings().all()
            out = [row for row in rows if row["state"] in _ENDS]
            if not out or any(row["state"] in {P.QUEUED.value, P.SENDING.value} for row in rows):
                raise Refused("label-not-printed", design=job.design)
            number = max(row["copy_no"] for row in rows) + 1
            values = _values(work, job) | {"copy_no": number, "reason": reason.strip()}
            query = insert(t.print_jobs).returning(J.id)
            job_id = work.conn.execute(query, values).scalar_one()
            work.audit(
                Act.LABEL_REPRINTED,
                f"print:{job_id}",
                new={"design": job.design, "copy": number, "original": out[0]["id"]},
                reason=reason.strip(),
            )
        return self.get(job_id)

    def next_copy(self, job: NewJob) -> int:
        """Return the number that the next copy of this label gets; 1 is the original."""
        with self.read() as conn:
            rows = conn.execute(_of_subject(job)).mappings().all()
        return max((row["copy_no"] for row in rows), default=0) + 1

    def get(self, job_id: int) -> PrintJob:
        """Return one job; BadInput ``print-job-unknown``."""
        with self.read() as conn:
            return _job(_row(conn, job_id))

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
        query = _JOBS.order_by(J.id.desc() if newest_first else J.id).limit(limit)
        if printer is not None:
            query = query.where(J.printer == printer)
        if states:
            query = query.where(J.state.in_([state.value for state in states]))
        if license_id is not None:
            query = query.where(J.license_id == license_id)
        with self.read() as conn:
            return [_job(row) for row in conn.execute(query).mappings()]

    def counts(self, printer: str | None = None) -> dict[str, int]:
        """Return how many jobs are in each state, and how many of them a person must look at."""
        mine = [] if printer is None else [J.printer == printer]
        query = select(J.state, func.count()).where(*mine).group_by(J.state)
        doubtful = select(func.count()).where(J.trouble == MAYBE_PRINTED, *mine)
        with self.read() as conn:
            found = {row[0]: int(row[1]) for row in conn.execute(query)}
            unsure = conn.execute(doubtful).scalar_one()
        return {state.value: found.get(state.value, 0) for state in P} | {MAYBE_PRINTED: unsure}

    def next(self, printer: str, run: Run) -> PrintJob | None:
        """Return the job that this printer's worker has to do next; None: nothing to do now.

        First one that a dead worker left under way where the printer's counter can tell what became
        of it (it is ours now), else the oldest that is queued (not claimed yet). None also while a
        living program has this printer in work: one worker at a time keeps the order. What a dead
        worker left and nobody can tell becomes *maybe printed*.
        """
        mine = J.printer == printer
        waiting = select(J.id).where(mine, _WAITS).limit(1)
        in_work = select(J.id).where(mine, J.run_id.is_not(None)).limit(1)
        with self.read() as conn:  # mostly there is nothing: no writing transaction for that
            if conn.execute(waiting).first() is None and conn.execute(in_work).first() is None:
                return None
        with self.quietly() as conn:
            _printer(conn, printer)  # its row is the printer's lock on PostgreSQL
            is_busy, left = self._settle(conn, printer, run)
            if is_busy:
                return None
            if left is not None:
                conn.execute(_SET.values(run_id=run.id), {"of_job": left})
                return _job(_row(conn, left))
            queued = select(J.id).where(J.printer == printer, _WAITS, J.state == P.QUEUED.value)
            job_id = conn.execute(queued.order_by(J.id).limit(1)).scalar_one_or_none()
            return None if job_id is None else _job(_row(conn, job_id))

    def claim(self, job: PrintJob, run: Run, count_before: int | None = None) -> None:
        """Take a queued job, durably, before its first byte leaves.

        ``count_before``: what the printer's own counter says now. Raises Refused
        ``print-job-moved`` where it is not queued any more, or another worker has the printer.
        """
        with self.quietly() as conn:
            _printer(conn, job.printer)
            is_busy, left = self._settle(conn, job.printer, run)
            mine = update(t.print_jobs).where(J.id == job.id, J.state == P.QUEUED.value)
            values = {
                "state": P.SENDING.value,
                "run_id": run.id,
                "tries": J.tries + 1,
                "trouble": None,
                "count_before": count_before,
            }
            free = not is_busy and left is None
            if not free or conn.execute(mine.values(**values)).rowcount != 1:
                raise Refused("print-job-moved", job=job.id)

    def settle(self) -> int:
        """Mark what dead workers left in doubt; return how many labels wait for an answer."""
        with self.quietly() as conn:
            query = select(J.printer).where(J.run_id.is_not(None)).distinct()
            for printer in sorted(conn.execute(query).scalars().all()):
                self._settle(conn, printer, None)
            doubtful = select(func.count()).where(J.trouble == MAYBE_PRINTED)
            return int(conn.execute(doubtful).scalar_one())

    def sent(self, job: PrintJob, run: Run, actor: Actor, *, is_last_word: bool) -> None:
        """Record that all bytes are with the printer. ``is_last_word``: it cannot say more.

        Raises Refused ``print-job-moved`` where the job is no longer in this run's hands.
        """
        with self.write(actor) as work:
            values = {
                "state": P.SENT.value,
                "sent_at": work.at,
                "run_id": None if is_last_word else run.id,
                "trouble": None,
            }
            _move(work.conn, job, run, {P.SENDING}, values)
            if is_last_word:
                _record(work, job, "sent")

    def printed(self, job: PrintJob, run: Run, actor: Actor) -> None:
        """Record that the printer says the label is out."""
        with self.write(actor) as work:
            values = {"state": P.PRINTED.value, "printed_at": work.at, "run_id": None}
            if job.sent_at is None:
                values["sent_at"] = work.at
            _move(work.conn, job, run, {P.SENDING, P.SENT}, values | {"trouble": None})
            _record(work, job, "printed")

    def trouble(self, job: PrintJob, run: Run, trouble: str | None) -> None:
        """Note what a sent label waits for (``printer-paper-out``): the printer will go on."""
        with self.quietly() as conn:
            _move(conn, job, run, {P.SENDING, P.SENT}, {"trouble": trouble})

    def put_back(self, job: PrintJob, run: Run, trouble: str) -> None:
        """Queue a job again, at its old place: it is certain that nothing was printed."""
        values = {"state": P.QUEUED.value, "run_id": None, "trouble": trouble, "sent_at": None}
        with self.quietly() as conn:
            _move(conn, job, run, {P.SENDING, P.SENT}, values)

    def doubt(self, job: PrintJob, run: Run) -> None:
        """Record that nobody knows if the label came out: a person has to look."""
        with self.quietly() as conn:
            _move(conn, job, run, {P.SENDING, P.SENT}, {"run_id": None, "trouble": MAYBE_PRINTED})

    def fail(self, job: PrintJob, trouble: str) -> None:
        """Record that this label cannot be made; nothing was sent, the queue goes on."""
        values = {"state": P.FAILED.value, "trouble": trouble}
        queued = update(t.print_jobs).where(J.id == job.id, J.state == P.QUEUED.value)
        with self.quietly() as conn:
            conn.execute(queued.values(**values))

    def note_trouble(self, printer: str, trouble: str | None) -> None:
        """Write at the head of a printer's queue why it waits; None: it no longer does."""
        queued = (J.printer == printer, _WAITS, J.state == P.QUEUED.value)
        head = select(func.min(J.id)).where(*queued)
        with self.quietly() as conn:
            conn.execute(
                update(t.print_jobs).where(J.id == head.scalar_subquery()).values(trouble=trouble)
            )

    def answer(self, job_id: int, *, printed: bool, actor: Actor, reason: str = "") -> PrintJob:
        """Settle a *maybe printed* job by what a person saw; not printed: it is queued again.

        Also one that a dead worker left to the printer's counter, where the printer is gone for
        good. Raises Refused ``print-job-not-doubtful``.
        """
        with self.write(actor) as work:
            row = _locked(work.conn, job_id)
            if row["trouble"] != MAYBE_PRINTED and not self._is_left(work.conn, row):
                raise Refused("print-job-not-doubtful", job=job_id)
            state = P.PRINTED if printed else P.QUEUED
            values: dict[str, Any] = {"state": state.value, "trouble": None, "run_id": None}
            if printed:
                values |= {"sent_at": row["sent_at"] or work.at, "printed_at": work.at}
            else:
                values |= {"sent_at": None}
            work.conn.execute(_SET.values(**values), {"of_job": job_id})
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
                row = _locked(work.conn, job_id)
                if row["trouble"] == MAYBE_PRINTED:
                    raise Refused("print-job-doubtful", job=job_id)
                if row["state"] != P.FAILED.value:
                    raise Refused("print-job-not-failed", job=job_id, state=row["state"])
                values = {"state": P.QUEUED.value, "trouble": None}
                work.conn.execute(_SET.values(**values), {"of_job": job_id})
                work.audit(Act.LABEL_QUEUED, f"print:{job_id}", old={"state": P.FAILED.value})
        return list(job_ids)

    def void(self, job_id: int, reason: str, actor: Actor) -> PrintJob:
        """Void a label: it is not printed, or what was printed does not count; twice is once.

        Raises BadInput ``reason-missing``, Refused ``print-job-in-work``.
        """
        if not reason.strip():
            raise BadInput("reason-missing")
        with self.write(actor) as work:
            row = _locked(work.conn, job_id)
            if row["run_id"] is not None:
                raise Refused("print-job-in-work", job=job_id)
            if row["state"] != P.VOID.value:
                _void(work, row, reason.strip())
        return self.get(job_id)

    def void_failed(self, actor: Actor, hwid: str | None = None) -> list[int]:
        """Void the labels of units that failed since: of one unit, or of all; returns their ids.

        A unit failed when its license is void or doubtful. Jobs on their way stay until they
        have arrived.
        """
        query = (
            _JOBS.where(J.state != P.VOID.value, J.run_id.is_(None))
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
            rows = work.conn.execute(query.with_for_update(of=t.print_jobs)).mappings().all()
            for row in rows:
                _void(work, row, "unit-failed")
        return [row["id"] for row in rows]

    def _settle(self, conn: Connection, printer: str, run: Run | None) -> tuple[bool, int | None]:
        """Look at every job under way: is a living worker at it, or is there one to take over?"""
        query = select(t.print_jobs).where(J.run_id.is_not(None), J.printer == printer)
        is_busy, left = False, None
        for row in conn.execute(query.order_by(J.id)).mappings().all():
            is_own = run is not None and row["run_id"] == run.id
            if not is_own and self._runs.is_alive(conn, self._runs.row(conn, row["run_id"])):
                is_busy = True
            elif row["count_before"] is not None:
                left = row["id"] if left is None else left
            else:
                self._give_up(conn, row)
        return is_busy, left

    def _is_left(self, conn: Connection, row: RowMapping) -> bool:
        run_id = row["run_id"]
        return run_id is not None and not self._runs.is_alive(conn, self._runs.row(conn, run_id))

    def _give_up(self, conn: Connection, row: RowMapping) -> None:
        """Nobody can tell what became of it. Where all bytes had left, that is what is known."""
        doubt = MAYBE_PRINTED if row["state"] == P.SENDING.value else None
        conn.execute(_SET.values(run_id=None, trouble=doubt), {"of_job": row["id"]})


def _printer(conn: Connection, name: str) -> PrinterEntry:
    query = select(p.printers).where(p.printers.c.name == name).with_for_update()
    row = conn.execute(query).mappings().one_or_none()
    if row is None or row["retired_at"] is not None:
        raise BadInput("printer-unknown", printer=name)
    return printer_entry(row)


def _values(work: Work, job: NewJob) -> dict[str, Any]:
    return {
        "printer": job.printer,
        "design": job.design,
        "design_version": job.design_version,
        "unit_id": job.unit_id,
        "license_id": job.license_id,
        "order_id": job.order_id,
        "state": P.QUEUED.value,
        "copies": job.copies,
        "tries": 0,
        "body": job.body,
        "queued_at": work.at,
        "queued_by": work.actor.name,
    }


def _of_subject(job: NewJob) -> Select[Any]:
    query = select(t.print_jobs).where(J.design == job.design, J.state != P.VOID.value)
    if job.license_id is not None:
        return query.where(J.license_id == job.license_id).order_by(J.id)
    return query.where(J.unit_id == job.unit_id).order_by(J.id)


def _row(conn: Connection, job_id: int) -> RowMapping:
    row = conn.execute(_JOBS.where(J.id == job_id)).mappings().one_or_none()
    if row is None:
        raise BadInput("print-job-unknown", job=job_id)
    return row


def _locked(conn: Connection, job_id: int) -> RowMapping:
    query = select(t.print_jobs).where(J.id == job_id).with_for_update()
    row = conn.execute(query).mappings().one_or_none()
    if row is None:
        raise BadInput("print-job-unknown", job=job_id)
    return row


def _move(
    conn: Connection, job: PrintJob, run: Run, olds: Collection[PrintState], values: dict[str, Any]
) -> None:
    states = [old.value for old in olds]
    mine = update(t.print_jobs).where(J.id == job.id, J.run_id == run.id, J.state.in_(states))
    if conn.execute(mine.values(**values)).rowcount != 1:
        raise Refused("print-job-moved", job=job.id)


def _record(work: Work, job: PrintJob, how: str) -> None:
    facts = {"how": how, "identity": job.identity, "design": job.design, "copy": job.copy_no}
    work.audit(Act.LABEL_PRINTED, f"print:{job.id}", new=facts | {"printer": job.printer})


def _void(work: Work, row: RowMapping, reason: str) -> None:
    values = {"state": P.VOID.value, "trouble": None, "reason": reason}
    work.conn.execute(_SET.values(**values), {"of_job": row["id"]})
    work.audit(
        Act.LABEL_VOIDED,
        f"print:{row['id']}",
        old={"state": row["state"], "reason": row["reason"]},
        reason=reason,
    )


def _job(row: RowMapping) -> PrintJob:
    return PrintJob(**{**row, "state": P(row["state"])})
