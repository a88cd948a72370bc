"""The panel beside the canvas: properties of what is chosen, or of the label."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from app.labels.design import Code, Design, Element, Picture, Text
from app.labels.payloads import Content
from app.ui.labels.content_editor import ContentEditor
from app.ui.labels.document import Document
from app.ui.labels.drawing import Drawing
from app.ui.labels.property_list import Property, Value, properties_of
from app.ui.labels.tool_button import narrow
from app.ui.labels.words import choice_word, kind_of, kind_word
from app.ui.look import look
from app.ui.widgets.panel import Panel, column

PLAIN_CHOICES = frozenset({"203", "300", "600"})


class PropertyPanel(Panel):
    """Follows the document; each change is one step of undo."""

    def __init__(self, document: Document, drawing: Drawing) -> None:
        super().__init__(name="props")
        self.document = document
        self._drawing = drawing
        self.inputs: dict[str, QWidget] = {}
        self._properties: tuple[Property, ...] = ()
        self._shown: tuple[object, ...] = ()
        self._title = self.label(self.title_words, "heading", wrap=True)
        self._hint = self.label(self._hint_words, "muted", wrap=True)
        self.content = ContentEditor()
        self.content.changed.connect(self._take_content)
        self._form = QWidget()
        self._grid = QGridLayout(self._form)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look().px(10))
        self._grid.setVerticalSpacing(look().px(4))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._note = self.label(self._note_words, "caption", wrap=True)
        self.setLayout(
            column(self._title, self._hint, self.content, self._form, self._note, 1, edge=14)
        )
        document.chosen_changed.connect(self.refresh)
        document.design_changed.connect(self.refresh)
        drawing.drawn.connect(self._show_note)
        self.say(self._rebuild)

    @property
    def thing(self) -> Element | Design | None:
        """Return what the panel edits; None while several elements are chosen."""
        if not self.document.chosen:
            return self.document.design
        return self.document.one

    def refresh(self) -> None:
        """Show what is chosen now; rebuilt only where it has other properties."""
        if self._shape() != self._shown:
            self._rebuild()
        else:
            self._show_values()

    def focus_content(self) -> None:
        """Go to what an element says, or to its first property."""
        editor = self.content
        if editor.isVisible():
            line = next(iter(editor.parameters.values()), None)
            (line or editor.text).setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.inputs:
            next(iter(self.inputs.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _shape(self) -> tuple[object, ...]:
        thing = self.thing
        names = tuple(p.name for p in properties_of(thing)) if thing is not None else ()
        return (self.document.chosen if thing is not self.document.design else (), names)

    def _rebuild(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.inputs = {}
        thing = self.thing
        self._shown = self._shape()
        self._properties = properties_of(thing) if thing is not None else ()
        line, place = 0, 0
        for one in self._properties:
            if one.wide and place:
                line, place = line + 2, 0
            self._add(one, line, place)
            if one.wide or place:
                line, place = line + 2, 0
            else:
                place = 1
        self._show_values()

    def _add(self, one: Property, line: int, place: int) -> None:
        control = self._control(one)
        control.setAccessibleName(one.words())
        self.inputs[one.name] = control
        span = 2 if one.wide else 1
        if isinstance(control, QCheckBox):
            control.setText(one.words())
            self._grid.addWidget(control, line + 1, place, 1, span)
            return
        caption = QLabel(one.words())
        caption.setProperty("type", "caption")
        caption.setBuddy(control)
        self._grid.addWidget(caption, line, place, 1, span)
        self._grid.addWidget(control, line + 1, place, 1, span)

    def _control(self, one: Property) -> QWidget:
        match one.sort:
            case "flag":
                box = QCheckBox()
                box.toggled.connect(lambda value: self._take(one, value))
                return box
            case "choice":
                combo = QComboBox()
                for name in one.choices:
                    combo.addItem(name if name in PLAIN_CHOICES else choice_word(name), name)
                combo.currentIndexChanged.connect(
                    lambda _place: self._take(one, str(combo.currentData()))
                )
                narrow(combo)
                return combo
            case "count":
                spin = QSpinBox()
                spin.setRange(int(one.least), int(one.most))
                spin.valueChanged.connect(lambda value: self._take(one, value))
                spin.lineEdit().setTextMargins(look().px(7), 0, 0, 0)
                return spin
            case "words":
                line = QLineEdit()
                line.textEdited.connect(lambda value: self._take(one, value))
                return line
            case _:
                number = QDoubleSpinBox()
                number.setRange(one.least, one.most)
                number.setDecimals(2)
                number.setSingleStep(0.1 if one.sort == "mm" else 0.5)
                number.setSuffix(f" {one.sort}")
                number.setMinimumWidth(look().px(80))
                number.lineEdit().setTextMargins(look().px(7), 0, 0, 0)
                number.valueChanged.connect(lambda value: self._take(one, value))
                return number

    def _show_values(self) -> None:
        thing = self.thing
        has_content = isinstance(thing, Text | Code | Picture)
        self.content.setVisible(has_content)
        self._form.setVisible(thing is not None)
        self._hint.setVisible(thing is None)
        self._title.setText(self.title_words())
        self._hint.setText(self._hint_words())
        if isinstance(thing, Text | Code | Picture):
            self.content.show_element(thing)
        if thing is not None:
            for one in self._properties:
                _show(self.inputs[one.name], one.get(thing))
        self._show_note()

    def _take(self, one: Property, value: Value) -> None:
        thing = self.thing
        if thing is None or one.get(thing) == value:
            return
        words = self.tr("Change {what}").format(what=one.words())
        put: Callable[[Element], Element] = lambda element: one.put(element, value)  # noqa: E731
        if isinstance(thing, Design):
            self.document.put(one.put(thing, value), words, key=f"design {one.name}")
        else:
            self.document.edit(put, words, key=one.name)

    def _take_content(self, content: Content, payload: str, given: dict[str, str]) -> None:
        def put(element: Element) -> Element:
            if isinstance(element, Picture):
                return replace(element, file=content)
            if isinstance(element, Text | Code):
                return replace(element, content=content, payload=payload, parameters=given)
            return element

        self.document.edit(put, self.tr("Change what it says"), key="content")

    def title_words(self) -> str:
        """Return what is chosen, in words."""
        thing = self.thing
        if thing is None:
            return self.tr("%n element(s)", "", len(self.document.chosen))
        return self.tr("Label") if isinstance(thing, Design) else kind_word(kind_of(thing))

    def _hint_words(self) -> str:
        return self.tr("Move, align or delete them together; choose one to change what it says.")

    def _show_note(self) -> None:
        self._note.setText(self._note_words())
        self._note.setVisible(bool(self._note.text()))

    def _note_words(self) -> str:
        """Return how a code comes out: its module in whole dots, what it says."""
        preview = self._drawing.preview
        chosen = self.document.chosen
        note = preview.codes.get(chosen[0]) if preview and len(chosen) == 1 else None
        if note is None or preview is None:
            return ""
        size = self.tr("Module {mm} mm = %n dot(s) at {dpi} dpi", "", note.dots)
        return (
            size.format(mm=f"{note.module:.3f}", dpi=preview.design.dpi)
            + f"\n{_breakable(note.content)}"
        )


def _breakable(words: str) -> str:
    """Let a long content without spaces be wrapped anywhere."""
    return "\u200b".join(words)


def _show(control: QWidget, value: Value) -> None:
    blocker = QSignalBlocker(control)
    match control:
        case QCheckBox():
            control.setChecked(bool(value))
        case QComboBox():
            control.setCurrentIndex(max(0, control.findData(value)))
        case QSpinBox():
            control.setValue(int(value))
        case QDoubleSpinBox():
            if abs(control.value() - float(value)) > 0.004:
                control.setValue(float(value))
        case QLineEdit():
            if control.text() != value:
                control.setText(str(value))
    blocker.unblock()
