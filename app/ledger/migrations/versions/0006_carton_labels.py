"""The label of a carton or pallet is a print job too: one original for each package."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OF_PACKAGE = "copy_no = 1 AND package_id IS NOT NULL AND state <> 'void'"
REFERENCE = "fk_print_jobs_package_id"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":  # which takes a constraint only with its column
        op.execute(
            "ALTER TABLE print_jobs ADD COLUMN package_id INTEGER"
            f" CONSTRAINT {REFERENCE} REFERENCES packages (id)"
        )
    else:
        op.add_column("print_jobs", sa.Column("package_id", sa.BigInteger(), nullable=True))
        op.create_foreign_key(op.f(REFERENCE), "print_jobs", "packages", ["package_id"], ["id"])
    op.create_index(
        "ux_print_jobs_package",
        "print_jobs",
        ["package_id", "design"],
        unique=True,
        sqlite_where=sa.text(OF_PACKAGE),
        postgresql_where=sa.text(OF_PACKAGE),
    )
