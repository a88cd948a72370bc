"""Pretend quality services with invented data, as ``demo_services`` for the other pages."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain.acts import Act
from app.domain.figures import Dashboard, FigureFilter, Figures, GroupBy, StepTime, pareto
from app.domain.licenses import LicenseSeen, LicenseState
from app.domain.packing import Package, PackageKind, PackageState, PackedUnit
from app.domain.quality import Verdict
from app.domain.sampling import SamplingPlan
from app.domain.stories import Life, Stage, UnitStory
from app.domain.units import Unit
from app.errors import BadInput, Refused
from app.ui.demo_people import DemoAudit, DemoPeople, DemoVault, at
from app.ui.services_quality import (
    LifeAsked,
    PairView,
    SampleView,
    ScanView,
)

STEPS = {"connect": 0.031, "identify": 0.042, "read_existing": 0.028, "intent": 0.009}
STEPS |= {"write": 0.071, "read_back": 0.033}
BAD_STEPS = {"connect": 0.031, "identify": 0.044, "write": 5.0}


def demo_story(
    number: int = 28, state: LicenseState = LicenseState.VERIFIED, stage: Stage = Stage.IN_USE
) -> UnitStory:
    """Return the story of a unit that failed once, passed, was printed and inspected."""
    identity, mac = f"uuid{number:016x}", f"18DE50{number:06X}"
    unit = Unit(number, mac, mac, f"SN2603-{number:05d}", at(95), "station-1", 2, None)
    held = LicenseSeen(
        license_id=number,
        identity=identity,
        family="tuya",
        lot="PO-20260312-A",
        lot_id=1,
        row=number + 1,
        state=state,
        state_at=at(92),
        unit_id=number,
        unit_hwid=mac,
        bound_to=None,
        elsewhere=False,
        was_out=True,
        digest=b"",
        has_secret=True,
    )
    base: dict[str, Any] = {"station": "station-1", "slot": "3", "operator": "Chen Li"}
    base |= {"port": "COM5", "identity": identity, "facts": '{"step": "write"}'}
    first = {"id": 1, "number": 1, "started_at": at(95), "outcome": "doubtful"}
    first |= {"code": "reply-late", "seconds": 5.61, "steps": BAD_STEPS}
    then = {"id": 2, "number": 2, "started_at": at(92), "outcome": "pass"}
    then |= {"code": "pass", "seconds": 0.24, "steps": STEPS}
    label = {"id": 7, "design": "standard-50x30", "printer": "Zebra 1", "state": "printed"}
    label |= {"queued_at": at(92), "queued_by": "Chen Li", "printed_at": at(91.8)}
    label |= {"copy_no": 1, "copies": 1, "reason": None, "design_version": 1}
    looked = {"id": 3, "result": "pass", "reasons": [], "remarks": "", "station": "QA-1"}
    looked |= {"inspector": "Qiu Yan", "at": at(30), "sample_id": None}
    act = {"seq": 5_120, "at": at(30), "act": Act.UNIT_INSPECTED.value, "who": "Qiu Yan"}
    act |= {"approver": None, "station": "QA-1", "subject": f"unit:{mac}"}
    act |= {"old": None, "new": None, "reason": None}
    return UnitStory(
        unit=unit,
        license=held,
        order="WO-0312",
        life=Life(
            stage, at(20), reason="" if stage is Stage.IN_USE else "dropped", tags=("pilot",)
        ),
        attempts=[base | first, base | then],
        labels=[label],
        inspections=[looked],
        packed_in=["CTN-0312-004"],
        acts=[act],
        scans=[],
    )


SCANS: dict[str, ScanView] = {
    "passed": ScanView(Verdict.PASSED, "qa-passed", {}, "passed", demo_story(), device=""),
    "failed": ScanView(
        Verdict.FAILED,
        "qa-doubtful",
        {"why": "reply-late"},
        "failed",
        demo_story(29, LicenseState.DOUBTFUL),
    ),
    "void": ScanView(
        Verdict.VOID,
        "qa-scrapped",
        {"why": "water damage"},
        "void",
        demo_story(30, LicenseState.VOID, Stage.SCRAPPED),
    ),
    "held": ScanView(
        Verdict.HELD, "qa-held", {"why": "customer complaint"}, "held", demo_story(31)
    ),
    "clone": ScanView(
        Verdict.CLONE, "qa-clone", {"others": "18DE5000A0FF"}, "clone", demo_story(32)
    ),
    "duplicate": ScanView(
        Verdict.DUPLICATE,
        "qa-scanned-twice",
        {"at": "14:12", "who": "Qiu Yan", "station": "QA-1"},
        "duplicate",
        demo_story(33),
        times_scanned=1,
    ),
    "order": ScanView(
        Verdict.WRONG_ORDER, "qa-wrong-order", {"order": "WO-0299"}, "order", demo_story(34)
    ),
    "again": ScanView(
        Verdict.ALREADY_INSPECTED,
        "qa-already-inspected",
        {"at": "13:56", "who": "Qiu Yan"},
        "again",
        demo_story(35),
    ),
    "blank": ScanView(Verdict.NOT_WRITTEN, "qa-not-written", {}, "blank", demo_story(36)),
}


class DemoQuality:
    """Knows a few codes; remembers what was asked."""

    def __init__(self, *, empty: bool = False) -> None:
        self.scanned: list[tuple[str, str, str]] = []
        self.inspected: list[tuple[str, str, tuple[str, ...]]] = []
        self.lived: list[LifeAsked] = []
        self.golden: dict[str, str] = {} if empty else {"G-1": "uuid-golden"}
        self.rows = [] if empty else [SampleView("S-0312", "WO-0312", 500, 50, 1, 2, 31, 1)]

    def scan(self, raw: str, *, order: str = "", port: str = "") -> ScanView:
        """Return one of the known verdicts."""
        self.scanned.append((raw, order, port))
        unknown = ScanView(Verdict.UNKNOWN, "qa-unknown", {"text": raw[:80]}, raw)
        found = SCANS.get(raw, unknown)
        return replace(found, device="device-matches" if port else "")

    def pair(self, product: str, box: str, *, order: str = "") -> PairView:
        """Compare the words."""
        del order
        same = product == box
        facts = {"product": product, "box": box}
        return PairView(same, "qa-pair-matches" if same else "qa-pair-differs", facts)

    def reasons(self) -> Sequence[tuple[str, str, str]]:
        """Return some reasons."""
        return (
            ("label-missing", "Label missing", "缺少标签"),
            ("label-unreadable", "Label cannot be read", "标签无法读取"),
            ("label-crooked", "Label crooked or damaged", "标签歪斜或破损"),
            ("no-power", "Does not start", "无法启动"),
            ("no-radio", "No radio connection", "无线连接失败"),
            ("housing-damaged", "Housing scratched or broken", "外壳划伤或破损"),
            ("solder-fault", "Soldering fault", "焊接不良"),
            ("dirty", "Dirty or residue", "脏污或有残留物"),
            ("other", "Other, see remarks", "其他，见备注"),
        )

    def pass_unit(
        self,
        words: str,
        *,
        remarks: str = "",
        pictures: Sequence[Path] = (),
        sample: str = "",
    ) -> UnitStory:
        """Remember it."""
        del remarks, pictures, sample
        self.inspected.append((words, "pass", ()))
        return demo_story()

    def reject_unit(
        self,
        words: str,
        reasons: Sequence[str],
        *,
        remarks: str = "",
        pictures: Sequence[Path] = (),
        sample: str = "",
    ) -> UnitStory:
        """Remember it."""
        del remarks, pictures, sample
        self.inspected.append((words, "reject", tuple(reasons)))
        return demo_story()

    def samples(self) -> Sequence[SampleView]:
        """Return the samples."""
        return tuple(self.rows)

    def open_sample(
        self,
        name: str,
        plan: SamplingPlan,
        lot_size: int,
        *,
        order: str = "",
    ) -> SampleView:
        """Draw one."""
        drawn = plan.draw(lot_size)
        numbers = (drawn.lot_size, drawn.size, drawn.accept, drawn.reject)
        self.rows.insert(0, SampleView(name, order, *numbers, 0, 0))
        return self.rows[0]

    def goldens(self) -> Sequence[str]:
        """Return what was named."""
        return tuple(self.golden)

    def add_golden(self, name: str, words: str) -> None:
        """Remember it."""
        self.golden[name] = words

    def check_golden(self, name: str, port: str, *, order: str = "") -> bool:
        """Find every golden sample as it should be."""
        del port, order
        return name in self.golden

    def story(self, words: str) -> UnitStory:
        """Return a story for everything."""
        del words
        return demo_story()

    def live_on(self, asked: LifeAsked) -> tuple[UnitStory, str]:
        """Remember it."""
        self.lived.append(asked)
        return demo_story(), "unit-act-done"

    def traveller(self, words: str, file: Path) -> None:
        """Write a word."""
        del words
        file.write_bytes(b"%PDF")


class DemoPacking:
    """One open carton and some closed ones."""

    def __init__(self, *, empty: bool = False) -> None:
        self.boxes: dict[str, Package] = {}
        self.inside: dict[str, list[PackedUnit]] = {}
        if empty:
            return
        for number, content in ((1, 20), (2, 20), (3, 20), (4, 13)):
            code = f"CTN-0312-{number:03d}"
            closed = content == 20
            self.boxes[code] = Package(
                id=number,
                kind=PackageKind.CARTON,
                code=code,
                order="WO-0312",
                order_id=1,
                capacity=20,
                content=content,
                state=PackageState.CLOSED if closed else PackageState.OPEN,
                inside="PLT-0312-1" if number == 1 else None,
                opened_at=at(300 - 60 * number),
                opened_by="Zhao Min",
                closed_at=at(250 - 60 * number) if closed else None,
                closed_by="Zhao Min" if closed else None,
            )
            self.inside[code] = [self._line(code, f"{number * 100 + n:x}") for n in range(content)]

    def all(self) -> Sequence[Package]:
        """Return all packages, newest first."""
        return sorted(self.boxes.values(), key=lambda box: -box.id)

    def contents(self, code: str) -> Sequence[PackedUnit]:
        """Return what is in one."""
        return tuple(self.inside.get(code, ()))

    def open(
        self,
        kind: PackageKind,
        code: str,
        *,
        order: str = "",
        capacity: int = 0,
    ) -> Package:
        """Begin a package."""
        if code in self.boxes:
            raise BadInput("package-code-taken", package=code)
        number = len(self.boxes) + 1
        named = order or None
        state = PackageState.OPEN
        box = Package(
            number, kind, code, named, None, capacity or 20, 0, state, None, at(0), "Zhao Min"
        )
        self.boxes[code], self.inside[code] = box, []
        return box

    def pack(self, code: str, raw: str) -> Package:
        """Put a unit in, unless it is there already."""
        if raw == "stranger":
            raise Refused("pack-other-order", unit=raw, order="WO-0299", package=code)
        for box, lines in self.inside.items():
            if any(line.identity == raw for line in lines):
                raise Refused("already-packed", unit=raw, package=box)
        found = self.boxes[code]
        if found.left == 0:
            raise Refused("package-full", package=code, capacity=found.capacity)
        self.inside[code].append(self._line(code, raw, plain=True))
        self.boxes[code] = replace(found, content=found.content + 1)
        return self.boxes[code]

    def unpack(self, raw: str, reason: str) -> Package:
        """Take it out again."""
        del reason
        for code, lines in self.inside.items():
            for line in lines:
                if line.identity == raw:
                    lines.remove(line)
                    box = self.boxes[code]
                    fewer = box.content - 1
                    self.boxes[code] = replace(box, content=fewer, state=PackageState.OPEN)
                    return self.boxes[code]
        raise Refused("not-packed", unit=raw)

    def close(self, code: str, counted: int = 0) -> Package:
        """Close a package."""
        box = self.boxes[code]
        if counted and counted != box.content:
            raise Refused("package-quantity", package=code, counted=counted, content=box.content)
        self.boxes[code] = replace(box, state=PackageState.CLOSED, closed_at=at(0))
        return self.boxes[code]

    def dissolve(self, code: str, reason: str) -> Package:
        """Give up an empty package."""
        del reason
        self.boxes[code] = replace(self.boxes[code], state=PackageState.DISSOLVED)
        return self.boxes[code]

    def write_list(self, code: str, file: Path) -> int:
        """Write the identities."""
        lines = [str(line.identity) for line in self.contents(code)]
        file.write_text("\n".join(lines), encoding="utf-8")
        return len(lines)

    def write_label(self, code: str, file: Path) -> None:
        """Write a word."""
        file.write_text(code, encoding="utf-8")

    def _line(self, code: str, words: str, *, plain: bool = False) -> PackedUnit:
        identity = words if plain else f"uuid{int(words, 16):016x}"
        mac = None if plain else f"18DE50{int(words, 16):06X}"
        return PackedUnit(code, identity, mac, None, at(10), "Zhao Min")


class DemoFigures:
    """A day with a bad hour and a slot that fails more than the others."""

    def __init__(self, *, empty: bool = False) -> None:
        self.is_empty = empty
        self.asked: list[FigureFilter] = []

    def dashboard(self, which: FigureFilter) -> Dashboard:
        """Return every figure."""
        self.asked.append(which)
        if self.is_empty:
            return Dashboard(Figures(), {group: {} for group in GroupBy}, (), (), which)
        groups = {
            GroupBy.HOUR: {f"2026-03-12T{h:02d}": _made(h, 120 + h * 7 % 60) for h in range(6, 15)},
            GroupBy.DAY: {f"2026-03-{d:02d}": _made(d, 1400 + d * 31 % 300) for d in range(5, 13)},
            GroupBy.SHIFT: {f"2026-03-{d:02d} {s}": _made(d, 700) for d in (11, 12) for s in "AB"},
            GroupBy.STATION: {"station-1": _made(3, 820), "station-2": _made(5, 790)},
            GroupBy.SLOT: {str(n): _made(11 if n == 3 else n, 200 + n * 3) for n in range(1, 9)},
            GroupBy.OPERATOR: {"Chen Li": _made(2, 640), "Wang Fang": _made(4, 590)},
            GroupBy.LOT: {"PO-20260301-A": _made(6, 420), "PO-20260312-A": _made(1, 980)},
            GroupBy.ORDER: {"WO-0299": _made(7, 510), "WO-0312": _made(2, 890)},
        }
        steps = [
            StepTime("station-1", str(slot), step, 200, mean * (1.9 if slot == 3 else 1.0))
            for slot in range(1, 9)
            for step, mean in STEPS.items()
        ]
        failures = pareto(
            [
                ("failed", "no-answer", 34),
                ("doubtful", "reply-late", 17),
                ("failed", "read-back-differs", 9),
                ("refused", "default-mac", 6),
                ("refused", "clone", 2),
                ("aborted", "stopped", 1),
            ]
        )
        total = Figures.sum_of(groups[GroupBy.HOUR].values())
        return Dashboard(total, groups, steps, failures, which)

    def export(self, which: FigureFilter, file: Path) -> None:
        """Write a word."""
        del which
        file.write_bytes(b"figures")


def _made(seed: int, tried: int) -> Figures:
    bad = 4 + seed * 13 % 23
    first = tried - bad
    return Figures(
        attempts=tried + bad,
        tries=tried + bad,
        tried=tried,
        first_passes=first,
        late_passes=bad * 2 // 3,
        made=first + bad * 2 // 3,
        rechecks=3,
        writes=first,
        seconds=first * (0.21 + seed % 5 / 60),
        halves=2,
    )


class DemoQualityServices:
    """All of them together."""

    def __init__(self, *, empty: bool = False) -> None:
        self.desk = DemoQuality(empty=empty)
        self.packing = DemoPacking(empty=empty)
        self.figures = DemoFigures(empty=empty)
        self.people = DemoPeople(empty=empty)
        self.audit = DemoAudit(empty=empty)
        self.vault = DemoVault(empty=empty)


__all__ = ["DemoQualityServices", "demo_story"]
