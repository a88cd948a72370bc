"""A carton, or a pallet, as a picture of its places: how many are filled, at one glance."""

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.packing import Package, PackageState
from app.ui.look import colour, look
from app.ui.theme import Tone

MOST_PLACES = 240  # beyond this places are too small to count; a bar says as much


class CartonPicture(QWidget):
    """Places in rows; filled ones in colour, the newest framed."""

    def __init__(self) -> None:
        super().__init__()
        self._package: Package | None = None
        self._just_packed = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(look().px(220), look().px(90))
        look().changed.connect(self.update)

    def show_package(self, package: Package | None, *, just_packed: bool = False) -> None:
        """Show how full a package is; ``just_packed`` frames the last place."""
        self._package = package
        self._just_packed = just_packed
        words = "" if package is None else f"{package.content} / {package.capacity}"
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the places."""
        package = self._package
        if package is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, px = look().palette, look().px
        area = QRectF(self.rect()).adjusted(px(3), px(3), -px(3), -px(3))
        closed = package.state is not PackageState.OPEN
        painter.setPen(QPen(colour(palette.line_strong), px(3 if closed else 2)))
        painter.setBrush(colour(palette.sunken))
        painter.drawRoundedRect(area, px(8), px(8))
        inner = area.adjusted(px(10), px(10), -px(10), -px(10))
        if package.capacity > MOST_PLACES:
            self._paint_bar(painter, inner, package)
        else:
            self._paint_places(painter, inner, package)
        painter.end()

    def _paint_places(self, painter: QPainter, area: QRectF, package: Package) -> None:
        palette, px = look().palette, look().px
        count = package.capacity
        columns = max(1, min(count, round(math.sqrt(count * area.width() / area.height()))))
        rows = math.ceil(count / columns)
        width, height = area.width() / columns, area.height() / rows
        gap = max(1.5, min(width, height) * 0.12)
        fill = palette.tone(Tone.PASS)
        for place in range(count):
            line, across = divmod(place, columns)
            cell = QRectF(area.x() + across * width, area.y() + line * height, width, height)
            cell.adjust(gap / 2, gap / 2, -gap / 2, -gap / 2)
            filled = place < package.content
            newest = filled and place == package.content - 1 and self._just_packed
            painter.setPen(
                QPen(colour(palette.focus), px(3))
                if newest
                else QPen(colour(fill.fill if filled else palette.line_strong), 1)
            )
            painter.setBrush(colour(fill.fill if filled else palette.surface))
            painter.drawRoundedRect(cell, px(4), px(4))
            if filled and min(cell.width(), cell.height()) > px(26):
                painter.setPen(colour(fill.on))
                painter.setFont(look().font(14, bold=True))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(place + 1))

    def _paint_bar(self, painter: QPainter, area: QRectF, package: Package) -> None:
        palette = look().palette
        share = package.content / max(1, package.capacity)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(palette.tone(Tone.PASS).fill))
        painter.drawRect(QRectF(area.x(), area.y(), area.width() * share, area.height()))
