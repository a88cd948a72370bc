"""A line of text that ends in … where there is no room for all of it; its tool tip tells all."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QStyle, QStyleOption, QStylePainter

from app.ui.look import look


class Elided(QLabel):
    """Gives way to everything beside it."""

    def __init__(self, least: int = 40) -> None:
        super().__init__()
        self._least = least

    def setText(self, words: str) -> None:
        """Set the words; all of them are told to a screen reader."""
        super().setText(words)
        self.setAccessibleName(words)
        self._tell()

    def minimumSizeHint(self) -> QSize:
        """Return the room of the least that says something."""
        whole = super().minimumSizeHint()
        return QSize(min(whole.width(), look().px(self._least)), whole.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell all of it where not all is in sight."""
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint as much as there is room for."""
        painter, option = QStylePainter(self), QStyleOption()
        option.initFrom(self)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option)
        metrics, mode = self.fontMetrics(), Qt.TextElideMode.ElideRight
        words = metrics.elidedText(self.text(), mode, self.contentsRect().width())
        painter.drawText(self.contentsRect(), self.alignment(), words)
        painter.end()

    def _tell(self) -> None:
        is_cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        self.setToolTip(self.text() if is_cut else "")
