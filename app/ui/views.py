"""What the pages show: frozen records, handed over by the services."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.domain.licenses import LicenseState
from flasher.model import Outcome, Step


class SlotState(StrEnum):
    """What a slot's card says in one word."""

    UNASSIGNED = "unassigned"
    PAUSED = "paused"
    WAITING = "waiting"
    RUNNING = "running"
    PASS = "pass"
    FAIL = "fail"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    STOPPED = "stopped"
    LOCKED = "locked"
    FOUND = "found"


ENDED = frozenset(
    {
        SlotState.PASS,
        SlotState.FAIL,
        SlotState.DOUBTFUL,
        SlotState.REFUSED,
        SlotState.STOPPED,
    }
)
"""The states of a slot whose unit has its verdict."""


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


def recorded_steps(
    steps: Mapping[str, float], outcome: Outcome, facts: Mapping[str, object]
) -> tuple[StepView, ...]:
    """Return the steps of an attempt on record; words that name no step are left out.

    Of a failed or doubtful one the step that its sentence names is the failed one, and the last
    only where the sentence names none: a step may be taken up again after later ones.
    """
    known = {step.value for step in Step}
    spent: dict[str, float | None] = {name: s for name, s in steps.items() if name in known}
    failed: str | None = None
    if outcome in (Outcome.FAILED, Outcome.DOUBTFUL):
        named = facts.get("step")
        if isinstance(named, str) and named in known:
            failed = named
            spent.setdefault(named, None)
        else:
            failed = next(reversed(spent), None)
    return tuple(
        StepView(Step(name), StepState.FAILED if name == failed else StepState.DONE, seconds)
        for name, seconds in spent.items()
    )


@dataclass(frozen=True, slots=True)
class SlotView:
    """Everything a slot's card shows; a card shows this and nothing else.

    ``started_at``: monotonic seconds of the attempt's start, while it runs. ``seconds``: how long
    the whole attempt took, once it ended. ``code`` and ``facts`` make sentence and advice.
    ``is_over``: the bench is off since, and nobody knows which board is in the slot by now.
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
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class BenchHeader:
    """The figures above the slots. ``fpy`` 0 to 1; ``cycles``: last units' seconds, oldest first.

    ``low_stock``: the pool is at or below its warning. ``running``: the station takes boards.
    ``beside``: codes with facts that are to be read beside the notice, which says what is urgent.
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
    beside: tuple[tuple[str, Mapping[str, object]], ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """Something was recorded; pages that show it ask again. ``what``: lots, orders or units."""

    what: str


@dataclass(frozen=True, slots=True)
class LedgerShut:
    """The ledger is there and could not be opened; ``code`` and ``facts`` say why."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


BenchEvent = SlotView | BenchHeader | Changed | LedgerShut


@dataclass(frozen=True, slots=True)
class AtDesk:
    """Whose shift it is (empty: nobody's), and whether the desk asks for a sign-in."""

    name: str = ""
    has_people: bool = False
    is_locked: bool = False


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


@dataclass(frozen=True, slots=True)
class PortRow:
    """One serial port of this PC. ``slot`` 0: not one of ours yet."""

    device: str
    description: str
    place: str
    serial_number: str
    slot: int = 0
    blocked: bool = False
    named: bool = False  # a person wrote the name; no adapter bears it


@dataclass(frozen=True, slots=True)
class BundlePart:
    """One file that would go into a support bundle."""

    name: str
    size: int
    text: str
