"""A simulated board on the bench without any I/O: time is a number, bytes go in and out."""

from flasher.simulator.board import Board, BoardSpec, Power
from flasher.simulator.faults import Fault, parse_fault
from flasher.simulator.flash import Flash
from flasher.simulator.kinds import BoardKind, kind_named

MAC = "AABBCCDDEEFF"
UUID = "uuid0123456789abcdef"
UUID16 = "uuid0123456789ab"
KEY = "k1234567890123456789012345678901"
PROMPT = b"\r\ntuya> "
BYTE_S = 10 / 115200


class Bench:
    """One board, its port open, and the time that has passed."""

    def __init__(
        self,
        kind: str | BoardKind = "tuyaopen-c",
        *faults: str | Fault,
        flash: Flash | None = None,
        power: Power = Power.BOOTED,
        seed: int = 1,
        **more: float,
    ) -> None:
        self.now = 100.0
        self.flash = flash or Flash(MAC)
        self.saved: list[dict] = []
        asked = tuple(parse_fault(f) if isinstance(f, str) else f for f in faults)
        made = kind_named(kind) if isinstance(kind, str) else kind
        spec = BoardSpec(made, MAC, seed=seed, faults=asked, power=power, **more)
        self.board = Board(spec, self.flash, lambda held: self.saved.append(held.as_json()))
        self.board.plug_in(self.now)
        self.board.opened(self.now)

    def send(self, data: bytes, seconds: float = 1.0) -> bytes:
        """Send bytes, let time pass, return what came back."""
        self.board.receive(data, self.now)
        return self.wait(seconds)

    def wait(self, seconds: float) -> bytes:
        """Let time pass, waking whenever the board asks for it."""
        end = self.now + seconds
        out = b""
        while (wake := self.board.next_wake()) is not None and wake <= end:
            assert wake >= self.now - 0.01
            self.now = max(self.now, wake)
            out += self.board.collect(self.now)
        self.now = end
        return out + self.board.collect(end)

    def reopen(self) -> None:
        """Close the port and open it again, as the next attempt does."""
        self.board.closed(self.now)
        self.board.opened(self.now)

    def license(self) -> bytes:
        """Write the usual license."""
        return self.send(f"auth {UUID} {KEY}\r".encode(), 2.0)
