"""The designer: a label drawn as it will be printed, with everything that is done to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QScrollArea,
    QSizePolicy,
)

from app.domain.acts import Act
from app.labels.design import Design, Element
from app.labels.errors import LabelRefused
from app.ui.labels.canvas import Canvas
from app.ui.labels.desk import Desk
from app.ui.labels.document import Document
from app.ui.labels.drawing import Drawing
from app.ui.labels.elements import new_element
from app.ui.labels.notices import Notice, NoticeList
from app.ui.labels.preview import element_of, worst_first
from app.ui.labels.properties import PropertyPanel
from app.ui.labels.records import DesignRow, LabelUnits
from app.ui.labels.style import label_style
from app.ui.labels.survey import Finding, survey
from app.ui.labels.tool_box import ToolBox
from app.ui.labels.toolbar import Toolbar
from app.ui.labels.unit_choice import UnitChoice
from app.ui.labels.words import kind_word
from app.ui.look import look
from app.ui.pages.page import Context, Page
from app.ui.tasks import Cancel, Known
from app.ui.theme import Tone
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, card, column, grow, row
from app.ui.words import advice, error_words, sentence

SURVEY_PAUSE_MS = 700
PROPERTIES_PX, NOTICES_PX = 306, 118


class DesignerPage(Page):
    """Works on one design; ``left`` asks to go back to the list, ``saved`` tells a new version."""

    left = Signal()
    saved = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.labels = context.services.labels
        self.document = Document(Design("label", 50, 30, ()), self)
        self.drawing = Drawing(context.tasks, self.labels.pictures(), self)
        self.canvas = Canvas(self.document, self.drawing)
        self.desk = Desk(self.canvas)
        self.toolbar = Toolbar(self.document, self.canvas)
        self.tool_box = ToolBox(self.document)
        self.properties = PropertyPanel(self.document, self.drawing)
        self.notices = NoticeList()
        self.units = UnitChoice()
        self.version = 0
        self._copied: tuple[Element, ...] = ()
        self._is_surveyed = False
        self._survey_cancel = Cancel()
        self._survey_again = QTimer(self)  # a checked lot stays checked while the design changes
        self._survey_again.setSingleShot(True)
        self._survey_again.setInterval(SURVEY_PAUSE_MS)
        self._survey_again.timeout.connect(lambda: self._survey(self._follow_survey))
        self._build()
        self._join()
        self.guard(self.save_button, Act.LABEL_DESIGN_SAVED)
        self.guard(self.save_as_button, Act.LABEL_DESIGN_SAVED)
        self.wear(lambda: self.setStyleSheet(label_style(look().palette, look().px)))
        self.say(self._name_moves)

    # Opening, saving.

    def open(self, given: DesignRow) -> None:
        """Work on a design."""
        self.banner.tell("")
        self.version = given.version
        self._forget_survey()
        self.document.open(given.design)
        self.document.undo.setClean()
        self._show_name()
        self.desk.show_whole()
        self.canvas.setFocus()

    def refresh(self) -> None:
        """Ask for the lots whose units can be shown."""
        lots = self.services.lots
        self.ask("lots", lambda: [lot.name for lot in lots.all()], self.units.offer)

    def save(self) -> None:
        """Keep the design as a new version in the ledger."""
        if self._refuse_unfinished():
            return
        design = self.document.design
        self.ask("save", lambda: self.labels.save_design(design), self._show_saved)

    def save_as(self) -> None:
        """Keep it under another name."""

        def done(values: Mapping[str, Value]) -> None:
            design = replace(self.document.design, name=str(values["name"]))
            self.document.put(design, self.tr("Rename"))
            self.save()

        name = Field("name", self.tr("Name"), self.document.design.name, needed=True, most=64)
        words = self.tr("The design it was made from stays as it is.")
        Form(self, self.tr("Save as"), [name], done, words=words, ok=self.tr("Save")).open()

    def read_file(self, file: Path) -> None:
        """Work on a design from a file."""
        self.ask("read", lambda: self.labels.read_design(file), self._show_read)

    def leave(self) -> None:
        """Go back to the list; asks first where something is not saved."""
        self._go_on_without(self.left.emit, self.tr("Leave"))

    def unsaved(self) -> str:
        """Say what was not saved since this design was opened; empty where everything is."""
        if self.document.undo.isClean():
            return ""
        return self.tr("What was changed on design {name} since it was saved will be lost.").format(
            name=self.document.design.name
        )

    def _go_on_without(self, act: Callable[[], None], ok: str) -> None:
        """Do what ends the work on this design; asks first where something is not saved."""
        lost = self.unsaved()
        if not lost:
            act()
            return
        title = self.tr("Leave without saving?")
        Form(self, title, [], lambda _values: act(), words=lost, ok=ok).open()

    def fail(self, error: Known) -> None:
        """Show a refusal with its first reason, in words."""
        said, advised = refusal_words(error)
        self.tell(said, advised, Tone.FAIL)

    # What is done to the design.

    def add(self, kind: str) -> None:
        """Put a new element in the middle of the label."""
        words = self.tr("Add {what}").format(what=kind_word(kind))
        if kind != "picture":
            self.document.add(new_element(kind, self.document.design), words)
            self.canvas.setFocus()
            return
        file, _ = QFileDialog.getOpenFileName(
            self, self.tr("Choose a picture"), "", "*.png *.jpg *.jpeg *.bmp *.gif"
        )
        if file:
            self.ask(
                "picture",
                lambda: self.labels.add_picture(Path(file)),
                lambda name: self.document.add(
                    new_element("picture", self.document.design, name), words
                ),
            )

    def check_lot(self) -> None:
        """Look at the design with every unit of the lot."""
        if self._refuse_unfinished():
            return
        self._survey(self._show_survey)

    def copy(self) -> None:
        """Remember what is chosen."""
        self._copied = tuple(self.document.design.elements[n] for n in self.document.chosen)

    def cut(self) -> None:
        """Remember what is chosen and take it away."""
        self.copy()
        self.document.delete(self.tr("Cut"))

    def paste(self) -> None:
        """Put in what was remembered; also into another design."""
        if self._copied:
            self.document.insert(self._copied, self.tr("Paste"))

    # How it is built.

    def _build(self) -> None:
        self._name = self.label(self._name_words, "title")
        self.back = self.button(
            lambda: self.tr("All designs"), self.leave, kind="quiet", image="back"
        )
        self.import_button = self.button(
            lambda: self.tr("Open a file…"), self._import, image="folder", shortcut="Ctrl+O"
        )
        self.export_button = self.button(
            lambda: self.tr("Export…"), self._export, image="export", shortcut="Ctrl+E"
        )
        self.save_as_button = self.button(lambda: self.tr("Save as…"), self.save_as)
        self.save_button = self.button(
            lambda: self.tr("Save"), self.save, kind="primary", image="check", shortcut="Ctrl+S"
        )
        head = row(self.back, self._name, 1, self.import_button, self.export_button)
        head.addWidget(self.save_as_button)
        head.addWidget(self.save_button)
        self.body.addLayout(head)
        self.body.addWidget(self.toolbar)
        main = row(gap=12)
        main.addWidget(self.tool_box)
        main.addLayout(column(grow(self.desk), self._below(), gap=12), 1)
        main.addWidget(self._property_side())
        self.body.addLayout(main, 1)

    def _below(self) -> Panel:
        below = card(row(self.units), self.notices, gap=4, edge=8)
        below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.wear(lambda: self.notices.setFixedHeight(look().px(NOTICES_PX)))
        return below

    def _property_side(self) -> Panel:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.properties)
        side = Panel(name="card")
        side.setLayout(column(area, edge=2))
        self.wear(lambda: side.setFixedWidth(look().px(PROPERTIES_PX)))
        return side

    def _join(self) -> None:
        document, undo = self.document, self.document.undo
        document.design_changed.connect(self._draw)
        document.design_changed.connect(self._show_name)
        document.chosen_changed.connect(self._describe)
        document.undo_changed.connect(self._show_name)
        self.toolbar.check_asked.connect(self.check_lot)
        self.tool_box.add_asked.connect(self.add)
        self.canvas.trial.connect(self._draw_trial)
        self.canvas.edit_asked.connect(self.properties.focus_content)
        self.drawing.drawn.connect(self._show_problems)
        self.drawing.failed.connect(self.fail)
        self.properties.content.judged.connect(self._show_problems)
        self.notices.jumped.connect(self._jump)
        self.units.changed.connect(self._unit_changed)
        self.units.lot_asked.connect(self._ask_units)
        for keys, act in (
            ("Ctrl+Shift+Z", undo.redo),
            ("Ctrl+A", lambda: document.choose(range(len(document.design.elements)))),
            ("Ctrl+C", self.copy),
            ("Ctrl+X", self.cut),
            ("Ctrl+V", self.paste),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self._draw()

    # What the parts tell each other.

    def _draw(self) -> None:
        if self._is_surveyed:
            self._survey_again.start()
        self.drawing.wish(self.document.design, self.units.data)

    def _draw_trial(self, design: Design) -> None:
        self.drawing.wish(design, self.units.data)

    def _describe(self) -> None:
        self.canvas.setAccessibleDescription(self.properties.title_words())

    def _show_problems(self) -> None:
        preview = self.drawing.preview
        problems = [] if preview is None else worst_first(preview.problems)
        typed = self.properties.content.problem
        if typed is not None:
            chosen = self.document.chosen
            facts = {**typed.facts, "element": chosen[0] + 1 if chosen else 0}
            problems.insert(0, replace(typed, facts=facts))
        self.notices.show_problems(problems)

    def _jump(self, notice: Notice) -> None:
        if notice.units:
            self.units.go_to(notice.example)
        number = element_of(notice.problem)
        if number is None or number >= len(self.document.design.elements):
            return
        self.document.choose((number,))
        self.desk.show_box(self.canvas.boxes()[number])

    def _unit_changed(self) -> None:
        editor, given = self.properties.content, self.units.given
        if not given.lot:
            self._forget_survey()
        editor.columns, editor.secrets, editor.data = given.columns, given.secrets, self.units.data
        self._draw()

    def _ask_units(self, lot: str) -> None:
        self._forget_survey()
        self.ask("units", lambda: self.labels.units(lot), self._show_units)

    def _show_units(self, given: LabelUnits) -> None:
        self.units.show_units(given)
        if not given.units:
            words = self.tr("Lot {lot} has no unit yet; the example is shown.")
            self.tell(words.format(lot=given.lot), "", Tone.RUNNING)

    def _survey(self, show: Callable[[Sequence[Finding]], None]) -> None:
        self._survey_cancel.set()
        cancel = self._survey_cancel = Cancel()
        self._is_surveyed = True
        design, units = self.document.design, self.units.given.units
        tasks = self.context.tasks
        self.ask(
            "survey", lambda: survey(design, units, lambda: cancel() or tasks.is_closing), show
        )

    def _follow_survey(self, findings: Sequence[Finding]) -> None:
        if self._is_surveyed:
            self.notices.show_survey(findings)

    def _forget_survey(self) -> None:
        self._is_surveyed = False
        self._survey_again.stop()
        self._survey_cancel.set()
        self.notices.show_survey(())

    def _show_survey(self, findings: Sequence[Finding]) -> None:
        self.notices.show_survey(findings)
        count = len(self.units.given.units)
        if not findings:
            self.tell(self.tr("The design suits all %n unit(s).", "", count))
        else:
            words = self.tr("%n thing(s) to look at; they are listed below.", "", len(findings))
            self.tell(words, "", Tone.DOUBTFUL)

    def _refuse_unfinished(self) -> bool:
        """Say so where a text is still typed wrongly: what is seen is not what would be saved."""
        problem = self.properties.content.problem
        if problem is None:
            return False
        facts = dict(problem.facts)
        self.tell(sentence(problem.code, facts), advice(problem.code, facts), Tone.FAIL)
        self.properties.focus_content()
        return True

    def _show_saved(self, given: DesignRow) -> None:
        self.version = given.version
        if given.design == self.document.design:
            self.document.undo.setClean()
        self._show_name()
        blocking = self.notices.blocking
        said = self.tr("{name} is saved as version {version}.")
        warn = self.tr("It cannot be printed like this for every unit; see the list below.")
        self.tell(
            said.format(name=given.name, version=given.version),
            warn if blocking else "",
            Tone.DOUBTFUL if blocking else Tone.PASS,
        )
        self.saved.emit(given)

    def _show_read(self, design: Design) -> None:
        self.open(DesignRow(design))
        self.document.undo.resetClean()
        self._show_name()

    def _import(self) -> None:
        self._go_on_without(self._choose_file, self.tr("Open another"))

    def _choose_file(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, self.tr("Open a design"), "", "*.toml")
        if file:
            self.read_file(Path(file))

    def _export(self) -> None:
        if self._refuse_unfinished():
            return
        design = self.document.design
        file, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export the design"), f"{design.name}.toml", "*.toml"
        )
        if file:
            self.ask(
                "write",
                lambda: self.labels.write_design(design, Path(file)),
                lambda _none: self.tell(self.tr("Design written to {file}.").format(file=file)),
            )

    def _show_name(self) -> None:
        self._name.setText(self._name_words())

    def _name_words(self) -> str:
        design = self.document.design
        mark = "" if self.document.undo.isClean() else " •"
        return f"{design.name}{mark}"

    def _name_moves(self) -> None:
        self.canvas.setAccessibleName(self.tr("The label; arrow keys move what is chosen"))
        self.canvas.move_words = self.tr("Move")
        self.canvas.resize_words = self.tr("Resize")


def refusal_words(error: Known) -> tuple[str, str]:
    """Return sentence and advice of an error; of a refused design those of its first problem."""
    if isinstance(error, LabelRefused) and error.problems:
        first = error.problems[0]
        facts = dict(first.facts)
        return sentence(first.code, facts), advice(first.code, facts)
    return error_words(error)
