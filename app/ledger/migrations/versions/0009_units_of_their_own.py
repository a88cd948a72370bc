"""A unit's row says which license it has, and one index finds units by all that is asked."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

LIVE = "state IN ('reserved', 'writing', 'doubtful', 'verified', 'held')"
VOID_ON_UNIT = "unit_id IS NOT NULL AND state = 'void'"
NO_LONGER_ASKED = {
    "ix_units_outcome": "units",
    "ix_units_last_at": "units",
    "ix_units_attempts": "units",
    "ix_licenses_state_unit": "licenses",
    "ix_licenses_lot_unit": "licenses",
    "ix_licenses_order_unit": "licenses",
    "ix_licenses_void_unit": "licenses",
    "ix_attempts_operator": "attempts",
}
ASKED = ["last_outcome", "own_state", "own_lot", "own_order", "last_operator", "last_slot"]
FOUND_BY = {
    "ix_units_by_time": ["last_at", "id", *ASKED, "attempts", "own_identity", "hwid", "serial"],
    "ix_units_by_identity": ["own_identity", "id", "last_at", *ASKED, "attempts", "hwid", "serial"],
    "ix_units_by_mac": ["hwid", "id", "last_at", *ASKED, "attempts", "own_identity", "serial"],
}

# The license that a unit has; one that became void stays its own until it gets another.
TAKES = (
    "UPDATE units SET own_license = NEW.id, own_state = NEW.state, own_lot = NEW.lot_id,"
    " own_order = NEW.order_id, own_identity = NEW.identity WHERE id = NEW.unit_id"
    " AND (NEW.state <> 'void' OR own_license IS NULL OR own_license = NEW.id)"
)
GIVES_BACK = (
    "UPDATE units SET own_license = NULL, own_state = NULL, own_lot = NULL, own_order = NULL,"
    " own_identity = '' WHERE id = OLD.unit_id AND own_license = NEW.id"
)
TAKES_UP_THE_VOID_ONE = (
    "UPDATE units SET (own_license, own_state, own_lot, own_order, own_identity) ="
    " (SELECT id, state, lot_id, order_id, identity FROM licenses WHERE unit_id IS NOT NULL"
    " AND state = 'void' AND unit_id = OLD.unit_id ORDER BY id DESC LIMIT 1)"
    " WHERE id = OLD.unit_id AND own_license IS NULL AND EXISTS (SELECT 1 FROM licenses"
    " WHERE unit_id IS NOT NULL AND state = 'void' AND unit_id = OLD.unit_id)"
)
TRIGGERS = (
    ("licenses_own_made", "INSERT", "NEW.unit_id IS NOT NULL", (TAKES,)),
    (
        "licenses_own_given",
        "UPDATE OF state, unit_id, lot_id, order_id",
        "NEW.unit_id IS NOT NULL",
        (TAKES,),
    ),
    (
        "licenses_own_back",
        "UPDATE OF unit_id",
        "OLD.unit_id IS NOT NULL AND (NEW.unit_id IS NULL OR NEW.unit_id <> OLD.unit_id)",
        (GIVES_BACK, TAKES_UP_THE_VOID_ONE),
    ),
)


def upgrade() -> None:
    for name, kind in (("own_license", sa.BigInteger()), ("own_state", sa.Text())):
        op.add_column("units", sa.Column(name, kind, nullable=True))
    for name in ("own_lot", "own_order"):
        op.add_column("units", sa.Column(name, sa.BigInteger(), nullable=True))
    # Compared byte by byte on both engines: a beginning is then a range, and capitals cost nothing.
    bytewise = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    own_identity = sa.Column("own_identity", bytewise, nullable=False, server_default="")
    op.add_column("units", own_identity)
    for name in ("last_operator", "last_slot"):
        op.add_column("units", sa.Column(name, sa.Text(), nullable=True))
    for name, table in NO_LONGER_ASKED.items():
        op.drop_index(name, table)
    op.create_index(
        "ix_licenses_void_unit",
        "licenses",
        ["unit_id", "identity"],
        sqlite_where=sa.text(VOID_ON_UNIT),
        postgresql_where=sa.text(VOID_ON_UNIT),
    )
    fill()
    for name, columns in FOUND_BY.items():
        op.create_index(name, "units", columns)
    keep_sqlite() if op.get_bind().dialect.name == "sqlite" else keep_postgresql()


def fill() -> None:
    """Say of every unit what its licenses and attempts say."""
    for state in ("state = 'void'", LIVE):  # the one that is not void goes before
        op.execute(
            "UPDATE units SET own_license = coalesce((SELECT max(id) FROM licenses AS l"  # noqa: S608 - own names
            f" WHERE l.unit_id = units.id AND l.{state}), own_license)"
        )
    op.execute(
        "UPDATE units SET (own_state, own_lot, own_order, own_identity) ="
        " (SELECT state, lot_id, order_id, identity FROM licenses WHERE licenses.id = own_license)"
        " WHERE own_license IS NOT NULL"
    )
    op.execute(
        "UPDATE units SET (last_operator, last_slot) = (SELECT operator, slot FROM attempts"
        " WHERE attempts.unit_id = units.id ORDER BY attempts.id DESC LIMIT 1)"
    )
    op.execute("UPDATE units SET last_at = first_seen_at WHERE last_at IS NULL")


def keep_sqlite() -> None:
    for name, verb, when, acts in TRIGGERS:
        op.execute(
            f"CREATE TRIGGER {name} AFTER {verb} ON licenses WHEN {when}"
            f" BEGIN {'; '.join(acts)}; END"
        )


def keep_postgresql() -> None:
    for name, verb, when, acts in TRIGGERS:
        op.execute(
            f"CREATE FUNCTION keywright_{name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$BEGIN {'; '.join(acts)}; RETURN NULL; END$$"
        )
        op.execute(
            f"CREATE TRIGGER {name} AFTER {verb} ON licenses FOR EACH ROW WHEN ({when})"
            f" EXECUTE FUNCTION keywright_{name}()"
        )
