"""A simulated board as a Link, without port or thread: its exact time, on a clock of its own.

What a pseudo-terminal cannot carry (DTR and RTS) is wired here, and nothing of the machine's own
speed comes in: a figure is the engine's and the board's alone, and the same at every run.
"""

from dataclasses import dataclass

from flasher.boards import Profile
from flasher.simulator.board import Board, BoardSpec
from flasher.simulator.flash import Flash
from flasher.timing import FakeClock

TICK_S = 0.001


@dataclass
class DirectLink:
    """Opens as often as asked, always on the same board."""

    board: Board
    clock: FakeClock
    port: str = "direct"

    @classmethod
    def to(cls, spec: BoardSpec) -> "DirectLink":
        clock = FakeClock()
        link = cls(Board(spec, Flash(spec.mac), lambda _flash: None), clock)
        link.board.plug_in(clock.monotonic())
        return link

    def __call__(self, port: str, profile: Profile) -> "DirectLink":
        self.board.opened(self.clock.monotonic())
        return self

    def read(self, timeout_s: float) -> bytes:
        end = self.clock.monotonic() + timeout_s
        while True:
            now = self.clock.monotonic()
            if data := self.board.collect(now):
                return data
            if now >= end:
                return b""
            wake = self.board.next_wake()
            self.clock.advance(min(max((wake or end) - now, TICK_S / 10), end - now + 1e-9))

    def write(self, data: bytes) -> None:
        self.board.receive(data, self.clock.monotonic())

    def set_lines(self, *, dtr: bool, rts: bool) -> bool:
        self.board.set_lines(dtr=dtr, rts=rts, now=self.clock.monotonic())
        return True

    def discard_input(self) -> None:
        while self.read(0.0):
            pass

    def close(self) -> None:
        self.board.closed(self.clock.monotonic())
