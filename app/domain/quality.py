"""Words of the inspector: verdicts, results, and what an order asks of quality."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

from app.domain.sampling import SamplingMode, SamplingPlan
from app.domain.shifts import ShiftPlan


class Verdict(StrEnum):
    """What a scan says, large."""

    PASSED = "passed"
    ALREADY_INSPECTED = "already-inspected"
    FAILED = "failed"
    NOT_WRITTEN = "not-written"
    WRONG_ORDER = "wrong-order"
    DUPLICATE = "duplicate"
    HELD = "held"
    VOID = "void"
    CLONE = "clone"
    UNKNOWN = "unknown"

    @property
    def is_good(self) -> bool:
        """Say whether this unit may go on."""
        return self in {Verdict.PASSED, Verdict.ALREADY_INSPECTED}


class InspectionResult(StrEnum):
    """What the inspector found."""

    PASS = "pass"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Golden:
    """A board that is known good (or known bad) and is read at each start of a shift."""

    id: int
    name: str
    hwid: str
    identity: str
    added_at: str
    added_by: str
    retired_at: str | None = None


@dataclass(frozen=True, slots=True)
class QualityRules:
    """What one work order asks of quality.

    ``golden``: a station writes nothing for it before the golden sample was read in this shift.
    ``inspect_before_packing``: only units that passed an inspection go into a carton; with a
    sampling plan an accepted sample does for all. ``per_carton`` and ``per_pallet``: capacities.
    """

    golden: bool = False
    inspect_before_packing: bool = False
    sampling: SamplingPlan = field(default_factory=SamplingPlan)
    shifts: ShiftPlan = field(default_factory=ShiftPlan)
    per_carton: int = 20
    per_pallet: int = 24

    def as_record(self) -> dict[str, Any]:
        """Return the rules as one JSON object."""
        return asdict(self)

    @classmethod
    def of_record(cls, record: dict[str, Any]) -> Self:
        """Read what :meth:`as_record` made."""
        plan = record["sampling"]
        shifts = record["shifts"]
        return cls(
            golden=record["golden"],
            inspect_before_packing=record["inspect_before_packing"],
            sampling=SamplingPlan(
                SamplingMode(plan["mode"]), plan["nth"], plan["aql"], plan["level"]
            ),
            shifts=ShiftPlan(tuple(shifts["starts"]), shifts["utc_offset_min"]),
            per_carton=record["per_carton"],
            per_pallet=record["per_pallet"],
        )
