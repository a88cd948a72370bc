"""People who sign in; ledgers that were restored, and the licenses that this puts in question."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEVER_DELETED = ("people", "restores", "in_question")
# A ledger says of itself that it was restored (meta), or a station noticed that it is older than
# it was (restores). Until that is settled, no license leaves the pool, whatever program asks.
UNSETTLED = (
    "EXISTS (SELECT 1 FROM restores WHERE settled_at IS NULL)"
    " OR EXISTS (SELECT 1 FROM meta WHERE key = 'restored_at'"
    " AND value NOT IN (SELECT noticed_at FROM restores))"
)
WORDS = "keywright: nothing is handed out by a restored ledger that is not reconciled"


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=True),
        sa.Column("badge", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("left_at", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.Text(), nullable=True),
        sa.Column("locked_until", sa.Text(), nullable=True),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_people_failures")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("name_key", name=op.f("uq_people_name_key")),
    )
    op.create_index(
        "ux_people_badge",
        "people",
        ["badge"],
        unique=True,
        sqlite_where=sa.text("badge IS NOT NULL"),
        postgresql_where=sa.text("badge IS NOT NULL"),
    )
    op.create_table(
        "restores",
        sa.Column("id", ID, nullable=False),
        sa.Column("noticed_at", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("seq", ID, nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.Text(), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restores")),
    )
    op.create_table(
        "in_question",
        sa.Column("license_id", ID, autoincrement=False, nullable=False),
        sa.Column("restore_id", ID, nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["license_id"], ["licenses.id"], name=op.f("fk_in_question_license_id")
        ),
        sa.ForeignKeyConstraint(
            ["restore_id"], ["restores.id"], name=op.f("fk_in_question_restore_id")
        ),
        sa.PrimaryKeyConstraint("license_id", "restore_id", name=op.f("pk_in_question")),
    )
    op.create_index(
        "ix_in_question_open",
        "in_question",
        ["license_id"],
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    if op.get_bind().dialect.name == "sqlite":
        guard_sqlite()
    else:
        guard_postgresql()


def guard_sqlite() -> None:
    for table in NEVER_DELETED:
        op.execute(
            f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table}"
            f" BEGIN SELECT RAISE(ABORT, 'keywright: {table} are never deleted'); END"
        )
    op.execute(
        "CREATE TRIGGER licenses_keep_after_restore BEFORE UPDATE OF state ON licenses"
        f" WHEN OLD.state = 'available' AND NEW.state = 'reserved' AND ({UNSETTLED})"
        f" BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    )


def guard_postgresql() -> None:
    for table in NEVER_DELETED:
        for verb, word, each in (
            ("DELETE", "deleted", "ROW"),
            ("TRUNCATE", "emptied", "STATEMENT"),
        ):
            op.execute(
                f"CREATE TRIGGER {table}_never_{word} BEFORE {verb} ON {table} FOR EACH {each}"
                f" EXECUTE FUNCTION keywright_refuse('{table} are never {word}')"
            )
    op.execute(
        "CREATE FUNCTION keywright_refuse_unreconciled() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$BEGIN IF {UNSETTLED} THEN RAISE EXCEPTION '{WORDS}'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END$$"
    )
    op.execute(
        "CREATE TRIGGER licenses_keep_after_restore BEFORE UPDATE OF state ON licenses FOR EACH ROW"
        " WHEN (OLD.state = 'available' AND NEW.state = 'reserved')"
        " EXECUTE FUNCTION keywright_refuse_unreconciled()"
    )
