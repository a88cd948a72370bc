"""What the pages ask for and show: frozen records in, calls out.

A page knows these protocols and nothing else of the program. The real services stand over the
workflows and the station (``live.py``), the pretend ones carry demo data (``demo_services.py``).
Calls marked *slow* are made away from the GUI thread; they raise the known errors of ``app.errors``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from app.domain.licenses import LicenseState
from app.domain.lots import Lot, LotData
from app.domain.orders import OrderRules, WorkOrder
from app.domain.problems import Problem
from flasher.model import Outcome, Step

Progress = Callable[[int, int], None]
"""``progress(done, total)``; total 0 while it is not known."""
Cancelled = Callable[[], bool]


class SlotState(StrEnum):
    """What a slot's card says in one word."""

    UNASSIGNED = "unassigned"
    PAUSED = "paused"
    WAITING = "waiting"
    RUNNING = "running"
    PASS = "pass"  # noqa: S105 - an outcome
    FAIL = "fail"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    STOPPED = "stopped"
    LOCKED = "locked"
    FOUND = "found"


class StepState(StrEnum):
    """Where a step is."""

    TODO = "todo"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class StepView:
    """One step on a card's rail; ``seconds`` once it ended."""

    step: Step
    state: StepState
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class SlotView:
    """Everything a slot's card shows; a card shows this and nothing else.

    ``started_at``: monotonic seconds of the attempt's start, while it runs. ``seconds``: how long
    the whole attempt took, once it ended. ``code`` and ``facts`` make sentence and advice.
    """

    number: int
    name: str
    port: str = ""
    state: SlotState = SlotState.WAITING
    mac: str | None = None
    identity: str | None = None
    steps: tuple[StepView, ...] = ()
    started_at: float | None = None
    seconds: float | None = None
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    recheck: bool = False


@dataclass(frozen=True, slots=True)
class BenchHeader:
    """The figures above the slots. ``fpy`` 0 to 1; ``cycles``: last units' seconds, oldest first.

    ``low_stock``: the pool is at or below its warning. ``running``: the station takes boards.
    """

    order: str = ""
    product: str = ""
    operator: str = ""
    made: int = 0
    to_make: int = 0
    licenses_left: int = 0
    low_stock: bool = False
    fpy: float | None = None
    uph: float | None = None
    cycle_s: float | None = None
    cycles: tuple[float, ...] = ()
    running: bool = False
    locked: bool = False
    notice: str = ""  # a code, e.g. what was settled at start
    notice_facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Changed:
    """Something was recorded; pages that show it ask again. ``what``: lots, orders or units."""

    what: str


BenchEvent = SlotView | BenchHeader | Changed


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

    def start(self) -> None:
        """Take boards on all slots."""
        ...

    def stop(self) -> None:
        """Stop all slots at their next safe place."""
        ...

    def press(self, slot: int) -> None:
        """Start, or try again, on one slot (key, foot switch, scan)."""
        ...

    def probe(self) -> None:
        """Read all slots; write nothing."""
        ...

    def choose_order(self, order: WorkOrder | None) -> None:
        """Work on this order from now on."""
        ...

    def unlock(self, name: str) -> None:
        """Release a locked bench."""
        ...

    def busy_slots(self) -> int:
        """Return how many slots have a unit in work."""
        ...

    def close(self) -> None:
        """Stop and leave; waits until no thread of the station is left."""
        ...


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """One column of a file: which field it is taken for (empty: an extra column)."""

    letter: str
    header: str
    field: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownStatus:
    """A status in a file that nobody explained, and how many rows carry it."""

    value: str
    rows: int


@dataclass(frozen=True, slots=True)
class ImportQuestion:
    """What a person decided about a file. Empty values: let the program find out."""

    file: Path
    lot: str = ""
    scheme: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)  # column letter -> field
    answers: Mapping[str, str] = field(default_factory=dict)  # status -> available|used|held
    skip_bad: bool = False


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What importing a file would do. Secrets in samples are struck out already."""

    question: ImportQuestion
    scheme: str
    scheme_title: str
    reason: str  # a code with ``reason_facts``
    reason_facts: Mapping[str, object]
    schemes: tuple[tuple[str, str], ...]  # name, title
    fields: tuple[str, ...]
    columns: tuple[ColumnGuess, ...]
    rows: int
    good: int
    problems: tuple[Problem, ...]
    unknown: tuple[UnknownStatus, ...]
    preview: tuple[tuple[str, ...], ...]

    @property
    def errors(self) -> int:
        """Return how many problems block."""
        return sum(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What was imported. ``rejected``: file with the rows left out, where some were."""

    lot: str
    rows: int
    imported: int
    rejected: Path | None = None


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

    def edit(self, lot: Lot, data: LotData) -> None:
        """Change what is known of a lot."""
        ...

    def split(self, lot: Lot, quantity: int, name: str) -> None:
        """Move ``quantity`` available licenses to a new lot."""
        ...

    def hold(self, lot: Lot, reason: str) -> None:
        """Hold all available licenses of a lot."""
        ...

    def release(self, lot: Lot, reason: str) -> None:
        """Release the held ones."""
        ...

    def template(self, scheme: str, file: Path) -> None:
        """Write an empty list to be filled in."""
        ...

    def schemes(self) -> Sequence[tuple[str, str]]:
        """Return name and title of each license scheme."""
        ...


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """A work order as typed."""

    name: str
    product: str
    quantity: int
    lot_ids: tuple[int, ...]
    rules: OrderRules


@dataclass(frozen=True, slots=True)
class OrderAccount:
    """Where each license of an order is; ``balanced``: every one is accounted for."""

    order: WorkOrder
    passed: int
    failed: int
    doubtful: int
    left: int
    balanced: bool


class OrderService(Protocol):
    """Work orders. All calls are slow."""

    def all(self) -> Sequence[WorkOrder]:
        """Return all orders, newest first."""
        ...

    def create(self, draft: OrderDraft) -> WorkOrder:
        """Open a new order."""
        ...

    def edit(self, order: WorkOrder, draft: OrderDraft) -> None:
        """Change an open order."""
        ...

    def account(self, order: WorkOrder) -> OrderAccount:
        """Return where its licenses are."""
        ...

    def close(self, order: WorkOrder) -> None:
        """Close it; Refused where a license is not accounted for."""
        ...

    def profiles(self) -> Sequence[str]:
        """Return the names of the board profiles."""
        ...


@dataclass(frozen=True, slots=True)
class UnitQuery:
    """Which units to show; empty fields do not filter. Times are local dates, both inclusive."""

    text: str = ""
    lot: str = ""
    order: str = ""
    operator: str = ""
    state: LicenseState | None = None
    outcome: Outcome | None = None
    since: date | None = None
    until: date | None = None
    sort: str = "at"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit in the table; its last attempt."""

    id: int
    mac: str
    serial: str
    identity: str
    lot: str
    order: str
    state: LicenseState | None
    outcome: Outcome | None
    attempts: int
    seconds: float | None
    slot: str
    operator: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened to a unit. ``code`` and ``facts`` make its sentence."""

    at: datetime
    who: str
    where: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    outcome: Outcome | None = None
    seconds: float | None = None
    steps: tuple[StepView, ...] = ()
    transcript: str = ""


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

    def export(self, query: UnitQuery, file: Path, progress: Progress) -> int:
        """Write all that fit as CSV; return how many."""
        ...


@dataclass(frozen=True, slots=True)
class ReportPreview:
    """The first rows of the write report and its totals. ``hourly``: hour label, pass, other."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    tried: int
    passed: int
    first_pass: int
    hourly: tuple[tuple[str, int, int], ...] = ()


class ReportService(Protocol):
    """Reports. All calls are slow."""

    def preview(self, query: UnitQuery) -> ReportPreview:
        """Return what the report would say."""
        ...

    def export(self, query: UnitQuery, file: Path, progress: Progress) -> int:
        """Write the report as CSV; return the number of rows."""
        ...

    def operators(self) -> Sequence[str]:
        """Return the names that occur."""
        ...


@dataclass(frozen=True, slots=True)
class PortRow:
    """One serial port of this PC. ``slot`` 0: not one of ours yet."""

    device: str
    description: str
    place: str
    serial_number: str
    slot: int = 0
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class BundlePart:
    """One file that would go into a support bundle."""

    name: str
    size: int
    text: str


class DiagnosticService(Protocol):
    """Ports, logs and the support bundle. Calls are slow except ``open_console``."""

    def ports(self) -> Sequence[PortRow]:
        """Return the ports as the watcher last saw them."""
        ...

    def assign(self, port: PortRow, slot: int) -> None:
        """Tie a port's place to a slot; 0 unties it."""
        ...

    def block(self, port: PortRow, blocked: bool) -> None:
        """Never touch this port, or allow it again."""
        ...

    def console(self, device: str, heard: Callable[[str], None]) -> "ConsoleLine":
        """Open a port for typing; ``heard`` gets redacted text from another thread."""
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
        """Send one line."""
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

    def simulate(self, boards: int) -> None:
        """Make pretend boards with a list and an order, and tie them to slots."""
        ...


class Services(Protocol):
    """Everything the window asks."""

    @property
    def bench(self) -> BenchService:
        """Slots."""
        ...

    @property
    def lots(self) -> LotService:
        """Lots."""
        ...

    @property
    def orders(self) -> OrderService:
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
    def diagnostics(self) -> DiagnosticService:
        """Ports and logs."""
        ...

    @property
    def setup(self) -> SetupService:
        """First start."""
        ...
