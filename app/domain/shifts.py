"""Shifts: which one a moment belongs to, in the factory's own time."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from app.errors import BadInput

_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):(00|30)")
_DAY_MIN: Final = 24 * 60
_NAMES: Final = "ABCDEF"


@dataclass(frozen=True, slots=True)
class ShiftPlan:
    """When shifts begin (``HH:MM``, on the half hour, ascending), and the zone they are told in.

    ``utc_offset_min``: minutes ahead of UTC, as China's 480. Factories without daylight saving
    need no more; where there is one, the plan is changed with it. Raises BadInput ``shift-plan``.
    """

    starts: tuple[str, ...] = ("06:00", "14:00", "22:00")
    utc_offset_min: int = 0

    def __post_init__(self) -> None:
        good = all(_CLOCK.fullmatch(start) for start in self.starts)
        in_order = list(self.starts) == sorted(set(self.starts))
        whole = self.utc_offset_min % 30 == 0 and abs(self.utc_offset_min) <= _DAY_MIN
        if not (good and in_order and whole and 0 < len(self.starts) <= len(_NAMES)):
            raise BadInput("shift-plan", starts=" ".join(self.starts))

    def name_of(self, moment: datetime) -> str:
        """Return ``2026-01-05 A``: the day on which the shift began, and its letter."""
        local = self.local(moment)
        clock = local.strftime("%H:%M")
        number = sum(start <= clock for start in self.starts) - 1
        day = local.date()
        if number < 0:  # before the first start: still last night's shift
            number, day = len(self.starts) - 1, day - timedelta(days=1)
        return f"{day.isoformat()} {_NAMES[number]}"

    def halves_of(self, letter: str) -> tuple[str, ...]:
        """Return the half hours of UTC (``HH:MM``) of one shift; BadInput ``shift-unknown``."""
        known = _NAMES[: len(self.starts)]
        if len(letter) != 1 or letter not in known:
            raise BadInput("shift-unknown", shift=letter, known=" ".join(known))
        day = datetime(2026, 1, 5, tzinfo=UTC)
        halves = (day + timedelta(minutes=30 * number) for number in range(_DAY_MIN // 30))
        return tuple(f"{at:%H:%M}" for at in halves if self.name_of(at)[-1] == letter)

    def local(self, moment: datetime) -> datetime:
        """Return a moment in the factory's own time, without a zone."""
        return (moment.astimezone(UTC) + timedelta(minutes=self.utc_offset_min)).replace(
            tzinfo=None
        )
