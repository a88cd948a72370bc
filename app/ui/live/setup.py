"""First start: the ledger, and a bench of simulated boards to try everything on."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.orders import OrderRules
from app.paths import resources_dir
from app.settings import ORDER
from app.station.places import Places
from app.ui.live.session import Session
from flasher.transport.ports import PortInfo

if TYPE_CHECKING:  # only who tries simulated boards waits for them
    from app.workflows.services import Services
    from flasher.simulator.farm import Farm
    from flasher.simulator.operator import Operator
    from flasher.simulator.spec import BoardSpec

LIST = "tuya-license-list.xlsx"
LOT, ORDER_NAME, MORE = "demo-lot", "demo-order", "demo-order-2"
KINDS = ("t5ai", "esp32")
ROUNDS = 40  # so many boards come to each slot
SEED = 7
DONE_S, CHANGE_S = 4.0, 1.2  # hands that one can watch, not those of a test


class LiveSetup:
    """See SetupService. The simulated boards live until :meth:`close`."""

    def __init__(
        self, session: Session, places: Places, folder: Path, changed: Callable[[], None]
    ) -> None:
        self._changed = changed
        self._session = session
        self._places = places
        self._folder = folder
        self._farm: Farm | None = None
        self._operator: Operator | None = None

    def is_ready(self) -> bool:
        """Say whether there is a ledger."""
        return self._session.exists()

    def create_ledger(self, passphrase: str) -> None:
        """Make ledger and key."""
        self._session.create(passphrase)
        self._changed()

    def open_with(self, passphrase: str) -> None:
        """Open a locked ledger."""
        if passphrase:
            self._session.unlock(passphrase)
        else:
            self._session.reopen()
        self._changed()

    def simulate(self, boards: int) -> None:
        """Make pretend boards with a list and an order."""
        if not self._session.exists():
            self._session.create("")
        self._make_order(self._session.services())
        if self._farm is None:
            self._begin(boards)
        self._changed()

    def close(self) -> None:
        """End the simulated boards."""
        if self._farm is not None:
            if self._operator is not None:
                self._operator.stop()
            self._farm.stop()
            self._farm = None

    def _make_order(self, services: "Services") -> None:
        """Import the sample list, and open an order on it that is not yet made; work on it."""
        from app.workflows.import_lot import ImportOptions, import_lot
        from app.workflows.orders import create_order

        if not any(lot.name == LOT for lot in services.ledger.lots.overview()):
            self._folder.mkdir(parents=True, exist_ok=True)
            copied = self._folder / LIST
            shutil.copyfile(resources_dir() / "samples" / LIST, copied)
            import_lot(
                services.ledger, services.vault, services.actor, copied, LOT, ImportOptions()
            )
        orders = {order.name: order for order in services.ledger.orders.list()}
        is_made = ORDER_NAME in orders and not orders[ORDER_NAME].left
        name = MORE if is_made else ORDER_NAME  # an order that is made stays as it is
        if name not in orders:
            total = services.ledger.lots.get(LOT).counts.available
            create_order(
                services,
                name,
                product="Demo plug",
                quantity=total,
                lots=[LOT],
                rules=OrderRules(),
            )
        self._session.settings.put(ORDER, name)

    def _begin(self, boards: int) -> None:
        """Put so many boards into the slots, and somebody who takes and brings them."""
        from flasher.simulator.farm import Farm
        from flasher.simulator.operator import Habits, Operator

        self._farm = Farm(self._folder / "boards")
        self._farm.start()
        ports = [self._farm.add(_board(number)) for number in range(1, boards + 1)]
        hands = Habits(DONE_S, change_s=CHANGE_S)
        self._operator = Operator(self._farm, boards * ROUNDS, _board, hands)
        self._places.pretend(
            [PortInfo(port.name or port.path, f"simulated {port.slot}") for port in ports]
        )


def _board(number: int) -> "BoardSpec":
    from flasher.simulator.kinds import kind_named
    from flasher.simulator.run import spec_for

    return spec_for(number, kind_named(KINDS[number % len(KINDS)]), seed=SEED)
