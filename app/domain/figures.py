"""The figures of the floor, and exactly what each of them counts.

tried         units whose first try falls into the selection. A try is numbered: one in which the
              board said who it is. Re-checks of verified units are no tries.
FPY           units that passed at their first try / tried. A re-check is not a pass.
yield         those of the tried units that have passed since, wherever / tried
made          units that passed for the first time, where and when they did
UPH           made per hour of the time in which anything was tried
cycle time    mean seconds of the tries that wrote and passed

By lot, a try counts where it had picked up a license of that lot: one that failed before is counted
without a lot, so a lot may have made more units than it tried for the first time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class GroupBy(StrEnum):
    """What figures are told by."""

    HOUR = "hour"
    DAY = "day"
    SHIFT = "shift"
    STATION = "station"
    SLOT = "slot"
    OPERATOR = "operator"
    LOT = "lot"
    ORDER = "order"


def slot_order(name: str) -> tuple[int, str]:
    """Return what a slot is sorted by: 10 stands behind 9, and names behind numbers."""
    return (int(name), "") if name.isdecimal() else (1 << 31, name)


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """Which attempts figures speak of; None means all. Times are UTC ISO texts.

    ``since`` (from) and ``until`` (before) take effect in steps of half an hour. ``shift``: the
    letter of one shift, of every day.
    """

    since: str | None = None
    until: str | None = None
    station: str | None = None
    slot: str | None = None
    operator: str | None = None
    lot: str | None = None
    order: str | None = None
    shift: str | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of one selection, and what follows from them; see the module's own words.

    ``halves``: half hours in which anything was tried. Rates are None where nothing was counted.
    """

    attempts: int = 0
    tries: int = 0
    tried: int = 0
    first_passes: int = 0
    late_passes: int = 0
    made: int = 0
    rechecks: int = 0
    writes: int = 0
    seconds: float = 0.0
    halves: int = 0

    @property
    def first_pass_yield(self) -> float | None:
        """Return FPY, 0 to 1."""
        return self.first_passes / self.tried if self.tried else None

    @property
    def total_yield(self) -> float | None:
        """Return the yield including later tries, 0 to 1."""
        return (self.first_passes + self.late_passes) / self.tried if self.tried else None

    @property
    def units_per_hour(self) -> float | None:
        """Return units made per hour in which the bench was used."""
        return self.made / (self.halves / 2) if self.halves else None

    @property
    def cycle_s(self) -> float | None:
        """Return the mean seconds of a try that wrote and passed."""
        return self.seconds / self.writes if self.writes else None

    def as_record(self) -> dict[str, float | int | None]:
        """Return counts and rates under the names that reports use."""
        return {
            "attempts": self.attempts,
            "tries": self.tries,
            "tried": self.tried,
            "first_passes": self.first_passes,
            "passed_later": self.late_passes,
            "made": self.made,
            "rechecks": self.rechecks,
            "fpy": _rounded(self.first_pass_yield),
            "yield": _rounded(self.total_yield),
            "uph": _rounded(self.units_per_hour),
            "cycle_s": _rounded(self.cycle_s),
        }

    @classmethod
    def sum_of(cls, parts: Iterable["Figures"]) -> "Figures":
        """Return the sum of disjoint selections of different half hours."""
        all_parts = list(parts)
        names = cls.__dataclass_fields__
        return cls(**{name: sum(getattr(part, name) for part in all_parts) for name in names})


@dataclass(frozen=True, slots=True)
class StepTime:
    """Mean seconds of one step at one slot, of the tries that wrote and passed."""

    station: str
    slot: str
    step: str
    n: int
    mean_s: float


@dataclass(frozen=True, slots=True)
class Failure:
    """One bar of the Pareto: how often something did not pass for this reason."""

    outcome: str
    code: str
    n: int
    share: float
    cumulative: float


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All charts of one selection."""

    total: Figures
    groups: Mapping[GroupBy, Mapping[str, Figures]]
    steps: Sequence[StepTime] = ()
    failures: Sequence[Failure] = ()
    filter: FigureFilter = field(default_factory=FigureFilter)

    def as_record(self) -> dict[str, object]:
        """Return everything as one JSON object."""
        return {
            "total": self.total.as_record(),
            "by": {
                group.value: {key: figures.as_record() for key, figures in rows.items()}
                for group, rows in self.groups.items()
            },
            "steps": [
                {
                    "station": one.station,
                    "slot": one.slot,
                    "step": one.step,
                    "n": one.n,
                    "mean_s": round(one.mean_s, 4),
                }
                for one in self.steps
            ],
            "failures": [
                {
                    "outcome": one.outcome,
                    "code": one.code,
                    "n": one.n,
                    "share": round(one.share, 4),
                    "cumulative": round(one.cumulative, 4),
                }
                for one in self.failures
            ],
        }


def pareto(counts: Iterable[tuple[str, str, int]]) -> list[Failure]:
    """Return failures (outcome, code, count), most frequent first, with their shares."""
    rows = sorted(counts, key=lambda row: (-row[2], row[1], row[0]))
    total = sum(n for _outcome, _code, n in rows)
    failures, reached = [], 0
    for outcome, code, n in rows:
        reached += n
        failures.append(Failure(outcome, code, n, n / total, reached / total))
    return failures


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
