"""Finding units fast: how the last attempt on a unit ended, and whose licenses are on units."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ON_UNIT = "unit_id IS NOT NULL"
INDEXES = {
    "ix_licenses_state_unit": ["state", "unit_id"],
    "ix_licenses_lot_unit": ["lot_id", "state", "unit_id"],
    "ix_licenses_order_unit": ["order_id", "state", "unit_id"],
}


def upgrade() -> None:
    op.add_column("units", sa.Column("last_outcome", sa.Text(), nullable=True))
    op.add_column("units", sa.Column("last_at", sa.Text(), nullable=True))
    for column, source in (("last_outcome", "outcome"), ("last_at", "started_at")):
        op.execute(
            f"UPDATE units SET {column} = (SELECT {source} FROM attempts"  # noqa: S608 - own names
            " WHERE attempts.unit_id = units.id ORDER BY attempts.id DESC LIMIT 1)"
        )
    op.create_index("ix_units_outcome", "units", ["last_outcome", "last_at"])
    op.create_index("ix_units_last_at", "units", ["last_at"])
    for name, columns in INDEXES.items():
        op.create_index(
            name,
            "licenses",
            columns,
            sqlite_where=sa.text(ON_UNIT),
            postgresql_where=sa.text(ON_UNIT),
        )
