"""The print queue as a printer's worker sees it: what is next, claimed, sent, printed.

A job is claimed before its first byte leaves (as a license's intent is): whoever dies in between
leaves it *maybe printed*, and only a person's answer prints it again.
"""

from sqlalchemy import Connection, RowMapping, func, select, update

from app.domain.people import Actor
from app.domain.printing import MAYBE_PRINTED, PrintJob, PrintState
from app.errors import Refused
from app.ledger import print_tables as p
from app.ledger.engine import Database
from app.ledger.print_rows import SET, WAITS, J, job_of, move, printer_of, record, row_of
from app.ledger.runs import Run, RunStore
from app.ledger.work import Seal, Store
from flasher.timing import Clock

P = PrintState


class PrintWork(Store):
    """The worker's side of ``ledger.print_jobs``."""

    def __init__(self, database: Database, clock: Clock, seal: Seal, runs: RunStore) -> None:
        super().__init__(database, clock, seal)
        self._runs = runs

    def next(self, printer: str, run: Run) -> PrintJob | None:
        """Return the job that this printer's worker has to do next; None: nothing to do now.

        First one that a dead worker left under way where the printer's counter can tell what became
        of it (it is ours now), else the oldest that is queued (not claimed yet). None also while a
        living program has this printer in work: one worker at a time keeps the order. What a dead
        worker left and nobody can tell becomes *maybe printed*.
        """
        mine = J.printer == printer
        waiting = select(J.id).where(mine, WAITS).limit(1)
        in_work = select(J.id).where(mine, J.run_id.is_not(None)).limit(1)
        with self.read() as conn:  # mostly there is nothing: no writing transaction for that
            if conn.execute(waiting).first() is None and conn.execute(in_work).first() is None:
                return None
        with self.quietly() as conn:
            printer_of(conn, printer)  # its row is the printer's lock on PostgreSQL
            is_busy, left = self._settle(conn, printer, run)
            if is_busy:
                return None
            if left is not None:
                conn.execute(SET.values(run_id=run.id), {"of_job": left})
                return job_of(row_of(conn, left))
            queued = select(J.id).where(J.printer == printer, WAITS, J.state == P.QUEUED.value)
            job_id = conn.execute(queued.order_by(J.id).limit(1)).scalar_one_or_none()
            return None if job_id is None else job_of(row_of(conn, job_id))

    def claim(self, job: PrintJob, run: Run, count_before: int | None = None) -> None:
        """Take a queued job, durably, before its first byte leaves.

        ``count_before``: what the printer's own counter says now. Raises Refused
        ``print-job-moved`` where it is not queued any more, or another worker has the printer.
        """
        with self.quietly() as conn:
            printer_of(conn, job.printer)
            is_busy, left = self._settle(conn, job.printer, run)
            mine = update(p.print_jobs).where(J.id == job.id, J.state == P.QUEUED.value)
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
            move(work.conn, job, run, {P.SENDING}, values)
            if is_last_word:
                record(work, job, "sent")

    def printed(self, job: PrintJob, run: Run, actor: Actor) -> None:
        """Record that the printer says the label is out."""
        with self.write(actor) as work:
            values = {"state": P.PRINTED.value, "printed_at": work.at, "run_id": None}
            if job.sent_at is None:
                values["sent_at"] = work.at
            move(work.conn, job, run, {P.SENDING, P.SENT}, values | {"trouble": None})
            record(work, job, "printed")

    def trouble(self, job: PrintJob, run: Run, trouble: str | None) -> None:
        """Note what a sent label waits for (``printer-paper-out``): the printer will go on."""
        with self.quietly() as conn:
            move(conn, job, run, {P.SENDING, P.SENT}, {"trouble": trouble})

    def put_back(self, job: PrintJob, run: Run, trouble: str) -> None:
        """Queue a job again, at its old place: it is certain that nothing was printed."""
        values = {"state": P.QUEUED.value, "run_id": None, "trouble": trouble, "sent_at": None}
        with self.quietly() as conn:
            move(conn, job, run, {P.SENDING, P.SENT}, values)

    def doubt(self, job: PrintJob, run: Run) -> None:
        """Record that nobody knows if the label came out: a person has to look."""
        with self.quietly() as conn:
            move(conn, job, run, {P.SENDING, P.SENT}, {"run_id": None, "trouble": MAYBE_PRINTED})

    def fail(self, job: PrintJob, trouble: str) -> None:
        """Record that this label cannot be made; nothing was sent, the queue goes on."""
        values = {"state": P.FAILED.value, "trouble": trouble}
        queued = update(p.print_jobs).where(J.id == job.id, J.state == P.QUEUED.value)
        with self.quietly() as conn:
            conn.execute(queued.values(**values))

    def note_trouble(self, printer: str, trouble: str | None) -> None:
        """Write at the head of a printer's queue why it waits; None: it no longer does."""
        queued = (J.printer == printer, WAITS, J.state == P.QUEUED.value)
        head = select(func.min(J.id)).where(*queued)
        with self.quietly() as conn:
            conn.execute(
                update(p.print_jobs).where(J.id == head.scalar_subquery()).values(trouble=trouble)
            )

    def _settle(self, conn: Connection, printer: str, run: Run | None) -> tuple[bool, int | None]:
        """Look at every job under way: is a living worker at it, or is there one to take over?"""
        query = select(p.print_jobs).where(J.run_id.is_not(None), J.printer == printer)
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
        conn.execute(SET.values(run_id=None, trouble=doubt), {"of_job": row["id"]})
