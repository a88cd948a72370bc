"""A place to drop a file onto; a click opens the file dialog instead."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.look import colour, look
from app.ui.widgets.empty_state import Picture
from app.ui.widgets.panel import Panel, column, row


class DropArea(Panel):
    """Emits ``dropped(path)`` for one file."""

    dropped = Signal(str)

    def __init__(self, said: Callable[[], str], advised: Callable[[], str], kinds: str) -> None:
        super().__init__()
        self._kinds = kinds
        self._over = False
        self.setAcceptDrops(True)
        heading = self.label(said, "heading")
        words = self.label(advised, "muted", wrap=True)
        for label in (heading, words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.choose = self.button(
            lambda: self.tr("Choose a file…"),
            self._choose,
            kind="primary",
            image="folder",
            shortcut="Ctrl+O",
            large=True,
        )
        words.setMinimumWidth(look().px(460))
        inner = column(1, row(1, Picture("import"), 1), gap=12, edge=24)
        inner.addWidget(heading)
        inner.addLayout(row(1, words, 1))
        inner.addLayout(row(1, self.choose, 1))
        inner.addStretch(1)
        self.setLayout(inner)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one local file."""
        if one_file(event):
            event.acceptProposedAction()
            self._light(on=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Light out."""
        self._light(on=False)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell the file."""
        self._light(on=False)
        file = one_file(event)
        if file:
            event.acceptProposedAction()
            self.dropped.emit(file)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dashed edge."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, px = look().palette, look().px
        shade = palette.accent if self._over else palette.line_strong
        painter.setPen(QPen(colour(shade), px(2), Qt.PenStyle.DashLine))
        painter.setBrush(colour(palette.accent_soft if self._over else palette.surface))
        area = QRectF(self.rect()).adjusted(px(2), px(2), -px(2), -px(2))
        painter.drawRoundedRect(area, px(14), px(14))
        painter.end()

    def _light(self, *, on: bool) -> None:
        self._over = on
        self.update()

    def _choose(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a list"), "", self._kinds)
        if file:
            self.dropped.emit(file)


class DropVeil(QWidget):
    """Lies over a page while a file hovers above it, and says that it may be dropped anywhere."""

    def __init__(self, page: QWidget, words: Callable[[], str]) -> None:
        super().__init__(page)
        self._page, self._words = page, words
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        """Show over the whole page."""
        self.setGeometry(self._page.rect())
        self.setAccessibleName(self._words())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint veil, dashed edge and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, px = look().palette, look().px
        area = QRectF(self.rect()).adjusted(px(10), px(10), -px(10), -px(10))
        painter.setPen(QPen(colour(palette.accent), px(3), Qt.PenStyle.DashLine))
        painter.setBrush(colour(palette.accent_soft, 0.94))
        painter.drawRoundedRect(area, px(14), px(14))
        painter.setPen(colour(palette.accent_text))
        painter.setFont(look().font(20, bold=True))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._words())
        painter.end()


def one_file(event: QDropEvent) -> str:
    """Return the one local file that hovers or is dropped; empty where it is anything else."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return ""
    file = urls[0].toLocalFile()
    return file if Path(file).is_file() else ""
