"""Work orders: create them, and turn one (or bare lots) into the task of a station."""

from collections.abc import Sequence

from app.domain.acts import Act
from app.domain.lots import Lot
from app.domain.orders import OrderRules, WorkOrder
from app.errors import BadInput
from app.workflows.profiles import load_profile
from app.workflows.rights import require
from app.workflows.services import Services
from app.workflows.write_unit import WriteTask


def create_order(
    services: Services,
    name: str,
    *,
    product: str,
    quantity: int,
    lots: Sequence[str],
    rules: OrderRules,
) -> WorkOrder:
    """Create a work order; BadInput for an unknown lot or profile, a taken name, mixed clouds.

    Also for a label design or a serial number pattern that is not there.
    """
    require(services.ledger, services.actor, Act.ORDER_CREATED)
    _refuse_unworkable(services, lots, rules)
    return services.ledger.orders.create(
        name,
        product=product,
        quantity=quantity,
        lots=lots,
        rules=rules,
        actor=services.actor,
    )


def edit_order(
    services: Services,
    name: str,
    reason: str,
    *,
    product: str,
    quantity: int,
    lots: Sequence[str],
    rules: OrderRules,
) -> WorkOrder:
    """Change an open order; a bench that works on it takes the change at its next start.

    Raises as :func:`create_order` and ``OrderStore.edit`` do.
    """
    require(services.ledger, services.actor, Act.ORDER_EDITED)
    _refuse_unworkable(services, lots, rules)
    return services.ledger.orders.edit(
        name,
        reason,
        services.actor,
        product=product,
        quantity=quantity,
        lots=lots,
        rules=rules,
    )


def _refuse_unworkable(services: Services, lots: Sequence[str], rules: OrderRules) -> None:
    """Refuse an order that could not be worked later."""
    task_for_lots(services, lots, rules)
    if rules.label:
        from app.workflows.label_designs import choose_design  # drawing labels is slow to import

        choose_design(services, rules.label, {services.ledger.lots.get(lot).scheme for lot in lots})
    if rules.serial:
        services.ledger.serials.pattern(rules.serial)


def task_for_order(services: Services, name: str) -> WriteTask:
    """Return what a station does for an open order."""
    order = services.ledger.orders.get(name)
    if order.closed_at is not None:
        raise BadInput("order-closed", order=name)
    known = {lot.id: lot for lot in services.ledger.lots.overview()}
    lots = [known[lot_id] for lot_id in order.lot_ids]
    return _task(services, lots, order.rules, order.id)


def task_for_lots(services: Services, names: Sequence[str], rules: OrderRules) -> WriteTask:
    """Return what a station does with these lots and no order."""
    lots = [services.ledger.lots.get(name) for name in names]
    return _task(services, lots, rules, None)


def _task(
    services: Services, lots: Sequence[Lot], rules: OrderRules, order_id: int | None
) -> WriteTask:
    families = {lot.family for lot in lots}
    if len(families) != 1:
        raise BadInput("lots-mixed", families=", ".join(sorted(families)))
    profile = load_profile(services.profiles_dir, rules.profile)
    family = families.pop()
    if family not in profile.families:
        raise BadInput("lot-not-for-board", family=family, profile=profile.name)
    return WriteTask(
        lot_ids=tuple(lot.id for lot in lots),
        family=family,
        rules=rules,
        profile=profile,
        order_id=order_id,
    )
