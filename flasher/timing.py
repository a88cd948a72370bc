"""Clock and Deadline; the only place that sleeps.

Everything that waits takes a :class:`Deadline`, and a Deadline takes its time from a
:class:`Clock`, so a test moves a :class:`FakeClock` instead of waiting. Durations are monotonic
seconds: setting the PC's wall clock back changes nothing here.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where time comes from."""

    def monotonic(self) -> float:
        """Return seconds that only ever grow; the zero point is arbitrary."""
        ...

    def now(self) -> datetime:
        """Return the wall-clock time, UTC and aware."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let at least that many seconds pass."""
        ...


class SystemClock:
    """The computer's own time."""

    def monotonic(self) -> float:
        """See :meth:`Clock.monotonic`."""
        return time.monotonic()

    def now(self) -> datetime:
        """See :meth:`Clock.now`."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """See :meth:`Clock.sleep`."""
        time.sleep(seconds)


class FakeClock:
    """A clock that tests move by hand; sleeping moves it."""

    def __init__(self, start: datetime | None = None) -> None:
        self._monotonic = 1000.0
        self._now = start or datetime(2026, 1, 5, 8, 0, tzinfo=UTC)

    def monotonic(self) -> float:
        """See :meth:`Clock.monotonic`."""
        return self._monotonic

    def now(self) -> datetime:
        """See :meth:`Clock.now`."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Move both times forward at once."""
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Move both times forward."""
        from datetime import timedelta

        self._monotonic += seconds
        self._now += timedelta(seconds=seconds)

    def set_wall_clock(self, now: datetime) -> None:
        """Set the wall clock alone, back or forth, as an administrator might."""
        self._now = now


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment at which waiting ends. Handed down the call stack; never renewed on the way."""

    clock: Clock
    at: float

    @classmethod
    def after(cls, seconds: float, clock: Clock) -> "Deadline":
        """Return a deadline that many seconds from now."""
        return cls(clock, clock.monotonic() + seconds)

    def remaining(self) -> float:
        """Return the seconds left, never negative."""
        return max(0.0, self.at - self.clock.monotonic())

    def is_over(self) -> bool:
        """Say whether no time is left."""
        return self.clock.monotonic() >= self.at

    def within(self, seconds: float) -> "Deadline":
        """Return the earlier of this deadline and that many seconds from now."""
        return Deadline(self.clock, min(self.at, self.clock.monotonic() + seconds))
