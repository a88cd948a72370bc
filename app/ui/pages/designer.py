"""The designer: a label drawn as it will be printed, with everything that is done to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.labels.design import Design, Element
from app.labels.errors import LabelRefused
from app.ui.icons import icon
from app.ui.labels.canvas import STEP, Canvas
from app.ui.labels.document import Document
from app.ui.labels.drawing import Drawing
from app.ui.labels.element_list import ElementList
from app.ui.labels.elements import new_element
from app.ui.labels.geometry import Arrange
from app.ui.labels.notices import Notice, NoticeList
from app.ui.labels.preview import element_of, worst_first
from app.ui.labels.properties import PropertyPanel
from app.ui.labels.records import DesignRow, LabelUnits
from app.ui.labels.rulers import Ruler
from app.ui.labels.style import label_style
from app.ui.labels.survey import Finding, survey
from app.ui.labels.tool_button import divider, tool_button
from app.ui.labels.unit_choice import UnitChoice
from app.ui.labels.words import KINDS, arrange_word, kind_word
from app.ui.look import look
from app.ui.pages.page import Context, Page
from app.ui.tasks import Cancel, Known
from app.ui.theme import Tone
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, card, column, grow, row
from app.ui.words import advice, error_words, sentence

PX_PER_MM = 96 / 25.4  # 100 % is about life size on a usual screen
SURVEY_PAUSE_MS = 700
PALETTE_PX, PROPERTIES_PX, NOTICES_PX = 184, 306, 118


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
        self.properties = PropertyPanel(self.document, self.drawing)
        self.elements = ElementList(self.document)
        self.notices = NoticeList()
        self.units = UnitChoice()
        self.version = 0
        self._copied: tuple[Element, ...] = ()
        self._fit_wanted = True
        self._is_surveyed = False
        self._survey_cancel = Cancel()
        self._survey_again = QTimer(self)  # a checked lot stays checked while the design changes
        self._survey_again.setSingleShot(True)
        self._survey_again.setInterval(SURVEY_PAUSE_MS)
        self._survey_again.timeout.connect(lambda: self._survey(self._follow_survey))
        self._build()
        self._join()
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
        self._fit_wanted = True
        self._show_name()
        QTimer.singleShot(0, self, self._fit_once)
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
        if self.document.undo.isClean():
            self.left.emit()
            return
        Form(
            self,
            self.tr("Leave without saving?"),
            [],
            lambda _values: self.left.emit(),
            words=self.tr("What was changed on this design since it was saved will be lost."),
            ok=self.tr("Leave"),
        ).open()

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

    def arrange(self, how: Arrange) -> None:
        """Align or spread what is chosen."""
        self.document.arrange(how, arrange_word(how))

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
        self.body.addWidget(self._toolbar())
        main = row(gap=12)
        main.addWidget(self._palette())
        main.addLayout(column(grow(self._desk()), self._below(), gap=12), 1)
        main.addWidget(self._property_side())
        self.body.addLayout(main, 1)

    def _toolbar(self) -> Panel:
        undo = self.document.undo
        self.undo_button = tool_button(
            self, "undo", lambda: self.tr("Undo"), undo.undo, shortcut="Ctrl+Z"
        )
        self.redo_button = tool_button(
            self, "redo", lambda: self.tr("Redo"), undo.redo, shortcut="Ctrl+Y"
        )
        self.arrange_buttons = {
            how: tool_button(
                self,
                f"al-{how}",
                _arrange_words(how),
                lambda how=how: self.arrange(how),  # type: ignore[misc]
            )
            for how in Arrange
        }
        document = self.document
        self.on_chosen = [
            tool_button(
                self,
                "to-front",
                lambda: self.tr("Bring to front"),
                lambda: document.lift(self.tr("Bring to front"), top=True),
                shortcut="Ctrl+Shift+Up",
            ),
            tool_button(
                self,
                "to-back",
                lambda: self.tr("Send to back"),
                lambda: document.lift(self.tr("Send to back"), top=False),
                shortcut="Ctrl+Shift+Down",
            ),
            tool_button(
                self,
                "copy",
                lambda: self.tr("Duplicate"),
                lambda: document.duplicate(self.tr("Duplicate")),
                shortcut="Ctrl+D",
            ),
            tool_button(
                self,
                "trash",
                lambda: self.tr("Delete"),
                lambda: document.delete(self.tr("Delete")),
                shortcut="Del",
            ),
        ]
        self.snap_button = tool_button(
            self,
            "snap",
            lambda: self.tr("Snap to grid and edges (Alt: not now)"),
            self._toggle_snap,
            shortcut="Ctrl+G",
            checkable=True,
        )
        self.snap_button.setChecked(True)
        zoom_out = tool_button(
            self,
            "zoom-out",
            lambda: self.tr("Smaller"),
            lambda: self._zoom(1 / STEP),
            shortcut="Ctrl+-",
        )
        zoom_in = tool_button(
            self, "zoom-in", lambda: self.tr("Larger"), lambda: self._zoom(STEP), shortcut="Ctrl+="
        )
        fit = tool_button(
            self,
            "zoom-fit",
            lambda: self.tr("Show the whole label"),
            self.canvas.fit,
            shortcut="Ctrl+0",
        )
        self._percent = QLabel()
        self._percent.setMinimumWidth(look().px(56))
        self._percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._spot = self.label(lambda: "", "muted")
        self.check_button = self.button(
            lambda: self.tr("Check all units"), self.check_lot, kind="quiet", image="search"
        )
        line = row(gap=2)
        groups: Sequence[Sequence[QWidget]] = (
            (self.undo_button, self.redo_button),
            tuple(self.arrange_buttons.values()),
            self.on_chosen,
            (self.snap_button,),
            (zoom_out, self._percent, zoom_in, fit),
        )
        for number, group in enumerate(groups):
            if number:
                line.addWidget(divider())
            for part in group:
                line.addWidget(part)
        line.addStretch(1)
        line.addWidget(self._spot)
        line.addWidget(self.check_button)
        bar = Panel(name="card")
        line.setContentsMargins(look().px(8), look().px(4), look().px(14), look().px(4))
        bar.setLayout(line)
        return bar

    def _palette(self) -> Panel:
        side = card(self.label(lambda: self.tr("Add"), "strong"), gap=1, edge=10)
        inner = side.layout()
        assert inner is not None
        self.add_buttons: dict[str, QToolButton] = {}
        for kind in KINDS:
            button = self._add_button(kind)
            self.add_buttons[kind] = button
            inner.addWidget(button)
        inner.addWidget(self.label(lambda: self.tr("Elements"), "strong"))
        inner.addWidget(grow(self.elements))
        self.wear(lambda: side.setFixedWidth(look().px(PALETTE_PX)))
        return side

    def _add_button(self, kind: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("add")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        number = KINDS.index(kind) + 1

        def speak() -> None:
            button.setText(kind_word(kind))
            button.setShortcut(f"Alt+{number}")
            button.setAccessibleName(self.tr("Add {what}").format(what=kind_word(kind)))
            button.setToolTip(f"{button.accessibleName()}  (Alt+{number})")

        def dress() -> None:
            button.setIcon(icon(f"el-{kind}", look().palette.text))
            button.setIconSize(QSize(look().px(18), look().px(18)))

        self.say(speak)
        self.wear(dress)
        button.clicked.connect(lambda _checked=False: self.add(kind))
        return button

    def _desk(self) -> Panel:
        self.area = QScrollArea()
        self.area.setWidget(self.canvas)
        self.area.viewport().installEventFilter(self)
        self.rulers = [Ruler(self.canvas, upright=False), Ruler(self.canvas, upright=True)]
        grid = QGridLayout()
        grid.setSpacing(0)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.rulers[0], 0, 1)
        grid.addWidget(self.rulers[1], 1, 0)
        grid.addWidget(self.area, 1, 1)
        for bar in (self.area.horizontalScrollBar(), self.area.verticalScrollBar()):
            bar.valueChanged.connect(self._move_rulers)
        desk = Panel(name="card")
        grid.setContentsMargins(2, 2, 2, 2)
        desk.setLayout(grid)
        return desk

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
        document.chosen_changed.connect(self._show_able)
        document.design_changed.connect(self._show_able)
        undo.cleanChanged.connect(self._show_name)
        for signal in (undo.canUndoChanged, undo.canRedoChanged):
            signal.connect(self._show_able)
        for text in (undo.undoTextChanged, undo.redoTextChanged):
            text.connect(self._show_undo_words)
        document.design_changed.connect(self._show_name)
        self.canvas.trial.connect(self._draw_trial)
        self.canvas.edit_asked.connect(self.properties.focus_content)
        self.canvas.zoomed.connect(self._show_zoom)
        self.canvas.pointed.connect(self._show_spot)
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
        self._show_able()
        self._show_zoom()
        self._draw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the canvas all the room there is."""
        if event.type() == QEvent.Type.Resize and watched is self.area.viewport():
            self.canvas.set_room(self.area.viewport().size())
            if self._fit_wanted:
                self.canvas.fit()
            self._move_rulers()
        return super().eventFilter(watched, event)

    # What the parts tell each other.

    def _draw(self) -> None:
        if self._is_surveyed:
            self._survey_again.start()
        self.drawing.wish(self.document.design, self.units.data)

    def _draw_trial(self, design: Design) -> None:
        self._move_rulers()
        self.drawing.wish(design, self.units.data)

    def _fit_once(self) -> None:
        self.canvas.set_room(self.area.viewport().size())
        self.canvas.fit()
        self._move_rulers()

    def _zoom(self, by: float) -> None:
        self._fit_wanted = False
        self.canvas.set_zoom(self.canvas.zoom * by)

    def _toggle_snap(self) -> None:
        self.canvas.snaps = self.snap_button.isChecked()
        self.canvas.update()

    def _move_rulers(self) -> None:
        for ruler in self.rulers:
            ruler.update()

    def _show_zoom(self) -> None:
        self._percent.setText(f"{self.canvas.zoom / PX_PER_MM * 100:.0f} %")
        self._move_rulers()

    def _show_spot(self, x: float, y: float) -> None:
        self._spot.setText(f"{x:.1f} · {y:.1f} mm")

    def _show_able(self) -> None:
        document = self.document
        count = len(document.chosen)
        self.undo_button.setEnabled(document.undo.canUndo())
        self.redo_button.setEnabled(document.undo.canRedo())
        for how, button in self.arrange_buttons.items():
            spread = how in (Arrange.SPREAD_ACROSS, Arrange.SPREAD_DOWN)
            button.setEnabled(count > 2 if spread else count > 0)
        for button in self.on_chosen:
            button.setEnabled(count > 0)
        self.canvas.setAccessibleDescription(self.properties.title_words())

    def _show_undo_words(self) -> None:
        for button, words, what, keys in (
            (self.undo_button, self.tr("Undo"), self.document.undo.undoText(), "Ctrl+Z"),
            (self.redo_button, self.tr("Redo"), self.document.undo.redoText(), "Ctrl+Y"),
        ):
            button.setToolTip(f"{words}: {what}  ({keys})" if what else f"{words}  ({keys})")

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
        spot = self.canvas.to_screen(self.canvas.boxes()[number]).center()
        self.area.ensureVisible(round(spot.x()), round(spot.y()), 120, 120)

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
        self.ask("survey", lambda: survey(design, units, cancel), show)

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
        self._show_undo_words()


def refusal_words(error: Known) -> tuple[str, str]:
    """Return sentence and advice of an error; of a refused design those of its first problem."""
    if isinstance(error, LabelRefused) and error.problems:
        first = error.problems[0]
        facts = dict(first.facts)
        return sentence(first.code, facts), advice(first.code, facts)
    return error_words(error)


def _arrange_words(how: Arrange) -> Callable[[], str]:
    return lambda: arrange_word(how)
