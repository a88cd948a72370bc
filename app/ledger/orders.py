"""Work orders: what to make, and how much of it is taken."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from app.domain.acts import Act
from app.domain.names import check_name
from app.domain.orders import OnLicensed, OrderRules, WorkOrder
from app.domain.people import Actor
from app.errors import BadInput, Refused
from app.ledger import names
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
                lot_id = names.lot_id(work.conn, lot)
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

    def edit(
        self,
        name: str,
        reason: str,
        actor: Actor,
        *,
        product: str,
        quantity: int,
        lots: Sequence[str],
        rules: OrderRules,
    ) -> WorkOrder:
        """Change an open order; what differs is recorded, old and new. The name never changes.

        Raises BadInput ``order-unknown`` | ``order-quantity`` (below what is taken) |
        ``lot-unknown`` | ``order-lots-missing``; Refused ``order-closed`` | ``order-lot-used`` (a
        license of that lot is with this order) | ``order-rules-fixed`` (board profile or storage,
        once a unit was tried: the certificate says one for all).
        """
        wanted = list(dict.fromkeys(lots))
        if not wanted:
            raise BadInput("order-lots-missing", order=name)
        with self.write(actor) as work:
            row = _row(work.conn, name, lock=True)
            if row is None:
                raise BadInput("order-unknown", order=name)
            if row["closed_at"] is not None:
                raise Refused("order-closed", order=name)
            if quantity < max(1, row["taken"]):
                raise BadInput("order-quantity", quantity=quantity)
            before = _order(work.conn, row)
            _refuse_fixed_rules(work.conn, before, rules)
            old_lots = _set_lots(work.conn, before, wanted)
            work.conn.execute(
                update(t.orders)
                .where(t.orders.c.id == before.id)
                .values(product=product, quantity=quantity, rules=_as_json(rules))
            )
            old = _as_facts(before.product, before.quantity, old_lots, before.rules)
            new = _as_facts(product, quantity, wanted, rules)
            changed = [key for key, value in new.items() if old[key] != value]
            if changed:
                work.audit(
                    Act.ORDER_EDITED,
                    f"order:{name}",
                    old={key: old[key] for key in changed},
                    new={key: new[key] for key in changed},
                    reason=reason,
                )
        return self.get(name)

    def close(self, name: str, reason: str, actor: Actor) -> WorkOrder:
        """Close an order: nothing more is picked up for it.

        Raises Refused ``order-closed-already``, and ``order-unaccounted`` while a license of it is
        reserved, being written or doubtful; asked under the order's lock, so that no slot can slip
        through.
        """
        with self.write(actor) as work:
            row = _row(work.conn, name, lock=True)
            if row is None:
                raise BadInput("order-unknown", order=name)
            if row["closed_at"] is not None:
                raise Refused("order-closed-already", order=name, who=row["closed_by"] or "?")
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


def _as_facts(
    product: str, quantity: int, lots: Sequence[str], rules: OrderRules
) -> dict[str, object]:
    said: dict[str, object] = {"product": product, "quantity": quantity, "lots": list(lots)}
    said.update(json.loads(_as_json(rules)))
    return said


def _refuse_fixed_rules(conn: Connection, order: WorkOrder, rules: OrderRules) -> None:
    same = (order.rules.profile, order.rules.storage) == (rules.profile, rules.storage)
    if same:
        return
    tried = select(t.attempts.c.id).where(t.attempts.c.order_id == order.id).limit(1)
    if order.taken or conn.execute(tried).first() is not None:
        raise Refused("order-rules-fixed", order=order.name)


def _set_lots(conn: Connection, order: WorkOrder, wanted: Sequence[str]) -> list[str]:
    """Tie the order to these lots, in this order; return the names it had."""
    found = {
        row.name: row.id
        for row in conn.execute(select(t.lots.c.name, t.lots.c.id).where(t.lots.c.name.in_(wanted)))
    }
    for name in wanted:
        if name not in found:
            raise BadInput("lot-unknown", lot=name)
    ids = [found[name] for name in wanted]
    named = select(t.lots.c.id, t.lots.c.name).where(t.lots.c.id.in_(order.lot_ids))
    before = {row.id: row.name for row in conn.execute(named)}
    for lot_id in set(order.lot_ids) - set(ids):
        used = select(t.licenses.c.id).where(
            t.licenses.c.order_id == order.id, t.licenses.c.lot_id == lot_id
        )
        if conn.execute(used.limit(1)).first() is not None:
            raise Refused("order-lot-used", order=order.name, lot=before[lot_id])
    if tuple(ids) != order.lot_ids:
        conn.execute(delete(t.order_lots).where(t.order_lots.c.order_id == order.id))
        rows = [{"order_id": order.id, "lot_id": one, "position": n} for n, one in enumerate(ids)]
        conn.execute(insert(t.order_lots), rows)
    return [before[one] for one in order.lot_ids]


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
