"""What a running station tells its watchers: frozen records, a closed union."""

from dataclasses import dataclass

from app.workflows.write_unit import UnitReport
from flasher.events import Event as EngineEvent


@dataclass(frozen=True, slots=True)
class SlotWaiting:
    """The slot is empty and waits for a board."""

    slot: str
    port: str


@dataclass(frozen=True, slots=True)
class SlotStarted:
    """An attempt began at ``at`` (monotonic seconds)."""

    slot: str
    port: str
    at: float


@dataclass(frozen=True, slots=True)
class SlotProgress:
    """A step of the running attempt began or ended."""

    slot: str
    event: EngineEvent


@dataclass(frozen=True, slots=True)
class UnitDone:
    """An attempt ended and is recorded."""

    slot: str
    report: UnitReport


@dataclass(frozen=True, slots=True)
class BoardLeft:
    """The board was taken out; the slot is clear for the next one."""

    slot: str


@dataclass(frozen=True, slots=True)
class SlotStopped:
    """The slot's thread ended: stopped, exhausted, or (``error``) a fault in the program."""

    slot: str
    error: BaseException | None = None


StationEvent = SlotWaiting | SlotStarted | SlotProgress | UnitDone | BoardLeft | SlotStopped
