"""The station: its slots, started and stopped together, each on its own thread."""

import queue
from collections.abc import Iterator, Sequence

from app.ledger.runs import Run
from app.station.events import SlotStopped, StationEvent
from app.station.slot import Slot, SlotPlace, StartOn
from app.station.tickets import Tickets
from app.workflows.services import Services
from app.workflows.write_unit import WriteTask


class Station:
    """Runs one task on many slots. Events come out of one queue, in order."""

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
    ) -> None:
        self.events: queue.SimpleQueue[StationEvent] = queue.SimpleQueue()
        self._tickets = Tickets(count)
        self.slots = {
            place.name: Slot(
                place,
                services,
                task,
                run,
                self.events.put,
                self._tickets,
                start_on=start_on,
                wait_s=wait_s,
            )
            for place in places
        }

    def start(self) -> None:
        """Start every slot."""
        for slot in self.slots.values():
            slot.start()

    def stop(self) -> None:
        """Ask every slot to end at its next safe point; returns at once."""
        for slot in self.slots.values():
            slot.stop()

    def join(self) -> None:
        """Wait until every slot has ended."""
        for slot in self.slots.values():
            slot.join()

    def watch(self) -> Iterator[StationEvent]:
        """Yield events until the last slot has stopped, then join."""
        running = len(self.slots)
        while running:
            event = self.events.get()
            if isinstance(event, SlotStopped):
                running -= 1
            yield event
        self.join()
