"""The station: its slots, started and stopped together, each on its own thread."""

import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from app.ledger.runs import Run
from app.station.events import SlotStopped, StationEvent, UnitDone
from app.station.port_gate import PortGate
from app.station.slot import Slot, SlotPlace, StartOn
from app.station.tickets import Tickets
from app.workflows.services import Services
from app.workflows.write_unit import WriteTask

if TYPE_CHECKING:
    from app.station.printing import LabelsOnPass
    from app.workflows.hooks import Courier


class Station:
    """Runs one task on many slots. Events come out of one queue, in order.

    Slots may join while it runs (:meth:`follow`); the station ends with its last slot.
    Where the task's rules name a label or a serial number, units that pass get theirs. Where
    hooks are set, a courier delivers their events while the station runs.
    """

    def __init__(
        self,
        services: Services,
        run: Run,
        task: WriteTask,
        places: Sequence[SlotPlace],
        *,
        count: int | None = None,
        start_on: StartOn = StartOn.PLUG,
        wait_s: float | None = None,
        gate: PortGate | None = None,
    ) -> None:
        self.events: queue.SimpleQueue[StationEvent] = queue.SimpleQueue()
        self._tickets = Tickets(count)
        self._labels: LabelsOnPass | None = None
        if task.rules.label or task.rules.serial:
            from app.station import printing  # drawing labels is slow to import

            self._labels = printing.LabelsOnPass(services, run, task)
        self._courier: Courier | None = None
        if services.ledger.outbox.hooks():
            from app.workflows import hooks  # most stations have none, and HTTP is slow to import

            self._courier = hooks.Courier(services)
        self._make_slot: Callable[[SlotPlace], Slot] = lambda place: Slot(
            place,
            services,
            task,
            run,
            self._tell,
            self._tickets,
            start_on=start_on,
            wait_s=wait_s,
            gate=gate,
        )
        self.slots = {place.name: self._make_slot(place) for place in places}
        self._lock = threading.Lock()
        self._running = 0
        self._is_ending = False

    def start(self) -> None:
        """Start every slot."""
        if self._labels is not None:
            self._labels.start()
        if self._courier is not None:
            self._courier.start()
        with self._lock:
            self._running = len(self.slots)
            for slot in self.slots.values():
                slot.start()

    def move(self, name: str, port: str) -> None:
        """Say which port a place has now; a place that has no slot here is not our business."""
        slot = self.slots.get(name)
        if slot is not None:
            slot.move(port)

    def follow(self, ports: Mapping[str, str]) -> None:
        """Take over which port each place has now, by slot name; from any thread.

        A place that is new gets its slot at once. One that is no place any more keeps its slot,
        without a port: a unit in work there is finished, and no other board is touched.
        """
        for name in tuple(self.slots):
            self.move(name, ports.get(name, ""))
        for name, port in ports.items():
            if name not in self.slots:
                self._add(SlotPlace(name, port))

    def _add(self, place: SlotPlace) -> None:
        with self._lock:
            if self._is_ending or not self._running:
                return
            slot = self._make_slot(place)
            self.slots = {**self.slots, place.name: slot}  # others look through it just now
            self._running += 1
            slot.start()

    def stop(self) -> None:
        """Ask every slot to end at its next safe point; returns at once."""
        for slot in self._ending():
            slot.stop()

    def finish(self) -> None:
        """Let every unit in work be finished and take no further one; returns at once."""
        for slot in self._ending():
            slot.finish()

    def _ending(self) -> Sequence[Slot]:
        with self._lock:
            self._is_ending = True
            return tuple(self.slots.values())

    def join(self) -> None:
        """Wait until every slot has ended, and a moment for labels that are on their way."""
        for slot in self._ending():
            slot.join()
        if self._labels is not None:
            self._labels.close()
        if self._courier is not None:
            self._courier.close()

    def watch(self) -> Iterator[StationEvent]:
        """Yield events until the last slot has stopped, then join."""
        while self._running:
            event = self.events.get()
            if isinstance(event, SlotStopped):
                with self._lock:
                    self._running -= 1
            yield event
        self.join()

    def _tell(self, event: StationEvent) -> None:
        self.events.put(event)
        if self._labels is not None and isinstance(event, UnitDone):
            self._labels.unit_done(event.report)
