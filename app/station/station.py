"""The station: its slots, started and stopped together, each on its own thread."""

import queue
from collections.abc import Iterator, Sequence
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
        self.slots = {
            place.name: Slot(
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
            for place in places
        }

    def start(self) -> None:
        """Start every slot."""
        if self._labels is not None:
            self._labels.start()
        if self._courier is not None:
            self._courier.start()
        for slot in self.slots.values():
            slot.start()

    def move(self, name: str, port: str) -> None:
        """Say which port a place has now; a place that has no slot here is not our business."""
        slot = self.slots.get(name)
        if slot is not None:
            slot.move(port)

    def stop(self) -> None:
        """Ask every slot to end at its next safe point; returns at once."""
        for slot in self.slots.values():
            slot.stop()

    def join(self) -> None:
        """Wait until every slot has ended, and a moment for labels that are on their way."""
        for slot in self.slots.values():
            slot.join()
        if self._labels is not None:
            self._labels.close()
        if self._courier is not None:
            self._courier.close()

    def watch(self) -> Iterator[StationEvent]:
        """Yield events until the last slot has stopped, then join."""
        running = len(self.slots)
        while running:
            event = self.events.get()
            if isinstance(event, SlotStopped):
                running -= 1
            yield event
        self.join()

    def _tell(self, event: StationEvent) -> None:
        self.events.put(event)
        if self._labels is not None and isinstance(event, UnitDone):
            self._labels.unit_done(event.report)
