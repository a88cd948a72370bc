"""A PIN that somebody else chose is changed by its person at the first sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of the PINs that are there nobody knows who chose them: they stay good.
    op.add_column(
        "people",
        sa.Column("secret_given", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )
