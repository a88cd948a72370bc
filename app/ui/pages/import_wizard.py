"""Importing a list: drop it, see what is in it and what is wrong with it, import it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QStackedLayout,
    QTabWidget,
    QWidget,
)

from app.domain.problems import Problem
from app.ui.bridge import Bridge
from app.ui.models.table import Column, ListModel
from app.ui.pages.page import Page
from app.ui.tasks import Cancel, Known
from app.ui.theme import Tone
from app.ui.views import ColumnGuess, ImportPlan, ImportQuestion, ImportResult
from app.ui.widgets.banner import Banner
from app.ui.widgets.drop_area import DropArea
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.form import Field, Form
from app.ui.widgets.panel import Panel, card, column, grow, row
from app.ui.widgets.table import Table
from app.ui.words import advice, sentence

KINDS = "*.xlsx *.xls *.csv *.tsv *.txt *.json *.jsonl;;*"
ANSWERS = ("", "available", "used", "held")
DROP, CHECK, WORK = range(3)
PREVIEW_COLUMNS = 8
R = TypeVar("R")


class ImportWizard(Panel):
    """Three views in one place: drop, check, wait. ``finished`` carries the result."""

    finished = Signal(object)
    left = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._cancel = Cancel()
        self.question = ImportQuestion(Path())
        self.plan: ImportPlan | None = None
        self._bridge = Bridge(self._progressed, self)
        self.drop = DropArea(
            lambda: self.tr("Drop the license list here"),
            lambda: self.tr("Excel, CSV or JSON, as the cloud gave it. Nothing is changed in it."),
            KINDS,
        )
        self.drop.dropped.connect(lambda file: self.inspect(Path(file)))
        self._stack = QStackedLayout()
        for view in (self._drop_view(), self._check_view(), self._work_view()):
            self._stack.addWidget(view)
        self.setLayout(self._stack)

    def begin(self) -> None:
        """Wait for a file."""
        self.plan = None
        self._stack.setCurrentIndex(DROP)
        self.drop.choose.setFocus()

    def inspect(self, file: Path) -> None:
        """Read a file and show what importing it would do."""
        self._ask(ImportQuestion(file, lot=file.stem))

    def show_plan(self, plan: ImportPlan) -> None:
        """Show this plan and nothing of an earlier one."""
        self.plan, self.question = plan, plan.question
        self._stack.setCurrentIndex(CHECK)
        self._file.setText(plan.question.file.name)
        self.lot.setText(plan.question.lot)
        self.scheme.blockSignals(True)
        self.scheme.clear()
        for name, title in plan.schemes:
            self.scheme.addItem(title, name)
        self.scheme.setCurrentIndex(self.scheme.findData(plan.scheme))
        self.scheme.blockSignals(False)
        self._reason.setText(sentence(plan.reason, dict(plan.reason_facts)))
        self.problems.show_rows(plan.problems)
        self.columns.show_rows(plan.columns)
        self._show_preview(plan)
        self._show_questions(plan)
        self._tabs.setCurrentIndex(0 if plan.problems else 2)
        self._whole.tell("")
        self.problem_table.choose(0)
        self._judge()

    def _judge(self) -> None:
        """Say in one band whether the file can be imported, and set the button."""
        plan = self.plan
        if plan is None:
            return
        bad, unanswered = plan.rows - plan.good, self._unanswered()
        skip = self.skip.isChecked()
        self.skip.setVisible(bool(plan.errors))
        can = not unanswered and plan.good > 0 and (not plan.errors or skip)
        if unanswered:
            self._verdict.tell(
                self.tr("%n status(es) in the file are not understood.", "", unanswered),
                self.tr("Say on the left what they mean; an unknown status never counts as free."),
                Tone.DOUBTFUL,
            )
        elif plan.errors and not skip:
            self._verdict.tell(
                self.tr("%n problem(s) keep this list out.", "", plan.errors),
                self.tr("Mend the file and drop it again, or import the good rows only."),
                Tone.FAIL,
            )
        elif not plan.good:
            self._verdict.tell(self.tr("There is no row that could be imported."), "", Tone.FAIL)
        elif bad:
            self._verdict.tell(
                self.tr("%n row(s) will be imported.", "", plan.good),
                self.tr("%n row(s) are left out and written to a file beside it.", "", bad),
                Tone.DOUBTFUL,
            )
        else:
            self._verdict.tell(self.tr("All %n row(s) are good.", "", plan.good), "", Tone.PASS)
        self.go.setEnabled(can and bool(self.lot.text().strip()))

    def _ask(self, question: ImportQuestion) -> None:
        self._work(
            self.tr("Reading {file}").format(file=question.file.name),
            lambda: self._page.services.lots.inspect(question, self._post, self._cancel),
            self.show_plan,
        )

    def _import(self) -> None:
        question = replace(
            self.question, lot=self.lot.text().strip(), skip_bad=self.skip.isChecked()
        )
        self._work(
            self.tr("Importing {file}").format(file=question.file.name),
            lambda: self._page.services.lots.bring_in(question, self._post, self._cancel),
            self._done,
        )

    def _done(self, result: ImportResult) -> None:
        self.plan = None
        self.finished.emit(result)

    def _work(self, words: str, call: Callable[[], R], show: Callable[[R], None]) -> None:
        back = CHECK if self.plan is not None else DROP

        def failed(error: Known) -> None:
            self._stack.setCurrentIndex(back)
            self._page.fail(error)

        self._cancel = Cancel()
        self._doing.setText(words)
        self._bar.setMaximum(0)
        self._stack.setCurrentIndex(WORK)
        self._page.banner.tell("")
        self._page.context.tasks.run(self, "import", call, show, failed)

    def _stop(self) -> None:
        self._cancel.set()

    def _post(self, done: int, total: int) -> None:
        self._bridge.post((done, total))

    def _progressed(self, items: list[object]) -> None:
        newest = items[-1]
        assert isinstance(newest, tuple)
        done, total = newest
        self._bar.setMaximum(total)
        self._bar.setValue(done)
        self._count.setText(f"{done:,} / {total:,}" if total else f"{done:,}")

    def _rescheme(self) -> None:
        scheme = str(self.scheme.currentData())
        self._ask(replace(self.question, scheme=scheme, mapping={}, lot=self.lot.text()))

    def _remap(self, letter: str, field: str) -> None:
        guesses = self.plan.columns if self.plan else ()
        mapping = {guess.letter: guess.field for guess in guesses} | {letter: field}
        self._ask(replace(self.question, mapping=mapping, lot=self.lot.text()))

    def _answer(self, value: str, answer: str) -> None:
        answers = {**self.question.answers, value: answer}
        if not answer:
            answers.pop(value)
        self.question = replace(self.question, answers=answers, lot=self.lot.text())
        if self._unanswered():
            self._judge()
        else:
            self._ask(self.question)

    def _unanswered(self) -> int:
        unknown = self.plan.unknown if self.plan else ()
        return sum(not self.question.answers.get(status.value) for status in unknown)

    # The three views.

    def _drop_view(self) -> QWidget:
        view = QWidget()
        back = self.button(
            lambda: self.tr("Back to the lots"), self.left.emit, kind="quiet", image="back"
        )
        view.setLayout(column(row(back, 1), grow(self.drop), gap=8))
        return view

    def _check_view(self) -> QWidget:
        self._file = QLabel()
        self._file.setProperty("type", "heading")
        self.lot = QLineEdit()
        self.lot.textChanged.connect(lambda _text: self._judge())
        self.scheme = QComboBox()
        self.scheme.activated.connect(lambda _index: self._rescheme())
        self._reason = QLabel()
        self._reason.setProperty("type", "muted")
        self._reason.setWordWrap(True)
        self._verdict = Banner(closable=False)
        self.skip = QCheckBox()
        self.say(lambda: self.skip.setText(self.tr("Import the good rows only")))
        self.skip.toggled.connect(lambda _on: self._judge())
        self._questions = QGridLayout()
        self._mapping = QGridLayout()
        self.go = self.button(
            lambda: self.tr("Import"), self._import, kind="primary", image="import", large=True
        )
        cancel = self.button(lambda: self.tr("Another file"), self.begin, large=True)
        lot_label = self.label(lambda: self.tr("Name of the lot"), "caption")
        kind_label = self.label(lambda: self.tr("Kind of list"), "caption")
        self.say(lambda: self.lot.setAccessibleName(self.tr("Name of the lot")))
        self.say(lambda: self.scheme.setAccessibleName(self.tr("Kind of list")))
        side = card(
            self._file,
            lot_label,
            self.lot,
            kind_label,
            self.scheme,
            self._reason,
            self._questions,
            1,
            self.skip,
            row(cancel, self.go),
        )
        side.setFixedWidth(380)
        view = QWidget()
        right = column(self._verdict, gap=10)
        right.addWidget(self._make_tabs(), 1)
        self._whole = Banner(closable=False)
        right.addWidget(self._whole)
        both = row(side, gap=12)
        both.addLayout(right, 1)
        view.setLayout(both)
        return view

    def _make_tabs(self) -> QTabWidget:
        self.problems: ListModel[Problem] = ListModel(self._problem_columns(), self)
        self.columns: ListModel[ColumnGuess] = ListModel(self._mapping_columns(), self)
        self.preview: ListModel[tuple[str, ...]] = ListModel(self._preview_columns(), self)
        good = EmptyState(
            "check",
            lambda: self.tr("No problems"),
            lambda: self.tr("Every row of this file was checked."),
        )
        blank = EmptyState(
            "file", lambda: self.tr("No rows"), lambda: self.tr("There is nothing to show.")
        )
        bare = EmptyState(
            "file", lambda: self.tr("No columns"), lambda: self.tr("There is nothing to show.")
        )
        self.problem_table: Table[Problem] = Table(self.problems, good, lambda: self.tr("Problems"))
        self.problem_table.opened.connect(self._jump)
        self.problem_table.chosen.connect(self._show_problem)
        self.preview_table: Table[tuple[str, ...]] = Table(
            self.preview, blank, lambda: self.tr("Preview")
        )
        mapping: Table[ColumnGuess] = Table(self.columns, bare, lambda: self.tr("Columns"))
        mapping.opened.connect(self._choose_field)
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        for table in (self.problem_table, mapping, self.preview_table):
            tabs.addTab(table, "")

        def speak() -> None:
            names = self.tr("Problems"), self.tr("Columns"), self.tr("Preview")
            for place, name in enumerate(names):
                tabs.setTabText(place, name)

        self.say(speak)
        self._tabs = tabs
        return tabs

    def _work_view(self) -> QWidget:
        self._doing = QLabel()
        self._doing.setProperty("type", "heading")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._count = QLabel()
        self._count.setProperty("type", "muted")
        stop = self.button(lambda: self.tr("Cancel"), self._stop, image="close")
        words = self.label(lambda: self.tr("Cancelling leaves no trace."), "muted")
        view = QWidget()
        middle = card(self._doing, self._bar, row(self._count, 1, words, stop), gap=14, edge=24)
        view.setLayout(column(1, row(1, middle, 1), 1))
        middle.setMinimumWidth(560)
        return view

    def _problem_columns(self) -> list[Column[Problem]]:
        def where(problem: Problem) -> str:
            place = f"{problem.column or ''}{problem.row or ''}"
            return f"{problem.sheet}!{place}" if problem.sheet and place else place

        def weight(problem: Problem) -> str:
            error = problem.severity == "error"
            return self.tr("Error") if error else self.tr("Note")

        return [
            Column(lambda: self.tr("Where"), where, 120, mono=True),
            Column(
                lambda: self.tr("Weight"),
                weight,
                110,
                tone=lambda p: Tone.FAIL if p.severity == "error" else Tone.DOUBTFUL,
            ),
            Column(lambda: self.tr("Problem"), lambda p: sentence(p.code, dict(p.facts)), 0),
            Column(lambda: self.tr("What to do"), lambda p: advice(p.code, dict(p.facts)), 260),
        ]

    def _mapping_columns(self) -> list[Column[ColumnGuess]]:
        return [
            Column(lambda: self.tr("Column"), lambda c: c.letter, 90),
            Column(lambda: self.tr("Header in the file"), lambda c: c.header, 200),
            Column(
                lambda: self.tr("Taken for"),
                lambda c: c.field or self.tr("extra column"),
                200,
                tone=lambda c: Tone.PASS if c.field else Tone.WAIT,
            ),
            Column(lambda: self.tr("Samples"), lambda c: ", ".join(c.samples), 0, mono=True),
        ]

    def _preview_columns(self) -> list[Column[tuple[str, ...]]]:
        def title(place: int) -> str:
            guesses = self.plan.columns if self.plan else ()
            return guesses[place].header if place < len(guesses) else ""

        return [
            Column(
                lambda place=place: title(place),  # type: ignore[misc]
                lambda cells, place=place: cells[place] if place < len(cells) else "",  # type: ignore[misc]
                190,
                mono=True,
            )
            for place in range(PREVIEW_COLUMNS)
        ]

    def _show_preview(self, plan: ImportPlan) -> None:
        self.preview.show_rows(plan.preview)
        for place in range(PREVIEW_COLUMNS):
            self.preview_table.view.setColumnHidden(place, place >= len(plan.columns))

    def _show_questions(self, plan: ImportPlan) -> None:
        while item := self._questions.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for line, status in enumerate(plan.unknown):
            words = self.tr("{value} (%n row(s))", "", status.rows).format(value=status.value)
            label = QLabel(words)
            box = QComboBox()
            box.setAccessibleName(words)
            spoken = {
                "": self.tr("means…"),
                "available": self.tr("free to use"),
                "used": self.tr("on a device"),
                "held": self.tr("hold it"),
            }
            for answer in ANSWERS:
                box.addItem(spoken[answer], answer)
            given = plan.question.answers.get(status.value, "")
            box.setCurrentIndex(max(0, box.findData(given)))
            box.activated.connect(
                lambda _i, box=box, value=status.value: self._answer(value, box.currentData())
            )
            self._questions.addWidget(label, line, 0)
            self._questions.addWidget(box, line, 1)

    def _jump(self, number: int) -> None:
        """Show the row that a problem is about, where the preview holds it."""
        problem, plan = self.problems.row_at(number), self.plan
        if problem is not None and plan is not None and problem.row in plan.numbers:
            self._tabs.setCurrentIndex(2)
            self.preview_table.choose(plan.numbers.index(problem.row))

    def _show_problem(self, number: int) -> None:
        """Say a problem in full, which a row of the table may cut."""
        problem = self.problems.row_at(number)
        if problem is not None:
            facts = dict(problem.facts)
            tone = Tone.FAIL if problem.severity == "error" else Tone.DOUBTFUL
            self._whole.tell(sentence(problem.code, facts), advice(problem.code, facts), tone)

    def _choose_field(self, number: int) -> None:
        guess, plan = self.columns.row_at(number), self.plan
        if guess is None or plan is None:
            return
        choices = [("", self.tr("extra column")), *((name, name) for name in plan.fields)]
        field = Field("field", guess.header or guess.letter, guess.field, choices)
        title = self.tr("What is column {letter}?").format(letter=guess.letter)
        Form(
            self, title, [field], lambda values: self._remap(guess.letter, str(values["field"]))
        ).open()
