"""A lot: one imported list, or part of one."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class LotData:
    """What is known of a lot besides its licenses; all of it may be edited later.

    ``batch_tag``: 1 to 64 characters. ``description``: at most 512. ``low_stock``: warn at this
    many available licenses or fewer; None never warns.
    """

    order_no: str = ""
    pickup_no: str = ""
    buyer_part_no: str = ""
    product_id: str = ""
    category: str = ""
    communication: str = ""
    delivery_mode: str = ""
    batch_tag: str = ""
    description: str = ""
    remarks: str = ""
    low_stock: int | None = None


LOT_DATA_FIELDS = tuple(f.name for f in fields(LotData))


@dataclass(frozen=True, slots=True)
class LotCounts:
    """How many licenses of a lot are in each state. ``total`` is always their sum (rule 12)."""

    total: int = 0
    available: int = 0
    reserved: int = 0
    writing: int = 0
    doubtful: int = 0
    verified: int = 0
    held: int = 0
    void: int = 0


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot as the ledger keeps it. Times are UTC ISO texts; ``sha256`` is the source file's."""

    id: int
    name: str
    scheme: str
    family: str
    source_name: str
    sha256: str
    imported_at: str
    imported_by: str
    data: LotData
    counts: LotCounts = LotCounts()
    parent_id: int | None = None
    closed_at: str | None = None

    @property
    def is_low(self) -> bool:
        """Say whether an open lot has no more to give than its own warning says."""
        least = self.data.low_stock
        return least is not None and not self.closed_at and self.counts.available <= least
