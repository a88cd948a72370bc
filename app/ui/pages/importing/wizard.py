"""The wizard itself: drop, check, wait, result, in one place; nothing slow in the GUI thread."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QStackedLayout,
    QTabWidget,
    QWidget,
)

from app.domain.acts import Act
from app.ui.bridge import Bridge
from app.ui.look import look
from app.ui.pages.importing.choices import Choices
from app.ui.pages.importing.columns import ColumnList
from app.ui.pages.importing.file_wishes import FileWishes
from app.ui.pages.importing.lot_form import LotForm
from app.ui.pages.importing.own_scheme import OwnScheme
from app.ui.pages.importing.problems import ProblemList
from app.ui.pages.importing.result import ResultView
from app.ui.pages.importing.rows import RowList
from app.ui.pages.importing.verdict import Judge
from app.ui.pages.page import Page
from app.ui.tasks import Cancel, Known, Lasting
from app.ui.theme import Tone
from app.ui.views_lots import ImportPlan, ImportQuestion, ImportResult
from app.ui.widgets.banner import Banner
from app.ui.widgets.drop_area import DropArea
from app.ui.widgets.panel import Panel, card, column, row, scrolling
from app.ui.words import error_words

KINDS = "*.xlsx *.xls *.csv *.tsv *.txt *.json *.jsonl *.ndjson;;*"
DROP, CHECK, WORK, RESULT = range(4)
PROBLEMS, COLUMNS, ROWS, LOT = range(4)
SIDE = 380
R = TypeVar("R")


class ImportWizard(Panel):
    """Four views in one place. ``finished`` carries the result; ``order_wanted`` a lot's name."""

    finished = Signal(object)
    order_wanted = Signal(str)
    left = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._cancel = Cancel()
        self._statuses: dict[str, int] = {}
        self._judging = Judge(self)
        self.question = ImportQuestion(Path())
        self.plan: ImportPlan | None = None
        self._bridge = Bridge(self._progressed, self)
        self.drop = DropArea(
            lambda: self.tr("Drop the license list here"),
            lambda: self.tr("Excel, CSV or JSON, as the cloud gave it. Nothing is changed in it."),
            KINDS,
        )
        self.drop.dropped.connect(lambda file: self.inspect(Path(file)))
        self.result = ResultView()
        page.guard(self.result.order, Act.ORDER_CREATED)
        self.result.more_wanted.connect(self.begin)
        self.result.order_wanted.connect(self.order_wanted)
        self.result.left.connect(self.left)
        self._stack = QStackedLayout()
        for view in (self._drop_view(), self._check_view(), self._work_view(), self.result):
            self._stack.addWidget(view)
        self.setLayout(self._stack)
        self.say(self._judge)

    @property
    def is_working(self) -> bool:
        """Say whether a file is being read or imported."""
        return self._stack.currentIndex() == WORK

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the list most of the room, also at large text."""
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        most = max(look().px(SIDE) // 2, self.width() * 3 // 8)
        self._side.setFixedWidth(min(look().px(SIDE), most))

    def begin(self) -> None:
        """Wait for a file."""
        self.put_away()
        self._stack.setCurrentIndex(DROP)
        self.drop.choose.setFocus()

    def put_away(self) -> None:
        """Forget the file that was looked at, and its bytes."""
        if self.plan is not None:
            self.plan = None
            self._page.ask("put away", self._page.services.lots.put_away, lambda _none: None)

    def inspect(self, file: Path) -> None:
        """Read a file and show what importing it would do."""
        if self.is_working:
            return
        self.plan = None
        self._statuses = {}
        question = ImportQuestion(file, lot=file.stem)
        self.lot_form.show_question(question)
        self.wishes.show_question(question)
        self.skip.setChecked(False)
        self._ask(question)

    def show_plan(self, plan: ImportPlan) -> None:
        """Show this plan and nothing of an earlier one."""
        is_new = self.plan is None
        self.plan, self.question = plan, plan.question
        self._statuses |= {status.value: status.rows for status in plan.unknown}
        known = {value: self._statuses.get(value, 0) for value in plan.question.answers}
        self._stack.setCurrentIndex(CHECK)
        if is_new:
            self.lot.setText(plan.question.lot)
        self.choices.show_plan(plan, {**self._statuses, **known})
        for part in (self.problems, self.columns, self.rows):
            part.show_plan(plan)
        self._name_tabs()
        if is_new or plan.unread:
            first = COLUMNS if plan.unread else (PROBLEMS if plan.errors else LOT)
            self._tabs.setCurrentIndex(first)
        self._judge()
        (self.go if self.go.isEnabled() else self._tabs).setFocus()

    def _judge(self) -> None:
        """Say in one band whether the file can be imported, and set the button."""
        plan = self.plan
        if plan is None:
            return
        told = self._judging.verdict(plan, self._unanswered(), skip=self.skip.isChecked())
        self._verdict.tell(told.said, told.advised, told.tone)
        self.skip.setVisible(told.may_skip)
        self._aside.setVisible(told.may_skip and self.skip.isChecked())
        beside = f"{plan.question.file.stem}.rejected.csv"
        self._aside.setText(self.tr("The others go to {file} beside it.").format(file=beside))
        self.go.setEnabled(told.can_import and bool(self.lot.text().strip()))

    def _decided(self, question: ImportQuestion) -> ImportQuestion:
        """Return a question with everything else that a person decided so far."""
        if self.plan is None:
            return question
        return replace(
            question,
            lot=self.lot.text().strip(),
            data=self.lot_form.data(),
            keep_source=self.wishes.keep.isChecked(),
            shred=self.wishes.shred.isChecked(),
            skip_bad=self.skip.isChecked(),
        )

    def _ask(self, question: ImportQuestion) -> None:
        decided = self._decided(question)
        self._work(
            self.tr("Reading {file}").format(file=question.file.name),
            lambda: self._page.services.lots.inspect(decided, self._post, self._is_over),
            self.show_plan,
        )

    def _ask_anew(self, question: ImportQuestion) -> None:
        """Read the file in another way: what was asked about before is asked again."""
        self._statuses = {}
        self._ask(question)

    def _read_again(self) -> None:
        if self.plan is not None:
            self._ask_anew(self.question)

    def _import(self) -> None:
        question = self._decided(self.question)
        self._work(
            self.tr("Importing {file}").format(file=question.file.name),
            lambda: self._page.services.lots.bring_in(question, self._post, self._is_over),
            self._done,
            lasting=Lasting(lambda: self.tr("A list is being imported."), self._stop),
        )

    def _done(self, result: ImportResult) -> None:
        self.plan = None
        self.result.show_result(result)
        self._stack.setCurrentIndex(RESULT)
        self.finished.emit(result)

    def _is_over(self) -> bool:
        """Say whether to stop: somebody wishes it, or the window is going."""
        return self._cancel() or self._page.context.tasks.is_closing

    def _work(
        self,
        words: str,
        call: Callable[[], R],
        show: Callable[[R], None],
        *,
        lasting: Lasting | None = None,
    ) -> None:
        back = CHECK if self.plan is not None else DROP

        def failed(error: Known) -> None:
            self._stack.setCurrentIndex(back)
            if error.code == "import-stopped":
                self._page.tell(*error_words(error), Tone.STOPPED)
            else:
                self._page.fail(error)
            if error.code == "list-changed":
                self._read_again()

        self._cancel = Cancel()
        self._doing.setText(words)
        self._count.setText("")
        self._bar.setMaximum(0)
        self.stop.setEnabled(True)
        self._stack.setCurrentIndex(WORK)
        self._page.banner.tell("")
        self._page.ask("import", call, show, failed=failed, lasting=lasting)

    def _stop(self) -> None:
        self._cancel.set()
        self.stop.setEnabled(False)
        self._count.setText(self.tr("Stopping…"))

    def _post(self, done: int, total: int) -> None:
        self._bridge.post((done, total))

    def _progressed(self, items: list[object]) -> None:
        newest = items[-1]
        assert isinstance(newest, tuple)
        done, total = newest
        self._bar.setMaximum(total)
        self._bar.setValue(min(done, total))
        if total and not self._cancel():
            self._count.setText(f"{min(1.0, done / total):.0%}")

    def _remap(self, mapping: Mapping[str, str]) -> None:
        plan = self.plan
        if plan is not None:
            known = {name for name, _title in plan.schemes}
            scheme = plan.scheme if plan.scheme in known else self.question.scheme
            self._ask_anew(replace(self.question, scheme=scheme, mapping=dict(mapping), profile=""))

    def _answer(self, value: str, answer: str) -> None:
        answers = {**self.question.answers, value: answer}
        if not answer:
            answers.pop(value)
        self.question = replace(self.question, answers=answers)
        if self._unanswered():
            self._judge()
        else:
            self._ask(self.question)

    def _unanswered(self) -> int:
        return sum(not self.question.answers.get(value) for value in self._statuses)

    def _kept(self, name: str) -> None:
        """Read the list by the mapping that was just kept, as the next one will be."""
        self._ask(replace(self.question, profile=name))

    def _show_row(self, number: int) -> None:
        self._tabs.setCurrentIndex(ROWS)
        self.rows.jump(number)

    # The views.

    def _drop_view(self) -> QWidget:
        view = QWidget()
        back = self.button(
            lambda: self.tr("Back to the lots"), self.left.emit, kind="quiet", image="back"
        )
        whole = column(row(back, 1), gap=8)
        whole.addWidget(self.drop, 1)
        view.setLayout(whole)
        return view

    def _check_view(self) -> QWidget:
        self.lot = QLineEdit()
        self.lot.setMaxLength(128)
        self.lot.textChanged.connect(lambda _text: self._judge())
        self.say(lambda: self.lot.setAccessibleName(self.tr("Name of the lot")))
        self.choices = Choices()
        self.choices.asked.connect(self._ask_anew)
        self.choices.answered.connect(self._answer)
        self.choices.again.connect(self._read_again)
        self.own_scheme = OwnScheme(self._page, self.choices.take_scheme)
        self.choices.own_wanted.connect(self.own_scheme.choose)
        self.scheme = self.choices.scheme
        self._verdict = Banner(closable=False)
        self.skip = QCheckBox()
        self.say(lambda: self.skip.setText(self.tr("Import the good rows only")))
        self.skip.toggled.connect(lambda _on: self._judge())
        self._aside = QLabel()
        self._aside.setProperty("type", "muted")
        self._aside.setWordWrap(True)
        self.go = self.button(
            lambda: self.tr("Import"),
            self._import,
            kind="primary",
            image="import",
            shortcut="Ctrl+Return",
        )
        self._page.guard(self.go, Act.LOT_IMPORTED)
        other = self.button(lambda: self.tr("Another file"), self.begin)
        area = scrolling(self.choices)
        side = card(
            self.choices.heading,
            self.label(lambda: self.tr("Name of the lot"), "caption"),
            self.lot,
            area,
            self.skip,
            self._aside,
            row(other, self.go),
        )
        self._side = side
        self.wear(self._measure)
        right = column(self._verdict, gap=10)
        right.addWidget(self._make_tabs(), 1)
        both = row(side, gap=12)
        both.addLayout(right, 1)
        view = QWidget()
        view.setLayout(both)
        return view

    def _make_tabs(self) -> QTabWidget:
        self.problems = ProblemList(self._page)
        self.problems.row_asked.connect(self._show_row)
        self.columns = ColumnList(self._page)
        self._page.guard(self.columns.keep, Act.MAPPING_SAVED)
        self.columns.mapped.connect(self._remap)
        self.columns.kept.connect(self._kept)
        self.rows = RowList(self._page)
        self.lot_form = LotForm(self._page)
        self.wishes = FileWishes()
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        for part in (self.problems, self.columns, self.rows, self.lot_form, self.wishes):
            self._tabs.addTab(part, "")
        self.say(self._name_tabs)
        return self._tabs

    def _name_tabs(self) -> None:
        count = self.plan.errors if self.plan else 0
        errors = f" ({count:,})" if count else ""
        names = (
            self.tr("Problems") + errors,
            self.tr("Columns"),
            self.tr("Rows of the file"),
            self.tr("Lot data"),
            self.tr("The file"),
        )
        for place, name in enumerate(names):
            self._tabs.setTabText(place, name)

    def _work_view(self) -> QWidget:
        self._doing = QLabel()
        self._doing.setProperty("type", "heading")
        self._doing.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._count = QLabel()
        self._count.setProperty("type", "muted")
        self.stop = self.button(
            lambda: self.tr("Cancel"), self._stop, image="close", shortcut="Esc"
        )
        words = self.label(lambda: self.tr("Cancelling leaves no trace."), "muted")
        view = QWidget()
        middle = card(
            self._doing, self._bar, row(self._count, 1, words, self.stop), gap=14, edge=24
        )
        view.setLayout(column(1, row(1, middle, 1), 1))
        self.wear(lambda: middle.setMinimumWidth(min(look().px(560), 900)))
        return view
