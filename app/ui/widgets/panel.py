"""The base of everything with words in it: says them again when the language changes."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui.icons import icon
from app.ui.language import language
from app.ui.look import GAP, look
from app.ui.theme import Tone
from app.ui.widgets.button import Button


class Panel(QFrame):
    """A frame whose words and icons follow the language and the theme while the program runs."""

    def __init__(self, parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self._said: list[Callable[[], None]] = []
        self._worn: list[Callable[[], None]] = []
        if name:
            self.setObjectName(name)
        look().changed.connect(self._wear)

    def tr(self, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        """Return a text in the present language, or as it was written while that is asked for."""
        return text if language().is_source else super().tr(text, disambiguation, n)

    def say(self, speak: Callable[[], None]) -> None:
        """Set a text now and again after each change of language."""
        self._said.append(speak)
        speak()

    def wear(self, dress: Callable[[], None]) -> None:
        """Set a colour, icon or length now and again after each change of theme."""
        self._worn.append(dress)
        dress()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            for speak in self._said:
                speak()
        super().changeEvent(event)

    def _wear(self) -> None:
        for dress in self._worn:
            dress()
        self.update()

    # The small pieces that every page is made of.

    def label(self, words: Callable[[], str], kind: str = "", *, wrap: bool = False) -> QLabel:
        """Return a label of the type scale: title, heading, strong, muted, caption, figure."""
        made = QLabel()
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setWordWrap(wrap)
        if kind:
            made.setProperty("type", kind)
        self.say(lambda: made.setText(words()))
        return made

    def button(
        self,
        words: Callable[[], str],
        act: Callable[[], object],
        *,
        kind: str = "",
        image: str = "",
        shortcut: str = "",
        large: bool = False,
    ) -> Button:
        """Return a button; its shortcut shows on it, a letter for Alt where it has none."""
        made = Button()
        made.source = lambda: language().source(words)
        made.setProperty("kind", kind)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        if large:
            made.setProperty("big", "true")
        if shortcut:
            made.setShortcut(shortcut)
        if image:
            self.wear(lambda: _dress(made, image, kind, large=large))

        def speak() -> None:
            made.setText(f" {words()}" if image else words())  # air beside the icon
            made.setAccessibleName(words())
            if shortcut:
                made.setToolTip(f"{words()}  ({shortcut})")

        self.say(speak)
        made.clicked.connect(lambda _checked=False: act())
        return made


def _dress(button: Button, image: str, kind: str, *, large: bool) -> None:
    button.setIcon(icon(image, _ink(kind), disabled=look().palette.muted))
    side = look().px(22 if large else 18)
    button.setIconSize(QSize(side, side))


def _ink(kind: str) -> str:
    palette = look().palette
    if kind == "stop":
        return palette.tone(Tone.FAIL).text
    if kind == "primary":
        return palette.on_accent
    return palette.accent_text if kind == "quiet" else palette.text


def column(*items: QWidget | QLayout | int | None, gap: int = GAP, edge: int = 0) -> QVBoxLayout:
    """Return a vertical layout; an int is a stretch, None a gap of one more unit."""
    made = QVBoxLayout()
    _fill(made, items, gap, edge)
    return made


def row(*items: QWidget | QLayout | int | None, gap: int = GAP, edge: int = 0) -> QHBoxLayout:
    """Return a horizontal layout; an int is a stretch, None a gap of one more unit."""
    made = QHBoxLayout()
    _fill(made, items, gap, edge)
    return made


def _fill(
    made: QVBoxLayout | QHBoxLayout,
    items: tuple[QWidget | QLayout | int | None, ...],
    gap: int,
    edge: int,
) -> None:
    made.setSpacing(look().px(gap) if gap else 0)
    side = look().px(edge) if edge else 0
    made.setContentsMargins(side, side, side, side)
    for item in items:
        if item is None:
            made.addSpacing(look().px(gap))
        elif isinstance(item, int):
            made.addStretch(item)
        elif isinstance(item, QWidget):
            made.addWidget(item)
        else:
            made.addLayout(item)


def card(*items: QWidget | QLayout | int | None, gap: int = GAP, edge: int = 16) -> Panel:
    """Return a raised surface with a column of things on it."""
    made = Panel(name="card")
    made.setLayout(column(*items, gap=gap, edge=edge))
    return made


def grow(widget: QWidget) -> QWidget:
    """Let a widget take the room there is; return it."""
    widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return widget


def scrolling(inside: QWidget) -> QScrollArea:
    """Return a place without a frame in which something scrolls where it lacks room."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(inside)
    return area
