"""One serial position and its thread: unit in, done, unit out, next.

The slot's thread alone opens, talks to and closes its port. Slots know nothing of one another:
there are no rounds, and a slow board delays nobody.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.units import UnitSeen
from app.errors import LedgerTrouble
from app.ledger.runs import Run
from app.station.events import (
    BoardLeft,
    SlotProgress,
    SlotStarted,
    SlotStopped,
    SlotWaiting,
    StationEvent,
    UnitDone,
)
from app.station.port_gate import PortGate
from app.station.tickets import Tickets
from app.workflows.services import Services
from app.workflows.write_unit import UnitReport, WriteTask, write_unit
from flasher.boards.profile import Profile
from flasher.presence import wait_for_arrival, wait_for_departure
from flasher.timing import Deadline
from flasher.transport.link import Link

_log = logging.getLogger(__name__)


class StartOn(StrEnum):
    """What begins an attempt at a slot."""

    PLUG = "plug"
    KEY = "key"
    SCAN = "scan"


@dataclass(frozen=True, slots=True)
class SlotPlace:
    """A named place at the station, and the port that is there now (empty: not plugged in)."""

    name: str
    port: str


class Slot:
    """Runs attempts at one place until stopped, out of tickets, or the wait for a board ends.

    ``wait_s``: how long an empty slot waits for a board before it gives up; None waits for ever.
    :meth:`press` begins an attempt at any time, on a board that stays in the slot too.
    """

    def __init__(
        self,
        place: SlotPlace,
        services: Services,
        task: WriteTask,
        run: Run,
        tell: Callable[[StationEvent], None],
        tickets: Tickets,
        *,
        start_on: StartOn = StartOn.PLUG,
        wait_s: float | None = None,
        gate: PortGate | None = None,
    ) -> None:
        self.place = place
        self._services = services
        self._task = task
        self._run = run
        self._tell = tell
        self._tickets = tickets
        self._start_on = start_on
        self._wait_s = wait_s
        self._gate = gate or PortGate()
        self._open_link = self._gate.open_link
        self._stop = threading.Event()
        self._is_last = False  # the attempt that runs, if any, is the last one
        self._nudge = threading.Event()  # ends a wait: stopped, pressed, or the port has moved
        self._is_pressed = False
        self._port = place.port  # where the place is now; taken over between attempts
        self._serial: str | None = None
        self._left: list[UnitSeen] = []
        self._thread = threading.Thread(target=self._live, name=f"slot-{place.name}", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def press(self, serial: str | None = None) -> None:
        """Begin an attempt: the key, the foot switch, or a scanned serial number.

        Whatever the slot waits for, it waits no more. A press while an attempt runs is none: an
        impatient hand must not have the next board counted twice.
        """
        self._serial = serial
        self._is_pressed = True
        self._nudge.set()

    def move(self, port: str) -> None:
        """Say which port the place has now; the running attempt keeps the one it began with."""
        if port != self._port:
            self._port = port
            self._nudge.set()

    def stop(self) -> None:
        """Ask the slot to end: before the intent at once, after it when the write is finished."""
        self._stop.set()
        self._nudge.set()

    def finish(self) -> None:
        """Ask the slot to end with the unit that is in work; an empty slot ends at once."""
        self._is_last = True
        self._nudge.set()

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait for the thread; False when it is still running."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def is_alive(self) -> bool:
        """Say whether the slot's thread runs."""
        return self._thread.is_alive()

    def _live(self) -> None:
        error: BaseException | None = None
        try:
            with self._gate.slot(self.place.name, lambda: self.place.port):
                self._work()
        except Exception as fault:  # noqa: BLE001 - a bug ends this slot, not the station; it is told
            error = fault
        self._tell(SlotStopped(self.place.name, error))

    def _work(self) -> None:
        is_first = True
        while not self._is_over() and not self._tickets.is_sold_out():
            if not self._wait_for_start(is_first=is_first):
                return
            is_first = False
            if not self._tickets.draw():
                return
            report = self._attempt()
            if self._is_over() or self._tickets.is_sold_out():
                self._tell(UnitDone(self.place.name, report))
                return  # the board still sits there; its presence ends with this run
            if not self._wait_for_departure(report):
                return

    def _is_over(self) -> bool:
        return self._is_last or self._stop.is_set()

    def _wait_for_start(self, *, is_first: bool) -> bool:
        """Return True when an attempt shall begin."""
        if is_first and self._wait_s is not None and self._start_on is StartOn.PLUG:
            return True  # asked for once and now: a dead port is an answer, not a reason to wait
        deadline = self._deadline()
        told: str | None = None
        while not self._is_over():
            self._nudge.clear()
            self._take_over_port()
            if self._take_press():
                return not self._is_over()
            if deadline is not None and deadline.is_over():
                return False
            if told != self.place.port:
                told = self.place.port
                self._tell(SlotWaiting(self.place.name, self.place.port))
            if self._is_over():  # asked for between the two clearings
                return False
            if self._has_come(deadline):
                return True
        return False

    def _take_press(self) -> bool:
        """Return True where a press begins an attempt now.

        A serial number that is scanned before its board is plugged in waits for that board.
        """
        is_pressed, self._is_pressed = self._is_pressed, False
        return is_pressed and (self._start_on is not StartOn.PLUG or self._serial is None)

    def _has_come(self, deadline: Deadline | None) -> bool:
        """Wait until a board is there, something else happened (False), or time is over."""
        port = self.place.port
        if self._start_on is StartOn.PLUG and port:
            return wait_for_arrival(
                port, self._task.profile, self._nudge, deadline, open_link=self._open_link
            )
        self._nudge.wait(None if deadline is None else deadline.remaining())
        return False

    def _take_over_port(self) -> bool:
        port = self._port
        if port == self.place.port:
            return False
        self.place = SlotPlace(self.place.name, port)
        return True

    def _attempt(self) -> UnitReport:
        name, port = self.place.name, self.place.port
        self._tell(SlotStarted(name, port, self._services.clock.monotonic()))
        serial, self._serial = self._serial, None
        self._record_departures()
        report = write_unit(
            self._services,
            self._task,
            run=self._run,
            slot=name,
            port=port,
            on_event=lambda event: self._tell(SlotProgress(name, event)),
            stop=self._stop,
            serial=serial,
            open_link=self._open_link,
        )
        self._is_pressed, self._serial = False, None
        self._listen_anew()
        return report

    def _wait_for_departure(self, report: UnitReport) -> bool:
        """Return True when the slot is free for the next attempt, False when it ends."""
        untold = [UnitDone(self.place.name, report)]

        def open_link(port: str, profile: Profile) -> Link:
            # Told once the port is open: a board that is swapped before looks like one that stays.
            try:
                return self._open_link(port, profile)
            finally:
                if untold:
                    self._tell(untold.pop())

        deadline = self._deadline()
        while not (
            gone := wait_for_departure(
                self.place.port,
                self._task.profile,
                self._nudge,
                deadline,
                open_link=open_link,
            )
        ):
            self._listen_anew()
            if self._is_pressed:  # the same unit once more, or one that was swapped unseen
                self._leave(report)
                return True
            if self._take_over_port():  # its adapter was pulled: whatever sat there has left
                gone = True
                break
            if self._is_over() or (deadline is not None and deadline.is_over()):
                break
        self._leave(report)
        if gone:
            self._tell(BoardLeft(self.place.name))
        return gone

    def _listen_anew(self) -> None:
        """Wait for the next thing that happens; what has happened already ends the wait at once."""
        self._nudge.clear()
        if self._is_over() or self._is_pressed or self._port != self.place.port:
            self._nudge.set()

    def _leave(self, report: UnitReport) -> None:
        if report.hwid is not None:
            self._left.append(UnitSeen(report.hwid))
        self._record_departures()

    def _record_departures(self) -> None:
        """Record which boards have left; a ledger that cannot take it now is asked again later."""
        try:
            while self._left:
                custody = self._services.ledger.custody
                custody.leave(self._left[0], self._run, self.place.name)
                del self._left[0]
        except LedgerTrouble as trouble:
            _log.warning("slot %s could not record a departure: %s", self.place.name, trouble.code)

    def _deadline(self) -> Deadline | None:
        return None if self._wait_s is None else Deadline.after(self._wait_s, self._services.clock)
