"""The rows of a list as they stand in the file: any of them, with the bad cells marked."""

from bisect import bisect_left, bisect_right

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QSpinBox

from app.domain.problems import Severity
from app.ui.look import look
from app.ui.models.table import Column, PagedModel
from app.ui.pages.page import Page
from app.ui.theme import Tone
from app.ui.views_lots import ImportPlan, ListRow
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.form import SPIN_MARGIN
from app.ui.widgets.panel import Panel, column, grow, row
from app.ui.widgets.table import Table

MOST_COLUMNS = 24
TONES = {Severity.ERROR: Tone.FAIL, Severity.WARNING: Tone.DOUBTFUL}


class RowList(Panel):
    """Pages through the whole file; nothing is fetched before it is in sight."""

    shown = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._plan: ImportPlan | None = None
        self._is_stale = False
        self._wanted = 0
        self._bad_rows: tuple[int, ...] = ()
        context = page.context
        self.model: PagedModel[ListRow] = PagedModel(
            self._columns(), context.tasks, page.fail, self
        )
        self.model.counted.connect(lambda _count: self._arrive())
        blank = EmptyState(
            "file", lambda: self.tr("No rows"), lambda: self.tr("There is nothing to show.")
        )
        self.table: Table[ListRow] = Table(self.model, blank, lambda: self.tr("Rows of the file"))
        self.table.view.setSortingEnabled(False)
        self.spin = QSpinBox()
        self.spin.setKeyboardTracking(False)
        self.wear(self._measure_spin)
        self.spin.valueChanged.connect(self.jump)
        self.say(lambda: self.spin.setAccessibleName(self.tr("Go to row")))
        self._count = QLabel()
        self._count.setProperty("type", "muted")
        self.before = self.button(
            lambda: self.tr("Problem before"), lambda: self._step(-1), image="up"
        )
        self.next = self.button(
            lambda: self.tr("Next problem"), lambda: self._step(1), image="down", shortcut="F8"
        )
        words = self.label(lambda: self.tr("Go to row"), "caption")
        top = row(words, self.spin, self._count, 1, self.before, self.next)
        self.setLayout(column(top, grow(self.table), gap=8))

    def show_plan(self, plan: ImportPlan) -> None:
        """Show the rows of this plan once they are in sight."""
        self._plan, self._is_stale, self._wanted = plan, True, 0
        rows = plan.digest.bad_rows
        self._bad_rows = rows[bisect_right(rows, plan.header_row) :]
        for button in (self.before, self.next):
            button.setEnabled(bool(self._bad_rows))
        for column_no in range(MOST_COLUMNS):
            self.table.view.setColumnHidden(column_no + 1, column_no >= len(plan.columns))
        self.model.speak()
        if self.isVisible():
            self._fetch()

    def jump(self, number: int) -> None:
        """Bring a row into sight, wherever in the file it stands."""
        self._wanted = number
        if self._is_stale:
            self._fetch()
        else:
            self._arrive()

    def showEvent(self, event: QShowEvent) -> None:
        """Fetch what comes into sight."""
        super().showEvent(event)
        if self._is_stale:
            self._fetch()

    def _fetch(self) -> None:
        plan, lots = self._plan, self._page.services.lots
        if plan is not None:
            self._is_stale = False
            self.model.ask(
                lambda: lots.row_count(plan), lambda start, count: lots.rows(plan, start, count)
            )

    def _arrive(self) -> None:
        plan, count = self._plan, self.model.rowCount()
        if plan is None:
            return
        first, last = plan.header_row + 1, plan.header_row + count
        self.spin.blockSignals(True)
        self.spin.setRange(min(first, last), max(first, last))
        if self._wanted and count:
            self.spin.setValue(self._wanted)
            self.table.choose(min(max(self._wanted - first, 0), count - 1))
        self.spin.blockSignals(False)
        self._count.setText(self.tr("of {last}").format(last=f"{last:,}"))
        self.spin.setEnabled(count > 0)

    def _measure_spin(self) -> None:
        self.spin.setMinimumWidth(look().px(120))
        self.spin.lineEdit().setTextMargins(look().px(SPIN_MARGIN), 0, 0, 0)

    def _step(self, way: int) -> None:
        """Go to the row with a problem that comes next."""
        at = self.spin.value()
        place = bisect_right(self._bad_rows, at) if way > 0 else bisect_left(self._bad_rows, at) - 1
        if self._bad_rows:
            self.jump(self._bad_rows[place % len(self._bad_rows)])

    def _columns(self) -> list[Column[ListRow]]:
        def title(place: int) -> str:
            guesses = self._plan.columns if self._plan else ()
            return guesses[place].header if place < len(guesses) else ""

        def tone(line: ListRow, place: int) -> Tone | None:
            guesses = self._plan.columns if self._plan else ()
            if self._plan is None or place >= len(guesses):
                return None
            worst = self._plan.digest.marks.get((line.number, guesses[place].letter))
            return None if worst is None else TONES[worst]

        def text(line: ListRow, place: int) -> str:
            cell = line.cells[place] if place < len(line.cells) else ""
            marked = tone(line, place) is not None
            return cell or (self.tr("empty") if marked else "")

        return [
            Column(lambda: self.tr("Row"), lambda line: f"{line.number:,}", 80, number=True),
            *(
                Column(
                    lambda place=place: title(place),  # type: ignore[misc]
                    lambda line, place=place: text(line, place),  # type: ignore[misc]
                    210,
                    tone=lambda line, place=place: tone(line, place),  # type: ignore[misc]
                    mono=True,
                )
                for place in range(MOST_COLUMNS)
            ),
        ]
