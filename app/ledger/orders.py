"""Work orders: what to make, and how much of it is taken."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, insert, select, update

from app.domain.acts import Act
from app.domain.names import check_name
from app.domain.orders import OnLicensed, OrderRules, WorkOrder
from app.domain.people import Actor
from app.errors import BadInput, Refused
from app.ledger import tables as t
from app.ledger.work import Store
from flasher.model import Storage


class OrderStore(Store):
    """``ledger.orders``."""

    def create(
        self,
        name: str,
        *,
        product: str,
        quantity: int,
        lots: Sequence[str],
        rules: OrderRules,
        actor: Actor,
    ) -> WorkOrder:
        """Open a work order on lots, by name, in the order in which they are used up.

        Raises BadInput ``order-name-missing`` | ``order-name-taken`` | ``order-quantity`` |
        ``lot-unknown``.
        """
        if not name.strip():
            raise BadInput("order-name-missing")
        check_name(name)
        if quantity < 1:
            raise BadInput("order-quantity", quantity=quantity)
        with self.write(actor) as work:
            if _row(work.conn, name) is not None:
                raise BadInput("order-name-taken", order=name)
            order_id = work.conn.execute(
                insert(t.orders).returning(t.orders.c.id),
                {
                    "name": name,
                    "product": product,
                    "quantity": quantity,
                    "taken": 0,
                    "rules": _as_json(rules),
                    "created_at": work.at,
                    "created_by": actor.name,
                },
            ).scalar_one()
            for position, lot in enumerate(dict.fromkeys(lots)):
                lot_id = work.conn.execute(
                    select(t.lots.c.id).where(t.lots.c.name == lot)
                ).scalar_one_or_none()
                if lot_id is None:
                    raise BadInput("lot-unknown", lot=lot)
                work.conn.execute(
                    insert(t.order_lots),
                    {"order_id": order_id, "lot_id": lot_id, "position": position},
                )
            work.audit(
                Act.ORDER_CREATED,
                f"order:{name}",
                new={"product": product, "quantity": quantity, "lots": list(lots)}
                | json.loads(_as_json(rules)),
            )
        return self.get(name)

    def get(self, name: str) -> WorkOrder:
        """Return one order; BadInput ``order-unknown``."""
        with self.read() as conn:
            row = _row(conn, name)
            if row is None:
                raise BadInput("order-unknown", order=name)
            return _order(conn, row)

    def list(self, *, open_only: bool = False) -> list[WorkOrder]:
        """Return the orders, oldest first."""
        query = select(t.orders).order_by(t.orders.c.id)
        if open_only:
            query = query.where(t.orders.c.closed_at.is_(None))
        with self.read() as conn:
            return [_order(conn, row) for row in conn.execute(query).mappings().all()]

    def edit_quantity(self, name: str, quantity: int, reason: str, actor: Actor) -> WorkOrder:
        """Change how many units an open order makes; never below what is taken."""
        with self.write(actor) as work:
            row = _row(work.conn, name, lock=True)
            if row is None:
                raise BadInput("order-unknown", order=name)
            if row["closed_at"] is not None:
                raise Refused("order-closed", order=name)
            if quantity < max(1, row["taken"]):
                raise BadInput("order-quantity", quantity=quantity)
            work.conn.execute(
                update(t.orders).where(t.orders.c.id == row["id"]).values(quantity=quantity)
            )
            work.audit(
                Act.ORDER_EDITED,
                f"order:{name}",
                old={"quantity": row["quantity"]},
                new={"quantity": quantity},
                reason=reason,
            )
        return self.get(name)

    def close(self, name: str, reason: str, actor: Actor) -> WorkOrder:
        """Close an order: nothing more is picked up for it. Closing twice changes nothing.

        Raises Refused ``order-unaccounted`` while a license of it is reserved, being written or
        doubtful; asked under the order's lock, so that no slot can slip through.
        """
        with self.write(actor) as work:
            row = _row(work.conn, name, lock=True)
            if row is None:
                raise BadInput("order-unknown", order=name)
            if row["closed_at"] is None:
                _refuse_unaccounted(work.conn, row)
                work.conn.execute(
                    update(t.orders)
                    .where(t.orders.c.id == row["id"])
                    .values(closed_at=work.at, closed_by=actor.name)
                )
                work.audit(
                    Act.ORDER_CLOSED,
                    f"order:{name}",
                    new={"taken": row["taken"], "quantity": row["quantity"]},
                    reason=reason,
                )
        return self.get(name)


def _refuse_unaccounted(conn: Connection, row: RowMapping) -> None:
    unaccounted = conn.execute(
        select(t.licenses.c.identity)
        .where(
            t.licenses.c.order_id == row["id"],
            t.licenses.c.state.in_(("reserved", "writing", "doubtful")),
        )
        .order_by(t.licenses.c.id)
    ).scalars()
    found = list(unaccounted)
    if found:
        raise Refused("order-unaccounted", order=row["name"], count=len(found), identity=found[0])


def _row(conn: Connection, name: str, *, lock: bool = False) -> RowMapping | None:
    query = select(t.orders).where(t.orders.c.name == name)
    if lock:
        query = query.with_for_update()
    return conn.execute(query).mappings().one_or_none()


def _order(conn: Connection, row: RowMapping) -> WorkOrder:
    lot_ids = conn.execute(
        select(t.order_lots.c.lot_id)
        .where(t.order_lots.c.order_id == row["id"])
        .order_by(t.order_lots.c.position)
    ).scalars()
    return WorkOrder(
        id=row["id"],
        name=row["name"],
        product=row["product"],
        quantity=row["quantity"],
        taken=row["taken"],
        lot_ids=tuple(lot_ids),
        rules=_rules(row["rules"]),
        created_at=row["created_at"],
        closed_at=row["closed_at"],
    )


def _as_json(rules: OrderRules) -> str:
    return json.dumps(
        {
            "profile": rules.profile,
            "storage": rules.storage.value,
            "on_licensed": rules.on_licensed.value,
            "label": rules.label,
            "start_on": rules.start_on,
            "serial": rules.serial,
        },
        sort_keys=True,
    )


def _rules(text: str) -> OrderRules:
    raw = json.loads(text)
    return OrderRules(
        profile=raw["profile"],
        storage=Storage(raw["storage"]),
        on_licensed=OnLicensed(raw["on_licensed"]),
        label=raw["label"],
        start_on=raw["start_on"],
        serial=raw.get("serial", ""),  # orders from before serial numbers have none
    )
