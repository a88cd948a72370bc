"""Cartons and pallets, and which units may go into them."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from app.domain.quality import InspectionResult, QualityRules, Verdict
from app.domain.stories import UnitStory
from app.errors import Refused


class PackageKind(StrEnum):
    """What holds what: a carton holds units, a pallet holds cartons."""

    CARTON = "carton"
    PALLET = "pallet"


class PackageState(StrEnum):
    """A package is filled while open; what is taken out of a closed one opens it again."""

    OPEN = "open"
    CLOSED = "closed"
    DISSOLVED = "dissolved"


@dataclass(frozen=True, slots=True)
class Package:
    """One carton or pallet. ``inside``: code of the pallet that a carton stands on."""

    id: int
    kind: PackageKind
    code: str
    order: str | None
    order_id: int | None
    capacity: int
    content: int
    state: PackageState
    inside: str | None
    opened_at: str
    opened_by: str
    closed_at: str | None = None
    closed_by: str | None = None

    @property
    def left(self) -> int:
        """Return how many more fit."""
        return self.capacity - self.content

    def as_record(self) -> dict[str, Any]:
        """Return the package as one JSON object."""
        record = asdict(self) | {"kind": self.kind.value, "state": self.state.value}
        del record["id"], record["order_id"]
        return record | {"left": self.left}


class PackedUnit(NamedTuple):
    """One line of a packing list; no secret is in it."""

    carton: str
    identity: str | None
    mac: str | None
    serial: str | None
    packed_at: str
    packed_by: str


def refuse_stranger(
    story: UnitStory,
    verdict: Verdict,
    package: Package,
    rules: QualityRules,
    *,
    sample_accepted: bool = False,
) -> None:
    """Refuse a unit that must not go into this carton.

    Raises Refused ``pack-not-passed`` (with the verdict), ``pack-other-order``,
    ``pack-rejected``, ``pack-not-inspected``.
    """
    unit = story.subject
    if not verdict.is_good:
        raise Refused("pack-not-passed", unit=unit, verdict=verdict.value)
    if package.order is not None and story.order != package.order:
        raise Refused("pack-other-order", unit=unit, order=story.order or "-", package=package.code)
    last = story.inspections[-1]["result"] if story.inspections else None
    if last == InspectionResult.REJECT.value:
        raise Refused("pack-rejected", unit=unit)
    if rules.inspect_before_packing and last is None and not sample_accepted:
        raise Refused("pack-not-inspected", unit=unit)
