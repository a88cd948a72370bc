"""Units: every unit that was ever tried, found by anything that is known of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QLabel

from app.domain.acts import Act
from app.domain.units import show_mac
from app.ui.models.table import PAGE, Column, PagedModel
from app.ui.pages.exporting import Exporting
from app.ui.pages.filters import Filters
from app.ui.pages.page import Context, Page
from app.ui.quality.life import LifeBar
from app.ui.theme import Tone
from app.ui.views import HistoryEntry, UnitQuery, UnitRow
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow import Beside
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import card, grow, row
from app.ui.widgets.table import Table
from app.ui.widgets.timeline import Timeline
from app.ui.words import LICENSE_TONES, OUTCOME_TONES, license_word, outcome_word, seconds_word

SIDE = 400
REST_MS = 120
KINDS = "CSV (*.csv);;Excel (*.xlsx);;JSON (*.json)"


class UnitsPage(Page):
    """Search and filters, the table, and the whole life of the chosen unit."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, title=lambda: self.tr("Units"))
        self.model: PagedModel[UnitRow] = PagedModel(
            self._columns(), context.tasks, self.fail, self
        )
        self.filters = Filters(search=True)
        self.filters.changed.connect(self._ask)
        empty = EmptyState(
            "units",
            lambda: self.tr("No units found"),
            lambda: self.tr("Units appear here as soon as a board was tried at a slot."),
        )
        self.table: Table[UnitRow] = Table(self.model, empty, lambda: self.tr("Units"))
        self._pause = QTimer(self)  # a held key passes over units: only where it rests is told
        self._pause.setSingleShot(True)
        self._pause.setInterval(REST_MS)
        self._pause.timeout.connect(self._show_chosen)
        self.table.chosen.connect(lambda _row: self._pause.start())
        self.model.modelAboutToBeReset.connect(self._keep_place)
        self.model.modelReset.connect(self._take_place)
        self.model.counted.connect(self._show_count)
        self.model.sort_asked.connect(self._sort)
        self._sorted = ("at", True)
        self._place: tuple[int, int] | None = None
        self._asked = self._answered = UnitQuery()
        newest_first = (self._column_of("at"), Qt.SortOrder.DescendingOrder)
        self.table.view.horizontalHeader().setSortIndicator(*newest_first)
        self._found = 0
        self._count = self.label(self._count_words, "muted")
        self.export = self.button(
            lambda: self.tr("Export what is shown…"),
            self._export,
            image="export",
            shortcut="Ctrl+E",
        )
        self.tools.addWidget(self._count)
        self.tools.addWidget(self.export)
        self.guard(self.export, Act.REPORT_EXPORTED)
        self._name = QLabel()
        self._name.setProperty("type", "heading")
        self._name.setWordWrap(True)
        self.timeline = Timeline()
        self.life = LifeBar(self, self._show_chosen)
        self.label_again = self.button(
            lambda: self.tr("Print its label…"), self._label, image="printer", shortcut="Ctrl+P"
        )
        self.guard(self.label_again, Act.LABEL_REPRINTED)
        self.detail = card(
            self._name, row(self.label_again, 1), self.life, grow(self.timeline), gap=12
        )
        self.exporting = Exporting(self, self.export)
        self.body.addWidget(self.filters)
        self.body.addWidget(self.exporting)
        self.body.addWidget(Beside(grow(self.table), self.detail, side=SIDE, aside_low=300), 1)
        self.detail.hide()

    def refresh(self) -> None:
        """Ask again, with the same filters."""
        lots, orders = self.services.lots, self.services.orders
        self.ask(
            "names",
            lambda: ([lot.name for lot in lots.all()], [order.name for order in orders.all()]),
            lambda names: self.filters.offer(names[0], names[1]),
        )
        self._ask()

    def _ask(self) -> None:
        sort, descending = self._sorted
        query = replace(self.filters.query, sort=sort, descending=descending)
        units = self.services.units
        self._asked = query
        self.model.ask(
            lambda: units.count(query), lambda start, count: units.fetch(query, start, count)
        )

    def _sort(self, name: str, descending: bool) -> None:
        if (name, descending) != self._sorted:
            self._sorted = (name, descending)
            self._ask()

    def _show_count(self, count: int) -> None:
        self._found = count
        self._count.setText(self._count_words())
        self.export.setEnabled(count > 0 and not self.exporting.is_running)

    def _count_words(self) -> str:
        return self.tr("%n unit(s)", "", self._found)

    def _show_chosen(self) -> None:
        unit = self.table.current()
        self.detail.setVisible(unit is not None)
        if unit is None:
            return
        self._name.setText(unit.identity or _mac(unit) or unit.serial)
        self.timeline.show_entries(())
        self.life.show_unit(unit.identity or unit.mac or unit.serial)
        self.ask("history", lambda: self.services.units.history(unit), self._show_history)

    def _show_history(self, entries: Sequence[HistoryEntry]) -> None:
        self.timeline.show_entries(entries)

    def _export(self) -> None:
        file, _ = QFileDialog.getSaveFileName(self, self.tr("Export units"), "units.csv", KINDS)
        if not file:
            return
        query, units = self._answered, self.services.units
        self.exporting.begin(
            Path(file),
            lambda out, progress, cancelled: units.export(query, out, progress, cancelled),
            lambda count: self.tell(
                self.tr("%n unit(s) written to {file}.", "", count).format(file=file)
            ),
        )

    def _label(self) -> None:
        unit = self.table.current()
        if unit is not None:
            units = self.services.units
            self.ask("label", lambda: units.last_label(unit), self._print)

    def _print(self, job: int | None) -> None:
        if job is None:
            self.tell(
                self.tr("No label was printed of this unit yet."),
                self.tr("Print its first one from the Labels page."),
                Tone.WAIT,
            )
            return
        labels = self.services.labels

        def done(values: Mapping[str, Value]) -> None:
            reason = str(values["reason"])
            self.ask(
                "reprint",
                lambda: labels.reprint(job, reason),
                lambda _none: self.tell(self.tr("The label is in the print queue.")),
            )

        reason = Field("reason", self.tr("Reason"), "", needed=True, most=200)
        words = self.tr("Copies are counted, and the label can say that it is one.")
        Form(self, self.tr("Print the unit's label once more"), [reason], done, words=words).open()

    def _keep_place(self) -> None:
        """Remember which unit is chosen and how far down one looks, for the same question."""
        unit = self.table.current()
        scrolled = self.table.view.verticalScrollBar().value()
        self._place = (0 if unit is None else unit.id, scrolled)

    def _take_place(self) -> None:
        """Go back there where only the rows are newer; begin at the top for a new question."""
        same, self._answered = self._asked == self._answered, self._asked
        if same and self._place is not None:
            chosen, scrolled = self._place
            near = range(min(self.model.rowCount(), PAGE)) if chosen else ()
            here = next((n for n in near if self._id_at(n) == chosen), None)
            if here is not None:
                self.table.view.selectRow(here)
            self.table.view.verticalScrollBar().setValue(scrolled)
        self._show_chosen()

    def _id_at(self, number: int) -> int:
        unit = self.model.row_at(number)
        return 0 if unit is None else unit.id

    def _column_of(self, sort: str) -> int:
        return next(n for n, one in enumerate(self.model.columns) if one.sort == sort)

    def _columns(self) -> list[Column[UnitRow]]:
        return [
            Column(
                lambda: self.tr("Identity"), lambda u: u.identity, 205, mono=True, sort="identity"
            ),
            Column(lambda: self.tr("MAC"), _mac, 172, mono=True, sort="mac"),
            Column(
                lambda: self.tr("Outcome"),
                lambda u: outcome_word(u.outcome) if u.outcome else "",
                116,
                tone=lambda u: OUTCOME_TONES[u.outcome] if u.outcome else None,
                sort="outcome",
            ),
            Column(
                lambda: self.tr("License"),
                lambda u: license_word(u.state) if u.state else "",
                116,
                tone=lambda u: LICENSE_TONES[u.state] if u.state else None,
                sort="state",
            ),
            Column(
                lambda: self.tr("Time"),
                lambda u: u.at.astimezone().strftime("%m-%d %H:%M") if u.at else "",
                110,
                sort="at",
            ),
            Column(lambda: self.tr("Lot"), lambda u: u.lot, 130, sort="lot"),
            Column(lambda: self.tr("Order"), lambda u: u.order, 130, sort="order"),
            Column(lambda: self.tr("Slot"), lambda u: u.slot, 80),
            Column(
                lambda: self.tr("Tries"),
                lambda u: str(u.attempts),
                70,
                number=True,
                sort="attempts",
            ),
            Column(
                lambda: self.tr("Seconds"),
                lambda u: "" if u.seconds is None else seconds_word(u.seconds),
                96,
                number=True,
            ),
            Column(lambda: self.tr("Operator"), lambda u: u.operator, 120, sort="operator"),
        ]


def _mac(unit: UnitRow) -> str:
    return show_mac(unit.mac) if unit.mac else unit.serial
