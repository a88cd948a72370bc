"""A TuyaOpen console that answers at once, as a Link: time passes only while a job waits."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flasher.boards import Profile
from flasher.custodian import Decision, WriteIt
from flasher.errors import PortGone
from flasher.model import BoardFound, Credential, Storage
from flasher.secrets import Secret
from flasher.timing import FakeClock

UUID = "uuid0123456789abcdef"
KEY = "k[01-0bcdefghijklmnopqrstuvwxyz7"  # begins to look like a log line, and is none
LOGO = b"\r\n" + b"*" * 40 + b"\r\n /_  __/_ ____\r\n" + b"*" * 40 + b"\r\n"
LOG = b"\x1b[0;32;49m[01-01 00:00:07 ty D][tal_kv.c:269] key got\x1b[0m\r\n"


@dataclass
class FakeBoard:
    """``on_enter(board, line)`` may return bytes that replace the reply to this line."""

    clock: FakeClock
    generation: str = "C"
    mac: str | None = "AABBCCDDEE01"
    kv: tuple[str, str] | None = None
    otp: tuple[str, str] | None = None
    missing: frozenset[str] = frozenset()
    on_enter: Callable[["FakeBoard", str], bytes | None] = lambda _board, _line: None
    noise: bytes = b""  # put into the middle of every echo
    left: str = ""  # what stands on the line when the host comes
    has_lines: bool = True
    is_dead: bool = False
    ran: list[str] = field(default_factory=list)
    pulses: int = 0
    closed: int = 0
    out: bytearray = field(default_factory=bytearray)
    port: str = "fake"

    def __call__(self, port: str, profile: Profile) -> "FakeBoard":
        return self

    def read(self, timeout_s: float) -> bytes:
        if self.out:
            data = bytes(self.out)
            self.out.clear()
            return data
        self.clock.sleep(max(timeout_s, 0.001) if timeout_s else 0.0)
        return b""

    def write(self, data: bytes) -> None:
        if self.is_dead:
            return
        for byte in data:
            self._key(byte)

    def set_lines(self, *, dtr: bool, rts: bool) -> bool:
        if self.has_lines and not rts and self.pulses >= 0:
            self.boot()
        self.pulses += rts
        return self.has_lines

    def discard_input(self) -> None:
        self.out.clear()

    def close(self) -> None:
        self.closed += 1

    @property
    def prompt(self) -> bytes:
        return b"\r\ntuya>" + (b" " if self.generation == "C" else b"")

    def boot(self) -> None:
        self.is_dead = False
        self.left = ""
        self.out += (b"" if self.generation == "A" else LOGO) + self.prompt

    def _key(self, byte: int) -> None:
        char = chr(byte)
        if char == "\r" or (char == "\n" and self.generation != "A"):
            line, self.left = self.left, ""
            if not line:
                self.out += self.prompt
                return
            self.ran.append(line)
            special = self.on_enter(self, line)
            if special is not None:
                self.out += special
                return
            self.out += b"\r\n" + b"".join(b"\r\n" + t.encode() for t in self._run(line))
            self.out += self.prompt
        elif char in "\b\x7f":
            if self.left:
                self.left = self.left[:-1]
                self.out += b"\b \b"
        elif 32 <= byte < 127:
            self.left += char
            self.out += bytes([byte])
            if len(self.left) == 3:
                self.out += self.noise

    def _run(self, line: str) -> list[str]:
        words = line.split(" ")
        if words[0] in self.missing or (
            self.generation != "C" and words[0].startswith(("sys_", "version"))
        ):
            return ["No command or file name"]
        match words:
            case ["read_mac"] if self.mac:
                return ["mac: " + ":".join(self.mac[i : i + 2] for i in range(0, 12, 2)).lower()]
            case ["sys_version"]:
                return ["project.name        demo", "project.version     1.2.3"]
            case ["version"]:
                return ["CLI version: 1.0.0"]
            case ["sys_log_enable", "off"]:
                self.noise = b""
                return ["OK: log disabled"]
            case ["auth-read", *where]:
                return self._read(where[0] if where and self.generation == "C" else "")
            case ["auth", uuid, key]:
                self.kv = (uuid, key)
                return ["Authorization write succeeds."]
            case ["auth", uuid, key, "1", *_mac]:
                self.otp = (uuid, key)
                return ["Authorization write to OTP Succeeds."]
        return ["No command or file name"]

    def _read(self, where: str) -> list[str]:
        if where not in ("", "0", "1"):
            return ["storage must be 0 or 1"]
        if where != "1" and self.kv:
            return list(self.kv)
        if where != "0" and self.otp:
            return list(self.otp) if self.generation == "C" else ["", ""]
        return ["Authorization read failure."]


class OneLicense:
    """A custodian with one license; notes what it was asked."""

    def __init__(
        self,
        decision: Decision | None = None,
        *,
        identity: str = UUID,
        key: str = KEY,
        storage: Storage = Storage.KV,
    ) -> None:
        self.credential = Credential(identity, Secret(key))
        self.decision = decision or WriteIt(storage)
        self.seen: list[BoardFound] = []
        self.intents = 0
        self.on_intend: Callable[[], None] = lambda: None

    def decide(self, board: BoardFound) -> Decision:
        self.seen.append(board)
        return self.decision

    def intend(self, board: BoardFound) -> Credential:
        self.intents += 1
        self.on_intend()
        return self.credential


class GoneLink(FakeBoard):
    """A board whose port vanishes with the Enter of an ``auth`` line, and stays away."""

    def __call__(self, port: str, profile: Profile) -> "FakeBoard":
        if any(line.startswith("auth ") for line in self.ran):
            raise PortGone(port=port)
        return self

    def read(self, timeout_s: float) -> bytes:
        if any(line.startswith("auth ") for line in self.ran):
            raise PortGone(port=self.port)
        return super().read(timeout_s)
