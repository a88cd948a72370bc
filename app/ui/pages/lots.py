"""Lots: what was bought, how much of it is left, and importing more."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QStackedLayout

from app.domain.acts import Act
from app.domain.lots import Lot, LotCounts
from app.ui.look import look
from app.ui.models.table import Column, ListModel
from app.ui.pages.importing.wizard import ImportWizard
from app.ui.pages.lot_detail import SIDE, LotDetail
from app.ui.pages.lot_words import stock_tone
from app.ui.pages.order_form import open_order_form
from app.ui.pages.page import Context, Page
from app.ui.pages.registration_form import RegistrationDialog
from app.ui.pages.stock_strip import StockStrip
from app.ui.theme import Tone
from app.ui.views_lots import ImportResult, OrderChoices, OrderDraft
from app.ui.widgets.drop_area import DropVeil, one_file
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow import Beside
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import column, grow
from app.ui.widgets.table import Table

NARROW = 1000
ASIDE = (2, 5)  # total, doubtful


class LotsPage(Page):
    """All lots as a table with a picture of the chosen one beside it; a file may drop anywhere."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, title=lambda: self.tr("Lots"))
        self.setAcceptDrops(True)
        self.model: ListModel[Lot] = ListModel(self._columns(), self)
        empty = EmptyState(
            "lots",
            lambda: self.tr("No licenses yet"),
            lambda: self.tr("Drop the list that the cloud gave you; it becomes a lot."),
            (lambda: self.tr("Import a list"), self.open_wizard),
        )
        self.table: Table[Lot] = Table(self.model, empty, lambda: self.tr("Lots"))
        self.strip = StockStrip()
        self._low_words = ""
        self.detail = LotDetail(self)
        self.veil = DropVeil(self, lambda: self.tr("Drop it: the list is looked at first."))
        self.import_button = self.button(
            lambda: self.tr("Import a list"),
            self.open_wizard,
            kind="primary",
            image="import",
            shortcut="Ctrl+I",
        )
        self.guard(self.import_button, Act.LOT_IMPORTED)
        self.guard_empty(empty, Act.LOT_IMPORTED)
        register = self.button(lambda: self.tr("Registration list…"), self._register, image="send")
        self.guard(register, Act.REGISTRATION_EXPORTED)
        self.tools.addWidget(register)
        template = self.button(lambda: self.tr("Template…"), self._template, image="file")
        self.tools.addWidget(template)
        self.tools.addWidget(self.import_button)
        left = column(self.strip, gap=12)
        left.addWidget(grow(self.table), 1)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack, 1)  # first: what it shows is no window of its own then
        self._stack.addWidget(Beside(left, self.detail, side=SIDE, low=400))
        self._overview_tools = (register, template, self.import_button)
        self._stack.currentChanged.connect(self._suit_tools)
        self.table.chosen.connect(lambda _row: self._show_chosen())
        self._show_chosen()

    @cached_property
    def wizard(self) -> ImportWizard:
        """Return the import wizard; made when the first list is brought in."""
        wizard = ImportWizard(self)
        wizard.finished.connect(self._imported)
        wizard.order_wanted.connect(self.create_order)
        wizard.left.connect(self._show_overview)
        self._stack.addWidget(wizard)
        return wizard

    def refresh(self) -> None:
        """Ask for all lots."""
        self.ask("lots", self.services.lots.all, self._show)

    def open_wizard(self) -> None:
        """Begin an import."""
        self.banner.tell("")
        self._stack.setCurrentWidget(self.wizard)
        if not self.wizard.is_working:
            self.wizard.begin()

    def take_file(self, file: Path) -> None:
        """Look at a file that was dropped onto the page."""
        self._stack.setCurrentWidget(self.wizard)
        self.wizard.inspect(file)

    def create_order(self, name: str) -> None:
        """Ask for what a work order from this lot still needs, open it, and go there."""
        orders, lots = self.services.orders, self.services.lots

        def done(draft: OrderDraft, _reason: str) -> None:
            self.ask("create", lambda: orders.create(draft), lambda _order: created())

        def created() -> None:
            self._show_overview()
            self.context.go("orders")

        def show(answer: tuple[Sequence[Lot], OrderChoices]) -> None:
            found, choices = answer
            lot = next((one for one in found if one.name == name), None)
            open_order_form(self, found, choices, done, lot=lot)

        self.ask("for an order", lambda: (lots.all(), orders.choices()), show)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out columns that the detail shows too, where there is little room for names."""
        super().resizeEvent(event)
        narrow = self.width() < look().px(NARROW)
        for number in ASIDE:
            self.table.view.setColumnHidden(number, narrow)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one local file, unless one is worked on."""
        if one_file(event) and not self.wizard.is_working:
            event.acceptProposedAction()
            self.veil.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Light out."""
        self.veil.hide()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the file."""
        self.veil.hide()
        file = one_file(event)
        if file and not self.wizard.is_working:
            event.acceptProposedAction()
            self.take_file(Path(file))

    def _show_overview(self) -> None:
        self._stack.setCurrentIndex(0)
        self.table.view.setFocus()
        self.wizard.put_away()
        self.refresh()

    def _suit_tools(self, shown: int) -> None:
        """Leave the wizard its own buttons: a second "import" beside its own would mislead."""
        for tool in self._overview_tools:
            tool.setVisible(shown == 0)

    def _show(self, lots: Sequence[Lot]) -> None:
        chosen = self.table.current()
        self.model.show_rows(lots)
        names = [lot.name for lot in lots]
        self.table.choose(names.index(chosen.name) if chosen and chosen.name in names else 0)
        self.strip.show_counts(summed(lots))
        low = [lot for lot in lots if lot.is_low]
        if self.banner.words in ("", self._low_words) and self._stack.currentIndex() == 0:
            self._warn(low)
        self._show_chosen()

    def _warn(self, low: Sequence[Lot]) -> None:
        """Say which lots run low, or nothing; other words on the page are left alone."""
        names = self.tr(", ").join(f"{lot.name} ({lot.counts.available:,})" for lot in low)
        words = self.tr("%n lot(s) are running low: ", "", len(low)) + names if low else ""
        self._low_words = words
        self.tell(words, self.tr("Order more licenses before the line stops."), Tone.DOUBTFUL)

    def _show_chosen(self) -> None:
        lot = self.table.current()
        self.detail.setVisible(lot is not None)
        self.strip.setVisible(lot is not None)
        if lot is not None:
            self.detail.show_lot(lot)

    def _imported(self, _result: ImportResult) -> None:
        self.banner.tell("")
        self.refresh()

    def _register(self) -> None:
        RegistrationDialog(self).open()

    def _template(self) -> None:
        self.ask("schemes", self.services.lots.schemes, self._ask_template)

    def _ask_template(self, schemes: Sequence[tuple[str, str]]) -> None:
        def done(values: Mapping[str, Value]) -> None:
            scheme = str(values["scheme"])
            file, _ = QFileDialog.getSaveFileName(
                self, self.tr("Save the template"), f"{scheme}.xlsx", "*.xlsx *.csv"
            )
            if file:
                self.ask(
                    "template",
                    lambda: self.services.lots.template(scheme, Path(file)),
                    lambda _none: self.tell(self.tr("Template saved: {file}").format(file=file)),
                )

        choice = Field("scheme", self.tr("Kind of list"), schemes[0][0], schemes)
        words = self.tr("An empty list whose cells keep Excel from breaking ids.")
        Form(self, self.tr("Template"), [choice], done, words=words, ok=self.tr("Save…")).open()

    def _columns(self) -> list[Column[Lot]]:
        def count(name: str) -> Column[Lot]:
            titles = {
                "total": lambda: self.tr("Total"),
                "available": lambda: self.tr("Available"),
                "verified": lambda: self.tr("Written"),
                "doubtful": lambda: self.tr("Doubtful"),
            }
            return Column(
                titles[name], lambda lot: f"{getattr(lot.counts, name):,}", 92, number=True
            )

        return [
            Column(lambda: self.tr("Lot"), lambda lot: lot.name, 0),
            Column(lambda: self.tr("Stock"), self._stock_word, 120, tone=stock_tone),
            count("total"),
            count("available"),
            count("verified"),
            count("doubtful"),
        ]

    def _stock_word(self, lot: Lot) -> str:
        if lot.closed_at:
            return self.tr("Closed")
        if not lot.counts.available:
            return self.tr("Used up")
        return self.tr("Low") if lot.is_low else self.tr("In stock")


def summed(lots: Sequence[Lot]) -> LotCounts:
    """Return the counts of several lots together."""
    return LotCounts(
        **{f.name: sum(getattr(lot.counts, f.name) for lot in lots) for f in fields(LotCounts)}
    )
