"""Simulated boards without I/O: a link straight into a board, on a clock that jumps."""

from collections.abc import Callable
from dataclasses import replace

from flasher.boards.profile import Profile
from flasher.errors import PortGone, PortMissing
from flasher.simulator.board import Board, BoardSpec
from flasher.simulator.flash import Flash
from flasher.timing import FakeClock
from flasher.transport.serial_link import BLOCK_S


class Place:
    """One board at one port. ``tick`` is called before every byte that goes either way."""

    def __init__(
        self, spec: BoardSpec, flash: Flash, clock: FakeClock, tick: Callable[[], None]
    ) -> None:
        self.flash = flash
        self.clock = clock
        self.tick = tick
        self._spec = spec
        self._board = self._plug_in(spec)
        self._back_at: float | None = None

    def _plug_in(self, spec: BoardSpec) -> Board:
        board = Board(spec, self.flash, lambda _flash: None)
        board.plug_in(self.clock.monotonic())
        return board

    def open(self, port: str, profile: Profile) -> "FastLink":
        """Open the port, as :class:`flasher.transport.link.OpenLink` says."""
        self._come_back()
        if self._board.is_unplugged:
            raise PortMissing("pulled out", port=port)
        self._board.host_baud = profile.baud
        self._board.opened(self.clock.monotonic())
        return FastLink(self, port, self._board)

    def _come_back(self) -> None:
        if not self._board.is_unplugged or self._spec.replug_s is None:
            return
        if self._back_at is None:
            self._back_at = self.clock.monotonic() + self._spec.replug_s
        if self.clock.monotonic() >= self._back_at:
            faults = tuple(fault for fault in self._spec.faults if fault.always)
            self._spec = replace(self._spec, faults=faults)
            self._board, self._back_at = self._plug_in(self._spec), None


class FastLink:
    """See :class:`flasher.transport.link.Link`."""

    def __init__(self, place: Place, port: str, board: Board) -> None:
        self.port = port
        self._place = place
        self._board = board

    def read(self, timeout_s: float) -> bytes:
        clock = self._place.clock
        self._place.tick()
        end = clock.monotonic() + min(timeout_s, BLOCK_S)
        while True:
            data = self._board.collect(clock.monotonic())
            if self._board.is_unplugged:
                raise PortGone("pulled out", port=self.port)
            if data:
                return data
            wake = self._board.next_wake()
            now = clock.monotonic()
            if now >= end:
                return b""
            clock.advance(max(1e-6, (end if wake is None else min(wake, end)) - now))

    def write(self, data: bytes) -> None:
        self._place.tick()
        if self._board.is_unplugged:
            raise PortGone("pulled out", port=self.port)
        self._board.receive(data, self._place.clock.monotonic())

    def set_lines(self, *, dtr: bool, rts: bool) -> bool:
        self._board.set_lines(dtr=dtr, rts=rts, now=self._place.clock.monotonic())
        return self._board.kind.reset_wired

    def discard_input(self) -> None:
        self._board.collect(self._place.clock.monotonic())

    def close(self) -> None:
        if not self._board.is_unplugged:
            self._board.closed(self._place.clock.monotonic())
