"""Takes labels from a queue to one printer, in order, each exactly once.

One label is in flight at a time. Before its first byte the printer's label counter is recorded in
the queue; after any break, or a restart, that counter tells whether the label came out. A printer
that has no counter cannot tell: then a label that broke off is doubtful, and a person decides.
"""

import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from app.labels.errors import PrinterTrouble
from app.labels.printers import LabelPrinter
from flasher.timing import Clock

_POLL_S: Final = 0.1
_TROUBLE_S: Final = 1.0
_SETTLE_POLLS: Final = 3
"""Idle answers in a row before a label that the counter does not show counts as lost."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One label to print. ``commands`` are ready for the printer, proved before.

    ``was_sending``: an earlier try got as far as its first byte; ``count_before``: what the
    printer's counter said then (None: it has none).
    """

    id: int
    commands: bytes
    copies: int = 1
    was_sending: bool = False
    count_before: int | None = None


class PrintQueue(Protocol):
    """Where jobs wait: the ledger, so that they survive a restart. A call is a transaction."""

    def next_job(self, printer: str) -> PrintJob | None:
        """Return the oldest job of this printer that is not finished, doubtful or failed."""
        ...

    def mark_sending(self, job: PrintJob, count_before: int | None) -> None:
        """Record, durably, that the first byte is about to leave."""
        ...

    def mark_sent(self, job: PrintJob) -> None:
        """Record that all bytes left."""
        ...

    def mark_printed(self, job: PrintJob) -> None:
        """Record that the label came out; the job is finished."""
        ...

    def mark_waiting(self, job: PrintJob, code: str) -> None:
        """Put the job back where it was, as never sent; ``code`` says why."""
        ...

    def mark_doubtful(self, job: PrintJob, code: str) -> None:
        """Record that nobody knows whether the label came out; a person decides."""
        ...


class Step(StrEnum):
    """What one step of the worker came to."""

    NOTHING = "nothing to print"
    PRINTED = "printed"
    SENT = "sent, not seen to print yet"
    WAITING = "the printer cannot print now"
    DOUBTFUL = "doubtful"


class PrintWorker:
    """Prints one printer's queue. Call :meth:`run` in a thread of its own, or :meth:`step`."""

    def __init__(self, queue: PrintQueue, printer: LabelPrinter, clock: Clock) -> None:
        self.trouble = ""
        """Why the printer cannot print now, as a code of the texts; empty when it can."""
        self._queue = queue
        self._printer = printer
        self._clock = clock
        self._in_flight: PrintJob | None = None
        self._count_before: int | None = None
        self._idle_polls = 0

    def run(self, stop: threading.Event) -> None:
        """Print until stopped."""
        while not stop.is_set():
            step = self.step()
            if step is Step.WAITING:
                self._clock.sleep(_TROUBLE_S)
            elif step in {Step.NOTHING, Step.SENT}:
                self._clock.sleep(_POLL_S)

    def step(self) -> Step:
        """Do the next thing: settle the label in flight, or send the next one."""
        try:
            return self._settle() if self._in_flight else self._send_next()
        except PrinterTrouble as trouble:
            self.trouble = trouble.code
            return Step.WAITING

    def _send_next(self) -> Step:
        job = self._queue.next_job(self._printer.name)
        if job is None:
            return Step.NOTHING
        if job.was_sending:  # from before a restart
            return self._after_break(job, job.count_before, "printer-broke-off")
        state = self._printer.ask_state()
        self.trouble = state.code if state else ""
        if self.trouble:
            return Step.WAITING
        before = self._printer.ask_count()
        self._queue.mark_sending(job, before)
        try:
            self._printer.send(job.commands)
        except PrinterTrouble as trouble:
            if trouble.code == "printer-unreachable":  # not one byte left
                self._queue.mark_waiting(job, trouble.code)
                raise
            return self._after_break(job, before, trouble.code)
        self._queue.mark_sent(job)
        if state is None and before is None:
            self._queue.mark_printed(job)  # nobody to ask: handed over is all one can know
            return Step.PRINTED
        self._fly(job, before)
        return Step.SENT

    def _after_break(self, job: PrintJob, before: int | None, code: str) -> Step:
        if before is None:
            self.trouble = code
            self._queue.mark_doubtful(job, code)
            return Step.DOUBTFUL
        self._fly(job, before)
        return Step.SENT

    def _fly(self, job: PrintJob, before: int | None) -> None:
        self._in_flight = job
        self._count_before = before
        self._idle_polls = 0

    def _settle(self) -> Step:
        job = self._in_flight
        assert job is not None
        state = self._printer.ask_state()
        self.trouble = state.code if state else ""
        if self._count_before is None:
            if state is None or not state.is_idle:
                return Step.WAITING if self.trouble else Step.SENT
            return self._land(job)
        count = self._printer.ask_count()
        if count is not None and count >= self._count_before + job.copies:
            return self._land(job)
        if count is None or state is None or not state.is_idle:
            self._idle_polls = 0
            return Step.WAITING if self.trouble else Step.SENT
        self._idle_polls += 1
        if self._idle_polls < _SETTLE_POLLS:
            return Step.SENT
        self._in_flight = None
        if count > self._count_before:  # some copies came out, some did not
            self._queue.mark_doubtful(job, "printer-broke-off")
            return Step.DOUBTFUL
        self._queue.mark_waiting(job, "printer-broke-off")
        return Step.WAITING

    def _land(self, job: PrintJob) -> Step:
        self._queue.mark_printed(job)
        self._in_flight = None
        return Step.PRINTED
