"""Quality over its workflows: scans, inspections, samples, what becomes of a unit."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.domain.acts import Act
from app.domain.figures import Dashboard, FigureFilter
from app.domain.licenses import LicenseState
from app.domain.sampling import SamplingPlan, Severity
from app.domain.shifts import ShiftPlan
from app.domain.stories import Stage, UnitStory
from app.ledger.inspections import OpenSample
from app.ui.language import language
from app.ui.live.desk import Desk
from app.ui.services_quality import LifeAsked, PairView, SampleView, ScanView
from app.workflows import unit_life
from app.workflows.export_report import export_figures, export_traveller, figures
from app.workflows.golden import add_golden, check_golden, retire_golden
from app.workflows.inspect import open_sample, pass_unit, reason_list, reject_unit
from app.workflows.qa_scan import ScanResult, qa_scan, scan_pair
from app.workflows.services import Services
from app.workflows.unit_story import unit_story

_SENT_BACK = {
    Act.UNIT_REWORKED: Stage.REWORK,
    Act.UNIT_RETESTED: Stage.RETEST,
    Act.UNIT_RETURNED: Stage.RETURNED,
}


class LiveQuality:
    """See QualityService."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def scan(self, raw: str, *, order: str = "", port: str = "") -> ScanView:
        """Return the verdict, and remember the scan."""
        services = self._desk.services()
        return _view(qa_scan(services, raw, order=order or None, port=port or None))

    def pair(self, product: str, box: str, *, order: str = "") -> PairView:
        """Compare two labels."""
        found = scan_pair(self._desk.services(), product, box, order=order or None)
        return PairView(found.matches, found.code, found.facts, _view(found.product))

    def reasons(self) -> Sequence[tuple[str, str, str]]:
        """Return the factory's own list, or the shipped one."""
        listed = reason_list()
        return [(c, listed.text(c, "en"), listed.text(c, "zh_CN")) for c in listed.words]

    def pass_unit(
        self,
        words: str,
        *,
        remarks: str = "",
        pictures: Sequence[Path] = (),
        sample: str = "",
    ) -> UnitStory:
        """Record that a unit passed inspection."""
        services = self._desk.services()
        return pass_unit(services, words, remarks=remarks, pictures=pictures, sample=sample or None)

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
        services = self._desk.services()
        return reject_unit(
            services, words, reasons, remarks=remarks, pictures=pictures, sample=sample or None
        )

    def samples(self) -> Sequence[SampleView]:
        """Return the samples, newest first."""
        services = self._desk.services()
        return [_sample(services, found) for found in services.ledger.inspections.samples()]

    def open_sample(
        self,
        name: str,
        plan: SamplingPlan,
        lot_size: int,
        *,
        order: str = "",
        resume: str = "",
    ) -> SampleView:
        """Draw a sample."""
        services = self._desk.services()
        drawn = open_sample(services, name, plan, lot_size, order=order or None, resume=resume)
        return _sample(services, drawn)

    def goldens(self) -> Sequence[str]:
        """Return the golden samples in use."""
        services = self._desk.services()
        return [golden.name for golden in services.ledger.golden.in_use()]

    def add_golden(self, name: str, words: str) -> None:
        """Name a written unit as golden sample."""
        add_golden(self._desk.services(), name, words)

    def retire_golden(self, name: str, reason: str) -> None:
        """Use a golden sample no more."""
        retire_golden(self._desk.services(), name, reason)

    def check_golden(self, name: str, port: str, *, order: str = "") -> bool:
        """Read it with the order's profile, in the order's shift, as the bench asks for it."""
        services = self._desk.services()
        if not order:
            return check_golden(services, name, port)
        found = services.ledger.orders.get(order)
        shifts = services.ledger.inspections.rules_of(found.id).shifts
        return check_golden(services, name, port, profile=found.rules.profile, shifts=shifts)

    def story(self, words: str) -> UnitStory:
        """Return everything that is known of one unit."""
        return unit_story(self._desk.services(), words)

    def live_on(self, asked: LifeAsked) -> tuple[UnitStory, str]:
        """Do one act of a unit's life."""
        services = self._desk.services()
        words, reason = asked.words, asked.reason
        match asked.act:
            case Act.UNIT_HELD:
                return unit_life.hold_unit(services, words, reason), "unit-act-done"
            case Act.UNIT_FREED:
                return unit_life.free_unit(services, words, reason), "unit-act-done"
            case Act.UNIT_SCRAPPED:
                return unit_life.scrap_unit(services, words, reason), "unit-act-done"
            case Act.UNIT_REPLACED:
                return unit_life.replace_unit(services, words, asked.by, reason), "unit-act-done"
            case Act.UNIT_RESET:
                state, story = unit_life.reset_unit(services, words, asked.port, reason)
                free = state is LicenseState.AVAILABLE
                return story, "unit-reset-available" if free else "unit-reset-void"
            case Act.UNIT_EDITED:
                story = unit_life.edit_unit(services, words, remarks=asked.remarks, tags=asked.tags)
                return story, "unit-act-done"
            case act:
                story = unit_life.send_back(services, words, _SENT_BACK[act], reason)
                return story, "unit-act-done"

    def traveller(self, words: str, file: Path) -> None:
        """Write the whole story of one unit as PDF."""
        export_traveller(self._desk.services(), words, file, language().texts)


class LiveFigures:
    """See FiguresService."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def dashboard(self, which: FigureFilter) -> Dashboard:
        """Return every figure of a selection."""
        return figures(self._desk.services(), which, shifts=_shifts())

    def export(self, which: FigureFilter, file: Path) -> None:
        """Write them, by the file's ending."""
        services = self._desk.services()
        export_figures(services, which, file, language().texts, shifts=_shifts())


def _shifts() -> ShiftPlan:
    """Return the usual shifts in this computer's own time."""
    ahead = datetime.now().astimezone().utcoffset()
    minutes = 0 if ahead is None else int(ahead.total_seconds()) // 60
    return ShiftPlan(utc_offset_min=minutes // 30 * 30)


def _view(found: ScanResult) -> ScanView:
    return ScanView(
        verdict=found.verdict,
        code=found.code,
        facts=found.facts,
        text=found.scan.text,
        story=found.story,
        others=found.others,
        times_scanned=found.times_scanned,
        device="" if found.reading is None else found.reading.code,
    )


def _sample(services: Services, found: OpenSample) -> SampleView:
    names = {order.id: order.name for order in services.ledger.orders.list()}
    drawn = found.sample
    return SampleView(
        name=found.name,
        order=names.get(found.order_id, "") if found.order_id is not None else "",
        lot_size=drawn.lot_size,
        size=drawn.size,
        accept=drawn.accept,
        reject=drawn.reject,
        inspected=found.inspected,
        rejected=found.rejected,
        decision=found.decision,
        tightened=found.plan.get("severity") == Severity.TIGHTENED,
    )
