"""The faults a simulated board can have, by name, with the step at which they strike.

A fault is written ``NAME[=SECONDS][@STEP][:once|:always]``, for example ``unplug@write``,
``late=4@read_back`` or ``silence@identify:always``. What is not said comes from the fault's own
entry in :data:`FAULTS`. Steps are known by what the host sends: the first bytes after the port was
opened (or the prompt after a boot) are *connect*; ``read_mac``, ``sys_version`` and ``version``
are *identify*; ``auth`` is *write*; ``auth-read`` is *read_existing* until an ``auth`` came since
the port was opened, then *read_back*.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from flasher.model import Step

STEPS = (Step.CONNECT, Step.IDENTIFY, Step.READ_EXISTING, Step.WRITE, Step.READ_BACK)


class FaultName(StrEnum):
    """Every fault that can be asked for."""

    UNPLUG = "unplug"
    SILENCE = "silence"
    GARBAGE = "garbage"
    LOST_TO_HOST = "lost-to-host"
    LOST_TO_BOARD = "lost-to-board"
    FLIP_TO_HOST = "flip-to-host"
    FLIP_TO_BOARD = "flip-to-board"
    LOGS = "logs"
    SELF_RESET = "self-reset"
    LATE = "late"
    REPLY_LOST = "write-succeeds-reply-lost"
    NOTHING_STORED = "reply-succeeds-nothing-stored"
    READ_BACK_DIFFERS = "read-back-differs"
    HALF_STORED = "half-stored"
    WRITE_FAILS = "write-fails"
    OTP_INTERRUPTED = "otp-interrupted"
    SAME_MAC = "same-mac"
    DEFAULT_MAC = "default-mac"
    SLOW_BOOT = "boots-slowly"
    WRONG_BAUD = "wrong-baud"
    NO_SHELL = "no-shell"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One fault's description. ``step`` None: it is a state of the board, not an event."""

    says: str
    step: Step | None = None
    always: bool = False
    seconds: float = 0.0


FAULTS: dict[FaultName, FaultKind] = {
    FaultName.UNPLUG: FaultKind(
        "the port disappears: before, in the middle of or after the command", Step.WRITE
    ),
    FaultName.SILENCE: FaultKind(
        "the board hangs and says nothing until it is reset or its port is opened again",
        Step.WRITE,
    ),
    FaultName.GARBAGE: FaultKind("the reply is noise; the prompt is whole", Step.READ_BACK),
    FaultName.LOST_TO_HOST: FaultKind("one byte of the reply is lost", Step.READ_BACK),
    FaultName.LOST_TO_BOARD: FaultKind("one byte of the command is lost", Step.WRITE),
    FaultName.FLIP_TO_HOST: FaultKind("one bit of the reply flips", Step.READ_BACK),
    FaultName.FLIP_TO_BOARD: FaultKind("one bit of the command flips", Step.WRITE),
    FaultName.LOGS: FaultKind(
        "log lines cut into the echo and stand between the reply's lines", Step.READ_BACK
    ),
    FaultName.SELF_RESET: FaultKind(
        "the board restarts by itself: before, in the middle of or after the command", Step.WRITE
    ),
    FaultName.LATE: FaultKind("the answer takes long (=SECONDS)", Step.WRITE, seconds=1.5),
    FaultName.REPLY_LOST: FaultKind("the license is stored, the reply is lost", Step.WRITE),
    FaultName.NOTHING_STORED: FaultKind(
        "the board says that it stored the license and did not", Step.WRITE
    ),
    FaultName.READ_BACK_DIFFERS: FaultKind(
        "another value is read back than the flash holds", Step.READ_BACK, always=True
    ),
    FaultName.HALF_STORED: FaultKind(
        "the UUID is stored, the key is not; in one-time memory for good", Step.WRITE
    ),
    FaultName.WRITE_FAILS: FaultKind("the board says that nothing was stored", Step.WRITE),
    FaultName.OTP_INTERRUPTED: FaultKind(
        "the board restarts while one-time memory is written: nothing, half or all is burnt",
        Step.WRITE,
    ),
    FaultName.SAME_MAC: FaultKind("the board has the MAC of every other such board", always=True),
    FaultName.DEFAULT_MAC: FaultKind("the module was never given its own MAC", always=True),
    FaultName.SLOW_BOOT: FaultKind("booting takes long (=SECONDS)", always=True, seconds=4.0),
    FaultName.WRONG_BAUD: FaultKind("the board speaks at another baud rate", always=True),
    FaultName.NO_SHELL: FaultKind("boots and logs; a prompt never comes", always=True),
    FaultName.DEAD: FaultKind("the port is there; not one byte ever comes", always=True),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault asked for on one board. ``step`` None: it holds from power-on."""

    name: FaultName
    step: Step | None
    always: bool
    seconds: float


def fault(name: FaultName | str, step: Step | None = None, *, always: bool | None = None) -> Fault:
    """Return a fault with the defaults of its kind. Raises ValueError if it is not known."""
    known = FaultName(name)
    kind = FAULTS[known]
    if kind.step is None and step is not None:
        raise ValueError(f"{known} is a state of the board and has no step")
    return Fault(known, step or kind.step, kind.always if always is None else always, kind.seconds)


_WRITTEN = re.compile(
    r"(?P<name>[a-z-]+)(=(?P<seconds>[0-9.]+))?(@(?P<step>[a-z_]+))?(:(?P<often>once|always))?"
)


def parse_fault(text: str) -> Fault:
    """Read ``NAME[=SECONDS][@STEP][:once|:always]``. Raises ValueError with a sentence."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None or found["name"] not in set(FaultName):
        raise ValueError(f"no such fault: {text} (known: {', '.join(FaultName)})")
    if found["step"] is not None and found["step"] not in {step.value for step in STEPS}:
        raise ValueError(f"no such step: {found['step']} (known: {', '.join(STEPS)})")
    made = fault(
        found["name"],
        Step(found["step"]) if found["step"] else None,
        always=found["often"] == "always" if found["often"] else None,
    )
    seconds = float(found["seconds"]) if found["seconds"] else made.seconds
    return Fault(made.name, made.step, made.always, seconds)
