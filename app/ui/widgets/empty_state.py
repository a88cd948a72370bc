"""What stands where there is nothing yet: a drawing, one sentence, what to do."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.icons import draw_icon
from app.ui.look import colour, look
from app.ui.widgets.panel import Panel, column, row


class Picture(QWidget):
    """One icon in a soft disc."""

    def __init__(self, name: str, size: int = 88) -> None:
        super().__init__()
        self._name = name
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of the disc."""
        return QSize(look().px(self._size), look().px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint disc and icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height())
        disc = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(look().palette.accent_soft))
        painter.drawEllipse(disc)
        inset = side * 0.27
        inner = disc.adjusted(inset, inset, -inset, -inset)
        draw_icon(painter, self._name, look().palette.accent_text, inner)
        painter.end()


class EmptyState(Panel):
    """A page, or a table, with nothing in it says so and says what to do."""

    def __init__(
        self,
        image: str,
        said: Callable[[], str],
        advised: Callable[[], str],
        act: tuple[Callable[[], str], Callable[[], object]] | None = None,
    ) -> None:
        super().__init__()
        heading = self.label(said, "heading", wrap=True)
        words = self.label(advised, "muted", wrap=True)
        for label in (heading, words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setMaximumWidth(look().px(520))
        parts: list[QWidget] = [Picture(image), heading, words]
        self.go = None if act is None else self.button(*act, kind="primary", large=True)
        if self.go is not None:
            parts.append(self.go)
        inner = column(1, gap=12, edge=24)
        for part in parts:
            inner.addLayout(row(1, part, 1))
        inner.addStretch(1)
        self.setLayout(inner)

    def is_to_do(self) -> bool:
        """Say whether it is in sight with something that can be done."""
        return self.go is not None and self.isVisible() and self.go.isEnabled()

    def take_focus(self) -> bool:
        """Give the keyboard to its button; False where there is none to press."""
        if self.go is None or not self.is_to_do():
            return False
        self.go.setFocus()
        return True
