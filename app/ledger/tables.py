"""The ledger's tables, as SQLAlchemy Core sees them.

The schema itself is made by the migrations; a test proves that both say the same. Times are UTC
ISO texts of equal length (they sort as time does); ``lease_until`` alone is seconds since 1970,
because it is compared with the database server's own time. JSON is kept as text on both engines.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from app.domain.licenses import LicenseState
from app.domain.lots import LOT_DATA_FIELDS

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# SQLite makes a row id of INTEGER alone, PostgreSQL shall count beyond 2^31.
Id = BigInteger().with_variant(Integer, "sqlite")
STATES_SQL = ", ".join(f"'{state.value}'" for state in LicenseState)
LIVE_SQL = "state IN ('reserved', 'writing', 'doubtful', 'verified', 'held')"


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


meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    _text("value"),
)

vault_box = Table(
    "vault_box",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _text("box"),
    _text("updated_at"),
    CheckConstraint("id = 1", name="one_row"),
)

stations = Table(
    "stations",
    metadata,
    _id(),
    _text("name"),
    _text("first_seen_at"),
    UniqueConstraint("name"),
)

runs = Table(
    "runs",
    metadata,
    _id(),
    _ref("station_id", "stations.id", nullable=False),
    _text("host"),
    Column("pid", Integer, nullable=False),
    _text("lock_name"),
    _text("actor"),
    _text("software"),
    _text("started_at"),
    Column("lease_until", Float(53), nullable=False),
    _text("ended_at", nullable=True),
    _text("settled_at", nullable=True),
)

lots = Table(
    "lots",
    metadata,
    _id(),
    _text("name"),
    _text("scheme"),
    _text("family"),
    _text("source_name"),
    _text("sha256"),
    _text("imported_at"),
    _text("imported_by"),
    _ref("parent_id", "lots.id"),
    _text("closed_at", nullable=True),
    *(
        Column(name, Integer) if name == "low_stock" else Column(name, Text, nullable=False)
        for name in LOT_DATA_FIELDS
    ),
    UniqueConstraint("name"),
    Index("ix_lots_sha256", "sha256"),
)

lot_counts = Table(
    "lot_counts",
    metadata,
    Column("lot_id", Id, ForeignKey("lots.id"), primary_key=True),
    Column("state", Text, primary_key=True),
    Column("n", Id, nullable=False),
    CheckConstraint(f"state IN ({STATES_SQL})", name="state"),
    CheckConstraint("n >= 0", name="not_negative"),
)
"""Kept in the transaction of each move, so that counting a million licenses costs nothing;
``ledger.check()`` proves it against the licenses themselves."""

orders = Table(
    "orders",
    metadata,
    _id(),
    _text("name"),
    _text("product"),
    Column("quantity", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    _text("rules"),
    _text("created_at"),
    _text("created_by"),
    _text("closed_at", nullable=True),
    _text("closed_by", nullable=True),
    UniqueConstraint("name"),
    CheckConstraint("quantity > 0", name="quantity"),
    CheckConstraint("taken >= 0", name="taken"),
)

order_lots = Table(
    "order_lots",
    metadata,
    Column("order_id", Id, ForeignKey("orders.id"), primary_key=True),
    Column("lot_id", Id, ForeignKey("lots.id"), primary_key=True),
    Column("position", Integer, nullable=False),
)

units = Table(
    "units",
    metadata,
    _id(),
    _text("hwid"),
    _text("mac", nullable=True),
    _text("serial", nullable=True),
    _text("first_seen_at"),
    _text("first_station"),
    Column("attempts", Integer, nullable=False),
    _text("held_at", nullable=True),
    _text("held_reason", nullable=True),
    _ref("present_run", "runs.id"),
    _text("present_slot", nullable=True),
    _text("last_outcome", nullable=True),  # of the newest attempt, re-checks too: to find units by
    _text("last_at", nullable=True),
    UniqueConstraint("hwid"),
    _partial("ux_units_serial", "serial", where="serial IS NOT NULL", unique=True),
    _partial("ix_units_present", "present_run", where="present_run IS NOT NULL"),
    Index("ix_units_outcome", "last_outcome", "last_at"),
    Index("ix_units_last_at", "last_at"),
    Index("ix_units_attempts", "attempts"),
)

licenses = Table(
    "licenses",
    metadata,
    _id(),
    _ref("lot_id", "lots.id", nullable=False),
    Column("row_no", Integer, nullable=False),
    _text("family"),
    _text("identity"),
    _text("state"),
    _text("state_at"),
    Column("sealed", LargeBinary),  # NULL once purged
    Column("key_id", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("digest_key", BigInteger, nullable=False),  # first 8 bytes of the digest: a small index
    _text("bound_to", nullable=True),
    _text("issued_mac", nullable=True),
    _text("extra", nullable=True),
    _ref("unit_id", "units.id"),
    _ref("order_id", "orders.id"),
    _ref("run_id", "runs.id"),  # the life of a program that has it in work right now
    _text("slot", nullable=True),
    _text("prior_state", nullable=True),  # what a held one was, and what it becomes when freed
    Column("was_out", Boolean, nullable=False),  # may be on a device: never available again
    Column("elsewhere", Boolean, nullable=False),  # its state came along with the list
    CheckConstraint(f"state IN ({STATES_SQL})", name="state"),
    CheckConstraint(
        "state NOT IN ('reserved', 'writing', 'doubtful', 'verified')"
        " OR unit_id IS NOT NULL OR elsewhere",
        name="taken_has_unit",
    ),
    CheckConstraint("state <> 'available' OR unit_id IS NULL", name="available_has_no_unit"),
    CheckConstraint("state <> 'available' OR NOT was_out", name="available_was_never_out"),
    CheckConstraint("state <> 'available' OR sealed IS NOT NULL", name="available_is_whole"),
    Index("ux_licenses_identity", "family", "identity", unique=True),
    Index("ix_licenses_digest", "digest_key"),
    Index("ix_licenses_lot", "lot_id", "id"),
    _partial(
        "ux_licenses_unit", "unit_id", where=f"unit_id IS NOT NULL AND {LIVE_SQL}", unique=True
    ),
    _partial("ix_licenses_void_unit", "unit_id", where="unit_id IS NOT NULL AND state = 'void'"),
    _partial("ix_licenses_free", "lot_id", "id", where="state = 'available' AND bound_to IS NULL"),
    _partial(
        "ix_licenses_free_bound", "lot_id", where="state = 'available' AND bound_to IS NOT NULL"
    ),
    _partial("ix_licenses_bound", "bound_to", where="bound_to IS NOT NULL"),
    _partial("ix_licenses_run", "run_id", where="run_id IS NOT NULL"),
    _partial("ix_licenses_state_unit", "state", "unit_id", where="unit_id IS NOT NULL"),
    _partial("ix_licenses_lot_unit", "lot_id", "state", "unit_id", where="unit_id IS NOT NULL"),
    _partial("ix_licenses_order_unit", "order_id", "state", "unit_id", where="unit_id IS NOT NULL"),
    _partial("ix_licenses_order", "order_id", where="order_id IS NOT NULL"),
)

attempts = Table(
    "attempts",
    metadata,
    _id(),
    _ref("unit_id", "units.id"),
    _ref("license_id", "licenses.id"),
    _ref("lot_id", "lots.id"),
    _ref("order_id", "orders.id"),
    _ref("run_id", "runs.id"),
    Column("number", Integer),  # the unit's n-th try; NULL for a re-check of a verified one
    _text("station"),
    _text("slot"),
    _text("port"),
    _text("operator"),
    _text("started_at"),
    Column("seconds", Float(53), nullable=False),
    _text("outcome"),
    _text("code"),
    Column("recheck", Boolean, nullable=False),
    _text("hwid", nullable=True),
    _text("mac", nullable=True),
    _text("serial", nullable=True),
    _text("identity", nullable=True),
    _text("facts"),
    _text("steps"),
    _text("firmware_name", nullable=True),
    _text("firmware_version", nullable=True),
    _text("console", nullable=True),
    _text("profile", nullable=True),
    _text("storage"),
    _text("found_identity", nullable=True),
    _text("lost_identity", nullable=True),
    Column("stray_bytes", Integer, nullable=False),
    _text("software"),
    CheckConstraint(
        "outcome IN ('pass', 'refused', 'failed', 'doubtful', 'aborted')", name="outcome"
    ),
    Index("ix_attempts_unit", "unit_id"),
    Index("ix_attempts_license", "license_id"),
    Index("ix_attempts_started", "started_at", "unit_id"),
    Index("ix_attempts_operator", "operator", "started_at", "unit_id"),
)

transcripts = Table(
    "transcripts",
    metadata,
    Column("attempt_id", Id, ForeignKey("attempts.id"), primary_key=True, autoincrement=False),
    Column("packed", LargeBinary, nullable=False),  # zlib of UTF-8, secrets already struck out
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=False),
    _text("at"),
    _text("act"),
    _text("who"),
    _text("approver", nullable=True),
    _text("station"),
    _text("subject"),
    _text("old", nullable=True),
    _text("new", nullable=True),
    _text("reason", nullable=True),
    Column("mac", LargeBinary, nullable=False),
    Index("ix_audit_subject", "subject"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Id, nullable=False),
    Column("mac", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
"""The end of the chain. Its row is locked last in every transaction, so acts queue up there."""

attachments = Table(
    "attachments",
    metadata,
    _id(),
    _ref("lot_id", "lots.id", nullable=False),
    _text("name"),
    _text("sha256"),
    Column("size", Id, nullable=False),
    Column("key_id", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    _text("kept_at"),
    _text("kept_by"),
    Index("ix_attachments_lot", "lot_id"),
)

mappings = Table(
    "mappings",
    metadata,
    Column("name", Text, primary_key=True),
    _text("body"),
    _text("updated_at"),
    _text("updated_by"),
)

label_designs = Table(
    "label_designs",
    metadata,
    _id(),
    _text("name"),
    Column("version", Integer, nullable=False),
    _text("body"),
    _text("saved_at"),
    _text("saved_by"),
    UniqueConstraint("name", "version"),
)

print_jobs = Table(
    "print_jobs",
    metadata,
    _id(),
    _text("printer"),
    _text("design"),
    Column("design_version", Integer, nullable=False),
    _ref("unit_id", "units.id"),
    _ref("license_id", "licenses.id"),
    _ref("order_id", "orders.id"),
    _text("state"),
    Column("copies", Integer, nullable=False),
    Column("copy_no", Integer, nullable=False),  # 1 is the original, more are reprints
    _text("reason", nullable=True),
    Column("tries", Integer, nullable=False),
    _text("trouble", nullable=True),
    _text("body"),  # JSON: the field values as they stood when it was asked for
    _text("queued_at"),
    _text("queued_by"),
    _text("sent_at", nullable=True),
    _text("printed_at", nullable=True),
    _ref("run_id", "runs.id"),
    _ref("package_id", "packages.id"),
    Column("count_before", Id),  # what the printer's own counter said before the first byte
    CheckConstraint(
        "state IN ('queued', 'sending', 'sent', 'printed', 'failed', 'void')", name="state"
    ),
    _partial(
        "ux_print_jobs_original",
        "unit_id",
        "design",
        where="copy_no = 1 AND unit_id IS NOT NULL AND state <> 'void'",
        unique=True,
    ),
    _partial("ix_print_jobs_waiting", "printer", "id", where="state IN ('queued', 'sending')"),
    Index("ix_print_jobs_unit", "unit_id"),
)

serial_patterns = Table(
    "serial_patterns",
    metadata,
    _id(),
    _text("name"),
    _text("pattern"),
    _text("created_at"),
    _text("created_by"),
    UniqueConstraint("name"),
)

serial_counters = Table(
    "serial_counters",
    metadata,
    Column("pattern_id", Id, ForeignKey("serial_patterns.id"), primary_key=True),
    Column("period", Text, primary_key=True),  # what the counter starts anew with: a day, a week
    Column("next_value", Id, nullable=False),
)

NEVER_DELETED = (
    *("licenses", "attempts", "transcripts", "audit", "units", "lots", "orders", "runs"),
    *("attachments", "print_jobs", "label_designs"),
)
"""Tables whose rows stay for ever (rule 14); triggers on both engines see to it."""

NEVER_CHANGED = ("audit", "attempts", "transcripts", "label_designs")
"""Tables whose rows are facts: written once."""
