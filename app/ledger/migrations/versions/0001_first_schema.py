"""The first schema: lots, licenses, units, attempts, orders, audit, labels."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATES = "state IN ('available', 'reserved', 'writing', 'doubtful', 'verified', 'held', 'void')"
LIVE = "unit_id IS NOT NULL AND state IN ('reserved', 'writing', 'doubtful', 'verified', 'held')"
UNIT_OR_ELSEWHERE = (
    "state NOT IN ('reserved', 'writing', 'doubtful', 'verified')"
    " OR unit_id IS NOT NULL OR elsewhere"
)

# SQLite makes a row id of INTEGER alone, PostgreSQL shall count beyond 2^31.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEVER_DELETED = (
    "licenses",
    "attempts",
    "transcripts",
    "audit",
    "units",
    "lots",
    "orders",
    "runs",
    "attachments",
    "print_jobs",
    "label_designs",
)
NEVER_CHANGED = ("audit", "attempts", "transcripts", "label_designs")
MOVES = (
    "available>held",
    "available>reserved",
    "available>verified",
    "available>void",
    "doubtful>held",
    "doubtful>verified",
    "doubtful>void",
    "doubtful>writing",
    "held>available",
    "held>doubtful",
    "held>verified",
    "held>void",
    "reserved>available",
    "reserved>doubtful",
    "reserved>held",
    "reserved>verified",
    "reserved>void",
    "reserved>writing",
    "verified>held",
    "verified>void",
    "verified>writing",
    "writing>doubtful",
    "writing>held",
    "writing>verified",
    "writing>void",
)


def upgrade() -> None:
    create_tables()
    if op.get_bind().dialect.name == "sqlite":
        guard_sqlite()
    else:
        guard_postgresql()


def create_tables() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", ID, autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=True),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_subject", "audit", ["subject"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", ID, nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "label_designs",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_designs")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_label_designs_name_version")),
    )
    op.create_table(
        "lots",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.Text(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.Column("order_no", sa.Text(), nullable=False),
        sa.Column("pickup_no", sa.Text(), nullable=False),
        sa.Column("buyer_part_no", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("communication", sa.Text(), nullable=False),
        sa.Column("delivery_mode", sa.Text(), nullable=False),
        sa.Column("batch_tag", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("low_stock", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["lots.id"], name=op.f("fk_lots_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots")),
        sa.UniqueConstraint("name", name=op.f("uq_lots_name")),
    )
    op.create_index("ix_lots_sha256", "lots", ["sha256"], unique=False)
    op.create_table(
        "mappings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mappings")),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "orders",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_orders_quantity")),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_orders_taken")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("name", name=op.f("uq_orders_name")),
    )
    op.create_table(
        "serial_patterns",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serial_patterns")),
        sa.UniqueConstraint("name", name=op.f("uq_serial_patterns_name")),
    )
    op.create_table(
        "stations",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first_seen_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
        sa.UniqueConstraint("name", name=op.f("uq_stations_name")),
    )
    op.create_table(
        "vault_box",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_vault_box_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_box")),
    )
    op.create_table(
        "attachments",
        sa.Column("id", ID, nullable=False),
        sa.Column("lot_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", ID, nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.Text(), nullable=False),
        sa.Column("kept_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_attachments_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index("ix_attachments_lot", "attachments", ["lot_id"], unique=False)
    op.create_table(
        "lot_counts",
        sa.Column("lot_id", ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("n", ID, nullable=False),
        sa.CheckConstraint(
            STATES,
            name=op.f("ck_lot_counts_state"),
        ),
        sa.CheckConstraint("n >= 0", name=op.f("ck_lot_counts_not_negative")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_lot_counts_lot_id")),
        sa.PrimaryKeyConstraint("lot_id", "state", name=op.f("pk_lot_counts")),
    )
    op.create_table(
        "order_lots",
        sa.Column("order_id", ID, nullable=False),
        sa.Column("lot_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_order_lots_lot_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_lots_order_id")),
        sa.PrimaryKeyConstraint("order_id", "lot_id", name=op.f("pk_order_lots")),
    )
    op.create_table(
        "runs",
        sa.Column("id", ID, nullable=False),
        sa.Column("station_id", ID, nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("lock_name", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("software", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.Float(precision=53), nullable=False),
        sa.Column("ended_at", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_runs_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_table(
        "serial_counters",
        sa.Column("pattern_id", ID, nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("next_value", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["pattern_id"], ["serial_patterns.id"], name=op.f("fk_serial_counters_pattern_id")
        ),
        sa.PrimaryKeyConstraint("pattern_id", "period", name=op.f("pk_serial_counters")),
    )
    op.create_table(
        "units",
        sa.Column("id", ID, nullable=False),
        sa.Column("hwid", sa.Text(), nullable=False),
        sa.Column("mac", sa.Text(), nullable=True),
        sa.Column("serial", sa.Text(), nullable=True),
        sa.Column("first_seen_at", sa.Text(), nullable=False),
        sa.Column("first_station", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("held_at", sa.Text(), nullable=True),
        sa.Column("held_reason", sa.Text(), nullable=True),
        sa.Column("present_run", ID, nullable=True),
        sa.Column("present_slot", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["present_run"], ["runs.id"], name=op.f("fk_units_present_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("hwid", name=op.f("uq_units_hwid")),
    )
    op.create_index(
        "ix_units_present",
        "units",
        ["present_run"],
        unique=False,
        sqlite_where=sa.text("present_run IS NOT NULL"),
        postgresql_where=sa.text("present_run IS NOT NULL"),
    )
    op.create_index(
        "ux_units_serial",
        "units",
        ["serial"],
        unique=True,
        sqlite_where=sa.text("serial IS NOT NULL"),
        postgresql_where=sa.text("serial IS NOT NULL"),
    )
    op.create_table(
        "licenses",
        sa.Column("id", ID, nullable=False),
        sa.Column("lot_id", ID, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_at", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("digest_key", sa.BigInteger(), nullable=False),
        sa.Column("bound_to", sa.Text(), nullable=True),
        sa.Column("issued_mac", sa.Text(), nullable=True),
        sa.Column("extra", sa.Text(), nullable=True),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("run_id", ID, nullable=True),
        sa.Column("slot", sa.Text(), nullable=True),
        sa.Column("prior_state", sa.Text(), nullable=True),
        sa.Column("was_out", sa.Boolean(), nullable=False),
        sa.Column("elsewhere", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state <> 'available' OR NOT was_out", name=op.f("ck_licenses_available_was_never_out")
        ),
        sa.CheckConstraint(
            "state <> 'available' OR sealed IS NOT NULL",
            name=op.f("ck_licenses_available_is_whole"),
        ),
        sa.CheckConstraint(
            "state <> 'available' OR unit_id IS NULL",
            name=op.f("ck_licenses_available_has_no_unit"),
        ),
        sa.CheckConstraint(
            STATES,
            name=op.f("ck_licenses_state"),
        ),
        sa.CheckConstraint(
            UNIT_OR_ELSEWHERE,
            name=op.f("ck_licenses_taken_has_unit"),
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_licenses_lot_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_licenses_order_id")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_licenses_run_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_licenses_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licenses")),
    )
    op.create_index(
        "ix_licenses_bound",
        "licenses",
        ["bound_to"],
        unique=False,
        sqlite_where=sa.text("bound_to IS NOT NULL"),
        postgresql_where=sa.text("bound_to IS NOT NULL"),
    )
    op.create_index("ix_licenses_digest", "licenses", ["digest_key"], unique=False)
    op.create_index(
        "ix_licenses_free",
        "licenses",
        ["lot_id", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'available' AND bound_to IS NULL"),
        postgresql_where=sa.text("state = 'available' AND bound_to IS NULL"),
    )
    op.create_index(
        "ix_licenses_free_bound",
        "licenses",
        ["lot_id"],
        unique=False,
        sqlite_where=sa.text("state = 'available' AND bound_to IS NOT NULL"),
        postgresql_where=sa.text("state = 'available' AND bound_to IS NOT NULL"),
    )
    op.create_index("ix_licenses_lot", "licenses", ["lot_id", "id"], unique=False)
    op.create_index(
        "ix_licenses_order",
        "licenses",
        ["order_id"],
        unique=False,
        sqlite_where=sa.text("order_id IS NOT NULL"),
        postgresql_where=sa.text("order_id IS NOT NULL"),
    )
    op.create_index(
        "ix_licenses_run",
        "licenses",
        ["run_id"],
        unique=False,
        sqlite_where=sa.text("run_id IS NOT NULL"),
        postgresql_where=sa.text("run_id IS NOT NULL"),
    )
    op.create_index(
        "ix_licenses_void_unit",
        "licenses",
        ["unit_id"],
        unique=False,
        sqlite_where=sa.text("unit_id IS NOT NULL AND state = 'void'"),
        postgresql_where=sa.text("unit_id IS NOT NULL AND state = 'void'"),
    )
    op.create_index("ux_licenses_identity", "licenses", ["family", "identity"], unique=True)
    op.create_index(
        "ux_licenses_unit",
        "licenses",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text(LIVE),
        postgresql_where=sa.text(LIVE),
    )
    op.create_table(
        "attempts",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("license_id", ID, nullable=True),
        sa.Column("lot_id", ID, nullable=True),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("run_id", ID, nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("port", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(precision=53), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("recheck", sa.Boolean(), nullable=False),
        sa.Column("hwid", sa.Text(), nullable=True),
        sa.Column("mac", sa.Text(), nullable=True),
        sa.Column("serial", sa.Text(), nullable=True),
        sa.Column("identity", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("firmware_name", sa.Text(), nullable=True),
        sa.Column("firmware_version", sa.Text(), nullable=True),
        sa.Column("console", sa.Text(), nullable=True),
        sa.Column("profile", sa.Text(), nullable=True),
        sa.Column("storage", sa.Text(), nullable=False),
        sa.Column("found_identity", sa.Text(), nullable=True),
        sa.Column("lost_identity", sa.Text(), nullable=True),
        sa.Column("stray_bytes", sa.Integer(), nullable=False),
        sa.Column("software", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('pass', 'refused', 'failed', 'doubtful', 'aborted')",
            name=op.f("ck_attempts_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["license_id"], ["licenses.id"], name=op.f("fk_attempts_license_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_attempts_lot_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_attempts_order_id")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_attempts_run_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_attempts_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index("ix_attempts_license", "attempts", ["license_id"], unique=False)
    op.create_index("ix_attempts_started", "attempts", ["started_at"], unique=False)
    op.create_index("ix_attempts_unit", "attempts", ["unit_id"], unique=False)
    op.create_table(
        "print_jobs",
        sa.Column("id", ID, nullable=False),
        sa.Column("printer", sa.Text(), nullable=False),
        sa.Column("design", sa.Text(), nullable=False),
        sa.Column("design_version", sa.Integer(), nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("license_id", ID, nullable=True),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("copy_no", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.Text(), nullable=False),
        sa.Column("queued_by", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.Text(), nullable=True),
        sa.Column("printed_at", sa.Text(), nullable=True),
        sa.Column("run_id", ID, nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'printed', 'failed', 'void')",
            name=op.f("ck_print_jobs_state"),
        ),
        sa.ForeignKeyConstraint(
            ["license_id"], ["licenses.id"], name=op.f("fk_print_jobs_license_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_print_jobs_order_id")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_print_jobs_run_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_print_jobs_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_jobs")),
    )
    op.create_index("ix_print_jobs_unit", "print_jobs", ["unit_id"], unique=False)
    op.create_index(
        "ix_print_jobs_waiting",
        "print_jobs",
        ["printer", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'sending')"),
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    )
    op.create_index(
        "ux_print_jobs_original",
        "print_jobs",
        ["unit_id", "design"],
        unique=True,
        sqlite_where=sa.text("copy_no = 1 AND unit_id IS NOT NULL AND state <> 'void'"),
        postgresql_where=sa.text("copy_no = 1 AND unit_id IS NOT NULL AND state <> 'void'"),
    )
    op.create_table(
        "transcripts",
        sa.Column("attempt_id", ID, autoincrement=False, nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_transcripts_attempt_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_transcripts")),
    )


def guard_sqlite() -> None:
    for table in NEVER_DELETED:
        refuse_sqlite(table, "DELETE", "deleted")
    for table in NEVER_CHANGED:
        refuse_sqlite(table, "UPDATE", "changed")
    moves = ", ".join(f"'{move}'" for move in MOVES)
    op.execute(
        "CREATE TRIGGER licenses_keep_identity BEFORE UPDATE OF family, identity, digest"
        " ON licenses WHEN OLD.family <> NEW.family OR OLD.identity <> NEW.identity"
        " OR OLD.digest <> NEW.digest"
        " BEGIN SELECT RAISE(ABORT, 'keywright: an identity is never changed'); END"
    )
    op.execute(
        "CREATE TRIGGER licenses_keep_moves BEFORE UPDATE OF state ON licenses"
        f" WHEN OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ({moves})"
        " BEGIN SELECT RAISE(ABORT, 'keywright: no such move of a license'); END"
    )
    op.execute(
        "CREATE TRIGGER licenses_keep_unit BEFORE UPDATE OF unit_id ON licenses"
        " WHEN OLD.was_out AND OLD.unit_id IS NOT NULL AND NEW.unit_id IS NOT OLD.unit_id"
        " BEGIN SELECT RAISE(ABORT, 'keywright: a license stays with its unit'); END"
    )


def refuse_sqlite(table: str, verb: str, word: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_never_{word} BEFORE {verb} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, 'keywright: {table} are never {word}'); END"
    )


def guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION keywright_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN RAISE EXCEPTION 'keywright: %', TG_ARGV[0]"
        " USING ERRCODE = 'integrity_constraint_violation'; END$$"
    )
    for table in NEVER_DELETED:
        refuse_postgresql(table, "DELETE", "deleted", "ROW")
        refuse_postgresql(table, "TRUNCATE", "emptied", "STATEMENT")
    for table in NEVER_CHANGED:
        refuse_postgresql(table, "UPDATE", "changed", "ROW")
    moves = ", ".join(f"'{move}'" for move in MOVES)
    op.execute(
        "CREATE TRIGGER licenses_keep_identity BEFORE UPDATE OF family, identity, digest"
        " ON licenses FOR EACH ROW WHEN (OLD.family <> NEW.family OR OLD.identity <> NEW.identity"
        " OR OLD.digest <> NEW.digest)"
        " EXECUTE FUNCTION keywright_refuse('an identity is never changed')"
    )
    op.execute(
        "CREATE TRIGGER licenses_keep_moves BEFORE UPDATE OF state ON licenses FOR EACH ROW"
        f" WHEN (OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ({moves}))"
        " EXECUTE FUNCTION keywright_refuse('no such move of a license')"
    )
    op.execute(
        "CREATE TRIGGER licenses_keep_unit BEFORE UPDATE OF unit_id ON licenses FOR EACH ROW"
        " WHEN (OLD.was_out AND OLD.unit_id IS NOT NULL"
        " AND NEW.unit_id IS DISTINCT FROM OLD.unit_id)"
        " EXECUTE FUNCTION keywright_refuse('a license stays with its unit')"
    )


def refuse_postgresql(table: str, verb: str, word: str, each: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_never_{word} BEFORE {verb} ON {table} FOR EACH {each}"
        f" EXECUTE FUNCTION keywright_refuse('{table} are never {word}')"
    )
