"""All licenses of all lots as one bar with its numbers."""

from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from app.domain.licenses import LicenseState
from app.domain.lots import LotCounts
from app.ui.look import look
from app.ui.widgets.charts import StateBar
from app.ui.widgets.panel import Panel, column, row
from app.ui.words import license_word

SHOWN = (
    LicenseState.AVAILABLE,
    LicenseState.RESERVED,
    LicenseState.WRITING,
    LicenseState.VERIFIED,
    LicenseState.DOUBTFUL,
    LicenseState.HELD,
    LicenseState.VOID,
)


class StockStrip(Panel):
    """The overview above the lots: one figure a state, and the bar they make."""

    def __init__(self) -> None:
        super().__init__(name="card")
        self._counts = LotCounts()
        self.bar = StateBar(height=12)
        self._title = QLabel()
        self._title.setProperty("type", "muted")
        self.figures: dict[LicenseState, QLabel] = {}
        self._names: dict[LicenseState, QLabel] = {}
        self._marks: dict[LicenseState, QFrame] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(look().px(18))
        grid.setVerticalSpacing(look().px(2))
        for place, state in enumerate(SHOWN):
            figure, name = QLabel(), QLabel()
            figure.setProperty("type", "heading")
            self.figures[state], self._names[state] = figure, name
            grid.addWidget(figure, 0, place)
            name.setProperty("type", "caption")
            mark = QFrame()
            self._marks[state] = mark
            grid.addWidget(name, 1, place)
            grid.addWidget(mark, 2, place)
        self.setLayout(column(row(self._title, 1), grid, self.bar, gap=8, edge=14))
        self.say(self._fill)
        self.wear(self._fill)

    def show_counts(self, counts: LotCounts) -> None:
        """Show the sum of all lots."""
        self._counts = counts
        self._fill()

    def _fill(self) -> None:
        self.bar.show_counts(self._counts)
        total = self.tr("%n license(s) in all lots", "", self._counts.total)
        self._title.setText(total)
        colours = look().palette.license
        for state, figure in self.figures.items():
            figure.setText(f"{getattr(self._counts, state.value):,}")
            self._names[state].setText(license_word(state))
            self._marks[state].setFixedSize(look().px(28), look().px(4))
            self._marks[state].setStyleSheet(f"background: {colours[state]};")
