"""All that the record knows of one unit, or of a license that is on none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.domain.licenses import LicenseSeen, LicenseState, WriteStatus
from app.domain.units import Unit


class Stage(StrEnum):
    """Where a unit is in its life, besides the state of its license."""

    IN_USE = "in use"
    REWORK = "rework"
    RETEST = "retest"
    RETURNED = "returned"
    SCRAPPED = "scrapped"
    REPLACED = "replaced"
    RESET = "reset"


BACK_TO_BENCH = frozenset({Stage.REWORK, Stage.RETEST, Stage.RETURNED})
"""Stages that end when the bench reads or writes the unit and it passes."""


@dataclass(frozen=True, slots=True)
class Life:
    """A unit's stage, its links, and what people wrote about it.

    ``after_attempt``: id of the unit's last attempt when the stage began.
    """

    stage: Stage = Stage.IN_USE
    stage_at: str = ""
    after_attempt: int = 0
    reason: str = ""
    replaced_by: str | None = None
    replaces: str | None = None
    remarks: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitStory:
    """One unit with its license and everything that was done to it; oldest first.

    ``license``: the unit's own one (a void one where it has no other), or the license that a label
    names while no unit holds it. ``earlier``: licenses it had and lost. The sequences hold one
    mapping of plain values per fact; no secret is among them.
    """

    unit: Unit | None
    license: LicenseSeen | None
    order: str | None = None
    life: Life = field(default_factory=Life)
    earlier: Sequence[LicenseSeen] = ()
    attempts: Sequence[Mapping[str, Any]] = ()
    labels: Sequence[Mapping[str, Any]] = ()
    inspections: Sequence[Mapping[str, Any]] = ()
    packed_in: Sequence[str] = ()
    acts: Sequence[Mapping[str, Any]] = ()
    scans: Sequence[Mapping[str, Any]] = ()
    clone_of: Sequence[str] = ()

    @property
    def subject(self) -> str:
        """Return the short name of what this is about: the identity, else the hardware id."""
        if self.license is not None:
            return self.license.identity
        return "" if self.unit is None else self.unit.hwid

    @property
    def is_back_at_bench(self) -> bool:
        """Say whether it was sent back and has not passed since."""
        if self.life.stage not in BACK_TO_BENCH:
            return False
        return not any(
            attempt["outcome"] == "pass" and attempt["id"] > self.life.after_attempt
            for attempt in self.attempts
        )

    def as_record(self) -> dict[str, Any]:
        """Return the story as one JSON object: what ``unit show`` prints."""
        unit, license_ = self.unit, self.license
        attempts = [dict(attempt) for attempt in self.attempts]
        last = attempts[-1] if attempts else {}
        return {
            "identity": None if license_ is None else license_.identity,
            "mac": None if unit is None else unit.mac,
            "serial": None if unit is None else unit.serial,
            "hwid": None if unit is None else unit.hwid,
            "lot": None if license_ is None else license_.lot,
            "order": self.order,
            "state": None if license_ is None else license_.state.value,
            "state_at": None if license_ is None else license_.state_at,
            "write_status": None if license_ is None else write_status(license_).value,
            "outcome": last.get("outcome"),
            "tries": 0 if unit is None else unit.attempts,
            "held": None if unit is None else unit.held_reason,
            "stage": self.life.stage.value,
            "unit": None if unit is None else _unit(unit, self.life),
            "license": None if license_ is None else _license(license_),
            "earlier_licenses": [_license(one) for one in self.earlier],
            "attempts": attempts,
            "labels": [dict(label) for label in self.labels],
            "inspections": [dict(one) for one in self.inspections],
            "packed_in": list(self.packed_in),
            "acts": [dict(act) for act in self.acts],
            "scans": [dict(scan) for scan in self.scans],
        }


def write_status(seen: LicenseSeen) -> WriteStatus:
    """Return what reports call the state of a license."""
    match seen.state:
        case LicenseState.VERIFIED:
            return WriteStatus.WRITTEN
        case LicenseState.WRITING:
            return WriteStatus.WRITING
        case LicenseState.DOUBTFUL:
            return WriteStatus.DOUBTFUL
        case LicenseState.VOID:
            return WriteStatus.VOID
        case LicenseState.HELD:
            return WriteStatus.DOUBTFUL if seen.was_out else WriteStatus.NOT_WRITTEN
        case _:
            return WriteStatus.NOT_WRITTEN


def _unit(unit: Unit, life: Life) -> dict[str, Any]:
    return {
        "hwid": unit.hwid,
        "mac": unit.mac,
        "serial": unit.serial,
        "first_seen_at": unit.first_seen_at,
        "first_station": unit.first_station,
        "tries": unit.attempts,
        "held": unit.held_reason,
        "stage": life.stage.value,
        "stage_at": life.stage_at,
        "stage_reason": life.reason,
        "replaced_by": life.replaced_by,
        "replaces": life.replaces,
        "remarks": life.remarks,
        "tags": list(life.tags),
    }


def _license(seen: LicenseSeen) -> dict[str, Any]:
    return {
        "identity": seen.identity,
        "family": seen.family,
        "lot": seen.lot,
        "row": seen.row,
        "state": seen.state.value,
        "state_at": seen.state_at,
        "unit": seen.unit_hwid,
        "bound_to": seen.bound_to,
        "elsewhere": seen.elsewhere,
        "was_out": seen.was_out,
        "has_secret": seen.has_secret,
    }
