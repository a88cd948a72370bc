"""A work order: what to make."""

from dataclasses import dataclass
from enum import StrEnum

from flasher.model import Storage


class OnLicensed(StrEnum):
    """What to do with a board that already holds a license which is not its own (rule 7).

    ADOPT: one that is available in the ledger is adopted, an unknown one refused (the default).
    REFUSE: both are refused; the ledger's own is held, since it is on a device.
    OVERWRITE: as ADOPT, but an unknown one is overwritten; its identity is recorded as lost.
    """

    REFUSE = "refuse"
    ADOPT = "adopt"
    OVERWRITE = "overwrite"


@dataclass(frozen=True, slots=True)
class OrderRules:
    """The rules of one work order.

    ``label``: design that is printed on PASS; empty prints none. ``serial``: name of the pattern by
    which a unit that passes gets its serial number; empty gives none.
    """

    profile: str = "tuyaopen"
    storage: Storage = Storage.KV
    on_licensed: OnLicensed = OnLicensed.ADOPT
    label: str = ""
    start_on: str = "plug"  # plug, key or scan
    serial: str = ""


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """A work order as the ledger keeps it. ``taken``: units that hold one of its licenses."""

    id: int
    name: str
    product: str
    quantity: int
    taken: int
    lot_ids: tuple[int, ...]
    rules: OrderRules
    created_at: str
    closed_at: str | None = None

    @property
    def left(self) -> int:
        """Return how many more units may be made."""
        return max(0, self.quantity - self.taken)
