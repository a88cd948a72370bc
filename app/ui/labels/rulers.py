"""Rulers in millimetres along the canvas; they show where the pointer and the choice are."""

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.labels.canvas import Canvas
from app.ui.labels.geometry import together
from app.ui.look import colour, look

THICK_PX: Final = 24
LEAST_GAP_PX: Final = 46
STEPS: Final = (1, 2, 5, 10, 20, 50, 100)


class Ruler(QWidget):
    """One ruler, ``upright`` or level."""

    def __init__(self, canvas: Canvas, *, upright: bool) -> None:
        super().__init__()
        self._canvas = canvas
        self._upright = upright
        self._pointer: float | None = None
        canvas.zoomed.connect(self.update)
        canvas.pointed.connect(self._point)
        canvas.document.chosen_changed.connect(self.update)
        canvas.document.design_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return a thin strip."""
        return QSize(look().px(THICK_PX), look().px(THICK_PX))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint ticks and numbers."""
        palette = look().palette
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(palette.surface))
        start = self._start()
        length = self.height() if self._upright else self.width()
        thick = self.width() if self._upright else self.height()
        zoom = self._canvas.zoom
        self._paint_chosen(painter, start, thick)
        step = next((s for s in STEPS if s * zoom >= LEAST_GAP_PX), STEPS[-1])
        painter.setFont(look().font(10))
        minor = step / 10 if step * zoom / 10 >= 4 else step / 5
        first = int(-start / zoom / minor) - 1
        for place in range(first, int((length - start) / zoom / minor) + 2):
            at = start + place * minor * zoom
            per = round(step / minor)
            major = place % per == 0
            half = place % max(1, per // 2) == 0
            tick = thick * (0.55 if major else 0.35 if half else 0.2)
            painter.setPen(QPen(colour(palette.muted), 1))
            self._line(painter, at, thick - tick, thick)
            if major:
                painter.setPen(colour(palette.muted))
                self._number(painter, at, f"{place // per * step}", thick)
        painter.setPen(QPen(colour(palette.line_strong), 1))
        self._edge(painter, length, thick)
        if self._pointer is not None:
            painter.setPen(QPen(colour(palette.accent), 2))
            self._line(painter, start + self._pointer * zoom, 0, thick)
        painter.end()

    def _start(self) -> float:
        """Return where 0 mm is along this ruler."""
        origin = self._canvas.origin
        there = self._canvas.mapTo(self._canvas.window(), QPoint(0, 0))
        here = self.mapTo(self.window(), QPoint(0, 0))
        if self._upright:
            return origin.y() + there.y() - here.y()
        return origin.x() + there.x() - here.x()

    def _paint_chosen(self, painter: QPainter, start: float, thick: int) -> None:
        boxes = self._canvas.boxes()
        chosen = [boxes[number] for number in self._canvas.document.chosen]
        if not chosen:
            return
        around, zoom = together(chosen), self._canvas.zoom
        at, span = (around.y, around.h) if self._upright else (around.x, around.w)
        first, size = start + at * zoom, max(2.0, span * zoom)
        area = QRectF(0, first, thick, size) if self._upright else QRectF(first, 0, size, thick)
        painter.fillRect(area, colour(look().palette.accent_soft))

    def _line(self, painter: QPainter, at: float, near: float, far: float) -> None:
        if self._upright:
            painter.drawLine(QPointF(near, at), QPointF(far, at))
        else:
            painter.drawLine(QPointF(at, near), QPointF(at, far))

    def _edge(self, painter: QPainter, length: int, thick: int) -> None:
        if self._upright:
            painter.drawLine(QPointF(thick - 0.5, 0), QPointF(thick - 0.5, length))
        else:
            painter.drawLine(QPointF(0, thick - 0.5), QPointF(length, thick - 0.5))

    def _number(self, painter: QPainter, at: float, words: str, thick: int) -> None:
        painter.save()
        if self._upright:
            painter.translate(0, at - 2)
            painter.rotate(-90)
            area = QRectF(0, 1, 40, thick * 0.5)
        else:
            area = QRectF(at + 3, 1, 40, thick * 0.5)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), words)
        painter.restore()

    def _point(self, x: float, y: float) -> None:
        self._pointer = y if self._upright else x
        self.update()
