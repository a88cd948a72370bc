"""One attempt's clockwork: steps that are timed and told, and the one result at the end.

What is done in which order is :mod:`flasher.job`'s. Here every step is an event with its duration,
the stop flag is looked at before it, and trouble with a board becomes a :class:`JobResult`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from flasher.boards.profile import Profile
from flasher.errors import BoardRefused, FlasherError, Stopped
from flasher.events import Event, JobFinished, StepFailed, StepFinished, StepStarted
from flasher.model import BoardFound, Holding, JobResult, Outcome, Step, Storage
from flasher.session import Session, StopFlag
from flasher.timing import Clock, SystemClock
from flasher.transport.link import OpenLink

FINAL = frozenset({"length-refused", "otp-unsupported"})
"""Codes of a firmware that will not take this license: asking again changes nothing."""

OTP_UNPROVEN = "otp-unproven"
"""The code of every doubt about one-time memory; fact ``why`` is the trouble's own code."""

Watcher = Callable[[Event], None]


class Attempt:
    """Its session, what is known of the board so far, and how it ends.

    ``sent``: a byte of the secret may have left the host. ``unproven``: the storage that was
    written and has not given the license back yet.
    """

    def __init__(
        self,
        port: str,
        profile: Profile,
        open_link: OpenLink,
        on_event: Watcher | None,
        stop: StopFlag | None,
        clock: Clock | None,
    ) -> None:
        self.clock = clock or SystemClock()
        self.emit: Watcher = on_event or (lambda _event: None)
        self.port = port
        self.profile = profile
        self._started = self.clock.monotonic()
        self._steps: dict[Step, float] = {}
        self.board: BoardFound | None = None
        self.sent = False
        self.unproven: Storage | None = None
        self._secrets: set[str] = set()
        self.session = Session(port, profile, open_link, self.clock, stop)

    def run(self, body: Callable[[], JobResult]) -> JobResult:
        """Run the moves, turn board trouble into a result, close the port, report the end."""
        try:
            try:
                result = body()
            except FlasherError as error:
                result = self._trouble(error)
        finally:
            self.session.close()
        self.emit(JobFinished(self.port, result))
        return result

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """Report one step, and look at the stop flag before it."""
        self.session.stop_here()
        begun = self.clock.monotonic()
        self.emit(StepStarted(self.port, step, begun))
        try:
            yield
        except FlasherError as error:
            seconds = self._count(step, begun)
            self.emit(StepFailed(self.port, step, seconds, error.code))
            error.facts.setdefault("step", step.value)
            raise
        seconds = self._count(step, begun)
        self.emit(StepFinished(self.port, step, seconds))

    def remember(self, held: Holding | None) -> None:
        """Keep what a board holds among the texts to be struck out of the transcript."""
        if held is not None and held.identity is not None and held.key is not None:
            self.keep_out(held.identity, held.key.reveal())

    def keep_out(self, *texts: str) -> None:
        """Strike these texts out of the transcript."""
        self._secrets.update(texts)

    def result(
        self,
        outcome: Outcome,
        code: str,
        facts: Mapping[str, object] | None = None,
        *,
        verified: bool = False,
        recheck: bool = False,
    ) -> JobResult:
        """Return how the attempt ended, with all that is known by now."""
        return JobResult(
            outcome=outcome,
            code=code,
            facts=facts or {},
            board=self.board,
            sent=self.sent,
            verified=verified,
            recheck=recheck,
            steps=dict(self._steps),
            seconds=self.clock.monotonic() - self._started,
            transcript=""
            if outcome is Outcome.PASS
            else self.session.transcript(tuple(self._secrets)),
        )

    def _count(self, step: Step, begun: float) -> float:
        seconds = self.clock.monotonic() - begun
        self._steps[step] = self._steps.get(step, 0.0) + seconds
        return seconds

    def _trouble(self, error: FlasherError) -> JobResult:
        if self.sent:
            outcome = Outcome.DOUBTFUL
        elif isinstance(error, BoardRefused):
            outcome = Outcome.REFUSED
        elif isinstance(error, Stopped):
            outcome = Outcome.ABORTED
        else:
            outcome = Outcome.FAILED
        facts = {"port": self.port, **error.facts}
        if self.unproven is Storage.OTP and error.code not in FINAL:
            return self.result(outcome, OTP_UNPROVEN, facts | {"why": error.code})
        return self.result(outcome, error.code, facts)
