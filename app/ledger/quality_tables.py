"""The tables of quality: inspections, packing, the life of a unit, tallies, hooks.

They belong to the same schema as :mod:`app.ledger.tables`: nothing is deleted. The tallies and the
outbox are filled by triggers on the attempts themselves (revision 0003), so no path that records an
attempt can forget them.
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
)

from app.ledger.columns import Id, id_column, metadata, partial_index, ref_column, text_column
from flasher.model import Step

# -- the life of a unit

unit_life = Table(
    "unit_life",
    metadata,
    Column("unit_id", Id, ForeignKey("units.id"), primary_key=True, autoincrement=False),
    text_column("stage"),
    text_column("stage_at"),
    Column("after_attempt", Id, nullable=False),  # the unit's last one then: clocks are set back
    text_column("reason"),
    ref_column("replaced_by", "units.id"),
    ref_column("replaces", "units.id"),
    text_column("remarks"),
    text_column("tags"),
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
    ref_column("unit_id", "units.id", nullable=False),
    text_column("at"),
)
"""Void licenses whose board was proven blank: they no longer keep that board from getting one."""

# -- quality assurance

inspections = Table(
    "inspections",
    metadata,
    id_column(),
    ref_column("unit_id", "units.id", nullable=False),
    ref_column("license_id", "licenses.id"),
    ref_column("lot_id", "lots.id"),
    ref_column("order_id", "orders.id"),
    ref_column("sample_id", "samples.id"),
    text_column("result"),
    text_column("reasons"),  # JSON list of reason codes
    text_column("remarks"),
    text_column("station"),
    text_column("inspector"),
    text_column("at"),
    CheckConstraint("result IN ('pass', 'reject')", name="result"),
    Index("ix_inspections_unit", "unit_id"),
    Index("ix_inspections_at", "at"),
    partial_index(
        "ux_inspections_sample", "sample_id", "unit_id", where="sample_id IS NOT NULL", unique=True
    ),
)

pictures = Table(
    "pictures",
    metadata,
    id_column(),
    ref_column("inspection_id", "inspections.id", nullable=False),
    text_column("name"),
    text_column("media_type"),
    text_column("sha256"),
    Column("size", Id, nullable=False),
    Column("content", LargeBinary, nullable=False),
    text_column("kept_at"),
    text_column("kept_by"),
    Index("ix_pictures_inspection", "inspection_id"),
)

samples = Table(
    "samples",
    metadata,
    id_column(),
    text_column("name"),
    ref_column("order_id", "orders.id"),
    ref_column("lot_id", "lots.id"),
    text_column("plan"),  # JSON
    Column("lot_size", Integer, nullable=False),
    Column("sample_size", Integer, nullable=False),
    Column("accept", Integer, nullable=False),
    Column("reject", Integer, nullable=False),
    Column("inspected", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    text_column("opened_at"),
    text_column("opened_by"),
    text_column("decision", nullable=True),
    text_column("decided_at", nullable=True),
    UniqueConstraint("name"),
    CheckConstraint("decision IN ('accept', 'reject')", name="decision"),
)

golden_samples = Table(
    "golden_samples",
    metadata,
    id_column(),
    text_column("name"),
    text_column("hwid"),
    text_column("identity"),
    text_column("added_at"),
    text_column("added_by"),
    text_column("retired_at", nullable=True),
    UniqueConstraint("name"),
)

golden_checks = Table(
    "golden_checks",
    metadata,
    id_column(),
    ref_column("golden_id", "golden_samples.id", nullable=False),
    text_column("station"),
    text_column("slot"),
    text_column("shift"),  # "2026-01-05 A": day and shift, in the station's own time
    Column("passed", Boolean, nullable=False),
    text_column("code"),
    text_column("at"),
    text_column("who"),
    Index("ix_golden_checks_station", "station", "shift"),
)

order_quality = Table(
    "order_quality",
    metadata,
    Column("order_id", Id, ForeignKey("orders.id"), primary_key=True, autoincrement=False),
    text_column("rules"),  # JSON: see app.domain.quality.QualityRules
    text_column("updated_at"),
    text_column("updated_by"),
)

scans = Table(
    "scans",
    metadata,
    id_column(),
    ref_column("unit_id", "units.id"),
    ref_column("license_id", "licenses.id"),
    Column("code", LargeBinary, nullable=False),  # keyed digest of what was scanned
    text_column("verdict"),
    text_column("station"),
    text_column("who"),
    text_column("at"),
    partial_index("ix_scans_unit", "unit_id", where="unit_id IS NOT NULL"),
    partial_index(
        "ix_scans_license", "license_id", where="license_id IS NOT NULL AND unit_id IS NULL"
    ),
)
"""Which unit was scanned, by which code; never the code's text, which may be anything."""

# -- packing

packages = Table(
    "packages",
    metadata,
    id_column(),
    text_column("kind"),
    text_column("code"),
    ref_column("order_id", "orders.id"),
    Column("capacity", Integer, nullable=False),
    Column("content", Integer, nullable=False),  # units in it, or packages on it
    text_column("state"),
    ref_column("parent_id", "packages.id"),
    text_column("opened_at"),
    text_column("opened_by"),
    text_column("closed_at", nullable=True),
    text_column("closed_by", nullable=True),
    UniqueConstraint("code"),
    CheckConstraint("kind IN ('carton', 'pallet')", name="kind"),
    CheckConstraint("state IN ('open', 'closed', 'dissolved')", name="state"),
    CheckConstraint("content >= 0 AND content <= capacity", name="content"),
    partial_index("ix_packages_parent", "parent_id", where="parent_id IS NOT NULL"),
)

packed_units = Table(
    "packed_units",
    metadata,
    id_column(),
    ref_column("package_id", "packages.id", nullable=False),
    ref_column("unit_id", "units.id", nullable=False),
    text_column("packed_at"),
    text_column("packed_by"),
    text_column("removed_at", nullable=True),
    text_column("removed_by", nullable=True),
    text_column("removed_reason", nullable=True),
    partial_index("ux_packed_units_unit", "unit_id", where="removed_at IS NULL", unique=True),
    partial_index("ix_packed_units_package", "package_id", where="removed_at IS NULL"),
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
    id_column(),
    text_column("name"),
    text_column("kind"),
    text_column("target"),
    text_column("events"),  # event names between bars: |unit.passed|order.closed|
    Column("enabled", Boolean, nullable=False),
    text_column("salt", nullable=True),  # the vault makes the signing secret of it
    text_column("created_at"),
    text_column("created_by"),
    UniqueConstraint("name"),
    CheckConstraint("kind IN ('http', 'command')", name="kind"),
)

outbox = Table(
    "outbox",
    metadata,
    id_column(),
    ref_column("hook_id", "hooks.id", nullable=False),
    text_column("event"),
    text_column("source"),
    Column("source_id", Id, nullable=False),
    text_column("made_at"),
    text_column("state"),
    Column("tries", Integer, nullable=False),
    Column("due_at", Float(53), nullable=False),  # seconds since 1970
    text_column("trouble", nullable=True),
    text_column("done_at", nullable=True),
    CheckConstraint("state IN ('waiting', 'sending', 'done')", name="state"),
    partial_index("ix_outbox_waiting", "hook_id", "due_at", where="state <> 'done'"),
)
