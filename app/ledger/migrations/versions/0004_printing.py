"""Printing: printers, which slot prints where, and one original label per license."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ORIGINAL = "copy_no = 1 AND license_id IS NOT NULL AND state <> 'void'"
OF_LICENSE = "license_id IS NOT NULL"
IN_WORK = "run_id IS NOT NULL"


def upgrade() -> None:
    op.create_table(
        "printers",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printers")),
        sa.UniqueConstraint("name", name=op.f("uq_printers_name")),
    )
    op.create_table(
        "slot_printers",
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("printer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("station", "slot", name=op.f("pk_slot_printers")),
    )
    op.add_column("print_jobs", sa.Column("count_before", ID, nullable=True))
    op.create_index(
        "ux_print_jobs_license",
        "print_jobs",
        ["license_id", "design"],
        unique=True,
        sqlite_where=sa.text(ORIGINAL),
        postgresql_where=sa.text(ORIGINAL),
    )
    op.create_index(
        "ix_print_jobs_license",
        "print_jobs",
        ["license_id"],
        sqlite_where=sa.text(OF_LICENSE),
        postgresql_where=sa.text(OF_LICENSE),
    )
    op.create_index(
        "ix_print_jobs_run",
        "print_jobs",
        ["run_id"],
        sqlite_where=sa.text(IN_WORK),
        postgresql_where=sa.text(IN_WORK),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER printers_never_deleted BEFORE DELETE ON printers"
            " BEGIN SELECT RAISE(ABORT, 'keywright: printers are never deleted'); END"
        )
        return
    for verb, word, each in (("DELETE", "deleted", "ROW"), ("TRUNCATE", "emptied", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER printers_never_{word} BEFORE {verb} ON printers FOR EACH {each}"
            f" EXECUTE FUNCTION keywright_refuse('printers are never {word}')"
        )
