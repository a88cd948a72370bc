"""Labels: designs, the print queue, printers; and the designer, which takes the whole page."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.domain.acts import Act
from app.ui.labels.design_tab import DesignTab
from app.ui.labels.printer_tab import PrinterTab
from app.ui.labels.queue_tab import QueueTab
from app.ui.labels.records import DesignRow, PrintOrder
from app.ui.labels.style import label_style
from app.ui.look import look
from app.ui.pages.designer import DesignerPage
from app.ui.pages.page import Context, Page
from app.ui.tasks import Known
from app.ui.theme import Tone
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import grow
from app.ui.widgets.tabs import Tabs

LOOK_MS = 1500


class LabelsOverview(Page):
    """Three tabs: designs with pictures, the queue, the printers."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, title=lambda: self.tr("Labels"))
        self.designs = DesignTab(self)
        self.queue = QueueTab(self)
        self.printers = PrinterTab(self)
        self.designs.print_asked.connect(self.open_print)
        self.tabs = Tabs(
            (
                (self.designs, lambda: self.tr("Designs")),
                (self.queue, lambda: self.tr("Print queue")),
                (self.printers, lambda: self.tr("Printers")),
            )
        )
        self.new_design = self.button(
            lambda: self.tr("New design"), self.designs.new_design, image="add", shortcut="Ctrl+N"
        )
        self.add_printer = self.button(
            lambda: self.tr("Add a printer"), self.printers.add, image="add", shortcut="Ctrl+N"
        )
        self.print_button = self.button(
            lambda: self.tr("Print labels…"),
            self.open_print,
            kind="primary",
            image="printer",
            shortcut="Ctrl+P",
        )
        for part in (self.new_design, self.add_printer, self.print_button):
            self.tools.addWidget(part)
        self.body.addWidget(grow(self.tabs), 1)
        self.tabs.currentChanged.connect(lambda _place: self.refresh())
        self._again = QTimer(self)  # printers go on by themselves; their queue is looked at
        self._again.setInterval(LOOK_MS)
        self._again.timeout.connect(self._look_again)
        self._again.start()
        self.wear(lambda: self.setStyleSheet(label_style(look().palette, look().px)))
        for button, act in (
            (self.print_button, Act.LABEL_QUEUED),
            (self.queue.again, Act.LABEL_REPRINTED),
            (self.queue.void, Act.LABEL_VOIDED),
            (self.add_printer, Act.SETTING_CHANGED),
            (self.printers.edit, Act.SETTING_CHANGED),
            (self.printers.retire, Act.SETTING_CHANGED),
            (self.printers.map, Act.SETTING_CHANGED),
            (self.printers.test, Act.PRINTER_TESTED),
            (self.designs.print_button, Act.LABEL_QUEUED),
            (self.queue.yes, Act.LABEL_PRINTED),
            (self.queue.no, Act.LABEL_PRINTED),
            (self.queue.retry, Act.LABEL_QUEUED),
        ):
            self.guard(button, act)
        self.guard_empty(self.printers.empty, Act.SETTING_CHANGED)
        self._show_tools()

    def refresh(self) -> None:
        """Ask for what the open tab shows."""
        self._show_tools()
        match self.tabs.currentWidget():
            case DesignTab():
                self.designs.refresh()
            case QueueTab():
                labels = self.services.labels
                self.ask("names", lambda: [p.name for p in labels.printers()], self.queue.offer)
                self.queue.refresh()
            case PrinterTab():
                self.printers.refresh()

    def open_print(self, design: str = "") -> None:
        """Ask what to print where."""
        labels, lots = self.services.labels, self.services.lots
        self.ask(
            "print form",
            lambda: (
                [row.name for row in labels.designs()],
                [row.name for row in labels.printers()],
                [lot.name for lot in lots.all()],
            ),
            lambda names: self._show_form(design, *names),
        )

    def _show_form(
        self, design: str, designs: Sequence[str], printers: Sequence[str], lots: Sequence[str]
    ) -> None:
        if not printers:
            self.tell(
                self.tr("There is no printer yet."),
                self.tr("Add one on the tab Printers; a file will do for a trial."),
                Tone.DOUBTFUL,
            )
            return
        fields = [
            Field(
                "design",
                self.tr("Design"),
                design or designs[0],
                [(name, name) for name in designs],
            ),
            Field("printer", self.tr("Printer"), printers[0], [(name, name) for name in printers]),
            Field(
                "lot",
                self.tr("Lot"),
                lots[0] if lots else "",
                [*((name, name) for name in lots), ("", self.tr("no lot: one unit"))],
            ),
            Field("first_row", self.tr("From row of the list (0: first)"), 0),
            Field("last_row", self.tr("To row of the list (0: last)"), 0),
            Field("unit", self.tr("One unit: identity, MAC or serial"), "", most=64),
            Field("beforehand", self.tr("Also licenses not written yet"), False),
            Field("copies", self.tr("Copies of each"), 1, most=99, needed=True),
        ]

        def done(values: Mapping[str, Value]) -> None:
            order = PrintOrder(
                design=str(values["design"]),
                printer=str(values["printer"]),
                lot="" if values["unit"] else str(values["lot"]),
                first_row=int(str(values["first_row"])),
                last_row=int(str(values["last_row"])),
                unit=str(values["unit"]),
                written_only=not values["beforehand"],
                copies=int(str(values["copies"])),
            )
            self.ask("print", lambda: self.services.labels.order_print(order), self._show_queued)

        words = self.tr("A label that was printed already is left out; reprint it from the queue.")
        title = self.tr("Print labels")
        Form(self, title, fields, done, words=words, ok=self.tr("Print")).open()

    def _show_queued(self, counts: tuple[int, int]) -> None:
        made, left_out = counts
        said = self.tr("%n label(s) queued.", "", made)
        advised = self.tr("%n left out: printed before.", "", left_out) if left_out else ""
        self.tell(said, advised, Tone.PASS if made else Tone.DOUBTFUL)
        self.tabs.setCurrentWidget(self.queue)
        self.queue.refresh()

    def _look_again(self) -> None:
        if self.queue.isVisible() and not self.context.tasks.busy:
            self.queue.refresh()

    def _show_tools(self) -> None:
        shown = self.tabs.currentWidget()
        self.new_design.setVisible(shown is self.designs)
        self.add_printer.setVisible(shown is self.printers)


class LabelsPage(Page):
    """The overview, or the designer in its place."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.overview = LabelsOverview(context)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)  # first: what it shows is no window of its own then
        self._stack.addWidget(self.overview)
        outer = self.layout()
        assert outer is not None
        outer.setContentsMargins(0, 0, 0, 0)
        self.overview.designs.design_opened.connect(self.open_design)

    @cached_property
    def designer(self) -> DesignerPage:
        """Return the designer; made when the first design is opened."""
        designer = DesignerPage(self.context)
        designer.left.connect(self.close_design)
        self._stack.addWidget(designer)
        return designer

    @property
    def shown(self) -> Page:
        """Return what is in sight."""
        current: QWidget | None = self._stack.currentWidget()
        return self.overview if current is self.overview else self.designer

    def open_design(self, given: DesignRow) -> None:
        """Work on a design."""
        self._stack.setCurrentWidget(self.designer)
        self.designer.open(given)
        self.designer.refresh()

    def close_design(self) -> None:
        """Go back to the designs."""
        self._stack.setCurrentWidget(self.overview)
        self.overview.designs.refresh(self.designer.document.design.name)

    def unsaved(self) -> str:
        """Name the design that was changed and not saved, while the designer is open."""
        return "" if self.shown is self.overview else self.designer.unsaved()

    def refresh(self) -> None:
        """Ask for what is in sight."""
        self.shown.refresh()

    def tell(self, said: str, advised: str = "", tone: Tone = Tone.PASS) -> None:
        """Show a message on what is in sight."""
        self.shown.tell(said, advised, tone)

    def fail(self, error: Known) -> None:
        """Show an error on what is in sight."""
        self.shown.fail(error)
