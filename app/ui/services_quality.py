"""What the quality, packing and figures pages ask, with all that is joined to it.

All calls are slow unless said, and raise the known errors of ``app.errors``. An act that needs a
second person raises NotAllowed ``approval-needed``; ``Page.ask`` then asks for that person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from app.domain.acts import Act
from app.domain.figures import Dashboard, FigureFilter
from app.domain.packing import Package, PackageKind, PackedUnit
from app.domain.quality import Verdict
from app.domain.sampling import LotDecision, SamplingPlan
from app.domain.stories import UnitStory
from app.ui.services_ledger import AuditService, PeopleService, VaultService


@dataclass(frozen=True, slots=True)
class ScanView:
    """One scan: the verdict, its sentence as ``code`` and ``facts``, and whose story it is.

    ``device``: code of what a connected board said, empty where none was read.
    """

    verdict: Verdict
    code: str
    facts: Mapping[str, object]
    text: str
    story: UnitStory | None = None
    others: tuple[UnitStory, ...] = ()
    times_scanned: int = 0
    device: str = ""


@dataclass(frozen=True, slots=True)
class PairView:
    """Whether two labels are of one unit."""

    matches: bool
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    product: ScanView | None = None


@dataclass(frozen=True, slots=True)
class SampleView:
    """One sample: ``size`` units to inspect; rejected from ``reject`` rejects on.

    ``tightened``: earlier lots of the product were rejected.
    """

    name: str
    order: str
    lot_size: int
    size: int
    accept: int
    reject: int
    inspected: int
    rejected: int
    decision: LotDecision | None = None
    tightened: bool = False


@dataclass(frozen=True, slots=True)
class LifeAsked:
    """What shall become of a unit.

    ``by``: the board that replaces it; ``port``: where a reset reads it; ``remarks`` and ``tags``:
    None leaves them as they are.
    """

    act: Act
    words: str
    reason: str = ""
    by: str = ""
    port: str = ""
    remarks: str | None = None
    tags: tuple[str, ...] | None = None


class QualityService(Protocol):
    """Scans, inspections, samples, and what becomes of a unit."""

    def scan(self, raw: str, *, order: str = "", port: str = "") -> ScanView:
        """Return the verdict on what was scanned; with a port the board there is read as well."""
        ...

    def pair(self, product: str, box: str, *, order: str = "") -> PairView:
        """Compare two labels."""
        ...

    def reasons(self) -> Sequence[tuple[str, str, str]]:
        """Return code, English and Chinese words of each reason of a reject."""
        ...

    def pass_unit(
        self,
        words: str,
        *,
        remarks: str = "",
        pictures: Sequence[Path] = (),
        sample: str = "",
    ) -> UnitStory:
        """Record that a unit passed inspection."""
        ...

    def reject_unit(
        self,
        words: str,
        reasons: Sequence[str],
        *,
        remarks: str = "",
        pictures: Sequence[Path] = (),
        sample: str = "",
    ) -> UnitStory:
        """Record that a unit was rejected."""
        ...

    def samples(self) -> Sequence[SampleView]:
        """Return the samples, newest first."""
        ...

    def open_sample(
        self,
        name: str,
        plan: SamplingPlan,
        lot_size: int,
        *,
        order: str = "",
        resume: str = "",
    ) -> SampleView:
        """Draw a sample; Refused ``sampling-discontinued`` unless ``resume`` says what was done."""
        ...

    def goldens(self) -> Sequence[str]:
        """Return the names of the golden samples in use."""
        ...

    def add_golden(self, name: str, words: str) -> None:
        """Name a written unit as golden sample."""
        ...

    def retire_golden(self, name: str, reason: str) -> None:
        """Use a golden sample no more."""
        ...

    def check_golden(self, name: str, port: str, *, order: str = "") -> bool:
        """Read the golden board at a port; True: this station is open in the order's shift."""
        ...

    def story(self, words: str) -> UnitStory:
        """Return everything that is known of one unit."""
        ...

    def live_on(self, asked: LifeAsked) -> tuple[UnitStory, str]:
        """Do one act of a unit's life; returns its story and the code of what came of it."""
        ...

    def traveller(self, words: str, file: Path) -> None:
        """Write the whole story of one unit as PDF."""
        ...


class PackingService(Protocol):
    """Cartons and pallets."""

    def all(self) -> Sequence[Package]:
        """Return all packages, newest first."""
        ...

    def contents(self, code: str) -> Sequence[PackedUnit]:
        """Return what is in one, in the order of packing."""
        ...

    def open(
        self,
        kind: PackageKind,
        code: str,
        *,
        order: str = "",
        capacity: int = 0,
    ) -> Package:
        """Begin a package; capacity 0: what the order says."""
        ...

    def pack(self, code: str, raw: str) -> Package:
        """Put what was scanned into a package."""
        ...

    def unpack(self, raw: str, reason: str) -> Package:
        """Take it out again."""
        ...

    def close(self, code: str, counted: int = 0) -> Package:
        """Close a package; ``counted`` by hand must agree, 0: not counted."""
        ...

    def dissolve(self, code: str, reason: str) -> Package:
        """Give up an empty package."""
        ...

    def write_list(self, code: str, file: Path) -> int:
        """Write the packing list as CSV or PDF."""
        ...

    def write_label(self, code: str, file: Path) -> None:
        """Write the package's label as PDF, picture or printer language."""
        ...


class FiguresService(Protocol):
    """The figures of the floor."""

    def dashboard(self, which: FigureFilter) -> Dashboard:
        """Return every figure of a selection, told in this station's time."""
        ...

    def export(self, which: FigureFilter, file: Path) -> None:
        """Write them as CSV, XLSX, JSON or PDF."""
        ...


class QualityServices(Protocol):
    """All of them together."""

    @property
    def desk(self) -> QualityService:
        """Scans, inspections, lives of units."""
        ...

    @property
    def packing(self) -> PackingService:
        """Cartons and pallets."""
        ...

    @property
    def figures(self) -> FiguresService:
        """Figures."""
        ...

    @property
    def people(self) -> PeopleService:
        """People and rights."""
        ...

    @property
    def audit(self) -> AuditService:
        """The record of acts."""
        ...

    @property
    def vault(self) -> VaultService:
        """Locks and backups."""
        ...
