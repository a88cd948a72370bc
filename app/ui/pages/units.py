"""Units: every unit that was ever tried, found by anything that is known of it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLabel

from app.domain.acts import Act
from app.domain.units import show_mac
from app.ui.models.table import Column, PagedModel
from app.ui.pages.filters import Filters
from app.ui.pages.page import Context, Page
from app.ui.quality.life import LifeBar
from app.ui.views import HistoryEntry, UnitRow
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow import Beside
from app.ui.widgets.panel import card, grow
from app.ui.widgets.table import Table
from app.ui.widgets.timeline import Timeline
from app.ui.words import LICENSE_TONES, OUTCOME_TONES, license_word, outcome_word, seconds_word

SIDE = 400


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
        self.table.chosen.connect(lambda _row: self._show_chosen())
        self.model.modelReset.connect(self._show_chosen)
        self.model.counted.connect(self._show_count)
        self.model.sort_asked.connect(self._sort)
        self._sorted = ("at", True)
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
        self.detail = card(self._name, self.life, grow(self.timeline), gap=12)
        self.body.addWidget(self.filters)
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
        self.export.setEnabled(count > 0)

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
        file, _ = QFileDialog.getSaveFileName(self, self.tr("Export units"), "units.csv", "*.csv")
        if not file:
            return
        query = self.filters.query
        self.ask(
            "export",
            lambda: self.services.units.export(query, Path(file), lambda _done, _total: None),
            lambda count: self.tell(
                self.tr("%n unit(s) written to {file}.", "", count).format(file=file)
            ),
        )

    def _columns(self) -> list[Column[UnitRow]]:
        return [
            Column(lambda: self.tr("Identity"), lambda u: u.identity, 205, mono=True),
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
            ),
            Column(
                lambda: self.tr("Time"),
                lambda u: u.at.astimezone().strftime("%m-%d %H:%M") if u.at else "",
                110,
                sort="at",
            ),
            Column(lambda: self.tr("Lot"), lambda u: u.lot, 130),
            Column(lambda: self.tr("Order"), lambda u: u.order, 130),
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
            Column(lambda: self.tr("Operator"), lambda u: u.operator, 120),
        ]


def _mac(unit: UnitRow) -> str:
    return show_mac(unit.mac) if unit.mac else unit.serial
