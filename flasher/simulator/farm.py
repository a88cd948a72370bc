"""Many simulated boards in one process, on one event loop: no thread per board.

    with Farm(directory) as farm:
        port = farm.add(BoardSpec(kind_named("t5ai"), "AABBCCDDEE01"))
        ...                       # a host opens port.path, or the steady name port.name
        farm.replace(port.slot, BoardSpec(kind_named("t5ai"), "AABBCCDDEE02"))

Files: ``DIR/flash/<MAC>.json`` is what each board remembers (see :mod:`.flash`); it stays when the
board is taken out, and is found again when a board with that MAC is plugged in. On POSIX,
``DIR/ports/slot-<n>`` is a link to the pseudo-terminal that the slot has just now, so that a
host may keep one name through replugging; it is missing while no board is in the slot.

Every public method may be called from any thread.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol, Self

from flasher.simulator.board import Board, BoardSpec
from flasher.simulator.event_loop import EventLoop
from flasher.simulator.flash import Flash, Timing, load_flash, save_flash
from flasher.simulator.sockets import TcpPort


class Transport(StrEnum):
    """How a host reaches the boards."""

    PTY = "pty"
    TCP = "tcp"
    RFC2217 = "rfc2217"


def default_transport() -> Transport:
    """Return a pseudo-terminal where its opening can be noticed (Linux), else TCP."""
    return Transport.PTY if sys.platform == "linux" else Transport.TCP


class Port(Protocol):
    """What the farm needs of a simulated port."""

    path: str
    board: Board

    @property
    def is_open(self) -> bool:
        """Say whether a host has it open."""
        ...

    def start(self, on_ready: Callable[[], None]) -> None:
        """Begin to watch the host's side."""
        ...

    def write(self, data: bytes) -> None:
        """Hand bytes to the host."""
        ...

    def close(self) -> None:
        """Make the port disappear."""
        ...


@dataclass(frozen=True, slots=True)
class PortInfo:
    """Where a board can be found. ``name``: the slot's steady name, if there is one."""

    slot: int
    path: str
    name: str
    mac: str
    flash: Path


class _Slot:
    """One place in the farm, with a board in it or not."""

    def __init__(self, number: int, transport: Transport, name: str) -> None:
        self.number = number
        self.transport = transport
        self.name = name
        self.board: Board | None = None
        self.port: Port | None = None
        self.tcp_port = 0
        self.wake_at = float("inf")


class Farm:
    """A set of simulated boards that live on a thread of their own until :meth:`stop`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._flash_dir = directory / "flash"
        self._ports_dir = directory / "ports"
        self._slots: dict[int, _Slot] = {}
        self._loop = EventLoop("simulated boards")
        self._watch: object | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Make the folders and begin. Raises OSError if that is not possible."""
        self._flash_dir.mkdir(parents=True, exist_ok=True)
        self._ports_dir.mkdir(parents=True, exist_ok=True)
        self._loop.start()

    def stop(self) -> None:
        """Pull every board, close every port, end the thread. Raises what went wrong on it."""

        def finish() -> None:
            for slot in self._slots.values():
                self._pull(slot)
            if self._watch is not None:
                self._watch.close()  # type: ignore[attr-defined]

        self._loop.stop(finish)

    def check(self) -> None:
        """Raise RuntimeError if the farm's thread broke."""
        self._loop.check()

    # -- the operator's hands ---------------------------------------------------------------------

    def add(self, spec: BoardSpec, transport: Transport | None = None) -> PortInfo:
        """Make a new slot and plug a board into it."""
        wanted = transport or default_transport()

        def act() -> PortInfo:
            number = len(self._slots) + 1
            slot = _Slot(number, wanted, f"slot-{number}")
            self._slots[number] = slot
            return self._plug(slot, spec)

        return self._loop.call(act)

    def unplug(self, slot: int) -> None:
        """Take the board out: its port disappears. Its flash file stays."""
        self._loop.call(lambda: self._pull(self._slots[slot]))

    def plug(self, slot: int, spec: BoardSpec, *, port_name: str | None = None) -> PortInfo:
        """Put a board into an empty slot; ``port_name`` renames the slot's steady name."""

        def act() -> PortInfo:
            place = self._slots[slot]
            if place.board is not None:
                raise ValueError(f"slot {slot} holds a board")
            if port_name is not None:
                place.name, place.tcp_port = port_name, 0
            return self._plug(place, spec)

        return self._loop.call(act)

    def replace(self, slot: int, spec: BoardSpec) -> PortInfo:
        """Take the board out and put the next one in, under the same steady name."""

        def act() -> PortInfo:
            self._pull(self._slots[slot])
            return self._plug(self._slots[slot], spec)

        return self._loop.call(act)

    def lift(self, slot: int) -> None:
        """Lift the board out of a fixture: the port stays, nobody answers. Then :meth:`fit`."""

        def act() -> None:
            self._board(slot).unplug(time.monotonic())

        self._loop.call(act)

    def fit(self, slot: int, spec: BoardSpec) -> PortInfo:
        """Put a board into a fixture whose port has stayed, maybe open."""

        def act() -> PortInfo:
            place = self._slots[slot]
            if place.board is None or place.port is None:
                raise ValueError(f"slot {slot} has no port: plug a board in")
            now = time.monotonic()
            place.board.unplug(now)
            place.board = place.port.board = self._new_board(spec)
            place.board.plug_in(now)
            if place.port.is_open:
                place.board.opened(now)
            self._pump(place)
            return self._info(place)

        return self._loop.call(act)

    def reset(self, slot: int) -> None:
        """Press the board's reset key."""

        def act() -> None:
            self._board(slot).reset(time.monotonic())
            self._pump(self._slots[slot])

        self._loop.call(act)

    # -- looking at boards ------------------------------------------------------------------------

    def ports(self) -> list[PortInfo]:
        """Return where the boards that are plugged in can be found, by slot."""
        return self._loop.call(
            lambda: [self._info(slot) for slot in self._slots.values() if slot.port is not None]
        )

    def flash(self, name: str) -> Flash:
        """Return what the board of that name (its MAC) remembers, from its file. Raises OSError."""
        return load_flash(self.flash_path(name))

    def flash_path(self, name: str) -> Path:
        """Return where a board's flash file is."""
        return self._flash_dir / f"{name}.json"

    def timing(self, slot: int, *, restart: bool = False) -> Timing:
        """Return what wire, flash and boot of a board took so far; maybe start from zero again."""

        def act() -> Timing:
            board = self._board(slot)
            board.advance(time.monotonic())
            timing = replace(board.flash.timing)
            if restart:
                board.restart_timing()
            return timing

        return self._loop.call(act)

    def quiet_seconds(self, slot: int, now: float) -> float:
        """Return how long the host has given this board no command; 0 if it never did."""
        at = self._loop.call(lambda: self._board(slot).commanded_at)
        return now - at if at else 0.0

    def is_licensed(self, slot: int) -> bool:
        """Say whether the board in the slot holds a whole license, in KV or OTP."""

        def act() -> bool:
            flash = self._board(slot).flash
            return flash.kv_is_whole or flash.otp_is_whole

        return self._loop.call(act)

    def preset(self, flash: Flash) -> None:
        """Write a board's flash before it is plugged in (a board that is licensed already)."""
        self._flash_dir.mkdir(parents=True, exist_ok=True)
        save_flash(flash, self.flash_path(flash.mac))

    def call_later(self, seconds: float, act: Callable[[], None]) -> None:
        """Run ``act`` on the farm's thread that much later; it must not wait for anything."""
        self._loop.call(lambda: self._loop.at(time.monotonic() + seconds, act))

    # -- on the farm's own thread -----------------------------------------------------------------

    def _board(self, slot: int) -> Board:
        board = self._slots[slot].board
        if board is None:
            raise ValueError(f"slot {slot} is empty")
        return board

    def _plug(self, slot: _Slot, spec: BoardSpec) -> PortInfo:
        board = slot.board = self._new_board(spec)
        slot.port = self._new_port(slot, board)
        slot.port.start(lambda: self._pump(slot))
        if slot.transport is Transport.PTY:
            self._link(slot)
        board.plug_in(time.monotonic())
        self._pump(slot)
        return self._info(slot)

    def _new_board(self, spec: BoardSpec) -> Board:
        path = self.flash_path(spec.flash_name or spec.mac)
        flash = load_flash(path) if path.exists() else Flash(spec.mac)
        save_flash(flash, path)
        return Board(spec, flash, lambda changed: save_flash(changed, path))

    def _new_port(self, slot: _Slot, board: Board) -> Port:
        if slot.transport is not Transport.PTY:
            port = TcpPort(
                board,
                self._loop.selector,
                time.monotonic,
                is_rfc2217=slot.transport is Transport.RFC2217,
                tcp_port=slot.tcp_port,
            )
            slot.tcp_port = port.tcp_port
            return port
        from flasher.simulator.terminals import OpenWatch, PtyPort

        if self._watch is None:
            self._watch = OpenWatch(self._loop.selector)
        assert isinstance(self._watch, OpenWatch)
        return PtyPort(board, self._loop.selector, time.monotonic, self._watch)

    def _link(self, slot: _Slot) -> None:
        assert slot.port is not None
        link = self._ports_dir / slot.name
        draft = self._ports_dir / f".{slot.name}"
        draft.unlink(missing_ok=True)
        draft.symlink_to(slot.port.path)
        os.replace(draft, link)  # noqa: PTH105 - one atomic move, as for flash files

    def _info(self, slot: _Slot) -> PortInfo:
        assert slot.board is not None
        assert slot.port is not None
        spec = slot.board.spec
        is_linked = slot.transport is Transport.PTY
        name = str(self._ports_dir / slot.name) if is_linked else slot.port.path
        return PortInfo(
            slot.number,
            slot.port.path,
            name,
            spec.mac,
            self.flash_path(spec.flash_name or spec.mac),
        )

    def _pull(self, slot: _Slot) -> None:
        if slot.board is None or slot.port is None:
            return
        slot.board.unplug(time.monotonic())
        if slot.transport is Transport.PTY:
            (self._ports_dir / slot.name).unlink(missing_ok=True)
        slot.port.close()
        slot.board, slot.port, slot.wake_at = None, None, float("inf")

    def _pump(self, slot: _Slot) -> None:
        board, port = slot.board, slot.port
        if board is None or port is None:
            return
        data = board.collect(time.monotonic())
        if data:
            port.write(data)
        if board.is_unplugged:
            spec = board.spec
            self._pull(slot)
            if spec.replug_s is not None:
                self._loop.at(time.monotonic() + spec.replug_s, lambda: self._come_back(slot, spec))
            return
        wake = board.next_wake()
        if wake is not None and wake < slot.wake_at:
            slot.wake_at = wake
            self._loop.at(wake, lambda: self._wake(slot, wake))

    def _wake(self, slot: _Slot, planned: float) -> None:
        if slot.wake_at == planned:
            slot.wake_at = float("inf")
            self._pump(slot)

    def _come_back(self, slot: _Slot, spec: BoardSpec) -> None:
        if slot.board is None:
            # The fault that pulled it has been spent; faults that hold always come again.
            self._plug(slot, replace(spec, faults=tuple(f for f in spec.faults if f.always)))
