"""Label printing at a station: a thread per printer, and a label on PASS where the order says so.

Slots hand over their reports and go on at once; a printer that is off, out of paper or slow delays
nobody. What is queued is in the ledger: what this program does not get printed, the next one does.
"""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.errors import KeywrightError, LedgerTrouble, Refused
from app.labels.print_worker import PrintWorker, Step
from app.ledger.runs import Run
from app.paths import pictures_dir
from app.workflows.print_labels import LedgerPrintQueue, queue_subjects, setup_named
from app.workflows.printers import connect
from app.workflows.serial_numbers import give_serial
from app.workflows.services import Services
from app.workflows.write_unit import UnitReport, WriteTask
from flasher.model import Outcome
from flasher.timing import Deadline

LOOK_S = 1.0
"""How often an idle printer's queue is looked at for jobs that other programs put there."""
POLL_S = 0.05
DRAIN_S = 10.0
_TROUBLE_S = 0.5
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PrintTrouble:
    """Why a printer does not print now (``code`` empty: it does again), or a label is missing."""

    printer: str
    code: str


class PrinterThread:
    """Prints one printer's queue until stopped; opens and closes its link by itself."""

    def __init__(
        self,
        services: Services,
        run: Run,
        printer: str,
        tell: Callable[[PrintTrouble], None] = lambda _trouble: None,
        *,
        prove: bool = True,
    ) -> None:
        setup = setup_named(services, printer)
        link = connect(setup, services.clock)
        self.printer = printer
        self._queue = LedgerPrintQueue(
            services, run, setup, link, prove=prove, pictures=pictures_dir()
        )
        self._worker = PrintWorker(self._queue, link, services.clock)
        self._tell = tell
        self._told = ""
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._clock = services.clock
        self._give_up: Deadline | None = None
        self._thread = threading.Thread(target=self._live, name=f"printer-{printer}", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def wake(self) -> None:
        """Look at the queue now."""
        self._wake.set()

    def stop(self, *, drain_s: float = 0.0) -> None:
        """Ask it to end: when the queue is empty, the printer cannot print, or time is over.

        A label on its way is waited for within that time; afterwards the ledger remembers it.
        """
        self._give_up = Deadline.after(drain_s, self._clock)
        self._stop.set()
        self._wake.set()

    def join(self, timeout_s: float | None = None) -> None:
        """Wait for the thread."""
        self._thread.join(timeout_s)

    def is_alive(self) -> bool:
        """Say whether it still prints."""
        return self._thread.is_alive()

    def _live(self) -> None:
        while True:
            step = self._step()
            self._tell_trouble()
            if self._is_over(step):
                return
            if step is Step.NOTHING:
                self._pause(LOOK_S)
            elif step is Step.WAITING:
                self._pause(_TROUBLE_S)
            elif step is Step.SENT:
                self._pause(POLL_S)

    def _step(self) -> Step:
        try:
            return self._worker.step()
        except Refused:  # another program was quicker: look again
            return Step.NOTHING
        except LedgerTrouble as trouble:
            self._worker.trouble = trouble.code
            return Step.WAITING

    def _is_over(self, step: Step) -> bool:
        if not self._stop.is_set():
            return False
        late = self._give_up is not None and self._give_up.is_over()
        return late or step is Step.NOTHING or (step is Step.WAITING and bool(self._told))

    def _pause(self, seconds: float) -> None:
        if self._stop.is_set():
            self._clock.sleep(min(seconds, POLL_S))
            return
        self._wake.wait(seconds)
        self._wake.clear()

    def _tell_trouble(self) -> None:
        code = self._worker.trouble
        if code == self._told:
            return
        self._told = code
        self._tell(PrintTrouble(self.printer, code))
        try:
            self._queue.note_trouble(code)
        except KeywrightError as trouble:  # the note is for people; printing goes on without it
            _log.warning("printer %s: %s could not be noted: %s", self.printer, code, trouble.code)


class LabelsOnPass:
    """Queues the label of each unit that passes, and prints what is queued, on its own threads.

    A unit that passed while no program could queue its label (a crash in between, no printer yet)
    gets it at the next start. A unit that fails has its label voided.
    """

    def __init__(
        self,
        services: Services,
        run: Run,
        task: WriteTask,
        tell: Callable[[PrintTrouble], None] = lambda _trouble: None,
        *,
        prove: bool = True,
    ) -> None:
        self._services = services
        self._run = run
        self._task = task
        self._tell = tell
        self._prove = prove
        self._reports: queue.SimpleQueue[UnitReport | None] = queue.SimpleQueue()
        self._printers: dict[str, PrinterThread] = {}
        self._thread = threading.Thread(target=self._live, name="labels", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def unit_done(self, report: UnitReport) -> None:
        """Take an attempt's report; returns at once."""
        self._reports.put(report)

    def close(self, drain_s: float = DRAIN_S) -> None:
        """Queue what was reported, print what can be printed in that time, end the threads.

        Twice is fine; so is never having been started.
        """
        if not self._thread.is_alive():
            return
        self._reports.put(None)
        self._thread.join()
        for printer in self._printers.values():
            printer.stop(drain_s=drain_s)
        for printer in self._printers.values():
            printer.join()

    def _live(self) -> None:
        self._guarded(self._catch_up)
        while (report := self._reports.get()) is not None:
            self._guarded(partial(self._take, report))

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except KeywrightError as trouble:
            # The unit is written and recorded; its label is made up for at the next start.
            _log.warning("a label could not be queued: %s %s", trouble.code, trouble.facts)
            self._tell(PrintTrouble("", trouble.code))

    def _catch_up(self) -> None:
        services, order_id = self._services.for_attempt(), self._task.order_id
        services.ledger.print_jobs.settle()
        services.ledger.print_jobs.void_failed(services.actor)
        if order_id is None or not self._task.rules.label:
            return
        printer = services.ledger.printers.of_slot(services.actor.station, "")
        missing = services.ledger.label_subjects.of_order(order_id, without=self._task.rules.label)
        mine = [one for one in missing if one.station == services.actor.station]
        for one in mine:
            self._number(services, str(one.hwid))
        if self._task.rules.serial:  # numbered just now: the label shows it
            mine = [services.ledger.label_subjects.find(one.identity) for one in mine]
        if mine and printer is not None:
            queue_subjects(services, mine, self._task.rules.label, printer)
        if printer is not None:
            self._printer(printer)

    def _take(self, report: UnitReport) -> None:
        services = self._services.for_attempt()
        if report.hwid is None:
            return
        if report.outcome is not Outcome.PASS:
            services.ledger.print_jobs.void_failed(services.actor, report.hwid)
            return
        self._number(services, report.hwid)
        if not self._task.rules.label:
            return
        printer = services.ledger.printers.of_slot(services.actor.station, report.slot)
        if printer is None:
            self._tell(PrintTrouble("", "label-no-printer"))
            return
        subject = services.ledger.label_subjects.find(report.hwid)
        queue_subjects(services, [subject], self._task.rules.label, printer)
        self._printer(printer).wake()

    def _number(self, services: Services, hwid: str) -> None:
        if self._task.rules.serial:
            give_serial(services, hwid, self._task.rules.serial)

    def _printer(self, name: str) -> PrinterThread:
        if name not in self._printers:
            made = PrinterThread(self._services, self._run, name, self._tell, prove=self._prove)
            self._printers[name] = made
            made.start()
        return self._printers[name]
