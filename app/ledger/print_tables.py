"""The tables of printing: label designs, serial numbers, printers, and every label asked for."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from app.ledger.columns import Id, id_column, metadata, partial_index, ref_column, text_column

label_designs = Table(
    "label_designs",
    metadata,
    id_column(),
    text_column("name"),
    Column("version", Integer, nullable=False),
    text_column("body"),
    text_column("saved_at"),
    text_column("saved_by"),
    UniqueConstraint("name", "version"),
)

print_jobs = Table(
    "print_jobs",
    metadata,
    id_column(),
    text_column("printer"),
    text_column("design"),
    Column("design_version", Integer, nullable=False),
    ref_column("unit_id", "units.id"),
    ref_column("license_id", "licenses.id"),
    ref_column("order_id", "orders.id"),
    text_column("state"),
    Column("copies", Integer, nullable=False),
    Column("copy_no", Integer, nullable=False),  # 1 is the original, more are reprints
    text_column("reason", nullable=True),
    Column("tries", Integer, nullable=False),
    text_column("trouble", nullable=True),
    text_column("body"),  # JSON: the field values as they stood when it was asked for
    text_column("queued_at"),
    text_column("queued_by"),
    text_column("sent_at", nullable=True),
    text_column("printed_at", nullable=True),
    ref_column("run_id", "runs.id"),
    ref_column("package_id", "packages.id"),
    Column("count_before", Id),  # what the printer's own counter said before the first byte
    CheckConstraint(
        "state IN ('queued', 'sending', 'sent', 'printed', 'failed', 'void')", name="state"
    ),
    partial_index(
        "ux_print_jobs_original",
        "unit_id",
        "design",
        where="copy_no = 1 AND unit_id IS NOT NULL AND state <> 'void'",
        unique=True,
    ),
    partial_index("ix_print_jobs_waiting", "printer", "id", where="state IN ('queued', 'sending')"),
    Index("ix_print_jobs_unit", "unit_id"),
    # A label printed before its unit exists names a license alone; it is the original all the same.
    partial_index(
        "ux_print_jobs_license",
        "license_id",
        "design",
        where="copy_no = 1 AND license_id IS NOT NULL AND state <> 'void'",
        unique=True,
    ),
    partial_index(
        "ux_print_jobs_package",
        "package_id",
        "design",
        where="copy_no = 1 AND package_id IS NOT NULL AND state <> 'void'",
        unique=True,
    ),
    partial_index("ix_print_jobs_license", "license_id", where="license_id IS NOT NULL"),
    partial_index("ix_print_jobs_run", "run_id", where="run_id IS NOT NULL"),
)

serial_patterns = Table(
    "serial_patterns",
    metadata,
    id_column(),
    text_column("name"),
    text_column("pattern"),
    text_column("created_at"),
    text_column("created_by"),
    UniqueConstraint("name"),
)

serial_counters = Table(
    "serial_counters",
    metadata,
    Column("pattern_id", Id, ForeignKey("serial_patterns.id"), primary_key=True),
    Column("period", Text, primary_key=True),  # what the counter starts anew with: a day, a week
    Column("next_value", Id, nullable=False),
)

printers = Table(
    "printers",
    metadata,
    id_column(),
    text_column("name"),
    text_column("settings"),  # JSON
    text_column("saved_at"),
    text_column("saved_by"),
    text_column("retired_at", nullable=True),
    UniqueConstraint("name"),
)

slot_printers = Table(
    "slot_printers",
    metadata,
    Column("station", Text, primary_key=True),
    Column("slot", Text, primary_key=True),  # "*": every slot without one of its own
    text_column("printer"),
)
