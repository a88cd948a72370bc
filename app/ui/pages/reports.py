"""Reports: the write report, seen before it is written."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from app.domain.acts import Act
from app.ui.look import look
from app.ui.models.table import Column, ListModel
from app.ui.pages.exporting import Exporting
from app.ui.pages.filters import Filters
from app.ui.pages.page import Context, Page
from app.ui.views import ReportPreview
from app.ui.widgets.charts import YieldChart
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.figure import Figure
from app.ui.widgets.flow import Beside, flow
from app.ui.widgets.panel import Panel, card, column, grow
from app.ui.widgets.table import Table

MOST_COLUMNS = 24
NONE = "–"
KINDS = "CSV (*.csv);;Excel (*.xlsx);;JSON (*.json)"


class ReportsPage(Page):
    """Filters, the totals, units by hour, the first rows, and the export."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, title=lambda: self.tr("Reports"))
        self.filters = Filters(search=False, operators=True)
        self.filters.changed.connect(self._ask)
        self.preview = ReportPreview((), (), 0, 0, 0, 0)
        self.model: ListModel[tuple[str, ...]] = ListModel(self._columns(), self)
        empty = EmptyState(
            "reports",
            lambda: self.tr("Nothing to report"),
            lambda: self.tr("Choose another period, order or lot."),
        )
        self.table: Table[tuple[str, ...]] = Table(
            self.model, empty, lambda: self.tr("Write report")
        )
        self.export = self.button(
            lambda: self.tr("Export…"),
            self._export,
            kind="primary",
            image="export",
            shortcut="Ctrl+E",
        )
        self.tools.addWidget(self.export)
        self.guard(self.export, Act.REPORT_EXPORTED)
        self._tried = Figure(lambda: self.tr("units tried"))
        self._passed = Figure(lambda: self.tr("passed"))
        self._fpy = Figure(lambda: self.tr("first-pass yield"))
        self._yield = Figure(lambda: self.tr("yield with retries"))
        self._chart = YieldChart()
        self.wear(lambda: self._chart.setMinimumHeight(look().px(120)))
        figures = flow(self._tried, self._passed, self._fpy, self._yield, gap=32)
        self._total = self.label(
            lambda: self.tr("%n row(s) in the file", "", self.preview.total), "caption"
        )
        chart_name = self.label(lambda: self.tr("Units per hour: passed, others on top"), "caption")
        left = column(figures, 1, self._total, gap=6)
        right = Panel()
        right.setLayout(column(chart_name, self._chart, gap=4))
        top = card(Beside(left, right, side=0, least=720, low=0, aside_low=160))
        self.exporting = Exporting(self, self.export)
        self.body.addWidget(self.filters)
        self.body.addWidget(self.exporting)
        self.body.addWidget(top)
        self.body.addWidget(grow(self.table), 1)
        self.say(lambda: self._show(self.preview))

    def refresh(self) -> None:
        """Ask for names to filter by, and for the preview."""
        lots, orders, reports = self.services.lots, self.services.orders, self.services.reports
        self.ask(
            "names",
            lambda: (
                [lot.name for lot in lots.all()],
                [order.name for order in orders.all()],
                list(reports.operators()),
            ),
            self._offer,
        )
        self._ask()

    def _offer(self, names: tuple[list[str], list[str], list[str]]) -> None:
        self.filters.offer(*names)

    def _ask(self) -> None:
        query = self.filters.query
        self.ask("preview", lambda: self.services.reports.preview(query), self._show)

    def _show(self, preview: ReportPreview) -> None:
        self.preview = preview
        self.model.show_rows(preview.rows)
        self.model.speak()
        for place in range(MOST_COLUMNS):
            self.table.view.setColumnHidden(place, place >= len(preview.columns))
        self.table.view.resizeColumnsToContents()
        self._tried.show_number(f"{preview.tried:,}")
        self._passed.show_number(f"{preview.passed:,}")
        self._fpy.show_number(_share(preview.first_pass, preview.tried))
        self._yield.show_number(_share(preview.passed, preview.tried))
        self._chart.show_hours(preview.hourly)
        self._total.setText(self.tr("%n row(s) in the file", "", preview.total))
        self.export.setEnabled(preview.total > 0 and not self.exporting.is_running)

    def _export(self) -> None:
        file, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export the write report"), "writes.csv", KINDS
        )
        if not file:
            return
        query, reports = self.filters.query, self.services.reports
        self.exporting.begin(
            Path(file),
            lambda out, progress, cancelled: reports.export(query, out, progress, cancelled),
            lambda count: self.tell(
                self.tr("%n row(s) written to {file}.", "", count).format(file=file),
                self.tr("The report holds no secret."),
            ),
        )

    def _columns(self) -> Sequence[Column[tuple[str, ...]]]:
        def title(place: int) -> str:
            names = self.preview.columns
            return names[place] if place < len(names) else ""

        return [
            Column(
                lambda place=place: title(place),  # type: ignore[misc]
                lambda cells, place=place: cells[place] if place < len(cells) else "",  # type: ignore[misc]
                150,
            )
            for place in range(MOST_COLUMNS)
        ]


def _share(part: int, whole: int) -> str:
    return f"{part / whole * 100:.1f} %" if whole else NONE
