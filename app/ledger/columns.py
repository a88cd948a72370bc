"""The words the ledger's tables are written in: one schema, its columns and its indexes.

Times are UTC ISO texts of equal length (they sort as time does); ``lease_until`` alone is seconds
since 1970, because it is compared with the database server's own time. JSON is kept as text on
both engines.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, Text, text

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# SQLite makes a row id of INTEGER alone, PostgreSQL shall count beyond 2^31.
Id = BigInteger().with_variant(Integer, "sqlite")


def id_column() -> Column[int]:
    """Return a row's own number."""
    return Column("id", Id, primary_key=True)


def ref_column(name: str, target: str, *, nullable: bool = True) -> Column[Any]:
    """Return a column that points to a row of another table, ``"lots.id"``."""
    return Column(name, Id, ForeignKey(target), nullable=nullable)


def text_column(name: str, *, nullable: bool = False) -> Column[Any]:
    """Return a column of text."""
    return Column(name, Text, nullable=nullable)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index of those rows alone that a condition in SQL holds for."""
    return Index(
        name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where)
    )
