"""Work orders over the order workflow."""

from collections.abc import Sequence

from app.domain.orders import WorkOrder
from app.errors import BadInput, Refused
from app.ledger.unit_search import UnitFilter, UnitSearch
from app.ui.live.session import Session
from app.ui.views import OrderAccount, OrderDraft
from app.workflows.order_closing import close_order
from app.workflows.orders import create_order, edit_quantity
from flasher.boards.profile import load_profiles
from flasher.model import Outcome


class LiveOrders:
    """See OrderService."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> Sequence[WorkOrder]:
        """Return all orders, newest first."""
        return list(reversed(self._session.services().ledger.orders.list()))

    def create(self, draft: OrderDraft) -> WorkOrder:
        """Open a new order."""
        services = self._session.services()
        names = {lot.id: lot.name for lot in services.ledger.lots.overview()}
        return create_order(
            services,
            draft.name,
            product=draft.product,
            quantity=draft.quantity,
            lots=[names[lot] for lot in draft.lot_ids],
            rules=draft.rules,
        )

    def edit(self, order: WorkOrder, draft: OrderDraft) -> None:
        """Change the quantity; what else an order says is fixed once it is open."""
        same = (draft.name, draft.product, tuple(draft.lot_ids), draft.rules) == (
            order.name,
            order.product,
            tuple(order.lot_ids),
            order.rules,
        )
        if not same:
            raise BadInput("order-only-quantity", order=order.name)
        services = self._session.services()
        edit_quantity(services, order.name, draft.quantity, "edited in the window")

    def account(self, order: WorkOrder) -> OrderAccount:
        """Return where its units and licenses are."""
        ledger = self._session.services().ledger
        search = UnitSearch.beside(ledger.units)

        def units(outcome: Outcome) -> int:
            return search.count(UnitFilter(order=order.name, outcome=outcome))

        current = ledger.orders.get(order.name)
        lots = [lot.counts for lot in ledger.lots.overview() if lot.id in order.lot_ids]
        unsettled = sum(c.reserved + c.writing + c.doubtful for c in lots)
        return OrderAccount(
            order=current,
            passed=units(Outcome.PASS),
            failed=units(Outcome.FAILED),
            doubtful=units(Outcome.DOUBTFUL),
            left=current.left,
            balanced=unsettled == 0,
        )

    def close(self, order: WorkOrder) -> None:
        """Close it; Refused ``order-unaccounted`` while a license of it is in doubt."""
        if not self.account(order).balanced:
            raise Refused("order-unaccounted", order=order.name)
        close_order(self._session.services(), order.name, "closed in the window")

    def profiles(self) -> Sequence[str]:
        """Return the names of the board profiles."""
        return sorted(load_profiles(self._session.services().profiles_dir))
