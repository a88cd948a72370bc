"""Lots: what was bought, how much of it is left, and importing more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QStackedLayout, QWidget

from app.domain.lots import LOT_DATA_FIELDS, Lot, LotCounts, LotData
from app.ui.models.table import Column, ListModel
from app.ui.pages.import_wizard import ImportWizard
from app.ui.pages.page import Context, Page
from app.ui.theme import Tone
from app.ui.views import ImportResult
from app.ui.widgets.charts import Legend, StateBar, StateDonut
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, card, column, grow, row
from app.ui.widgets.table import Table
from app.ui.words import named


class LotsPage(Page):
    """All lots as a table with a picture of the chosen one beside it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, title=lambda: self.tr("Lots"))
        self.model: ListModel[Lot] = ListModel(self._columns(), self)
        empty = EmptyState(
            "lots",
            lambda: self.tr("No licenses yet"),
            lambda: self.tr("Drop the list that the cloud gave you; it becomes a lot."),
            (lambda: self.tr("Import a list"), self.open_wizard),
        )
        self.table: Table[Lot] = Table(self.model, empty, lambda: self.tr("Lots"))
        self.detail = LotDetail(self)
        self.wizard = ImportWizard(self)
        self.wizard.finished.connect(self._imported)
        self.wizard.left.connect(self._show_overview)
        self.import_button = self.button(
            lambda: self.tr("Import a list"),
            self.open_wizard,
            kind="primary",
            image="import",
            shortcut="Ctrl+I",
        )
        self.tools.addWidget(
            self.button(lambda: self.tr("Template…"), self._template, image="file")
        )
        self.tools.addWidget(self.import_button)
        overview = QWidget()
        both = row(gap=12)
        both.addWidget(grow(self.table), 1)
        both.addWidget(self.detail)
        overview.setLayout(both)
        self._stack = QStackedLayout()
        self._stack.addWidget(overview)
        self._stack.addWidget(self.wizard)
        self.body.addLayout(self._stack, 1)
        self.table.chosen.connect(lambda _row: self._show_chosen())
        self._show_chosen()

    def refresh(self) -> None:
        """Ask for all lots."""
        self.ask("lots", self.services.lots.all, self._show)

    def open_wizard(self) -> None:
        """Begin an import."""
        self.banner.tell("")
        self.wizard.begin()
        self._stack.setCurrentIndex(1)

    def _show_overview(self) -> None:
        self._stack.setCurrentIndex(0)

    def _show(self, lots: Sequence[Lot]) -> None:
        chosen = self.table.current()
        self.model.show_rows(lots)
        names = [lot.name for lot in lots]
        self.table.choose(names.index(chosen.name) if chosen and chosen.name in names else 0)
        low = [lot for lot in lots if is_low(lot)]
        if low:
            self.tell(
                self.tr("%n lot(s) are running low: ", "", len(low))
                + self.tr(", ").join(f"{lot.name} ({lot.counts.available:,})" for lot in low),
                self.tr("Order more licenses before the line stops."),
                Tone.DOUBTFUL,
            )
        self._show_chosen()

    def _show_chosen(self) -> None:
        lot = self.table.current()
        self.detail.setVisible(lot is not None)
        if lot is not None:
            self.detail.show_lot(lot)

    def _imported(self, result: ImportResult) -> None:
        self._stack.setCurrentIndex(0)
        said = self.tr("%n license(s) imported into lot {lot}.", "", result.imported)
        advised = ""
        if result.rejected is not None:
            left_out = result.rows - result.imported
            advised = self.tr("%n row(s) were left out; they stand in {file}.", "", left_out)
        self.tell(said.format(lot=result.lot), advised.format(file=result.rejected))
        self.refresh()

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
        Form(self, self.tr("Template"), [choice], done, ok=self.tr("Save…")).open()

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
            Column(lambda: self.tr("Stock"), self._stock_word, 130, tone=stock_tone),
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
        return self.tr("Low") if is_low(lot) else self.tr("In stock")


class LotDetail(Panel):
    """One lot: ring, legend, what is known of it, what can be done with it."""

    def __init__(self, page: LotsPage) -> None:
        super().__init__()
        self._page = page
        self._lot: Lot | None = None
        self.setFixedWidth(380)
        self._name = self.label(lambda: self._lot.name if self._lot else "", "heading", wrap=True)
        self._ring = StateDonut(lambda: self.tr("left"))
        self._legend = Legend()
        self._bar = StateBar()
        self._facts = self.label(self._facts_text, "muted", wrap=True)
        buttons = (
            (lambda: self.tr("Edit…"), self._edit, "edit"),
            (lambda: self.tr("Split…"), self._split, "split"),
            (lambda: self.tr("Hold…"), self._hold, "hold"),
            (lambda: self.tr("Release…"), self._release, "check"),
        )
        made = [self.button(words, act, image=image) for words, act, image in buttons]
        self.setLayout(
            column(
                card(
                    self._name,
                    row(self._ring, self._legend, gap=16),
                    self._bar,
                    self._facts,
                    1,
                    row(made[0], made[1]),
                    row(made[2], made[3]),
                    gap=14,
                )
            )
        )

    def show_lot(self, lot: Lot) -> None:
        """Show exactly this lot."""
        self._lot = lot
        self._name.setText(lot.name)
        self._ring.show_counts(lot.counts)
        self._legend.show_counts(lot.counts)
        self._bar.show_counts(lot.counts)
        self._facts.setText(self._facts_text())

    def _facts_text(self) -> str:
        lot = self._lot
        if lot is None:
            return ""
        words = lot_words()
        lines = [
            named(self.tr("List"), lot.source_name),
            named(self.tr("Kind"), lot.scheme),
            named(
                self.tr("Imported"), f"{lot.imported_at[:16].replace('T', ' ')}, {lot.imported_by}"
            ),
        ]
        for name in LOT_DATA_FIELDS:
            value = getattr(lot.data, name)
            if value not in ("", None):
                lines.append(f"{words[name]}: {value}")
        return "\n".join(lines)

    def _edit(self) -> None:
        lot = self._lot
        if lot is None:
            return
        words = lot_words()
        limits = {"batch_tag": 64, "description": 512}
        lines = []
        for field in fields(LotData):
            value = getattr(lot.data, field.name)
            if field.name == "low_stock":
                lines.append(Field(field.name, words[field.name], value or 0))
            else:
                most = limits.get(field.name, 128)
                lines.append(Field(field.name, words[field.name], value, most=most))

        def done(values: Mapping[str, Value]) -> None:
            texts = {k: str(v) for k, v in values.items() if k != "low_stock"}
            data = replace(lot.data, **texts, low_stock=int(str(values["low_stock"])) or None)
            self._act("edit", lambda: self._page.services.lots.edit(lot, data))

        Form(self._page, self.tr("Edit lot {lot}").format(lot=lot.name), lines, done).open()

    def _split(self) -> None:
        lot = self._lot
        if lot is None:
            return
        lines = [
            Field("name", self.tr("Name of the new lot"), f"{lot.name}-2", needed=True),
            Field("quantity", self.tr("Licenses"), 1, most=max(1, lot.counts.available)),
        ]

        def done(values: Mapping[str, Value]) -> None:
            quantity, name = int(str(values["quantity"])), str(values["name"])
            self._act("split", lambda: self._page.services.lots.split(lot, quantity, name))

        words = self.tr("Moves available licenses into a lot of their own.")
        title = self.tr("Split lot {lot}").format(lot=lot.name)
        Form(self._page, title, lines, done, words=words).open()

    def _hold(self) -> None:
        lot = self._lot
        if lot is None:
            return

        def done(values: Mapping[str, Value]) -> None:
            reason = str(values["reason"])
            self._act("hold", lambda: self._page.services.lots.hold(lot, reason))

        title = self.tr("Hold lot {lot}").format(lot=lot.name)
        self._ask_reason(title, self.tr("No license of it is handed out until released."), done)

    def _release(self) -> None:
        lot = self._lot
        if lot is None:
            return

        def done(values: Mapping[str, Value]) -> None:
            reason = str(values["reason"])
            self._act("release", lambda: self._page.services.lots.release(lot, reason))

        title = self.tr("Release lot {lot}").format(lot=lot.name)
        self._ask_reason(title, self.tr("Its held licenses can be handed out again."), done)

    def _ask_reason(
        self, title: str, words: str, done: Callable[[Mapping[str, Value]], None]
    ) -> None:
        reason = Field("reason", self.tr("Reason"), "", needed=True, most=200)
        Form(self._page, title, [reason], done, words=words).open()

    def _act(self, topic: str, call: Callable[[], None]) -> None:
        self._page.ask(topic, call, lambda _none: self._page.refresh())


def is_low(lot: Lot) -> bool:
    """Say whether a lot is at or below its own warning."""
    least = lot.data.low_stock
    return least is not None and not lot.closed_at and lot.counts.available <= least


def stock_tone(lot: Lot) -> Tone:
    """Return the tone of a lot's stock."""
    if lot.closed_at or not lot.counts.available:
        return Tone.STOPPED
    return Tone.DOUBTFUL if is_low(lot) else Tone.PASS


def lot_words() -> dict[str, str]:
    """Return the names of the lot data's fields."""
    translate = QCoreApplication.translate
    return {
        "order_no": translate("LotData", "Order no."),
        "pickup_no": translate("LotData", "Pickup no."),
        "buyer_part_no": translate("LotData", "Buyer's part no."),
        "product_id": translate("LotData", "Product id"),
        "category": translate("LotData", "Category"),
        "communication": translate("LotData", "Communication"),
        "delivery_mode": translate("LotData", "Delivery mode"),
        "batch_tag": translate("LotData", "Batch tag"),
        "description": translate("LotData", "Description"),
        "remarks": translate("LotData", "Remarks"),
        "low_stock": translate("LotData", "Warn at or below"),
    }


def summed(lots: Sequence[Lot]) -> LotCounts:
    """Return the counts of several lots together."""
    return LotCounts(
        **{f.name: sum(getattr(lot.counts, f.name) for lot in lots) for f in fields(LotCounts)}
    )
