"""Simulated boards in the slots of the demo factory, each with the fault that is asked for."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from flasher.simulator.farm import Farm
from flasher.simulator.faults import parse_fault
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import spec_for
from flasher.simulator.spec import BoardSpec
from flasher.transport.ports import PortInfo

SEED = 1122
KINDS = ("t5ai", "esp32")
EMPTY = "empty"
EVERY_STATE = (
    *("", EMPTY, "garbage@identify:always", EMPTY),
    *("", "read-back-differs", "default-mac", ""),
)
"""Two slots without a board (the first is for one that hangs, put in later); the others pass, talk
nonsense, give back something else than was written, and were never given an address."""
HANGS = "silence@write"


class Boards:
    """So many slots, each with a board (by its fault, empty text: a whole one) or ``EMPTY``."""

    def __init__(self, folder: Path, faults: Sequence[str]) -> None:
        self._farm = Farm(folder)
        self._farm.start()
        self.ports: list[PortInfo] = []
        for slot, fault in enumerate(faults, start=1):
            port = self._farm.add(_board(slot, "" if fault == EMPTY else fault))
            self.ports.append(PortInfo(port.name or port.path, f"simulated {slot}"))
            if fault == EMPTY:
                self._farm.unplug(slot)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """End the boards."""
        self.close()

    def plug(self, slot: int, fault: str = "", *, number: int = 0) -> None:
        """Put a board into an empty slot; ``number`` tells it from the others."""
        self._farm.plug(slot, _board(number or 100 + slot, fault))

    def unplug(self, slot: int) -> None:
        """Take a board out."""
        self._farm.unplug(slot)

    def close(self) -> None:
        """End the boards."""
        self._farm.stop()


def _board(number: int, fault: str) -> BoardSpec:
    faults = [parse_fault(fault)] if fault else []
    return spec_for(number, kind_named(KINDS[number % 2]), seed=SEED, faults=faults)
