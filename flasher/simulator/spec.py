"""One simulated board as asked for."""

from dataclasses import dataclass
from enum import StrEnum

from flasher.simulator.faults import Fault
from flasher.simulator.kinds import BoardKind


class Power(StrEnum):
    """What a board does when it is plugged in."""

    BOOTED = "booted"  # answers at once
    BOOTING = "booting"  # starts to boot when plugged in
    ON_OPEN = "on-open"  # starts to boot when its port is first opened
    HUNG = "hung"  # says nothing until it is reset


@dataclass(frozen=True, slots=True)
class BoardSpec:
    """One board as asked for. ``mac``: 12 upper-case hex digits. Times in seconds.

    ``replug_s``: after an unplug fault the same board comes back on its own that much later.
    ``flash_name``: the flash file's name, if it is not the MAC (two boards with one MAC).
    """

    kind: BoardKind
    mac: str
    seed: int = 0
    faults: tuple[Fault, ...] = ()
    power: Power = Power.BOOTED
    boot_s: float | None = None
    replug_s: float | None = None
    flash_name: str | None = None
