"""The tables of migration 0002: people, restores, and the licenses a restore puts in question."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    text,
)

from app.ledger.columns import Id, id_column, metadata, partial_index, text_column

people = Table(
    "people",
    metadata,
    id_column(),
    text_column("name"),
    text_column("name_key"),  # case-folded: "Li Wei" and "LI WEI" are one person
    text_column("roles"),  # comma-separated
    text_column("secret_hash", nullable=True),
    Column("badge", LargeBinary),  # keyed digest of the badge's text
    text_column("created_at"),
    text_column("created_by"),
    text_column("left_at", nullable=True),
    Column("failures", Integer, nullable=False),
    text_column("tried_at", nullable=True),
    text_column("locked_until", nullable=True),
    Column("secret_given", Integer, nullable=False, server_default=text("0")),  # by another
    CheckConstraint("failures >= 0", name="failures"),
    UniqueConstraint("name_key"),
    partial_index("ux_people_badge", "badge", where="badge IS NOT NULL", unique=True),
)

restores = Table(
    "restores",
    metadata,
    id_column(),
    text_column("noticed_at"),  # as meta's restored_at, where that is the origin
    text_column("origin"),  # "backup", or "older": a station had seen more of it
    Column("seq", Id, nullable=False),  # the last audit record that the restored copy had
    text_column("recorded_by"),
    text_column("settled_at", nullable=True),
    text_column("settled_by", nullable=True),
)

in_question = Table(
    "in_question",
    metadata,
    Column("license_id", Id, ForeignKey("licenses.id"), primary_key=True, autoincrement=False),
    Column("restore_id", Id, ForeignKey("restores.id"), primary_key=True),
    text_column("was"),
    text_column("settled_at", nullable=True),
    partial_index("ix_in_question_open", "license_id", where="settled_at IS NULL"),
)
"""Licenses that were in the pool of the restored copy: nobody knows which were used since."""
