"""What to look at on this label, while working on it: each line leads to its element."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QStackedLayout, QTableView

from app.domain.problems import Problem, Severity
from app.ui.labels.preview import element_of
from app.ui.labels.survey import Finding
from app.ui.labels.words import joined
from app.ui.look import look
from app.ui.models.table import Column, ListModel
from app.ui.theme import Tone
from app.ui.widgets.panel import Panel, column
from app.ui.widgets.table import CellDelegate
from app.ui.words import advice, sentence

ROW_PX = 32


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing. ``units`` 0: seen with the unit that is shown; else with so many of the lot."""

    problem: Problem
    units: int = 0
    example: int = 0

    @property
    def blocks(self) -> bool:
        """Say whether the label cannot be printed like this."""
        return self.problem.severity is Severity.ERROR


class NoticeList(Panel):
    """``jumped`` tells the notice a person went to."""

    jumped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.model: ListModel[Notice] = ListModel(self._columns(), self)
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(CellDelegate(self.view))
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.verticalHeader().hide()
        self.view.horizontalHeader().hide()
        self.view.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.good = QLabel()
        self.good.setProperty("type", "muted")
        self.good.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.good.setWordWrap(True)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.good)
        self._stack.addWidget(self.view)
        self.setLayout(column(self._stack))
        self._preview: Sequence[Notice] = ()
        self._survey: Sequence[Notice] = ()
        self.say(self._speak)
        self.wear(self._measure)
        self.view.activated.connect(lambda index: self._jump(index.row()))
        self.view.clicked.connect(lambda index: self._jump(index.row()))

    @property
    def blocking(self) -> Notice | None:
        """Return the first thing that keeps the label from being printed."""
        return next((notice for notice in self.model.rows if notice.blocks), None)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what is seen with the present unit."""
        self._preview = [Notice(problem) for problem in problems]
        self._show()

    def show_survey(self, findings: Sequence[Finding]) -> None:
        """Show what was seen with the units of a lot; none: forget it."""
        self._survey = [Notice(f.problem, f.units, f.example) for f in findings]
        self._show()

    def _show(self) -> None:
        seen = {_key(notice.problem) for notice in self._survey}
        rows = [*self._survey, *(n for n in self._preview if _key(n.problem) not in seen)]
        rows.sort(key=lambda notice: not notice.blocks)
        if rows != list(self.model.rows):
            self.model.show_rows(rows)
        self._stack.setCurrentIndex(1 if rows else 0)

    def _jump(self, row: int) -> None:
        if 0 <= row < len(self.model.rows):
            self.jumped.emit(self.model.rows[row])

    def _columns(self) -> list[Column[Notice]]:
        return [
            Column(
                lambda: self.tr("Kind"),
                lambda n: self.tr("Blocks") if n.blocks else self.tr("Look"),
                110,
                tone=lambda n: Tone.FAIL if n.blocks else Tone.DOUBTFUL,
            ),
            Column(lambda: self.tr("What"), notice_words, 0),
            Column(
                lambda: self.tr("Units"),
                lambda n: self.tr("%n unit(s)", "", n.units) if n.units else "",
                96,
                number=True,
            ),
        ]

    def _speak(self) -> None:
        self.view.setAccessibleName(self.tr("What to look at"))
        self.good.setText(self.tr("Nothing to complain about: this label prints and reads well."))
        self.model.speak()

    def _measure(self) -> None:
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.view.verticalHeader().setDefaultSectionSize(look().px(ROW_PX))
        self.view.horizontalHeader().resizeSection(0, look().px(110))
        self.view.horizontalHeader().resizeSection(2, look().px(96))


def notice_words(notice: Notice) -> str:
    """Return the sentence and the advice of a notice, its element named as on the screen."""
    facts = dict(notice.problem.facts)
    if notice.units and notice.problem.code == "label-field-empty":
        words = QCoreApplication.translate("NoticeList", "Field {field} is empty for some units.")
        number = element_of(notice.problem)
        where = "" if number is None else f" ({number + 1})"
        return words.format(field=facts.get("field")) + where
    return joined(sentence(notice.problem.code, facts), advice(notice.problem.code, facts))


def _key(problem: Problem) -> tuple[object, ...]:
    return problem.code, problem.facts.get("element"), problem.facts.get("field")
