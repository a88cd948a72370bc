"""Prints what waits while the window is open: a thread for each printer with labels in its queue.

It has a run of its own, so the ledger tells it and the bench apart: whoever has a printer in work
keeps the other one waiting, and no label is sent twice.
"""

import logging
import threading
from collections.abc import Iterable
from contextlib import ExitStack

from app.errors import KeywrightError
from app.ledger.runs import Run
from app.station.printing import PrinterThread
from app.ui.live.session import Session
from app.workflows.life import living_run

CLOSING_S = 2.0
_log = logging.getLogger(__name__)


class LivePrinting:
    """Threads that print. Close it before the session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._threads: dict[str, PrinterThread] = {}
        self._life = ExitStack()
        self._run: Run | None = None
        self._lock = threading.Lock()
        self._closed = False

    def see_to(self, printers: Iterable[str]) -> None:
        """Let these printers work on their queues; returns at once."""
        with self._lock:
            for name in printers:
                thread = self._threads.get(name)
                if thread is None:
                    self._begin(name)
                else:
                    thread.wake()

    def forget(self, printer: str) -> None:
        """End a printer's thread: it was changed, and begins anew when it is needed."""
        with self._lock:
            thread = self._threads.pop(printer, None)
        if thread is not None:
            thread.stop(drain_s=CLOSING_S)
            thread.join()

    def close(self) -> None:
        """End all threads for good; what is not printed stays in the queue."""
        self._closed = True
        self.rest()

    def rest(self) -> None:
        """End all threads; they begin anew when a printer is next seen to."""
        with self._lock:
            threads, self._threads = list(self._threads.values()), {}
        for thread in threads:
            thread.stop(drain_s=CLOSING_S)
        for thread in threads:
            thread.join()
        self._life.close()
        self._run = None

    def _begin(self, name: str) -> None:
        if self._closed:
            return
        services = self._session.services()
        if self._run is None:
            self._run, _settled = self._life.enter_context(living_run(services))
        try:
            thread = PrinterThread(services, self._run, name)
        except KeywrightError as trouble:  # its page names the reason as soon as it is asked
            _log.warning("printer %s does not work: %s", name, trouble.code)
            return
        self._threads[name] = thread
        thread.start()
