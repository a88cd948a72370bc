"""How a file is read: kind, sheet, header row, kept mapping, what unknown statuses mean."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSizePolicy

from app.ui.views_lots import ImportPlan, ImportQuestion
from app.ui.widgets.panel import Panel, column, row
from app.ui.words import sentence

OWN = "own"  # no scheme has this name: it asks for a file
ANSWERS = ("", "available", "used", "held")
MOST_QUESTIONS = 24
MOST_HEAD = 60


class Choices(Panel):
    """The left side of the check. ``asked`` carries a question that must be looked at anew.

    ``own_wanted``: a scheme file of one's own shall be chosen, for :meth:`take_scheme`.
    """

    asked = Signal(object)
    answered = Signal(str, str)
    again = Signal()
    own_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._plan: ImportPlan | None = None
        self._statuses: dict[str, int] = {}
        self._parts: dict[QComboBox, Panel] = {}
        self._file = QLabel()
        self._file.setProperty("type", "heading")
        self._file.setWordWrap(True)
        self.read_again = self.button(
            lambda: self.tr("Read again"), self.again.emit, image="refresh", shortcut="F5"
        )
        self.heading = Panel()
        over = row(self._file, self.read_again)
        over.setStretch(0, 1)
        self.heading.setLayout(over)
        self._reason = QLabel()
        self._reason.setProperty("type", "muted")
        self._reason.setWordWrap(True)
        self.scheme = self._box(self._rescheme)
        self.sheet = self._box(lambda: self._ask(sheet=str(self.sheet.currentData())))
        self.header = self._box(lambda: self._ask(header_row=int(self.header.currentData())))
        self.profile = self._box(self._take_profile)
        self._questions = QGridLayout()
        self._questions.setColumnStretch(1, 1)
        self.setLayout(
            column(
                self._questions,
                self._part(self.profile, lambda: self.tr("Kept mapping")),
                self._part(self.scheme, lambda: self.tr("Kind of list")),
                self._reason,
                self._part(self.sheet, lambda: self.tr("Sheet")),
                self._part(self.header, lambda: self.tr("Row with the headers")),
                1,
            )
        )
        self.say(self._fill)

    def show_plan(self, plan: ImportPlan, statuses: dict[str, int]) -> None:
        """Show what was chosen; ``statuses``: every status that was ever asked, with its rows."""
        self._plan, self._statuses = plan, statuses
        self._fill()

    def _fill(self) -> None:
        plan = self._plan
        if plan is None:
            return
        self._file.setText(_breakable(plan.question.file))
        self._file.setToolTip(str(plan.question.file))
        own = (OWN, self.tr("Own scheme file…"))
        _put(self.scheme, [*plan.schemes, own], plan.scheme)
        self._reason.setText(sentence(plan.reason, dict(plan.reason_facts)))
        hidden = self.tr("{sheet} (hidden)")
        sheets = [
            (s.name, s.name if s.visible else hidden.format(sheet=s.name)) for s in plan.sheets
        ]
        _put(self.sheet, sheets, plan.sheet)
        self._parts[self.sheet].setVisible(len(plan.sheets) > 1)
        head = [(n, f"{n}:  {_cut(words)}") for n, words in plan.head]
        if all(number != plan.header_row for number, _words in head) and plan.header_row:
            head.append((plan.header_row, str(plan.header_row)))
        none = (0, self.tr("none: the first row is data"))
        _put(self.header, [*sorted(head), none], plan.header_row)
        self._parts[self.header].setVisible(bool(plan.head))
        profiles = [("", self.tr("none")), *((name, name) for name in plan.profiles)]
        _put(self.profile, profiles, plan.question.profile)
        self._parts[self.profile].setVisible(bool(plan.profiles))
        self._show_questions(plan)

    def _show_questions(self, plan: ImportPlan) -> None:
        while item := self._questions.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not self._statuses:
            return
        caption = QLabel(self.tr("Statuses that are not understood"))
        caption.setProperty("type", "strong")
        caption.setWordWrap(True)
        self._questions.addWidget(caption, 0, 0, 1, 2)
        spoken = {
            "": self.tr("means…"),
            "available": self.tr("free to use"),
            "used": self.tr("on a device"),
            "held": self.tr("hold it"),
        }
        shown = list(self._statuses.items())[:MOST_QUESTIONS]
        for line, (value, rows) in enumerate(shown, start=1):
            name = value or self.tr("(empty, beside a unit)")
            words = self.tr("{value} (%n row(s))", "", rows).format(value=name) if rows else name
            label = QLabel(words)
            label.setWordWrap(True)
            box = QComboBox()
            box.setAccessibleName(words)
            for answer in ANSWERS:
                box.addItem(spoken[answer], answer)
            given = plan.question.answers.get(value, "")
            box.setCurrentIndex(max(0, box.findData(given)))
            box.activated.connect(
                lambda _i, box=box, value=value: self.answered.emit(value, box.currentData())
            )
            self._questions.addWidget(label, line, 0)
            self._questions.addWidget(box, line, 1)
        left = len(self._statuses) - len(shown)
        if left:
            words = self.tr("%n more. Is this really the column with the statuses?", "", left)
            more = QLabel(words)
            more.setWordWrap(True)
            more.setProperty("type", "muted")
            self._questions.addWidget(more, len(shown) + 1, 0, 1, 2)

    def _ask(self, **changes: object) -> None:
        if self._plan is not None:
            self.asked.emit(replace(self._plan.question, **changes))  # type: ignore[arg-type]

    def take_scheme(self, scheme: str) -> None:
        """Read the list by this scheme: a name, or the path of an own one."""
        self._ask(scheme=scheme, mapping={}, profile="")

    def _rescheme(self) -> None:
        chosen = str(self.scheme.currentData())
        if chosen == OWN:
            self._fill()  # until there is a file the list is read as before
            self.own_wanted.emit()
        else:
            self.take_scheme(chosen)

    def _take_profile(self) -> None:
        plan = self._plan
        if plan is not None:
            asked = plan.question
            fresh = ImportQuestion(asked.file, profile=str(self.profile.currentData()))
            self.asked.emit(replace(fresh, lot=asked.lot, skip_bad=asked.skip_bad))

    def _box(self, chosen: Callable[[], None]) -> QComboBox:
        box = QComboBox()
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box.activated.connect(lambda _index: chosen())
        return box

    def _part(self, box: QComboBox, words: Callable[[], str]) -> Panel:
        """Return a box under its caption, which come and go together."""
        part = Panel()
        part.setLayout(column(self.label(words, "caption"), box, gap=2))
        self.say(lambda: box.setAccessibleName(words()))
        self._parts[box] = part
        return part


def _put(box: QComboBox, choices: Sequence[tuple[object, str]], chosen: object) -> None:
    box.blockSignals(True)
    box.clear()
    for value, words in choices:
        box.addItem(words, value)
    box.setCurrentIndex(box.findData(chosen))
    box.setToolTip(box.currentText())
    box.blockSignals(False)


def _cut(words: str) -> str:
    return words if len(words) <= MOST_HEAD else f"{words[:MOST_HEAD]}…"


def _breakable(file: Path) -> str:
    """Return a file's name with places where a long one may be broken."""
    return "".join(f"{char}\u200b" if char in "-_." else char for char in file.name)
