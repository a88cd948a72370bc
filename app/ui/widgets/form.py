"""A small form for the few places where a person types: fields declared as data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from app.ui.language import language
from app.ui.look import look
from app.ui.widgets.panel import Panel, column, row

SPIN_MARGIN = 9  # a spin box forgets the style sheet's padding of its text
Value = str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form; the type of ``value`` chooses the control.

    ``choices``: pairs of value and words; with a tuple as value several may be ticked.
    ``same_as``: the field that it repeats; there is no OK while the two differ. ``must_be``: what
    is typed to confirm; there is no OK without it.
    """

    name: str
    words: str
    value: Value = ""
    choices: Sequence[tuple[str, str]] = ()
    most: int = 0
    secret: bool = False
    long: bool = False
    needed: bool = False
    same_as: str = ""
    must_be: str = ""


class Form(QDialog):
    """Opens over its page, never blocks the program; ``done`` gets the values on OK."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        fields: Sequence[Field],
        done: Callable[[Mapping[str, Value]], None],
        *,
        words: str = "",
        ok: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(min(look().px(480), parent.window().width() - look().px(24)))
        self._fields = {field.name: field for field in fields}
        self._done = done
        self.inputs: dict[str, QWidget] = {}
        panel = Panel()
        lines = QFormLayout()
        lines.setHorizontalSpacing(look().px(16))
        lines.setVerticalSpacing(look().px(10))
        lines.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for field in fields:
            control = self._control(field)
            control.setAccessibleName(field.words)
            self.inputs[field.name] = control
            lines.addRow(panel.label(lambda f=field: f.words), control)  # type: ignore[misc]
        self.ok = panel.button(lambda: ok or self.tr("OK"), self.accept, kind="primary")
        cancel = panel.button(lambda: self.tr("Cancel"), self.reject)
        inner = column(panel.label(lambda: title, "heading", wrap=True), gap=14)
        if words:
            inner.addWidget(panel.label(lambda: words, "muted", wrap=True))
        inner.addWidget(_within(parent, lines))
        inner.addLayout(row(1, cancel, self.ok))
        panel.setLayout(inner)
        self.setLayout(column(panel, edge=20))
        self.ok.setDefault(True)  # once it is in its dialog: else Enter would be Cancel's
        self._check()

    def tr(self, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        """Return a text in the present language, or as it was written while that is asked for."""
        return text if language().is_source else super().tr(text, disambiguation, n)

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the wrapped words need."""
        super().showEvent(event)
        fit_height(self)

    def values(self) -> dict[str, Value]:
        """Return what is typed."""
        return {name: _value(control) for name, control in self.inputs.items()}

    def accept(self) -> None:
        """Hand over the values."""
        if not self.ok.isEnabled():
            return
        values = self.values()
        super().accept()
        self._done(values)

    def _control(self, field: Field) -> QWidget:
        value = field.value
        if isinstance(value, tuple):
            return self._ticks(field, value)
        if isinstance(value, bool):
            box = QCheckBox()
            box.setChecked(value)
            box.toggled.connect(self._check)
            return box
        if isinstance(value, int):
            spin = QSpinBox()
            spin.setRange(0 if not field.needed else 1, field.most or 10_000_000)
            spin.setValue(value)
            spin.lineEdit().setTextMargins(look().px(SPIN_MARGIN), 0, 0, 0)
            return spin
        if field.choices:
            combo = QComboBox()
            for name, words in field.choices:
                combo.addItem(words, name)
            combo.setCurrentIndex(max(0, combo.findData(value)))
            return combo
        if field.long:
            text = QPlainTextEdit(value)
            text.setTabChangesFocus(True)
            # A style sheet's least height goes before the widget's own.
            text.setStyleSheet(f"min-height: {look().px(66)}px; max-height: {look().px(66)}px;")
            return text
        line = QLineEdit(value)
        line.textChanged.connect(self._check)
        if field.most:
            line.setMaxLength(field.most)
        if field.secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        return line

    def _ticks(self, field: Field, value: tuple[str, ...]) -> QListWidget:
        ticks = QListWidget()
        ticks.setObjectName("ticks")
        ticks.setFixedHeight(look().px(130))
        ticks.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        palette = look().palette
        ticks.setStyleSheet(
            f"QListWidget {{ border: 1px solid {palette.line_strong};"
            f" border-radius: {look().px(8)}px; padding: {look().px(4)}px; }}"
            f"QListWidget:focus {{ border: 2px solid {palette.focus}; }}"
            f"QListWidget::item {{ min-height: {look().px(28)}px; }}"
        )
        ticks.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for name, words in field.choices:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = Qt.CheckState.Checked if name in value else Qt.CheckState.Unchecked
            item.setCheckState(ticked)
            ticks.addItem(item)
        ticks.itemChanged.connect(self._check)
        return ticks

    def _check(self) -> None:
        if len(self.inputs) < len(self._fields):
            return
        values = self.values()
        missing = [
            name for name, field in self._fields.items() if field.needed and not values[name]
        ]
        differs = [
            name
            for name, field in self._fields.items()
            if (field.same_as and values[name] != values[field.same_as])
            or (field.must_be and values[name] != field.must_be)
        ]
        self.ok.setEnabled(not missing and not differs)


def fit_height(dialog: QDialog) -> None:
    """Make a dialog as high as its wrapped words need at its width, as far as the screen goes."""
    layout = dialog.layout()
    if layout is not None and layout.hasHeightForWidth():
        needed = layout.totalHeightForWidth(dialog.width())
        room = dialog.screen().availableGeometry().height()
        if dialog.height() < min(needed, room):
            dialog.resize(dialog.width(), min(needed, room))


def _within(parent: QWidget, lines: QFormLayout) -> QWidget:
    """Return the lines of a form; in an area that scrolls where the window is too low for them."""
    lines.setContentsMargins(0, 0, 0, 0)
    holder = QWidget()
    holder.setLayout(lines)
    host = parent.window()
    while (above := host.parentWidget()) is not None:  # a form may stand over a dialog
        host = above.window()
    room = max(look().px(160), host.height() - look().px(260))
    if holder.sizeHint().height() <= room:
        return holder
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(holder)
    area.setFixedHeight(room)
    area.setMinimumWidth(holder.sizeHint().width() + look().px(16))
    return area


def _value(control: QWidget) -> Value:
    match control:
        case QCheckBox():
            return control.isChecked()
        case QSpinBox():
            return control.value()
        case QComboBox():
            return str(control.currentData())
        case QPlainTextEdit():
            return control.toPlainText().strip()
        case QListWidget():
            items = [control.item(i) for i in range(control.count())]
            return tuple(
                str(item.data(Qt.ItemDataRole.UserRole))
                for item in items
                if item.checkState() is Qt.CheckState.Checked
            )
        case QLineEdit():
            return control.text().strip()
        case _:
            raise TypeError(type(control).__name__)
