"""What the Lots and Work orders pages ask for; see ``app.ui.services``."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from app.domain.acts import Act
from app.domain.hooks import Hook
from app.domain.licenses import LicenseSeen
from app.domain.lots import Lot, LotData
from app.domain.orders import WorkOrder
from app.domain.problems import Problem
from app.domain.quality import QualityRules
from app.ui.services import Cancelled, Progress
from app.ui.views_lots import (
    HookDraft,
    ImportPlan,
    ImportQuestion,
    ImportResult,
    KeptSource,
    ListRow,
    OrderAccount,
    OrderChoices,
    OrderDraft,
    RegistrationDraft,
)


class LotService(Protocol):
    """Lots. All calls are slow."""

    def all(self) -> Sequence[Lot]:
        """Return all lots, newest first."""
        ...

    def inspect(
        self, question: ImportQuestion, progress: Progress, cancelled: Cancelled
    ) -> ImportPlan:
        """Read a file and say what would be imported; changes nothing."""
        ...

    def bring_in(
        self, question: ImportQuestion, progress: Progress, cancelled: Cancelled
    ) -> ImportResult:
        """Import; all or nothing unless ``skip_bad``."""
        ...

    def row_count(self, plan: ImportPlan) -> int:
        """Return how many rows the file of this plan has below its header, empty ones too."""
        ...

    def rows(self, plan: ImportPlan, start: int, count: int) -> Sequence[ListRow]:
        """Return rows of the file, from anywhere in it; 0 is the one below the header."""
        ...

    def put_away(self) -> None:
        """Forget the file that was looked at."""
        ...

    def keep_mapping(self, name: str, plan: ImportPlan) -> None:
        """Keep how this file is read under a name, for the next list of its kind."""
        ...

    def export_problems(self, problems: Sequence[Problem], file: Path) -> int:
        """Write problems as CSV; return how many."""
        ...

    def of_order(self, order_no: str) -> Sequence[str]:
        """Return the names of the lots of a purchase order."""
        ...

    def edit(self, lot: Lot, data: LotData, name: str = "") -> None:
        """Change what is known of a lot, and its name where one is given."""
        ...

    def split(self, lot: Lot, quantity: int, name: str) -> None:
        """Move ``quantity`` available licenses to a new lot."""
        ...

    def hold(self, lot: Lot, reason: str, rows: str = "") -> int:
        """Hold available licenses of a lot, or of its rows ``2-100``; return how many."""
        ...

    def release(self, lot: Lot, reason: str, rows: str = "") -> int:
        """Release held ones; return how many."""
        ...

    def close(self, lot: Lot, reason: str) -> None:
        """Close a lot for ever: nothing more is picked up from it."""
        ...

    def license(self, identity: str) -> LicenseSeen:
        """Return the license of an identity, of whatever lot."""
        ...

    def care_for_license(self, act: Act, identity: str, reason: str) -> int:
        """Hold, free or void one license, as the act says; return how many became so."""
        ...

    def register(self, draft: RegistrationDraft, file: Path) -> Sequence[Path]:
        """Write units as registration lists no larger than their cloud takes; return the files."""
        ...

    def sources(self, lot: Lot) -> Sequence[KeptSource]:
        """Return the source files kept with a lot, oldest first."""
        ...

    def take_source(self, lot: Lot, source: KeptSource, file: Path) -> None:
        """Write a kept source file in plain text; that is on record."""
        ...

    def template(self, scheme: str, file: Path) -> None:
        """Write an empty list to be filled in."""
        ...

    def scheme_faults(self, file: Path) -> Sequence[str]:
        """Return what is wrong in a scheme file, each fault with its place; none: it serves."""
        ...

    def schemes(self) -> Sequence[tuple[str, str]]:
        """Return name and title of each license scheme."""
        ...


class OrderService(Protocol):
    """Work orders. All calls are slow."""

    def all(self) -> Sequence[WorkOrder]:
        """Return all orders, newest first."""
        ...

    def create(self, draft: OrderDraft) -> WorkOrder:
        """Open a new order."""
        ...

    def edit(self, order: WorkOrder, draft: OrderDraft, reason: str = "") -> None:
        """Change an open order: all but its name."""
        ...

    def account(self, order: WorkOrder) -> OrderAccount:
        """Return where its licenses are."""
        ...

    def close(self, order: WorkOrder, reason: str = "") -> None:
        """Close it; Refused where a license is not accounted for."""
        ...

    def certify(self, order: WorkOrder, folder: Path) -> Sequence[Path]:
        """Write the signed certificate of a closed order; return its files."""
        ...

    def choices(self) -> OrderChoices:
        """Return what an order can name."""
        ...

    def patterns(self) -> Mapping[str, str]:
        """Return the serial number patterns by name."""
        ...

    def define_pattern(self, name: str, pattern: str) -> None:
        """Give a serial number pattern a name, for ever."""
        ...

    def manifest(self, order: WorkOrder, file: Path) -> int:
        """Write what the customer gets of an order: its written units; return how many."""
        ...

    def hooks(self) -> Sequence[Hook]:
        """Return the systems that are told what happens, with what waits for them."""
        ...

    def save_hook(self, draft: HookDraft) -> str | None:
        """Make or change a hook; return its signing secret where one was made."""
        ...

    def deliver_hooks(self) -> tuple[int, int]:
        """Deliver all that waits, now; return how many arrived and how many did not."""
        ...

    def quality(self, order: WorkOrder) -> QualityRules:
        """Return what the order asks of quality."""
        ...

    def set_quality(self, order: WorkOrder, rules: QualityRules) -> None:
        """Change what it asks."""
        ...
