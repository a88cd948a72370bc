"""The tables of quality: inspections, packing, the life of a unit, tallies, hooks.

They belong to the same schema as :mod:`app.ledger.tables` and follow its rules: UTC ISO texts,
JSON as text, nothing deleted. The tallies and the outbox are filled by triggers on the attempts
themselves (revision 0003), so no path that records an attempt can forget them.
"""

from typing import Any, Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from app.ledger.tables import Id, metadata
from flasher.model import Step


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True)


def _ref(name: str, target: str, *, nullable: bool = True) -> Column[Any]:
    return Column(name, Id, ForeignKey(target), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=nullable)


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    return Index(
        name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where)
    )


# -- the life of a unit

unit_life = Table(
    "unit_life",
    metadata,
    Column("unit_id", Id, ForeignKey("units.id"), primary_key=True, autoincrement=False),
    _text("stage"),
    _text("stage_at"),
    Column("after_attempt", Id, nullable=False),  # the unit's last one then: clocks are set back
    _text("reason"),
    _ref("replaced_by", "units.id"),
    _ref("replaces", "units.id"),
    _text("remarks"),
    _text("tags"),
    CheckConstraint(
        "stage IN ('in use', 'rework', 'retest', 'returned', 'scrapped', 'replaced', 'reset')",
        name="stage",
    ),
)
"""Where a unit is besides its license; no row means ``in use``. Old values stand in the audit."""

reset_licenses = Table(
    "reset_licenses",
    metadata,
    Column("license_id", Id, ForeignKey("licenses.id"), primary_key=True, autoincrement=False),
    _ref("unit_id", "units.id", nullable=False),
    _text("at"),
)
"""Void licenses whose board was proven blank: they no longer keep that board from getting one."""

# -- quality assurance

inspections = Table(
    "inspections",
    metadata,
    _id(),
    _ref("unit_id", "units.id", nullable=False),
    _ref("license_id", "licenses.id"),
    _ref("lot_id", "lots.id"),
    _ref("order_id", "orders.id"),
    _ref("sample_id", "samples.id"),
    _text("result"),
    _text("reasons"),  # JSON list of reason codes
    _text("remarks"),
    _text("station"),
    _text("inspector"),
    _text("at"),
    CheckConstraint("result IN ('pass', 'reject')", name="result"),
    Index("ix_inspections_unit", "unit_id"),
    Index("ix_inspections_at", "at"),
    _partial(
        "ux_inspections_sample", "sample_id", "unit_id", where="sample_id IS NOT NULL", unique=True
    ),
)

pictures = Table(
    "pictures",
    metadata,
    _id(),
    _ref("inspection_id", "inspections.id", nullable=False),
    _text("name"),
    _text("media_type"),
    _text("sha256"),
    Column("size", Id, nullable=False),
    Column("content", LargeBinary, nullable=False),
    _text("kept_at"),
    _text("kept_by"),
    Index("ix_pictures_inspection", "inspection_id"),
)

samples = Table(
    "samples",
    metadata,
    _id(),
    _text("name"),
    _ref("order_id", "orders.id"),
    _ref("lot_id", "lots.id"),
    _text("plan"),  # JSON
    Column("lot_size", Integer, nullable=False),
    Column("sample_size", Integer, nullable=False),
    Column("accept", Integer, nullable=False),
    Column("reject", Integer, nullable=False),
    Column("inspected", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    _text("opened_at"),
    _text("opened_by"),
    _text("decision", nullable=True),
    _text("decided_at", nullable=True),
    UniqueConstraint("name"),
    CheckConstraint("decision IN ('accept', 'reject')", name="decision"),
)

golden_samples = Table(
    "golden_samples",
    metadata,
    _id(),
    _text("name"),
    _text("hwid"),
    _text("identity"),
    _text("added_at"),
    _text("added_by"),
    _text("retired_at", nullable=True),
    UniqueConstraint("name"),
)

golden_checks = Table(
    "golden_checks",
    metadata,
    _id(),
    _ref("golden_id", "golden_samples.id", nullable=False),
    _text("station"),
    _text("slot"),
    _text("shift"),  # "2026-01-05 A": day and shift, in the station's own time
    Column("passed", Boolean, nullable=False),
    _text("code"),
    _text("at"),
    _text("who"),
    Index("ix_golden_checks_station", "station", "shift"),
)

order_quality = Table(
    "order_quality",
    metadata,
    Column("order_id", Id, ForeignKey("orders.id"), primary_key=True, autoincrement=False),
    _text("rules"),  # JSON: see app.domain.quality.QualityRules
    _text("updated_at"),
    _text("updated_by"),
)

scans = Table(
    "scans",
    metadata,
    _id(),
    _ref("unit_id", "units.id"),
    _ref("license_id", "licenses.id"),
    Column("code", LargeBinary, nullable=False),  # keyed digest of what was scanned
    _text("verdict"),
    _text("station"),
    _text("who"),
    _text("at"),
    _partial("ix_scans_unit", "unit_id", where="unit_id IS NOT NULL"),
    _partial("ix_scans_license", "license_id", where="license_id IS NOT NULL AND unit_id IS NULL"),
)
"""Which unit was scanned, by which code; never the code's text, which may be anything."""

# -- packing

packages = Table(
    "packages",
    metadata,
    _id(),
    _text("kind"),
    _text("code"),
    _ref("order_id", "orders.id"),
    Column("capacity", Integer, nullable=False),
    Column("content", Integer, nullable=False),  # units in it, or packages on it
    _text("state"),
    _ref("parent_id", "packages.id"),
    _text("opened_at"),
    _text("opened_by"),
    _text("closed_at", nullable=True),
    _text("closed_by", nullable=True),
    UniqueConstraint("code"),
    CheckConstraint("kind IN ('carton', 'pallet')", name="kind"),
    CheckConstraint("state IN ('open', 'closed', 'dissolved')", name="state"),
    CheckConstraint("content >= 0 AND content <= capacity", name="content"),
    _partial("ix_packages_parent", "parent_id", where="parent_id IS NOT NULL"),
)

packed_units = Table(
    "packed_units",
    metadata,
    _id(),
    _ref("package_id", "packages.id", nullable=False),
    _ref("unit_id", "units.id", nullable=False),
    _text("packed_at"),
    _text("packed_by"),
    _text("removed_at", nullable=True),
    _text("removed_by", nullable=True),
    _text("removed_reason", nullable=True),
    _partial("ux_packed_units_unit", "unit_id", where="removed_at IS NULL", unique=True),
    _partial("ix_packed_units_package", "package_id", where="removed_at IS NULL"),
)

# -- figures

STEPS: Final = tuple(step.value for step in Step)
"""Every step has a count and its seconds in each cell, of the tries that wrote and passed."""

CELL: Final = ("bucket", "station", "slot", "operator", "lot_id", "order_id")
"""What an attempt is counted under. ``bucket``: half an hour of UTC, ``2026-01-05T08:30``; lot and
order are 0 where the attempt had none."""


def _cell(*, key: bool = True) -> tuple[Column[Any], ...]:
    return tuple(
        Column(name, Id, primary_key=key, nullable=False, autoincrement=False)
        if name.endswith("_id")
        else Column(name, Text, primary_key=key, nullable=False)
        for name in CELL
    )


tallies = Table(
    "tallies",
    metadata,
    *_cell(),
    Column("attempts", Id, nullable=False),  # all, also where the board never said who it is
    Column("tries", Id, nullable=False),  # numbered ones: a unit's own
    Column("units", Id, nullable=False),  # first tries: units tried
    Column("first_passes", Id, nullable=False),
    Column("made", Id, nullable=False),  # first passes of a unit, at whichever try
    Column("rechecks", Id, nullable=False),
    Column("writes", Id, nullable=False),  # passes that wrote: what the seconds are of
    Column("seconds", Float(53), nullable=False),
    *(Column(f"{step}_n", Id, nullable=False) for step in STEPS),
    *(Column(f"{step}_s", Float(53), nullable=False) for step in STEPS),
)

tally_codes = Table(
    "tally_codes",
    metadata,
    *_cell(),
    Column("outcome", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("n", Id, nullable=False),
)

late_passes = Table(
    "late_passes",
    metadata,
    Column("attempt_id", Id, ForeignKey("attempts.id"), primary_key=True, autoincrement=False),
    *_cell(key=False),
    Index("ix_late_passes_bucket", "bucket"),
)
"""Units that passed after their first try, under the cell of that first try."""

# -- hooks

hooks = Table(
    "hooks",
    metadata,
    _id(),
    _text("name"),
    _text("kind"),
    _text("target"),
    _text("events"),  # event names between bars: |unit.passed|order.closed|
    Column("enabled", Boolean, nullable=False),
    _text("salt", nullable=True),  # the vault makes the signing secret of it
    _text("created_at"),
    _text("created_by"),
    UniqueConstraint("name"),
    CheckConstraint("kind IN ('http', 'command')", name="kind"),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    _ref("hook_id", "hooks.id", nullable=False),
    _text("event"),
    _text("source"),
    Column("source_id", Id, nullable=False),
    _text("made_at"),
    _text("state"),
    Column("tries", Integer, nullable=False),
    Column("due_at", Float(53), nullable=False),  # seconds since 1970
    _text("trouble", nullable=True),
    _text("done_at", nullable=True),
    CheckConstraint("state IN ('waiting', 'sending', 'done')", name="state"),
    _partial("ix_outbox_waiting", "hook_id", "due_at", where="state <> 'done'"),
)
