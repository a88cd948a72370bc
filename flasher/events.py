"""What a running write tells its watcher: frozen records, a closed union."""

from dataclasses import dataclass

from flasher.model import BoardFound, JobResult, Step


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step began at ``at`` (monotonic seconds)."""

    port: str
    step: Step
    at: float


@dataclass(frozen=True, slots=True)
class StepFinished:
    """A step ended well after ``seconds``."""

    port: str
    step: Step
    seconds: float


@dataclass(frozen=True, slots=True)
class StepFailed:
    """A step ended with the error ``code`` after ``seconds``. A retry may follow."""

    port: str
    step: Step
    seconds: float
    code: str


@dataclass(frozen=True, slots=True)
class BoardIdentified:
    """The board said who it is."""

    port: str
    board: BoardFound


@dataclass(frozen=True, slots=True)
class JobFinished:
    """The attempt is over."""

    port: str
    result: JobResult


Event = StepStarted | StepFinished | StepFailed | BoardIdentified | JobFinished
