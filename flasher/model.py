"""What goes onto a board, and what came back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from flasher.secrets import Secret


class Storage(StrEnum):
    """Where the board keeps its license. KV can be rewritten, OTP never."""

    KV = "kv"
    OTP = "otp"


class Step(StrEnum):
    """The moves of a write, in their order."""

    CONNECT = "connect"
    RESET = "reset"
    IDENTIFY = "identify"
    READ_EXISTING = "read_existing"
    INTENT = "intent"
    WRITE = "write"
    READ_BACK = "read_back"


@dataclass(frozen=True, slots=True)
class Credential:
    """One license, open, on its way to a board. Lives only between intent and read-back.

    ``mac`` is a value issued by the maker that has to be written along (12 upper-case hex digits),
    not the board's own address.
    """

    identity: str
    key: Secret
    mac: str | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """What a board says it holds. ``identity`` None: it is blank.

    ``stray`` counts extra bytes behind a 16-character identity: firmware always stores 20.
    """

    identity: str | None = None
    key: Secret | None = None
    stray: int = 0

    @property
    def is_blank(self) -> bool:
        """Say whether the board holds no license."""
        return self.identity is None


@dataclass(frozen=True, slots=True)
class BoardFound:
    """What was learned of a board before anything was written to it.

    ``mac``: 12 upper-case hex digits, or None where the firmware has no command for it.
    ``holding``: the license the firmware would use: KV's, else OTP's. ``otp``: what OTP itself
    holds; None where it was not asked for.
    """

    port: str
    mac: str | None
    holding: Holding
    firmware_name: str | None = None
    firmware_version: str | None = None
    console: str | None = None  # "A", "B" or "C": the console generation, known by its answers
    otp: Holding | None = None


class Outcome(StrEnum):
    """How an attempt ended. A failed unit is not a failed station."""

    PASS = "pass"
    REFUSED = "refused"
    FAILED = "failed"
    DOUBTFUL = "doubtful"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True)
class JobResult:
    """One attempt as the engine saw it.

    ``sent``: at least one byte of the secret may have left the host, so doubt is possible.
    ``verified``: the device gave back exactly what was written (or already held it, ``recheck``).
    ``steps``: seconds per step that ran. ``transcript``: redacted lines, see transport.transcript.
    """

    outcome: Outcome
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    board: BoardFound | None = None
    sent: bool = False
    verified: bool = False
    recheck: bool = False
    steps: Mapping[Step, float] = field(default_factory=dict)
    seconds: float = 0.0
    transcript: str = ""
