"""Units are found by operator and period from one index each, and sorted by their tries."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_attempts_started", "attempts")
    op.create_index("ix_attempts_started", "attempts", ["started_at", "unit_id"])
    op.create_index("ix_attempts_operator", "attempts", ["operator", "started_at", "unit_id"])
    op.create_index("ix_units_attempts", "units", ["attempts"])
