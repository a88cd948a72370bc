"""What is wrong in a list: sorted out by weight and kind, told in full, saved as a file."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QSizePolicy

from app.domain.problems import Problem
from app.ui.look import look
from app.ui.models.table import Column, ListModel
from app.ui.pages.page import Page
from app.ui.theme import Tone
from app.ui.views_lots import ImportPlan
from app.ui.widgets.banner import Banner
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.panel import Panel, column, grow, row
from app.ui.widgets.table import Table
from app.ui.words import advice, sentence

MOST_OF_SENTENCE = 60
EVERY = ""


class ProblemList(Panel):
    """All problems of a plan. ``row_asked`` tells the row that a problem is about."""

    row_asked = Signal(int)

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._plan: ImportPlan | None = None
        self.model: ListModel[Problem] = ListModel(self._columns(), self)
        good = EmptyState(
            "check",
            lambda: self.tr("No problems"),
            lambda: self.tr("Every row of this file was checked."),
        )
        self.table: Table[Problem] = Table(self.model, good, lambda: self.tr("Problems"))
        self.table.opened.connect(self._jump)
        self.table.chosen.connect(self._show_whole)
        self.weight, self.kind = QComboBox(), QComboBox()
        for box in (self.weight, self.kind):
            box.activated.connect(lambda _index: self._sift())
        self.kind.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.say(lambda: self.weight.setAccessibleName(self.tr("Weight")))
        self.say(lambda: self.kind.setAccessibleName(self.tr("Kind of problem")))
        self._count = QLabel()
        self._count.setProperty("type", "muted")
        self.go = self.button(
            lambda: self.tr("Show the row"), lambda: self._jump(self._at()), image="search"
        )
        self.save = self.button(
            lambda: self.tr("Save the list…"), self._save, image="export", shortcut="Ctrl+S"
        )
        self.whole = Banner(closable=False)
        self.wear(lambda: self.weight.setMinimumWidth(look().px(140)))
        top = row(self.weight, self.kind, self._count)
        top.setStretch(1, 1)
        below = row(1, self.go, self.save)
        self.setLayout(column(top, grow(self.table), self.whole, below, gap=8, edge=0))
        self.say(self._fill)

    def show_plan(self, plan: ImportPlan) -> None:
        """Show exactly the problems of this plan."""
        self._plan = plan
        self._fill()

    def _fill(self) -> None:
        if self._plan is None:
            return
        digest = self._plan.digest
        shown = (
            (EVERY, self.tr("All ({count})"), digest.errors + digest.notes),
            ("error", self.tr("Errors ({count})"), digest.errors),
            ("warning", self.tr("Notes ({count})"), digest.notes),
        )
        _refill(self.weight, [(name, words.format(count=f"{n:,}")) for name, words, n in shown])
        listed = [
            (code, f"{n:,} × {_cut(sentence(code, dict(first.facts)))}")
            for code, n, first in digest.kinds
        ]
        _refill(self.kind, [(EVERY, self.tr("Every kind")), *listed])
        self._sift()

    def _sift(self) -> None:
        weight, kind = self.weight.currentData(), self.kind.currentData()
        plan = self._plan
        if plan is None:
            return
        shown: Sequence[Problem] = plan.problems
        if (weight, kind) != (EVERY, EVERY):
            shown = [
                problem
                for problem in plan.problems
                if weight in (EVERY, problem.severity) and kind in (EVERY, problem.code)
            ]
        self.model.show_rows(shown)
        self.whole.tell("")
        for box in (self.weight, self.kind, self.save, self.go):
            box.setEnabled(bool(plan.problems))
        words = self.tr("%n shown", "", len(shown))
        if plan.more:
            more = self.tr("%n more are only counted", "", plan.more)
            words = f"{words}, {more}"
        self._count.setText(words if plan.problems else "")
        self.table.choose(0)

    def _at(self) -> int:
        return self.table.view.currentIndex().row()

    def _jump(self, number: int) -> None:
        if 0 <= number < self.model.rowCount():
            problem = self.model.row_at(number)
            if problem is not None and problem.row is not None:
                self.row_asked.emit(problem.row)

    def _show_whole(self, number: int) -> None:
        """Say a problem in full, which a row of the table may cut."""
        problem = self.model.row_at(number)
        if problem is not None:
            facts = dict(problem.facts)
            tone = Tone.FAIL if problem.severity == "error" else Tone.DOUBTFUL
            self.whole.tell(sentence(problem.code, facts), advice(problem.code, facts), tone)
            self.go.setEnabled(problem.row is not None)

    def _save(self) -> None:
        stem = self._plan.question.file.stem if self._plan else "list"
        name = f"{stem}.problems.csv"
        file, _ = QFileDialog.getSaveFileName(self, self.tr("Save the problems"), name, "*.csv")
        if file:
            self.save_to(Path(file))

    def save_to(self, file: Path) -> None:
        """Write the problems that are shown."""
        shown, lots = list(self.model.rows), self._page.services.lots
        self._page.ask(
            "problems",
            lambda: lots.export_problems(shown, file),
            lambda count: self._page.tell(
                self.tr("%n problem(s) saved: {file}", "", count).format(file=file)
            ),
        )

    def _columns(self) -> list[Column[Problem]]:
        def weight(problem: Problem) -> str:
            error = problem.severity == "error"
            return self.tr("Error") if error else self.tr("Note")

        return [
            Column(lambda: self.tr("Where"), place_of, 130, mono=True),
            Column(
                lambda: self.tr("Weight"),
                weight,
                110,
                tone=lambda p: Tone.FAIL if p.severity == "error" else Tone.DOUBTFUL,
            ),
            Column(lambda: self.tr("Problem"), lambda p: sentence(p.code, dict(p.facts)), 0),
        ]


def place_of(problem: Problem) -> str:
    """Return a cell as Excel names it: ``Sheet1!A5``; less where less is known."""
    place = f"{problem.column or ''}{problem.row or ''}"
    return f"{problem.sheet}!{place}" if problem.sheet and place else place


def _cut(words: str) -> str:
    return words if len(words) <= MOST_OF_SENTENCE else f"{words[:MOST_OF_SENTENCE]}…"


def _refill(box: QComboBox, choices: Sequence[tuple[str, str]]) -> None:
    """Put other choices into a box; what was chosen stays where it is still there."""
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    for name, words in choices:
        box.addItem(words, name)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.blockSignals(False)
