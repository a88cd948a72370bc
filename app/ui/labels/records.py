"""What the labels pages show: designs, printers, the queue; frozen records from the service."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.printing import PrintState
from app.labels.design import Design
from app.labels.fields import LabelData


@dataclass(frozen=True, slots=True)
class DesignRow:
    """One design in the list. ``version`` 0: shipped with the program, nothing saved yet."""

    design: Design
    version: int = 0
    saved_at: str = ""
    saved_by: str = ""

    @property
    def name(self) -> str:
        """Return its name."""
        return self.design.name

    @property
    def is_shipped(self) -> bool:
        """Say whether it comes with the program, unchanged."""
        return self.version == 0


class Way(StrEnum):
    """How a printer is reached."""

    NETWORK = "tcp"
    SERIAL = "serial"
    SPOOLER = "spool"
    SYSTEM = "system"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class PrinterDraft:
    """A printer as typed. ``address``: host, port name, queue, file or folder: as the way asks.

    ``darkness`` 0 to 30 and ``speed`` in inches a second; None leaves the printer's own. ``shift``:
    mm to the right and down. ``asks``: it answers for its state.
    """

    name: str
    way: Way = Way.NETWORK
    address: str = ""
    language: str = "zpl"
    dpi: int = 203
    darkness: int | None = None
    speed: int | None = None
    shift_x: float = 0.0
    shift_y: float = 0.0
    asks: bool = True


@dataclass(frozen=True, slots=True)
class PrinterRow:
    """A printer and what is known of it now. ``code``: what it says; empty while not asked.

    ``waiting``, ``failed``, ``doubtful``: labels of its queue.
    """

    draft: PrinterDraft
    waiting: int = 0
    failed: int = 0
    doubtful: int = 0
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return its name."""
        return self.draft.name


@dataclass(frozen=True, slots=True)
class JobRow:
    """One label in the queue. ``copy_no`` 1: the original; ``trouble``: a code."""

    id: int
    printer: str
    design: str
    state: PrintState
    identity: str
    hwid: str
    copy_no: int
    tries: int
    queued_at: datetime
    queued_by: str
    reason: str = ""
    trouble: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """Labels to be queued: of a lot, some of its rows, or one unit. 0 rows: from or to the end.

    ``written_only`` False also prints labels beforehand, for licenses not written yet.
    """

    design: str
    printer: str
    lot: str = ""
    first_row: int = 0
    last_row: int = 0
    unit: str = ""
    written_only: bool = True
    copies: int = 1


@dataclass(frozen=True, slots=True)
class LabelUnits:
    """Units of a lot to look at a design with. ``columns``: extra columns of its list, no secret.

    ``secrets``: names that are secret in its scheme.
    """

    lot: str
    units: tuple[LabelData, ...]
    columns: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
