"""Edits what an element says: own text with fields, or a ready-made payload and its parameters.

A text that cannot be taken (a secret, a lonely brace) stays in sight with the reason; the design
keeps what it had.
"""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMenu, QPlainTextEdit, QVBoxLayout

from app.domain.problems import Problem
from app.labels.design import Code, Picture, Text
from app.labels.errors import LabelRefused
from app.labels.fields import BUILT_IN, LabelData, parse_template
from app.labels.payloads import PRESETS, Content, plain_content, preset_content
from app.ui.labels.tool_button import narrow
from app.ui.labels.words import field_word, joined, payload_word
from app.ui.look import look
from app.ui.widgets.panel import Panel, column, row
from app.ui.words import advice, sentence

FORMATS: Final[Mapping[str, tuple[str, ...]]] = {
    "identity": ("", "short", "last8", "url"),
    "mac": ("", "colons", "dashes", "last6"),
    "serial": ("", "last6"),
    "product_id": ("", "url"),
    "date": ("", "%Y%m%d", "%d.%m.%Y", "%Gw%V"),
    "time": ("", "%H:%M:%S"),
    "counter": ("", "04d", "06d"),
}
"""Formats that the menu offers; all others can be typed."""

Said = tuple[str, str, tuple[tuple[str, str], ...]]


class ContentEditor(Panel):
    """Emits ``changed`` with content, payload and parameters; ``problem`` says why not."""

    changed = Signal(object, str, object)
    judged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.columns: tuple[str, ...] = ()
        self.secrets: tuple[str, ...] = ()
        self.data = LabelData()
        self.problem: Problem | None = None
        self._loaded: Said | None = None
        self._loading = False
        self.payload = QComboBox()
        narrow(self.payload)
        self.payload.addItem("", "")
        for name in PRESETS:
            self.payload.addItem("", name)
        self.say(self._name_payloads)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.say(lambda: self.text.setAccessibleName(self.tr("Text with fields")))
        self.parameters: dict[str, QLineEdit] = {}
        self._parameter_room = QVBoxLayout()
        self._parameter_room.setSpacing(look().px(4))
        self.menu = QMenu(self)
        self.insert = self.button(
            lambda: self.tr("Insert a field"), self._open_menu, kind="quiet", image="add"
        )
        self._reason = QLabel()
        self._reason.setProperty("type", "error")
        self._reason.setWordWrap(True)
        self._reason.hide()
        self.setLayout(
            column(self.payload, self.text, self._parameter_room, row(self.insert, 1), self._reason)
        )
        self.wear(lambda: self.text.setFixedHeight(look().px(64)))
        self.payload.currentIndexChanged.connect(self._payload_chosen)
        self.text.textChanged.connect(self._judge)
        self.menu.aboutToShow.connect(self._fill_menu)

    def show_element(self, element: Text | Code | Picture) -> None:
        """Show what an element says, unless that is what is being typed."""
        self.payload.setVisible(not isinstance(element, Picture))
        if isinstance(element, Picture):
            said: Said = ("", element.file.template.source, ())
        else:
            source = "" if element.payload else element.content.template.source
            said = (element.payload, source, tuple(sorted(element.parameters.items())))
        if said == self._loaded and self.problem is None:
            return
        self._load(said)

    def _load(self, said: Said) -> None:
        self._loading = True
        payload, source, given = said
        self.payload.setCurrentIndex(max(0, self.payload.findData(payload)))
        if self.text.toPlainText() != source:
            self.text.setPlainText(source)
        self._show_parameters(payload, dict(given))
        self._loaded, self._loading = said, False
        self._blame(None)

    def _payload_chosen(self) -> None:
        if not self._loading:
            self._show_parameters(str(self.payload.currentData()), {})
            self._judge()

    def _show_parameters(self, payload: str, given: Mapping[str, str]) -> None:
        preset = PRESETS.get(payload)
        self.text.setVisible(preset is None)
        wanted = {} if preset is None else {**preset.parameters, **given}
        if list(self.parameters) != list(wanted):
            self._build_parameters(list(wanted))
        for name, value in wanted.items():
            if self.parameters[name].text() != value:
                self.parameters[name].setText(value)

    def _build_parameters(self, names: list[str]) -> None:
        while self._parameter_room.count():
            item = self._parameter_room.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.parameters = {}
        for name in names:
            caption = QLabel(name)
            caption.setProperty("type", "caption")
            line = QLineEdit()
            line.setAccessibleName(name)
            line.textChanged.connect(self._judge)
            self._parameter_room.addWidget(caption)
            self._parameter_room.addWidget(line)
            self.parameters[name] = line

    def _judge(self) -> None:
        """Take what is typed, or say why not."""
        if self._loading:
            return
        payload = str(self.payload.currentData())
        given: dict[str, str] = {}
        try:
            if payload:
                defaults = PRESETS[payload].parameters
                typed = {name: line.text() for name, line in self.parameters.items()}
                given = {k: v for k, v in typed.items() if v != defaults[k]}
                content = preset_content(payload, given, self.secrets)
            else:
                content = plain_content(self.text.toPlainText(), self.secrets)
        except LabelRefused as refused:
            self._blame(refused.problems[0] if refused.problems else Problem(refused.code))
            return
        source = "" if payload else content.template.source
        self._loaded = (payload, source, tuple(sorted(given.items())))
        self._blame(None)
        self.changed.emit(content, payload, given)

    def _blame(self, problem: Problem | None) -> None:
        self.problem = problem
        words = ""
        if problem is not None:
            facts = dict(problem.facts)
            words = joined(sentence(problem.code, facts), advice(problem.code, facts))
        self._reason.setText(words)
        self._reason.setVisible(problem is not None)
        self.judged.emit()

    def _open_menu(self) -> None:
        self.menu.popup(self.insert.mapToGlobal(self.insert.rect().bottomLeft()))

    def _fill_menu(self) -> None:
        self.menu.clear()
        for name in (*BUILT_IN, *self.columns):
            formats = FORMATS.get(name, ("",))
            if len(formats) == 1:
                self._offer(self.menu, name, "", f"{field_word(name)}    {self._example(name, '')}")
                continue
            more = self.menu.addMenu(field_word(name))
            for form in formats:
                token = _token(name, form)
                self._offer(more, name, form, f"{token}    {self._example(name, form)}")

    def _offer(self, menu: QMenu, name: str, form: str, words: str) -> None:
        action = menu.addAction(words.replace("&", "&&"))
        token = _token(name, form)
        action.triggered.connect(lambda _checked=False: self.insert_text(token))

    def _example(self, name: str, form: str) -> str:
        words, _empty = parse_template(_token(name, form)).fill(self.data)
        return words if len(words) <= 28 else f"{words[:27]}…"

    def insert_text(self, token: str) -> None:
        """Put a field where the cursor is."""
        lines = list(self.parameters.values())
        if lines:
            line = next((one for one in lines if one.hasFocus()), lines[0])
            line.insert(token)
            return
        cursor: QTextCursor = self.text.textCursor()
        cursor.insertText(token)
        self.text.setFocus()

    def _name_payloads(self) -> None:
        self.payload.setAccessibleName(self.tr("Ready-made content"))
        for place in range(self.payload.count()):
            name = str(self.payload.itemData(place))
            self.payload.setItemText(place, payload_word(name))


def _token(name: str, form: str) -> str:
    return f"{{{name}:{form}}}" if form else f"{{{name}}}"


__all__ = ["FORMATS", "Content", "ContentEditor"]
