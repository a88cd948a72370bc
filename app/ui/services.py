"""What the pages ask for and show: frozen records in, calls out.

A page knows these protocols and nothing else of the program, so that it can be shown before the
database is imported. What answers stands in ``live``, over the workflows and the station; tests and
pictures use the same over the demo factory (``app.demo``).
Slow calls are made away from the GUI thread and raise the known errors of ``app.errors``.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from app.domain.acts import Act
from app.domain.orders import WorkOrder
from app.ui.views import (
    AtDesk,
    BenchEvent,
    BenchHeader,
    BundlePart,
    HistoryEntry,
    PortRow,
    ReportPreview,
    SlotView,
    UnitQuery,
    UnitRow,
)
from flasher.secrets import Secret

Progress = Callable[[int, int], None]
"""``progress(done, total)``; total 0 while it is not known."""
Cancelled = Callable[[], bool]
R = TypeVar("R")

if TYPE_CHECKING:  # a page knows the protocols by name; what they are made of comes with its page
    from app.ui.labels.service import LabelService
    from app.ui.services_lots import LotService, OrderService
    from app.ui.services_quality import QualityServices
    from app.workflows.rights import Permission


class BenchService(Protocol):
    """The station's slots. Every call returns at once; answers come as events."""

    def slots(self) -> Sequence[SlotView]:
        """Return all slots as they are now."""
        ...

    def header(self) -> BenchHeader:
        """Return the figures as they are now."""
        ...

    def subscribe(self, post: Callable[[BenchEvent], None]) -> None:
        """Call ``post`` from any thread for each change."""
        ...

    def settle(self) -> None:
        """Open the ledger, settle what the last run left, and count."""
        ...

    def start(self) -> None:
        """Take boards on all slots."""
        ...

    def stop(self) -> None:
        """Stop all slots at their next safe place."""
        ...

    def finish(self) -> None:
        """Let every unit in work be finished, and take no further one."""
        ...

    def press(self, slot: int) -> None:
        """Start, or try again, on one slot (key, foot switch, scan)."""
        ...

    def scan(self, code: str) -> None:
        """Take a scanned code: a unit's serial number, or the start of a slot."""
        ...

    def probe(self) -> None:
        """Read all slots; write nothing."""
        ...

    def choose_order(self, order: WorkOrder | None) -> None:
        """Work on this order from now on."""
        ...

    def unlock(self) -> None:
        """Release a locked bench; slow, raises NotAllowed."""
        ...

    def busy_slots(self) -> int:
        """Return how many slots have a unit in work."""
        ...

    def close(self) -> None:
        """Stop and leave; waits until no thread of the station is left."""
        ...


class UnitService(Protocol):
    """Units. All calls are slow."""

    def count(self, query: UnitQuery) -> int:
        """Return how many units fit."""
        ...

    def fetch(self, query: UnitQuery, start: int, count: int) -> Sequence[UnitRow]:
        """Return one page of them."""
        ...

    def history(self, unit: UnitRow) -> Sequence[HistoryEntry]:
        """Return the unit's life, newest first."""
        ...

    def export(self, query: UnitQuery, file: Path, progress: Progress, cancelled: Cancelled) -> int:
        """Write all that fit, in order; return how many. BadInput ``export-stopped``: no file."""
        ...

    def last_label(self, unit: UnitRow) -> int | None:
        """Return the print job of the unit's newest label; None where it has none."""
        ...


class ReportService(Protocol):
    """Reports. All calls are slow."""

    def preview(self, query: UnitQuery) -> ReportPreview:
        """Return what the report would say."""
        ...

    def export(self, query: UnitQuery, file: Path, progress: Progress, cancelled: Cancelled) -> int:
        """Write the report; return the number of rows. BadInput ``export-stopped``: no file."""
        ...

    def operators(self) -> Sequence[str]:
        """Return the names that occur."""
        ...


class DiagnosticService(Protocol):
    """Ports, logs and the support bundle. Calls are slow except ``open_console``."""

    def ports(self) -> Sequence[PortRow]:
        """Return the ports as the watcher last saw them."""
        ...

    def want(self, slot: int) -> None:
        """Tie the next adapter that is plugged in to this slot; 0 gives the wish up."""
        ...

    def wanted(self) -> int:
        """Return the slot that waits for its adapter, 0 for none. Returns at once."""
        ...

    def assign(self, port: PortRow, slot: int) -> None:
        """Tie a port's place to a slot; 0 unties it."""
        ...

    def assign_named(self, name: str, slot: int) -> str:
        """Tie a port by its name to a slot; return the name as it is kept."""
        ...

    def block(self, port: PortRow, blocked: bool) -> None:
        """Never touch this port, or allow it again."""
        ...

    def console(self, device: str, heard: Callable[[str], None]) -> "ConsoleLine":
        """Open a port for typing; ``heard`` gets redacted text from another thread.

        Raises NotAllowed: it is an act, on record.
        """
        ...

    def log_tail(self, lines: int) -> Sequence[str]:
        """Return the last redacted lines of the log."""
        ...

    def bundle(self) -> Sequence[BundlePart]:
        """Return what a support bundle would hold."""
        ...

    def save_bundle(self, file: Path) -> None:
        """Write it as a zip."""
        ...


class ConsoleLine(Protocol):
    """A port that is open for typing."""

    def send(self, line: str) -> None:
        """Send one line; Refused where somebody else is at the desk than opened the port."""
        ...

    def close(self) -> None:
        """Close the port."""
        ...


class SetupService(Protocol):
    """First start. Calls are slow except ``is_ready``."""

    def is_ready(self) -> bool:
        """Say whether a ledger is open."""
        ...

    def create_ledger(self, passphrase: str) -> None:
        """Make ledger and key; an empty passphrase keeps the key in a file of this user."""
        ...

    def open_with(self, passphrase: str) -> None:
        """Open a ledger that is locked; raises VaultTrouble. Empty: try again as before."""
        ...

    def simulate(self, boards: int) -> None:
        """Make pretend boards with a list and an order, and tie them to slots."""
        ...


class SignInService(Protocol):
    """Who is at the desk. All calls are slow except ``touch``."""

    def at_desk(self) -> AtDesk:
        """Return who is here."""
        ...

    def touch(self) -> None:
        """Note that somebody is at the desk."""
        ...

    def sign_in(self, name: str, secret: Secret) -> None:
        """Sign in, unlock, or hand over; by badge where no name is given. Raises NotAllowed."""
        ...

    def change_own(self, name: str, old: Secret, new: Secret) -> None:
        """Change one's own PIN or password and sign in with it; needs no right."""
        ...

    def lock(self) -> None:
        """Lock the desk; boards go on."""
        ...

    def sign_out(self) -> None:
        """End the shift."""
        ...

    def with_second(self, act: Act, name: str, secret: Secret, call: Callable[[], R]) -> R:
        """Make one call with a second person's word for its act; by badge where no name is given.

        Raises NotAllowed ``sign-in-wrong``, ``approver-…``; Refused ``locked-out…``; and what the
        call raises.
        """
        ...

    def may(self, acts: Sequence[Act]) -> "Mapping[Act, Permission]":
        """Return for each act whether it may be done now, and who could."""
        ...


class StationService(Protocol):
    """What is changed of this station. Calls are slow and raise NotAllowed."""

    def change(self, what: str, old: object, new: object) -> None:
        """Let a change pass and record it; the page makes it then."""
        ...


class Services(Protocol):
    """Everything the window asks."""

    @property
    def station(self) -> StationService:
        """Settings of this station."""
        ...

    @property
    def bench(self) -> BenchService:
        """Slots."""
        ...

    @property
    def lots(self) -> "LotService":
        """Lots."""
        ...

    @property
    def orders(self) -> "OrderService":
        """Work orders."""
        ...

    @property
    def units(self) -> UnitService:
        """Units."""
        ...

    @property
    def reports(self) -> ReportService:
        """Reports."""
        ...

    @property
    def labels(self) -> "LabelService":
        """Label designs, printers, the print queue."""
        ...

    @property
    def diagnostics(self) -> DiagnosticService:
        """Ports and logs."""
        ...

    @property
    def sign_in(self) -> SignInService:
        """Who is at the desk."""
        ...

    @property
    def setup(self) -> SetupService:
        """First start."""
        ...

    @property
    def quality(self) -> "QualityServices":
        """Quality, packing, figures, people and the record."""
        ...
