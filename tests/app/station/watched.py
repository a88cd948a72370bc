"""A station on simulated boards that is watched while it runs."""

import threading
from collections.abc import Callable
from dataclasses import replace

from app.station.events import (
    SlotStopped,
    StationEvent,
    UnitDone,
)
from app.station.station import Station
from app.workflows.write_unit import UnitReport
from flasher.simulator.board import BoardSpec
from flasher.simulator.faults import parse_fault
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import spec_for

PATIENCE_S = 40.0
KIND = replace(kind_named("tuyaopen-c"), boot_s=0.3)


def spec(number: int, *faults: str) -> BoardSpec:
    return spec_for(number, KIND, seed=3, faults=[parse_fault(f) for f in faults])


class Watched:
    """A running station whose events are gathered as they come."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self.events: list[StationEvent] = []
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        station.start()
        self._thread.start()

    def _watch(self) -> None:
        for event in self.station.watch():
            with self._news:
                self.events.append(event)
                self._news.notify_all()

    def until(self, condition: Callable[[], bool]) -> None:
        with self._news:
            assert self._news.wait_for(condition, PATIENCE_S), self.events[-8:]

    def reports(self, slot: str | None = None) -> list[UnitReport]:
        done = [event for event in self.events if isinstance(event, UnitDone)]
        return [event.report for event in done if slot in (None, event.slot)]

    def of_kind(self, kind: type[StationEvent], slot: str) -> int:
        return sum(isinstance(event, kind) and event.slot == slot for event in self.events)

    def end(self) -> None:
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        stopped = [event for event in self.events if isinstance(event, SlotStopped)]
        assert [event.error for event in stopped if event.error is not None] == []

    def stop(self) -> None:
        self.station.stop()
        self.end()


Begin = Callable[..., Watched]
