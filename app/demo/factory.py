"""Builds the demo factory: a ledger and its vault, with a month of work behind them.

Everything goes through the workflows and the ledger's real moves, on a clock that is set to the
day; the same seed makes the same factory. Nothing in it is a device or a license of anybody.
"""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.bootstrap import SOFTWARE, Unlock, create_ledger, profiles_dir
from app.demo import afterwards, people
from app.demo.history import History
from app.demo.lists import write_list
from app.domain.lots import LotData
from app.domain.orders import OrderRules, WorkOrder
from app.domain.people import Actor
from app.ledger.hurry import hurry
from app.ledger.ledger import Ledger
from app.paths import resources_dir
from app.security.locks import Opener
from app.security.vault import Vault
from app.workflows.golden import add_golden
from app.workflows.import_lot import ImportOptions, import_lot
from app.workflows.lot_care import hold_lot
from app.workflows.order_closing import close_order
from app.workflows.orders import create_order
from app.workflows.services import Services
from flasher.timing import FakeClock

SEED, UNITS, DAYS = 2611, 900, 30
SUNDAY = 6
PRODUCT = "k2x8wq7mf0t1z5ra"
LEDGER, KEY = "ledger.db", "ledger.key"
SAMPLE = "tuya-license-list.xlsx"
OPEN_ORDER, SECOND_ORDER, CLOSED_ORDER = "WO-1122", "WO-1118", "WO-1031"
LOTS = {  # name: scheme, licenses, low stock
    "PO-1031": ("tuya", 400, None),
    "PO-1117-A": ("tuya", 1500, 300),
    "PO-1118-B": ("tuya", 160, 120),
    "PO-1119-L": ("tuyalink", 250, None),
    "PO-1120-G": ("alibaba", 60, None),
}


@dataclass(frozen=True, slots=True)
class DemoFactory:
    """Where it stands: the ledger and the file with its key."""

    folder: Path

    @property
    def location(self) -> str:
        """Return the ledger's path."""
        return str(self.folder / LEDGER)

    @property
    def unlock(self) -> Unlock:
        """Return what opens it."""
        return Unlock(key_file=self.folder / KEY)

    def copy_to(self, folder: Path) -> "DemoFactory":
        """Copy it, to be worked on there."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in (LEDGER, KEY):
            shutil.copyfile(self.folder / name, folder / name)
        return DemoFactory(folder)


def build_factory(
    folder: Path, *, until: datetime | None = None, units: int = UNITS, seed: int = SEED
) -> DemoFactory:
    """Make the factory in an empty folder; its last unit was made at ``until`` (now)."""
    made = DemoFactory(folder)
    now = (until or datetime.now(UTC)).replace(microsecond=0)
    clock = FakeClock(now - timedelta(days=DAYS))
    founder = Actor("founder", people.LINE_1)
    create_ledger(made.location, made.unlock, founder, clock=clock)
    ledger = Ledger.open(made.location, clock=clock)
    try:
        hurry(ledger)
        _fill(_services(ledger, made.unlock, founder, clock), clock, folder, now, units, seed)
    finally:
        ledger.close()
    return made


def _services(ledger: Ledger, unlock: Unlock, founder: Actor, clock: FakeClock) -> Services:
    """Join them without a note of what this station saw: the ledger will be copied."""
    box = ledger.vault_box.load()
    assert box is not None
    vault = Vault.unlock(box, Opener(key_file=unlock.key_file))
    ledger.seal_audit_with(vault.audit_mac)
    return Services(ledger, vault, clock, founder, profiles_dir(), SOFTWARE)


def _fill(
    services: Services, clock: FakeClock, folder: Path, now: datetime, units: int, seed: int
) -> None:
    people.hire(services)
    office = people.by(services, people.CHIEF)
    _import_lots(office, folder, seed)
    old, second, present = _open_orders(office, units)
    history = History(services, clock, seed)
    history.open_lines()
    for day in _days(now - timedelta(days=DAYS), now - timedelta(days=8)):
        history.work(old, day, day + timedelta(hours=9), units // 3 // 18)
    done = history.made[old.name]
    clock.set_wall_clock(now - timedelta(days=7, hours=2))
    afterwards.set_up_printers(services, str(folder / "labels.zpl"))
    afterwards.inspect(services, old.name, done[:36], in_sample=20)
    add_golden(office, "G-1", done[0])
    afterwards.pack_cartons(services, old.name, done[36:104])
    close_order(office, old.name, "cut by the customer")
    for day in _days(now - timedelta(days=7), now):
        end = min(day + timedelta(hours=9), now - timedelta(minutes=45))
        change = day + (end - day) * 0.8
        history.work(present, day, change, units // 18)
        history.work(second, change, end, units // 60)
    clock.set_wall_clock(now - timedelta(minutes=44))
    made = history.made[present.name]
    history.leave_in_doubt(present, 3)
    history.find_clone(present, made[7])
    afterwards.live_on(services, made[10:16], history.unit().hwid)
    afterwards.print_labels(services, made[20:60], history.lines[0].run)
    afterwards.inspect(services, present.name, made[60:84], in_sample=14)
    afterwards.pack_cartons(services, present.name, made[90:113])
    history.work(present, now - timedelta(minutes=40), now, max(1, units // 8))
    people.mistype(services, "Chen Li", 2)
    history.close_lines()


def _import_lots(office: Services, folder: Path, seed: int) -> None:
    for name, (scheme, rows, low) in LOTS.items():
        file = write_list(folder / f"{name}.csv", scheme, rows, seed)
        data = LotData(order_no=name, low_stock=low, buyer_part_no="WB3S-IPEX", product_id=PRODUCT)
        options = ImportOptions(data=data)
        imported = import_lot(office.ledger, office.vault, office.actor, file, name, options)
        assert imported.lot is not None, imported.counts
        file.unlink()
    sample = resources_dir() / "samples" / SAMPLE
    import_lot(office.ledger, office.vault, office.actor, sample, "Trial-200", ImportOptions())
    hold_lot(office.ledger, office.actor, "Trial-200", "wrong product", (2, 41))


def _open_orders(office: Services, units: int) -> list[WorkOrder]:
    wanted = (
        (CLOSED_ORDER, "Bulb E27", units // 3 + 40, "PO-1031"),
        (SECOND_ORDER, "Gateway Pro", 150, "PO-1118-B"),
        (OPEN_ORDER, "Plug mini 16A", units + 100, "PO-1117-A"),
    )
    return [
        create_order(
            office, name, product=product, quantity=quantity, lots=[lot], rules=OrderRules()
        )
        for name, product, quantity, lot in wanted
    ]


def _days(since: datetime, until: datetime) -> list[datetime]:
    """Return the beginning of work on each working day; none on Sundays."""
    first = since.replace(hour=0, minute=30, second=0, microsecond=0)
    days = [first + timedelta(days=n) for n in range((until - since).days + 1)]
    return [
        day for day in days if since <= day < until - timedelta(hours=1) and day.weekday() != SUNDAY
    ]
