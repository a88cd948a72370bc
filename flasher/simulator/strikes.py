"""When the faults that a board was given strike, and how. Pure; all chance comes from one seed."""

import random
from dataclasses import dataclass, field

from flasher.model import Step
from flasher.simulator.faults import Fault, FaultName

MOMENTS = ("before", "during", "after")

TO_BOARD = {FaultName.LOST_TO_BOARD, FaultName.FLIP_TO_BOARD}
TO_HOST = {FaultName.LOST_TO_HOST, FaultName.FLIP_TO_HOST}
AT_BEGIN = TO_BOARD | {FaultName.LOGS}

# How many bytes of a command remain when its step is known, and how many a reply has at least:
# the byte that is hit lies somewhere in there.
LEFT_OF_COMMAND = {
    Step.CONNECT: 1,
    Step.IDENTIFY: 3,
    Step.READ_EXISTING: 2,
    Step.WRITE: 48,
    Step.READ_BACK: 2,
}
REPLY_BYTES = {
    Step.CONNECT: 7,
    Step.IDENTIFY: 24,
    Step.READ_EXISTING: 38,
    Step.WRITE: 36,
    Step.READ_BACK: 58,
}


@dataclass(slots=True)
class Plan:
    """The faults that hit one command, from its Enter to its prompt."""

    names: set[FaultName] = field(default_factory=set)
    moment: str = ""
    late_s: float = 0.0
    has_spoken: bool = False  # a reply's text was printed, so a fault had something to spoil
    hit_after: int = -1  # bytes of the reply before the one that is hit


def step_of(line: bytes | bytearray, *, auth_seen: bool) -> Step | None:
    """Return the step that a line, complete or begun, belongs to; None if it is not known yet."""
    if line.startswith(b"auth "):
        return Step.WRITE
    if line.startswith(b"auth-rea"):
        return Step.READ_BACK if auth_seen else Step.READ_EXISTING
    if line.startswith((b"read_", b"sys_v", b"vers")):
        return Step.IDENTIFY
    return None


class Strikes:
    """The armed faults of one board."""

    def __init__(self, faults: tuple[Fault, ...], seed: int) -> None:
        self.random = random.Random(seed)
        self.armed = list(faults)
        self._begun: Step | None = None
        self._hit_in = -1  # bytes of the command before the one that is hit
        self._flips = False
        self._log_in_echo = -1  # bytes of echo before a log line cuts in
        self._logs_begun = False

    def state(self, name: FaultName) -> Fault | None:
        """Return the fault of that name if it holds from power-on."""
        return next((f for f in self.armed if f.name is name and f.step is None), None)

    def begin(self, step: Step) -> None:
        """Note that the host has begun to send a command of this step."""
        if self._begun is step:
            return
        self._begun = step
        for fault in [f for f in self.armed if f.step is step and f.name in AT_BEGIN]:
            if fault.name is FaultName.LOGS:
                self._log_in_echo = self.random.randrange(LEFT_OF_COMMAND[step])
                self._logs_begun = True
            else:
                self._hit_in = self.random.randrange(LEFT_OF_COMMAND[step])
                self._flips = fault.name is FaultName.FLIP_TO_BOARD
            self._spend(fault)

    def arriving(self, byte: int) -> int | None:
        """Return the byte as it reaches the shell, or None if it is lost on the way."""
        if self._hit_in < 0:
            return byte
        self._hit_in -= 1
        if self._hit_in >= 0:
            return byte
        return byte ^ (1 << self.random.randrange(8)) if self._flips else None

    def log_cuts_echo(self) -> bool:
        """Say whether a log line comes right after the character that was just echoed."""
        if self._log_in_echo < 0:
            return False
        self._log_in_echo -= 1
        return self._log_in_echo < 0

    def enter(self, steps: list[Step]) -> Plan | None:
        """Enter was pressed on a command of these steps: return what hits it, or None."""
        for step in steps:
            self.begin(step)
        self._begun = None
        hits = [f for f in self.armed if f.step in steps and f.name not in AT_BEGIN]
        if not hits and not self._logs_begun:
            return None
        plan = Plan()
        if self._logs_begun:
            plan.names.add(FaultName.LOGS)
            self._logs_begun = False
        for fault in hits:
            plan.names.add(fault.name)
            if fault.name in (FaultName.UNPLUG, FaultName.SELF_RESET):
                plan.moment = self.random.choice(MOMENTS)
            elif fault.name is FaultName.LATE:
                plan.late_s = fault.seconds
            elif fault.name in TO_HOST:
                plan.hit_after = self.random.randrange(REPLY_BYTES[steps[-1]])
            self._spend(fault)
        return plan

    def _spend(self, fault: Fault) -> None:
        if not fault.always:
            self.armed.remove(fault)


def noise(chance: random.Random, count: int) -> bytes:
    """Return what a UART makes of bytes at another baud rate: mostly no ASCII at all."""
    return bytes(
        chance.choices(b"\x00\x80\xf8\xfe\xe0\xff\x9c\xc6\x1c\x06\x8e\xf0\x78\xfc", k=count)
    )
