"""Quality: inspections, packing, the life of a unit, tallies of attempts, hooks."""

# ruff: noqa: S608 - the names are constants of this file

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# SQLite makes a row id of INTEGER alone, PostgreSQL shall count beyond 2^31.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEVER_DELETED = (
    *("unit_life", "reset_licenses", "inspections", "pictures", "samples", "golden_samples"),
    *("golden_checks", "packages", "packed_units", "hooks", "outbox"),
)
NEVER_CHANGED = ("reset_licenses", "inspections", "pictures", "golden_checks")

CELL = "bucket, station, slot, operator, lot_id, order_id"
# Half an hour of UTC: fine enough for every shift and for all but one of the world's time zones.
BUCKET = (
    "substr({row}started_at, 1, 14) || CASE WHEN substr({row}started_at, 15, 2) < '30'"
    " THEN '00' ELSE '30' END"
)
OF_CELL = (
    BUCKET + ", {row}station, {row}slot, {row}operator,"
    " coalesce({row}lot_id, 0), coalesce({row}order_id, 0)"
)
PASSED = "({row}outcome = 'pass' AND {row}number IS NOT NULL)"
WROTE = "({row}outcome = 'pass' AND {row}number IS NOT NULL AND NOT {row}recheck)"
MADE = (
    f"({PASSED} AND NOT EXISTS (SELECT 1 FROM attempts earlier WHERE"
    " earlier.unit_id = {row}unit_id AND earlier.outcome = 'pass'"
    " AND earlier.number IS NOT NULL AND earlier.id < {row}id))"
)
STEPS = ("connect", "reset", "identify", "read_existing", "intent", "write", "read_back")
COUNTS = (
    *("attempts", "tries", "units", "first_passes", "made", "rechecks", "writes", "seconds"),
    *(f"{step}_n" for step in STEPS),
    *(f"{step}_s" for step in STEPS),
)
# The seconds of each step out of the JSON text of all; NULL where it did not run. SQLite trusts
# json_each in a trigger, json_extract it does not.
TOOK = {
    "sqlite": "SELECT {columns} FROM json_each({row}steps) AS each",
    "postgresql": "SELECT {columns} FROM json_each_text({row}steps::json) AS each",
}
TOOK_STEP = {
    "sqlite": "max(CASE WHEN each.key = '{step}' THEN each.value END) AS {step}",
    "postgresql": (
        "max(CASE WHEN each.key = '{step}' THEN each.value::double precision END) AS {step}"
    ),
}


def one_if(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


OF_COUNTS = (
    "1",
    one_if("{row}number IS NOT NULL"),
    one_if("{row}number = 1"),
    one_if("{row}number = 1 AND {row}outcome = 'pass' AND NOT {row}recheck"),
    one_if(MADE),
    one_if("{row}recheck AND {row}number IS NULL"),
    one_if(WROTE),
    f"CASE WHEN {WROTE} THEN {{row}}seconds ELSE 0 END",
)


def counts_of(row: str, took: str = "took.{step}") -> list[str]:
    """Return what one attempt adds to each of COUNTS, as SQL; ``took`` says a step's seconds."""
    spent = [took.format(step=step) for step in STEPS]
    steps = [one_if(f"{WROTE} AND {seconds} IS NOT NULL") for seconds in spent]
    steps += [f"CASE WHEN {WROTE} THEN coalesce({seconds}, 0) ELSE 0 END" for seconds in spent]
    return [expression.format(row=row) for expression in (*OF_COUNTS, *steps)]


def took_of(row: str, steps: tuple[str, ...] = STEPS) -> str:
    """Return the query of one attempt's seconds, a column per step."""
    engine = op.get_bind().dialect.name
    columns = ", ".join(TOOK_STEP[engine].format(step=step) for step in steps)
    return TOOK[engine].format(columns=columns, row=row)


def upgrade() -> None:
    create_tables()
    if op.get_bind().dialect.name == "sqlite":
        guard_sqlite()
        tally_sqlite()
    else:
        guard_postgresql()
        tally_postgresql()
    tally_the_past()


def create_tables() -> None:
    op.create_table(
        "golden_samples",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hwid", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_golden_samples")),
        sa.UniqueConstraint("name", name=op.f("uq_golden_samples_name")),
    )
    op.create_table(
        "hooks",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('http', 'command')", name=op.f("ck_hooks_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hooks")),
        sa.UniqueConstraint("name", name=op.f("uq_hooks_name")),
    )
    op.create_table(
        "tallies",
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("lot_id", ID, autoincrement=False, nullable=False),
        sa.Column("order_id", ID, autoincrement=False, nullable=False),
        sa.Column("attempts", ID, nullable=False),
        sa.Column("tries", ID, nullable=False),
        sa.Column("units", ID, nullable=False),
        sa.Column("first_passes", ID, nullable=False),
        sa.Column("made", ID, nullable=False),
        sa.Column("rechecks", ID, nullable=False),
        sa.Column("writes", ID, nullable=False),
        sa.Column("seconds", sa.Float(precision=53), nullable=False),
        *(sa.Column(f"{step}_n", ID, nullable=False) for step in STEPS),
        *(sa.Column(f"{step}_s", sa.Float(precision=53), nullable=False) for step in STEPS),
        sa.PrimaryKeyConstraint(
            "bucket", "station", "slot", "operator", "lot_id", "order_id", name=op.f("pk_tallies")
        ),
    )
    op.create_table(
        "tally_codes",
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("lot_id", ID, autoincrement=False, nullable=False),
        sa.Column("order_id", ID, autoincrement=False, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("n", ID, nullable=False),
        sa.PrimaryKeyConstraint(
            "bucket",
            "station",
            "slot",
            "operator",
            "lot_id",
            "order_id",
            "outcome",
            "code",
            name=op.f("pk_tally_codes"),
        ),
    )
    op.create_table(
        "golden_checks",
        sa.Column("id", ID, nullable=False),
        sa.Column("golden_id", ID, nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["golden_id"], ["golden_samples.id"], name=op.f("fk_golden_checks_golden_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_golden_checks")),
    )
    op.create_index("ix_golden_checks_station", "golden_checks", ["station", "shift"], unique=False)
    op.create_table(
        "order_quality",
        sa.Column("order_id", ID, autoincrement=False, nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_order_quality_order_id")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_quality")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("hook_id", ID, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Float(precision=53), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("done_at", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'sending', 'done')", name=op.f("ck_outbox_state")),
        sa.ForeignKeyConstraint(["hook_id"], ["hooks.id"], name=op.f("fk_outbox_hook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["hook_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("state <> 'done'"),
        postgresql_where=sa.text("state <> 'done'"),
    )
    op.create_table(
        "packages",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("content", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("opened_at", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('carton', 'pallet')", name=op.f("ck_packages_kind")),
        sa.CheckConstraint(
            "state IN ('open', 'closed', 'dissolved')", name=op.f("ck_packages_state")
        ),
        sa.CheckConstraint(
            "content >= 0 AND content <= capacity", name=op.f("ck_packages_content")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_packages_order_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["packages.id"], name=op.f("fk_packages_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packages")),
        sa.UniqueConstraint("code", name=op.f("uq_packages_code")),
    )
    op.create_index(
        "ix_packages_parent",
        "packages",
        ["parent_id"],
        unique=False,
        sqlite_where=sa.text("parent_id IS NOT NULL"),
        postgresql_where=sa.text("parent_id IS NOT NULL"),
    )
    op.create_table(
        "samples",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("lot_id", ID, nullable=True),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("lot_size", sa.Integer(), nullable=False),
        sa.Column("sample_size", sa.Integer(), nullable=False),
        sa.Column("accept", sa.Integer(), nullable=False),
        sa.Column("reject", sa.Integer(), nullable=False),
        sa.Column("inspected", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.Text(), nullable=True),
        sa.CheckConstraint("decision IN ('accept', 'reject')", name=op.f("ck_samples_decision")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_samples_lot_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_samples_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_samples")),
        sa.UniqueConstraint("name", name=op.f("uq_samples_name")),
    )
    op.create_table(
        "packed_units",
        sa.Column("id", ID, nullable=False),
        sa.Column("package_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("packed_at", sa.Text(), nullable=False),
        sa.Column("packed_by", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.Text(), nullable=True),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["package_id"], ["packages.id"], name=op.f("fk_packed_units_package_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_packed_units_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packed_units")),
    )
    op.create_index(
        "ix_packed_units_package",
        "packed_units",
        ["package_id"],
        unique=False,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index(
        "ux_packed_units_unit",
        "packed_units",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "unit_life",
        sa.Column("unit_id", ID, autoincrement=False, nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("stage_at", sa.Text(), nullable=False),
        sa.Column("after_attempt", ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("replaced_by", ID, nullable=True),
        sa.Column("replaces", ID, nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('in use', 'rework', 'retest', 'returned', 'scrapped', 'replaced', 'reset')",
            name=op.f("ck_unit_life_stage"),
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["units.id"], name=op.f("fk_unit_life_replaced_by")
        ),
        sa.ForeignKeyConstraint(["replaces"], ["units.id"], name=op.f("fk_unit_life_replaces")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_life_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit_life")),
    )
    op.create_table(
        "inspections",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("license_id", ID, nullable=True),
        sa.Column("lot_id", ID, nullable=True),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("sample_id", ID, nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("inspector", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.CheckConstraint("result IN ('pass', 'reject')", name=op.f("ck_inspections_result")),
        sa.ForeignKeyConstraint(
            ["license_id"], ["licenses.id"], name=op.f("fk_inspections_license_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_inspections_lot_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_inspections_order_id")),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["samples.id"], name=op.f("fk_inspections_sample_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_inspections_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
    )
    op.create_index("ix_inspections_at", "inspections", ["at"], unique=False)
    op.create_index("ix_inspections_unit", "inspections", ["unit_id"], unique=False)
    op.create_index(
        "ux_inspections_sample",
        "inspections",
        ["sample_id", "unit_id"],
        unique=True,
        sqlite_where=sa.text("sample_id IS NOT NULL"),
        postgresql_where=sa.text("sample_id IS NOT NULL"),
    )
    op.create_table(
        "reset_licenses",
        sa.Column("license_id", ID, autoincrement=False, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["license_id"], ["licenses.id"], name=op.f("fk_reset_licenses_license_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_reset_licenses_unit_id")),
        sa.PrimaryKeyConstraint("license_id", name=op.f("pk_reset_licenses")),
    )
    op.create_table(
        "scans",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("license_id", ID, nullable=True),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["license_id"], ["licenses.id"], name=op.f("fk_scans_license_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_scans_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
    )
    op.create_index(
        "ix_scans_license",
        "scans",
        ["license_id"],
        unique=False,
        sqlite_where=sa.text("license_id IS NOT NULL AND unit_id IS NULL"),
        postgresql_where=sa.text("license_id IS NOT NULL AND unit_id IS NULL"),
    )
    op.create_index(
        "ix_scans_unit",
        "scans",
        ["unit_id"],
        unique=False,
        sqlite_where=sa.text("unit_id IS NOT NULL"),
        postgresql_where=sa.text("unit_id IS NOT NULL"),
    )
    op.create_table(
        "late_passes",
        sa.Column("attempt_id", ID, autoincrement=False, nullable=False),
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("lot_id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_late_passes_attempt_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_late_passes")),
    )
    op.create_index("ix_late_passes_bucket", "late_passes", ["bucket"], unique=False)
    op.create_table(
        "pictures",
        sa.Column("id", ID, nullable=False),
        sa.Column("inspection_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", ID, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.Text(), nullable=False),
        sa.Column("kept_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_pictures_inspection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
    )
    op.create_index("ix_pictures_inspection", "pictures", ["inspection_id"], unique=False)


def tally(row: str) -> tuple[str, ...]:
    """Return the statements that count one new attempt."""

    def adding(table: str, *names: str) -> str:
        return ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in names)

    cell, made = OF_CELL.format(row=row), MADE.format(row=row)
    return (
        (
            f"INSERT INTO tallies ({CELL}, {', '.join(COUNTS)})"
            f" SELECT {cell}, {', '.join(counts_of(row))} FROM ({took_of(row)}) AS took WHERE true"
            f" ON CONFLICT ({CELL}) DO UPDATE SET {adding('tallies', *COUNTS)}"
        ),
        (
            f"INSERT INTO tally_codes ({CELL}, outcome, code, n)"
            f" SELECT {cell}, {row}outcome, {row}code, 1 WHERE {row}outcome <> 'pass'"
            f" ON CONFLICT ({CELL}, outcome, code) DO UPDATE SET {adding('tally_codes', 'n')}"
        ),
        (
            f"INSERT INTO late_passes (attempt_id, {CELL})"
            f" SELECT {row}id, {OF_CELL.format(row='tried.')} FROM attempts tried"
            f" WHERE tried.unit_id = {row}unit_id AND tried.number = 1"
            f" AND {row}number > 1 AND {made}"
        ),
    )


def post(row: str, event: str, source: str, at: str, now: str) -> str:
    """Return the statement that puts one event into the outbox of every hook that wants it."""
    return (
        "INSERT INTO outbox (hook_id, event, source, source_id, made_at, state, tries, due_at)"
        f" SELECT hooks.id, {event}, '{source}', {row}id, {at}, 'waiting', 0, {now} FROM hooks"
        f" WHERE hooks.enabled AND hooks.events LIKE '%|' || {event} || '|%'"
    )


PASS_OR_FAIL = "CASE WHEN NEW.outcome = 'pass' THEN 'unit.passed' ELSE 'unit.failed' END"
PRINTED = "NEW.state IN ('sent', 'printed') AND OLD.state NOT IN ('sent', 'printed')"
CLOSED = "OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL"
EVENTS = (
    ("attempts", "INSERT", "", PASS_OR_FAIL, "attempt", "NEW.started_at"),
    ("print_jobs", "UPDATE OF state", PRINTED, "'label.printed'", "print", "NEW.sent_at"),
    ("orders", "UPDATE OF closed_at", CLOSED, "'order.closed'", "order", "NEW.closed_at"),
)


def tally_sqlite() -> None:
    body = "; ".join(tally("NEW."))
    op.execute(f"CREATE TRIGGER attempts_tally AFTER INSERT ON attempts BEGIN {body}; END")
    for table, verb, when, event, source, at in EVENTS:
        body = post("NEW.", event, source, f"coalesce({at}, '')", "0")
        condition = f" WHEN {when}" if when else ""
        op.execute(
            f"CREATE TRIGGER {table}_tell AFTER {verb} ON {table}{condition} BEGIN {body}; END"
        )


def tally_postgresql() -> None:
    body = "; ".join(tally("NEW."))
    op.execute(
        "CREATE FUNCTION keywright_tally() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$BEGIN {body}; RETURN NULL; END$$"
    )
    op.execute(
        "CREATE TRIGGER attempts_tally AFTER INSERT ON attempts FOR EACH ROW"
        " EXECUTE FUNCTION keywright_tally()"
    )
    for table, verb, when, event, source, at in EVENTS:
        body = post("NEW.", event, source, f"coalesce({at}, '')", "0")
        op.execute(
            f"CREATE FUNCTION keywright_tell_{table}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$BEGIN {body}; RETURN NULL; END$$"
        )
        condition = f" WHEN ({when})" if when else ""
        op.execute(
            f"CREATE TRIGGER {table}_tell AFTER {verb} ON {table} FOR EACH ROW{condition}"
            f" EXECUTE FUNCTION keywright_tell_{table}()"
        )


def tally_the_past() -> None:
    """Count what was tried before this revision, by the same expressions."""
    row = "attempts."
    cell = OF_CELL.format(row=row)
    key = "1, 2, 3, 4, 5, 6"
    each = named(cell, counts_of(row, each_took(row)))
    op.execute(
        f"INSERT INTO tallies ({CELL}, {', '.join(COUNTS)})"
        f" SELECT {CELL}, {', '.join(f'sum({name})' for name in COUNTS)}"
        f" FROM (SELECT {each} FROM attempts) counted GROUP BY {key}"
    )
    op.execute(
        f"INSERT INTO tally_codes ({CELL}, outcome, code, n)"
        f" SELECT {cell}, attempts.outcome, attempts.code, count(*) FROM attempts"
        f" WHERE attempts.outcome <> 'pass' GROUP BY {key}, 7, 8"
    )
    op.execute(
        f"INSERT INTO late_passes (attempt_id, {CELL})"
        f" SELECT attempts.id, {OF_CELL.format(row='tried.')}"
        " FROM attempts JOIN attempts tried ON tried.unit_id = attempts.unit_id"
        f" WHERE tried.number = 1 AND attempts.number > 1 AND {MADE.format(row=row)}"
    )


def each_took(row: str) -> str:
    """Return the seconds of one step of each attempt, as a scalar; braces for the step's name."""
    return f"({took_of(row, ('{step}',))})"


def named(cell: str, counts: list[str]) -> str:
    """Return the values of one attempt under the names of the tally's columns."""
    values = [*split(cell), *counts]
    names = [*CELL.split(", "), *COUNTS]
    return ", ".join(f"{value} AS {name}" for value, name in zip(values, names, strict=True))


def split(text: str) -> list[str]:
    """Split at commas that are not within brackets."""
    parts, depth = [""], 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts]


def guard_sqlite() -> None:
    for tables, verb, word in (
        (NEVER_DELETED, "DELETE", "deleted"),
        (NEVER_CHANGED, "UPDATE", "changed"),
    ):
        for table in tables:
            op.execute(
                f"CREATE TRIGGER {table}_never_{word} BEFORE {verb} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, 'keywright: {table} are never {word}'); END"
            )


def guard_postgresql() -> None:
    for tables, verb, word, each in (
        (NEVER_DELETED, "DELETE", "deleted", "ROW"),
        (NEVER_DELETED, "TRUNCATE", "emptied", "STATEMENT"),
        (NEVER_CHANGED, "UPDATE", "changed", "ROW"),
    ):
        for table in tables:
            op.execute(
                f"CREATE TRIGGER {table}_never_{word} BEFORE {verb} ON {table} FOR EACH {each}"
                f" EXECUTE FUNCTION keywright_refuse('{table} are never {word}')"
            )
