"""One number with its name below it, as the bench and the figures show them."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.ui.widgets.panel import Panel

NONE = "–"


class Figure(Panel):
    """Keeps the widest number it has shown as its width.

    It has no layout: a label in one asks for the whole window to be laid out anew whenever its
    text changes, and figures change many times a second. So they do not jump to and fro either.
    """

    def __init__(self, name: Callable[[], str]) -> None:
        super().__init__()
        self.number = QLabel(NONE, self)
        self.number.setProperty("type", "figure")
        self._name = self.label(name, "caption")
        self._name.setParent(self)
        self._words = name
        self._width = 0  # px, of the widest number so far
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.say(self._forget_width)
        self.wear(self._forget_width)

    def show_number(self, text: str, *, alarm: bool = False) -> None:
        """Show a number; ``alarm`` paints it in the colour of trouble."""
        if text != self.number.text():
            self.number.setText(text)
            self.setAccessibleName(f"{self._words()} {text}")
        kind = "figurealarm" if alarm else "figure"
        if self.number.property("type") != kind:  # a style is not worked out anew for nothing
            self.number.setProperty("type", kind)
            self.number.style().polish(self.number)
        wide = self.number.sizeHint().width()
        if wide > self._width:
            self._width = wide
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the room for the widest number so far and for the name."""
        number, name = self.number.sizeHint(), self._name.sizeHint()
        return QSize(
            max(self._width, number.width(), name.width()), number.height() + name.height()
        )

    def minimumSizeHint(self) -> QSize:
        """Return the same: a number is not cut."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the name below the number."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        high = self.number.sizeHint().height()
        self.number.setGeometry(0, 0, self.width(), high)
        self._name.setGeometry(0, high, self.width(), self._name.sizeHint().height())

    def _forget_width(self) -> None:
        self._width = 0
        self.updateGeometry()
        self._place()
