"""Lots and orders by their names, as people call them; rows know each other by number."""

from sqlalchemy import Connection, Table, select

from app.errors import BadInput
from app.ledger import tables as t


def lot_id(conn: Connection, name: str) -> int:
    """Return a lot's number; BadInput ``lot-unknown``."""
    return _id_of(conn, t.lots, name, "lot")


def order_id(conn: Connection, name: str) -> int:
    """Return an order's number; BadInput ``order-unknown``."""
    return _id_of(conn, t.orders, name, "order")


def _id_of(conn: Connection, table: Table, name: str, what: str) -> int:
    found = conn.execute(select(table.c.id).where(table.c.name == name)).scalar_one_or_none()
    if found is None:
        raise BadInput(f"{what}-unknown", **{what: name})
    return int(found)
