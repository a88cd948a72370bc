"""QA: scan a label and know at once; reconcile with the device; inspect; compare two labels."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QComboBox

from app.domain.acts import Act
from app.domain.quality import Verdict
from app.domain.sampling import AQLS, LEVELS, SamplingMode, SamplingPlan
from app.domain.stories import UnitStory
from app.settings import SCANNER_PORT
from app.ui.pages.page import Context
from app.ui.quality.golden import GoldenSamples
from app.ui.quality.inspection import InspectionCard
from app.ui.quality.scan_page import ScanPage
from app.ui.quality.story import StoryPanel
from app.ui.quality.verdict import SOUNDS, VerdictPanel
from app.ui.services_quality import PairView, SampleView, ScanView
from app.ui.tasks import Known
from app.ui.views import PortRow, SlotState
from app.ui.widgets.flow import Beside
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import column
from app.ui.words import sentence

STORY_WIDTH = 380


class QaPage(ScanPage):
    """For hands that hold a scanner: everything is a scan, a number, or a function key."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, title=lambda: self.tr("QA"))
        self._product = ""
        self._pairing = False
        self._view: ScanView | None = None
        self.order = self._combo(lambda: self.tr("Work order"), lambda: self.tr("any work order"))
        self.device = self._combo(
            lambda: self.tr("Connected device"), lambda: self.tr("label and record only")
        )
        self.pairing = self.button(
            lambda: self.tr("Two labels"), self.toggle_pairing, image="copy", shortcut="F9"
        )
        self.pairing.setCheckable(True)
        self.golden = GoldenSamples(self, self._wait_for_golden, self._show_golden, self._failed)
        self.check_golden = self.button(
            lambda: self.tr("Golden sample…"), self._check_golden, image="star"
        )
        self.add_golden = self.button(
            lambda: self.tr("Name as golden…"), self._add_golden, kind="quiet"
        )
        self.retire_golden = self.button(
            lambda: self.tr("Retire golden…"), self.golden.retire, kind="quiet"
        )
        quiet = (self.add_golden, self.retire_golden)
        for tool in (self.order, self.device, *quiet, self.check_golden, self.pairing):
            self.tools.addWidget(tool)
        self.verdict = VerdictPanel()
        self.card = InspectionCard()
        self.story = StoryPanel()
        left = column(gap=12)
        left.addWidget(self.verdict, 1)
        left.addWidget(self.card)
        self.body.addWidget(Beside(left, self.story, side=STORY_WIDTH, least=480, low=0), 1)
        self.wedge.numbered.connect(self.card.press)
        self.card.passed.connect(self.pass_it)
        self.card.rejected.connect(self.reject_it)
        self.card.draw.connect(self.draw_sample)
        self.guard(self.card.pass_it, Act.UNIT_INSPECTED, self._has_unit)
        self.guard(self.card.reject_it, Act.UNIT_REJECTED, self._has_unit)
        self.guard(self.card.drawing, Act.SAMPLE_OPENED)
        self.guard(self.check_golden, Act.GOLDEN_CHECKED)
        self.guard(self.add_golden, Act.GOLDEN_ADDED, self._has_unit)
        self.guard(self.retire_golden, Act.GOLDEN_RETIRED)
        self.enable_buttons()
        self.say(self._say_verdict)

    def refresh(self) -> None:
        """Ask for orders, ports, reasons, samples and rights."""
        services, desk = self.services, self.services.quality.desk
        self.ask("orders", lambda: [order.name for order in services.orders.all()], self._orders)
        self.ask("ports", services.diagnostics.ports, self._ports)
        self.ask("reasons", desk.reasons, self.card.offer_reasons)
        self.ask("samples", desk.samples, self.card.offer_samples)

    def scan(self, raw: str) -> None:
        """Take a scanned code."""
        order, port = str(self.order.currentData()), str(self.device.currentData())
        desk = self.services.quality.desk
        self.banner.hide()
        if self._pairing:
            self._scan_pair(raw, order)
            return
        words = self.tr("The device is being read.") if port else ""
        self.verdict.wait(self.tr("WAIT"), words)
        self.context.tasks.run(
            self,
            "scan",
            lambda: desk.scan(raw, order=order, port=port),
            self._show,
            self._failed,
        )

    def toggle_pairing(self) -> None:
        """Compare two labels from now on, or scan single ones again."""
        self._pairing = not self._pairing
        self.pairing.setChecked(self._pairing)
        self._product, self._view = "", None
        self.story.show_story(None)
        self.enable_buttons()
        self._say_verdict()

    def pass_it(self) -> None:
        """Record that the unit passed inspection."""
        story = self.story.story
        if story is None:
            return
        desk, remarks = self.services.quality.desk, self.card.remarks.text().strip()
        sample, pictures = self.card.chosen_sample, self.card.pictures
        self.ask(
            "inspect",
            lambda: desk.pass_unit(
                story.subject, remarks=remarks, pictures=pictures, sample=sample
            ),
            lambda told: self._inspected(told, Verdict.PASSED),
        )

    def reject_it(self) -> None:
        """Record that the unit was rejected for the reasons that are pressed."""
        story, reasons = self.story.story, self.card.chosen
        if story is None:
            return
        desk, remarks = self.services.quality.desk, self.card.remarks.text().strip()
        sample, pictures = self.card.chosen_sample, self.card.pictures
        self.ask(
            "inspect",
            lambda: desk.reject_unit(
                story.subject,
                reasons,
                remarks=remarks,
                pictures=pictures,
                sample=sample,
            ),
            lambda told: self._inspected(told, Verdict.FAILED),
        )

    def draw_sample(self) -> None:
        """Ask for a sampling plan and draw."""
        fields = (
            Field("name", self.tr("Name of the sample"), needed=True, most=64),
            Field("size", self.tr("Size of the lot"), 500, needed=True),
            Field(
                "mode",
                self.tr("Plan"),
                "aql",
                (
                    ("aql", self.tr("ISO 2859-1, single, normal")),
                    ("every", self.tr("every unit")),
                    ("nth", self.tr("every nth unit")),
                ),
            ),
            Field("aql", self.tr("AQL"), "1.0", [(f"{a}", f"{a:g} %") for a in AQLS]),
            Field("level", self.tr("Inspection level"), "II", [(one, one) for one in LEVELS]),
            Field("nth", self.tr("n"), 10, needed=True, most=10_000),
        )
        words = self.tr("The decision falls by itself as the units of the sample are inspected.")
        Form(self, self.tr("Draw a sample"), fields, self._drawn, words=words).open()

    def _drawn(self, values: Mapping[str, Value], resume: str = "") -> None:
        plan = SamplingPlan(
            SamplingMode(str(values["mode"])),
            int(str(values["nth"])),
            float(str(values["aql"])),
            str(values["level"]),
        )
        desk, order = self.services.quality.desk, str(self.order.currentData())
        name, size = str(values["name"]), int(str(values["size"]))

        def show(sample: SampleView) -> None:
            self.card.offer_samples([sample])
            self.card.sample.setCurrentIndex(self.card.sample.findData(sample.name))
            self.ask("samples", desk.samples, self.card.offer_samples)
            told = self.tr("Inspect {size} of {lot} units; from {limit} rejects on the lot fails.")
            words = told.format(size=sample.size, lot=sample.lot_size, limit=sample.reject)
            why = self.tr("Tightened inspection: earlier lots of this product were rejected.")
            self.tell(words, why if sample.tightened else "")

        def failed(error: Known) -> None:
            if error.code == "sampling-discontinued":
                self._ask_resume(values, error)
            else:
                self.fail(error)

        self.ask(
            "draw",
            lambda: desk.open_sample(name, plan, size, order=order, resume=resume),
            show,
            failed=failed,
        )

    def _ask_resume(self, values: Mapping[str, Value], error: Known) -> None:
        """Ask what was done about the cause; with that, inspection goes on, tightened."""
        done = Field("done", self.tr("What was done about the cause"), needed=True, most=200)
        words = sentence(error.code, dict(error.facts))
        rule = self.tr("It goes on tightened, and what you say here is on record.")
        Form(
            self,
            self.tr("Resume inspection"),
            (done,),
            lambda said: self._drawn(values, str(said["done"])),
            words=f"{words}\n{rule}",
            ok=self.tr("Resume and draw"),
        ).open()

    def _check_golden(self) -> None:
        ports = [
            (str(self.device.itemData(n)), self.device.itemText(n))
            for n in range(1, self.device.count())
        ]
        self.golden.check(ports, str(self.order.currentData()))

    def _add_golden(self) -> None:
        story = self.story.story
        if story is not None:
            self.golden.add(story.subject)

    def _wait_for_golden(self, words: str) -> None:
        self.banner.hide()
        self._view = None
        self.story.show_story(None)
        self.verdict.wait(self.tr("WAIT"), words)
        self.enable_buttons()

    def _show_golden(self, right: bool) -> None:
        word = self.tr("GOLDEN SAMPLE RIGHT") if right else self.tr("GOLDEN SAMPLE WRONG")
        self.verdict.tell_pair(word, "golden-right" if right else "golden-wrong", {}, good=right)
        self.context.sounds.tell(SlotState.PASS if right else SlotState.FAIL)

    def _scan_pair(self, raw: str, order: str) -> None:
        if not self._product:
            self._product = raw
            self._say_verdict()
            return
        product, self._product = self._product, ""
        desk = self.services.quality.desk
        self.verdict.wait(self.tr("WAIT"), "")
        self.context.tasks.run(
            self,
            "pair",
            lambda: desk.pair(product, raw, order=order),
            self._show_pair,
            self._failed,
        )

    def _show_pair(self, found: PairView) -> None:
        word = self.tr("THEY AGREE") if found.matches else self.tr("THEY DIFFER")
        self.verdict.tell_pair(word, found.code, dict(found.facts), good=found.matches)
        self.context.sounds.tell(SlotState.PASS if found.matches else SlotState.FAIL)
        if found.product is not None:
            self.story.show_story(found.product.story)
        self.enable_buttons()

    def _show(self, found: ScanView) -> None:
        self._view = found
        note = self._note(found)
        self.verdict.tell(found.verdict, found.code, dict(found.facts), note=note)
        self.context.sounds.tell(SOUNDS[found.verdict])
        self.story.show_story(found.story)
        self.card.clear()
        self.enable_buttons()

    def _note(self, found: ScanView) -> str:
        if found.device == "device-matches":
            return self.tr("Label, record and device agree.")
        if found.times_scanned:
            return self.tr("Scanned %n time(s) before.", "", found.times_scanned)
        return ""

    def _inspected(self, told: UnitStory, verdict: Verdict) -> None:
        self._view = None
        self.story.show_story(told)
        self.card.clear()
        good = verdict is Verdict.PASSED
        word = self.tr("RECORDED") if good else self.tr("REJECTED")
        code = "story-inspected" if good else "story-rejected"
        why = ", ".join(told.inspections[-1]["reasons"]) if told.inspections else ""
        self.verdict.tell_pair(word, code, {"why": why}, good=good)
        self.enable_buttons()
        self.ask("samples", self.services.quality.desk.samples, self.card.offer_samples)

    def _failed(self, error: Known) -> None:
        self._view = None
        self._say_verdict()
        self.fail(error)

    def _say_verdict(self) -> None:
        """Say again what is shown, in the present language; invite while nothing is."""
        if self._view is not None:
            view = self._view
            note = self._note(view)
            self.verdict.tell(view.verdict, view.code, dict(view.facts), note=note)
        elif self._pairing and self._product:
            self.verdict.wait(self.tr("SCAN THE BOX"), self.tr("Now the label on its box."))
        elif self._pairing:
            words = self.tr("First the label on the product, then the one on its box.")
            self.verdict.invite(self.tr("SCAN THE PRODUCT"), words)
        else:
            words = self.tr("Any code of our labels, anywhere on this page; no click is needed.")
            self.verdict.invite(self.tr("SCAN A LABEL"), words)

    def _has_unit(self) -> bool:
        story = self.story.story
        return story is not None and story.unit is not None and not self._pairing

    def _combo(self, name: Callable[[], str], first: Callable[[], str]) -> QComboBox:
        box = QComboBox()
        box.addItem("", "")
        self.say(lambda: box.setAccessibleName(name()))
        self.say(lambda: box.setToolTip(name()))
        self.say(lambda: box.setItemText(0, first()))
        return box

    def _orders(self, names: Sequence[str]) -> None:
        _offer(self.order, [(name, name) for name in names])

    def _ports(self, ports: Sequence[PortRow]) -> None:
        scanner = self.context.settings.get(SCANNER_PORT)
        mine = [port for port in ports if not port.blocked and port.device != scanner]
        named = self.tr("slot {number} ({port})")
        _offer(
            self.device,
            [
                (p.device, named.format(number=p.slot, port=p.device) if p.slot else p.device)
                for p in mine
            ],
        )


def _offer(box: QComboBox, choices: Sequence[tuple[str, str]]) -> None:
    """Offer these values behind the first; a choice that still exists stays."""
    kept = box.currentData()
    box.blockSignals(True)
    while box.count() > 1:
        box.removeItem(1)
    for value, words in choices:
        box.addItem(words, value)
    box.setCurrentIndex(max(0, box.findData(kept)))
    box.blockSignals(False)
