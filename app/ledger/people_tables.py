"""The tables of migration 0002: people, restores, and the licenses a restore puts in question."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from app.ledger.tables import Id, metadata

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),  # case-folded: "Li Wei" and "LI WEI" are one person
    Column("roles", Text, nullable=False),  # comma-separated
    Column("secret_hash", Text),
    Column("badge", LargeBinary),  # keyed digest of the badge's text
    Column("created_at", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("left_at", Text),
    Column("failures", Integer, nullable=False),
    Column("tried_at", Text),
    Column("locked_until", Text),
    Column("secret_given", Integer, nullable=False, server_default=text("0")),  # by another
    CheckConstraint("failures >= 0", name="failures"),
    UniqueConstraint("name_key"),
    Index(
        "ux_people_badge",
        "badge",
        unique=True,
        sqlite_where=text("badge IS NOT NULL"),
        postgresql_where=text("badge IS NOT NULL"),
    ),
)

restores = Table(
    "restores",
    metadata,
    Column("id", Id, primary_key=True),
    Column("noticed_at", Text, nullable=False),  # as meta's restored_at, where that is the origin
    Column("origin", Text, nullable=False),  # "backup", or "older": a station had seen more of it
    Column("seq", Id, nullable=False),  # the last audit record that the restored copy had
    Column("recorded_by", Text, nullable=False),
    Column("settled_at", Text),
    Column("settled_by", Text),
)

in_question = Table(
    "in_question",
    metadata,
    Column("license_id", Id, ForeignKey("licenses.id"), primary_key=True, autoincrement=False),
    Column("restore_id", Id, ForeignKey("restores.id"), primary_key=True),
    Column("was", Text, nullable=False),
    Column("settled_at", Text),
    Index(
        "ix_in_question_open",
        "license_id",
        sqlite_where=text("settled_at IS NULL"),
        postgresql_where=text("settled_at IS NULL"),
    ),
)
"""Licenses that were in the pool of the restored copy: nobody knows which were used since."""
