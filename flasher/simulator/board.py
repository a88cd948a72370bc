"""One simulated board seen from its port: timed bytes in, timed bytes out. Pure, no I/O.

The host side calls :meth:`Board.receive` with what the host's driver sent, :meth:`Board.collect`
for what has reached the host by now, and :meth:`Board.next_wake` for when to look again. All times
are seconds of one monotonic clock.
"""

import random
from collections.abc import Callable

from flasher.simulator.chip import Chip
from flasher.simulator.faults import FaultName
from flasher.simulator.flash import Flash
from flasher.simulator.services import NEVER
from flasher.simulator.spec import BoardSpec, Power
from flasher.simulator.strikes import noise
from flasher.simulator.wire import FRAME_S

__all__ = ["Board", "BoardSpec", "Power"]


class Board:
    """One board. ``save`` is called whenever its flash changes and shall make it permanent.

    ``host_baud``: what the host has set its port to; 0 is whatever the board speaks.
    """

    def __init__(self, spec: BoardSpec, flash: Flash, save: Callable[[Flash], None]) -> None:
        self.spec = spec
        self.kind = spec.kind
        self.flash = flash
        self.host_baud = 0
        self._save = save
        self._chip = Chip(spec, flash, save)
        self._chance = random.Random(spec.seed ^ 0x5EED)
        self._is_open = False
        self._is_powered = False
        self._held_in_reset = False

    @property
    def is_unplugged(self) -> bool:
        """Say whether a fault wants the board out: whoever holds the port closes it."""
        return self._chip.was_pulled

    @property
    def commanded_at(self) -> float:
        """Return when the host last gave a command (0.0: never). Asking for presence is none."""
        return self._chip.commanded_at

    # -- what happens to the board from outside ---------------------------------------------------

    def plug_in(self, now: float) -> None:
        """Give the board power at its place."""
        self._is_powered = True
        match self.spec.power:
            case Power.BOOTED:
                self._chip.be_up(now)
            case Power.BOOTING:
                self._chip.boot(now)
            case Power.HUNG:
                self._chip.is_listening = self._chip.is_hung = True
            case Power.ON_OPEN:
                self._chip.advance(now)

    def unplug(self, now: float) -> None:
        """Take the power away; only the flash stays."""
        self._chip.advance(now)
        self._chip.stop(now)
        self._is_powered = self._is_open = False
        self._save(self.flash)

    def opened(self, now: float) -> None:
        """Let the host open the port. What was sent before is lost."""
        chip = self._chip
        chip.advance(now)
        chip.wire_out.collect(now)
        self._is_open = True
        chip.connect_pending = True
        chip.auth_seen = False
        if chip.is_hung and self.spec.power is not Power.HUNG:
            chip.is_hung = False
            chip.clear_input()
        if self.spec.power is Power.ON_OPEN and not chip.is_running:
            chip.boot(now)

    def closed(self, now: float) -> None:
        """Let the host close the port; the board keeps running."""
        self._chip.advance(now)
        self._is_open = self._chip.connect_pending = False
        self._save(self.flash)

    def set_lines(self, *, dtr: bool, rts: bool, now: float) -> None:
        """Let the host drive DTR and RTS: RTS without DTR holds the chip in reset, if wired."""
        if not self.kind.reset_wired or not self._is_powered:
            return
        self._chip.advance(now)
        if rts and not dtr:
            if not self._held_in_reset:
                self._held_in_reset = True
                self._chip.stop(now)
        elif self._held_in_reset:
            self._held_in_reset = False
            self._chip.boot(now)

    def reset(self, now: float) -> None:
        """Press the board's reset key."""
        self._chip.advance(now)
        if self._is_powered:
            self._chip.restart()

    def receive(self, data: bytes, now: float) -> None:
        """Take ``data`` from the host's driver."""
        self._chip.advance(now)
        if self._is_powered:
            if self._is_garbled():
                data = noise(self._chance, len(data))
            self._chip.wire_in.put(data, now)

    def restart_timing(self) -> None:
        """Count wire, flash and boot from zero again."""
        self._chip.meter.restart()

    # -- what comes from the board ----------------------------------------------------------------

    def advance(self, now: float) -> None:
        """Let everything happen that is due by ``now``."""
        self._chip.advance(now)

    def collect(self, now: float) -> bytes:
        """Return the bytes that have reached the host since the last call."""
        self._chip.advance(now)
        data = self._chip.wire_out.collect(now)
        if not self._is_open or not data:
            return b""
        return noise(self._chance, len(data)) if self._is_garbled() else data

    def next_wake(self) -> float | None:
        """Return when something next happens that the host may see; None: not by itself."""
        wire_in, wire_out = self._chip.wire_in, self._chip.wire_out
        at = self._chip.next_event()
        arrival = wire_in.next_arrival()
        if arrival is not None:
            at = min(at, wire_in.free_at, arrival + FRAME_S)
        if self._is_open:
            frame = wire_out.next_frame(may_follow=arrival is not None)
            if frame is not None:
                at = min(at, frame)
        return None if at == NEVER else at

    def _is_garbled(self) -> bool:
        if self._chip.has(FaultName.WRONG_BAUD):
            return True
        return self.host_baud not in (0, self.kind.baud)
