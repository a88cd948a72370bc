"""What the Lots and Work orders pages show: frozen records; see ``app.ui.views``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.hooks import HookKind
from app.domain.licenses import LicenseState
from app.domain.lots import LotData
from app.domain.orders import OrderRules, WorkOrder
from app.domain.problems import Problem, Severity
from app.ui.problem_digest import ProblemDigest


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """One column of a file: which field it is taken for (empty: an extra column).

    ``by_header``: its own header says so; such a column can mean something else, but a status, a
    MAC or an identity in the list is never left out of account.
    """

    letter: str
    header: str
    field: str
    samples: tuple[str, ...] = ()
    by_header: bool = False


@dataclass(frozen=True, slots=True)
class UnknownStatus:
    """A status in a file that nobody explained, and how many rows carry it."""

    value: str
    rows: int


@dataclass(frozen=True, slots=True)
class ImportQuestion:
    """What a person decided about a file. Empty values: let the program find out.

    ``mapping``: column letter -> field. ``answers``: status -> available, used or held.
    ``profile``: name of a kept mapping that the other decisions go before. ``header_row`` as Excel
    counts, 0: the list has none. ``keep_source``: the file stays with the lot, encrypted.
    ``shred``: the file is deleted after a successful import.
    """

    file: Path
    lot: str = ""
    scheme: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    skip_bad: bool = False
    sheet: str = ""
    header_row: int | None = None
    profile: str = ""
    data: LotData = field(default_factory=LotData)
    keep_source: bool = False
    shred: bool = False


@dataclass(frozen=True, slots=True)
class SheetView:
    """One sheet of a file; a hidden one is often an old list."""

    name: str
    visible: bool = True


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a file: its number as Excel counts, one text per column, secrets as dots."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What importing a file would do. Secrets in samples are struck out already.

    ``head``: number and words of the first rows, for choosing the header row. ``unread``: why the
    file cannot be read as a list yet; then only columns and choices are known. ``more``: problems
    that are counted and not named one by one. ``whole``: what is wrong with the file as a whole,
    which no skipping of rows mends.
    """

    question: ImportQuestion
    scheme: str
    reason: str  # a code with ``reason_facts``
    reason_facts: Mapping[str, object]
    schemes: tuple[tuple[str, str], ...]  # name, title
    fields: tuple[str, ...]
    columns: tuple[ColumnGuess, ...]
    rows: int
    good: int
    problems: tuple[Problem, ...]
    unknown: tuple[UnknownStatus, ...]
    sheets: tuple[SheetView, ...] = ()
    sheet: str = ""
    header_row: int = 1
    head: tuple[tuple[int, str], ...] = ()
    profiles: tuple[str, ...] = ()
    unread: Problem | None = None
    more: int = 0
    states: Mapping[str, int] = field(default_factory=dict)
    digest: ProblemDigest = field(init=False)
    whole: Problem | None = field(init=False)

    def __post_init__(self) -> None:
        """Count the problems, and find what is wrong with the file as a whole."""
        above = (p for p in self.problems if p.row is None or p.row <= self.header_row)
        first = next((p for p in above if p.severity is Severity.ERROR), None)
        object.__setattr__(self, "digest", ProblemDigest.of(self.problems))
        object.__setattr__(self, "whole", self.unread or first)

    @property
    def errors(self) -> int:
        """Return how many problems block."""
        return self.digest.errors


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What was imported. ``rejected``: file with the rows left out, where some were.

    ``states``: licenses per state. ``notes``: what is worth telling beside it. ``kept`` and
    ``shredded``: what became of the file ``source``.
    """

    lot: str
    rows: int
    imported: int
    rejected: Path | None = None
    states: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()
    kept: bool = False
    shredded: bool = False
    source: Path | None = None


@dataclass(frozen=True, slots=True)
class RegistrationDraft:
    """Units to register at a cloud: MACs or serial numbers, one word each."""

    scheme: str
    units: tuple[str, ...]
    batch_tag: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class KeptSource:
    """A list file that is kept, encrypted, with its lot. ``size`` in bytes."""

    id: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """A work order as typed."""

    name: str
    product: str
    quantity: int
    lot_ids: tuple[int, ...]
    rules: OrderRules


@dataclass(frozen=True, slots=True)
class OrderChoices:
    """What a work order can name: board profiles, label designs, serial number patterns."""

    profiles: tuple[str, ...]
    labels: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HookDraft:
    """A hook as typed; ``new_secret``: what it signed with until now is void."""

    name: str
    kind: HookKind
    target: str
    events: tuple[str, ...]
    enabled: bool = True
    new_secret: bool = False


@dataclass(frozen=True, slots=True)
class OpenLicense:
    """A license of an order that is not accounted for, and the unit it was meant for."""

    identity: str
    state: LicenseState
    unit: str = ""


@dataclass(frozen=True, slots=True)
class OrderAccount:
    """Where each license of an order is; ``balanced``: every one is accounted for.

    ``counts``: licenses of the order per state. ``unaccounted``: the first of those that forbid
    closing.
    """

    order: WorkOrder
    passed: int
    failed: int
    doubtful: int
    left: int
    balanced: bool
    counts: Mapping[str, int] = field(default_factory=dict)
    unaccounted: tuple[OpenLicense, ...] = ()
