"""The ledger's tables of licenses and where they went, as SQLAlchemy Core sees them.

People, printing and quality have files of their own beside this one; :mod:`app.ledger.columns` says
what a column is made of. The schema itself is made by the migrations; a test proves that both say
the same.
"""

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
    Table,
    Text,
    UniqueConstraint,
)

from app.domain.licenses import LicenseState
from app.domain.lots import LOT_DATA_FIELDS
from app.ledger.columns import Id, id_column, metadata, partial_index, ref_column, text_column

STATES_SQL = ", ".join(f"'{state.value}'" for state in LicenseState)
LIVE_SQL = "state IN ('reserved', 'writing', 'doubtful', 'verified', 'held')"
_ASKED = (  # what units are filtered by: each index that sorts them holds all of it
    *("last_outcome", "own_state", "own_lot", "own_order"),
    *("last_operator", "last_slot", "attempts"),
)


meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    text_column("value"),
)

vault_box = Table(
    "vault_box",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    text_column("box"),
    text_column("updated_at"),
    CheckConstraint("id = 1", name="one_row"),
)

stations = Table(
    "stations",
    metadata,
    id_column(),
    text_column("name"),
    text_column("first_seen_at"),
    UniqueConstraint("name"),
)

runs = Table(
    "runs",
    metadata,
    id_column(),
    ref_column("station_id", "stations.id", nullable=False),
    text_column("host"),
    Column("pid", Integer, nullable=False),
    text_column("lock_name"),
    text_column("actor"),
    text_column("software"),
    text_column("started_at"),
    Column("lease_until", Float(53), nullable=False),
    text_column("ended_at", nullable=True),
    text_column("settled_at", nullable=True),
)

lots = Table(
    "lots",
    metadata,
    id_column(),
    text_column("name"),
    text_column("scheme"),
    text_column("family"),
    text_column("source_name"),
    text_column("sha256"),
    text_column("imported_at"),
    text_column("imported_by"),
    ref_column("parent_id", "lots.id"),
    text_column("closed_at", nullable=True),
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
    id_column(),
    text_column("name"),
    text_column("product"),
    Column("quantity", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    text_column("rules"),
    text_column("created_at"),
    text_column("created_by"),
    text_column("closed_at", nullable=True),
    text_column("closed_by", nullable=True),
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
    id_column(),
    text_column("hwid"),
    text_column("mac", nullable=True),
    text_column("serial", nullable=True),
    text_column("first_seen_at"),
    text_column("first_station"),
    Column("attempts", Integer, nullable=False),
    text_column("held_at", nullable=True),
    text_column("held_reason", nullable=True),
    ref_column("present_run", "runs.id"),
    text_column("present_slot", nullable=True),
    # Of the newest attempt, re-checks too; ``last_at`` before the first: when it was first seen.
    text_column("last_outcome", nullable=True),
    text_column("last_at", nullable=True),
    text_column("last_operator", nullable=True),
    text_column("last_slot", nullable=True),
    # Of the license it has, else of the void one it had; kept by triggers, to find units by.
    Column("own_license", Id),
    text_column("own_state", nullable=True),
    Column("own_lot", Id),
    Column("own_order", Id),
    Column("own_identity", Text, nullable=False, server_default=""),
    UniqueConstraint("hwid"),
    partial_index("ux_units_serial", "serial", where="serial IS NOT NULL", unique=True),
    partial_index("ix_units_present", "present_run", where="present_run IS NOT NULL"),
    Index("ix_units_by_time", "last_at", "id", *_ASKED, "own_identity", "hwid", "serial"),
    Index("ix_units_by_identity", "own_identity", "id", "last_at", *_ASKED, "hwid", "serial"),
    Index("ix_units_by_mac", "hwid", "id", "last_at", *_ASKED, "own_identity", "serial"),
)

licenses = Table(
    "licenses",
    metadata,
    id_column(),
    ref_column("lot_id", "lots.id", nullable=False),
    Column("row_no", Integer, nullable=False),
    text_column("family"),
    text_column("identity"),
    text_column("state"),
    text_column("state_at"),
    Column("sealed", LargeBinary),  # NULL once purged
    Column("key_id", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("digest_key", BigInteger, nullable=False),  # first 8 bytes of the digest: a small index
    text_column("bound_to", nullable=True),
    text_column("issued_mac", nullable=True),
    text_column("extra", nullable=True),
    ref_column("unit_id", "units.id"),
    ref_column("order_id", "orders.id"),
    ref_column("run_id", "runs.id"),  # the life of a program that has it in work right now
    text_column("slot", nullable=True),
    text_column("prior_state", nullable=True),  # what a held one was and will be when freed
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
    partial_index(
        "ux_licenses_unit", "unit_id", where=f"unit_id IS NOT NULL AND {LIVE_SQL}", unique=True
    ),
    partial_index(
        *("ix_licenses_void_unit", "unit_id", "identity"),
        where="unit_id IS NOT NULL AND state = 'void'",
    ),
    partial_index(
        "ix_licenses_free", "lot_id", "id", where="state = 'available' AND bound_to IS NULL"
    ),
    partial_index(
        "ix_licenses_free_bound", "lot_id", where="state = 'available' AND bound_to IS NOT NULL"
    ),
    partial_index("ix_licenses_bound", "bound_to", where="bound_to IS NOT NULL"),
    partial_index("ix_licenses_run", "run_id", where="run_id IS NOT NULL"),
    partial_index("ix_licenses_order", "order_id", where="order_id IS NOT NULL"),
)

attempts = Table(
    "attempts",
    metadata,
    id_column(),
    ref_column("unit_id", "units.id"),
    ref_column("license_id", "licenses.id"),
    ref_column("lot_id", "lots.id"),
    ref_column("order_id", "orders.id"),
    ref_column("run_id", "runs.id"),
    Column("number", Integer),  # the unit's n-th try; NULL for a re-check of a verified one
    text_column("station"),
    text_column("slot"),
    text_column("port"),
    text_column("operator"),
    text_column("started_at"),
    Column("seconds", Float(53), nullable=False),
    text_column("outcome"),
    text_column("code"),
    Column("recheck", Boolean, nullable=False),
    text_column("hwid", nullable=True),
    text_column("mac", nullable=True),
    text_column("serial", nullable=True),
    text_column("identity", nullable=True),
    text_column("facts"),
    text_column("steps"),
    text_column("firmware_name", nullable=True),
    text_column("firmware_version", nullable=True),
    text_column("console", nullable=True),
    text_column("profile", nullable=True),
    text_column("storage"),
    text_column("found_identity", nullable=True),
    text_column("lost_identity", nullable=True),
    Column("stray_bytes", Integer, nullable=False),
    text_column("software"),
    CheckConstraint(
        "outcome IN ('pass', 'refused', 'failed', 'doubtful', 'aborted')", name="outcome"
    ),
    Index("ix_attempts_unit", "unit_id"),
    Index("ix_attempts_license", "license_id"),
    Index("ix_attempts_started", "started_at", "unit_id"),
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
    text_column("at"),
    text_column("act"),
    text_column("who"),
    text_column("approver", nullable=True),
    text_column("station"),
    text_column("subject"),
    text_column("old", nullable=True),
    text_column("new", nullable=True),
    text_column("reason", nullable=True),
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
    id_column(),
    ref_column("lot_id", "lots.id", nullable=False),
    text_column("name"),
    text_column("sha256"),
    Column("size", Id, nullable=False),
    Column("key_id", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    text_column("kept_at"),
    text_column("kept_by"),
    Index("ix_attachments_lot", "lot_id"),
)

mappings = Table(
    "mappings",
    metadata,
    Column("name", Text, primary_key=True),
    text_column("body"),
    text_column("updated_at"),
    text_column("updated_by"),
)

NEVER_DELETED = (
    *("licenses", "attempts", "transcripts", "audit", "units", "lots", "orders", "runs"),
    *("attachments", "print_jobs", "label_designs"),
)
"""Tables whose rows stay for ever (rule 14); triggers on both engines see to it."""

NEVER_CHANGED = ("audit", "attempts", "transcripts", "label_designs")
"""Tables whose rows are facts: written once."""
