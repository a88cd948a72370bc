"""Paints the designer's canvas: paper, picture, grid, quiet zones, choice, guides."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.labels.design import Line
from app.ui.labels.geometry import Rect, handle_place, handles
from app.ui.look import colour, look
from app.ui.theme import Tone

if TYPE_CHECKING:
    from app.ui.labels.canvas import Canvas

PAPER: Final = "#FFFFFF"
INK: Final = "#1B5CCB"  # on white paper in every theme
GUIDE: Final = "#C4267E"
FAULT: Final = "#C4262E"
DOTS_FROM: Final = 4
GRID_FROM_PX: Final = 5


def paint_canvas(painter: QPainter, canvas: "Canvas") -> None:
    """Paint everything."""
    palette = look().palette
    painter.fillRect(canvas.rect(), colour(palette.sunken))
    paper = canvas.to_screen(canvas.document.label)
    path = QPainterPath()
    if canvas.document.design.shape == "round":
        path.addEllipse(paper)
    else:
        path.addRoundedRect(paper, 3, 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for spread in (6, 4, 2):
        painter.setBrush(QColor(0, 0, 0, 14))
        painter.drawPath(path.translated(0, spread / 2))
    painter.fillPath(path, QColor(PAPER))
    _paint_picture(painter, canvas, paper, path)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour(palette.line_strong), 1))
    painter.drawPath(path)
    _paint_faults(painter, canvas)
    _paint_chosen(painter, canvas)
    _paint_guides(painter, canvas)
    if canvas.hasFocus():
        painter.setPen(QPen(colour(palette.focus), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(canvas.visibleRegion().boundingRect()).adjusted(1, 1, -1, -1))


def _paint_picture(painter: QPainter, canvas: "Canvas", paper: QRectF, path: QPainterPath) -> None:
    painter.save()
    painter.setClipPath(path)
    image = canvas.drawing.image
    preview = canvas.drawing.preview
    if preview is not None and not image.isNull():
        coarse = paper.width() >= DOTS_FROM * image.width()  # far in: every dot is seen
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not coarse)
        shown = Rect(0, 0, preview.design.width, preview.design.height)
        painter.drawImage(canvas.to_screen(shown), image)
    if canvas.snaps and canvas.grid * canvas.zoom >= GRID_FROM_PX:
        _paint_grid(painter, canvas, paper)
    painter.restore()


def _paint_grid(painter: QPainter, canvas: "Canvas", paper: QRectF) -> None:
    pen = QPen(QColor(27, 92, 203, 60), 1.4)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    step = canvas.grid * canvas.zoom
    seen = paper.intersected(QRectF(canvas.visibleRegion().boundingRect()))
    first_x = int((seen.left() - paper.left()) / step)
    first_y = int((seen.top() - paper.top()) / step)
    spots = [
        QPointF(paper.left() + i * step, paper.top() + j * step)
        for i in range(first_x, first_x + int(seen.width() / step) + 2)
        for j in range(first_y, first_y + int(seen.height() / step) + 2)
    ]
    painter.drawPoints(spots)


def _paint_faults(painter: QPainter, canvas: "Canvas") -> None:
    """Cross out what cannot be made, so that it can still be seen and taken."""
    preview = canvas.drawing.preview
    if preview is None:
        return
    boxes = canvas.boxes()
    painter.setPen(QPen(QColor(FAULT), 1.5, Qt.PenStyle.DashLine))
    painter.setBrush(QColor(196, 38, 46, 22))
    for number in preview.failed:
        if number < len(boxes):
            area = canvas.to_screen(boxes[number])
            painter.drawRect(area)
            painter.drawLine(area.topLeft(), area.bottomRight())
            painter.drawLine(area.topRight(), area.bottomLeft())


def _paint_chosen(painter: QPainter, canvas: "Canvas") -> None:
    document = canvas.document
    boxes = canvas.boxes()
    preview = canvas.drawing.preview
    for number in document.chosen:
        code = preview.codes.get(number) if preview is not None else None
        if code is not None and canvas.drag is None:
            painter.setPen(QPen(QColor(INK), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(canvas.to_screen(code.zone))
        painter.setPen(QPen(QColor(INK), 1.5))
        painter.setBrush(QColor(27, 92, 203, 18))
        area = canvas.to_screen(boxes[number])
        if isinstance(document.design.elements[number], Line):
            area = area.adjusted(-3, -3, 3, 3)
        painter.drawRect(area)
    element = document.one
    if element is not None:
        side = look().px(8)
        painter.setBrush(QColor(PAPER))
        for handle in handles(element):
            x, y = handle_place(boxes[document.chosen[0]], handle)
            spot = canvas.to_screen(Rect(x, y, 0, 0)).topLeft()
            painter.drawRect(QRectF(spot.x() - side / 2, spot.y() - side / 2, side, side))


def _paint_guides(painter: QPainter, canvas: "Canvas") -> None:
    painter.setPen(QPen(QColor(GUIDE), 1))
    for guide in canvas.guides:
        spot = canvas.to_screen(Rect(guide.at, guide.at, 0, 0)).topLeft()
        if guide.upright:
            painter.drawLine(QPointF(spot.x(), 0), QPointF(spot.x(), canvas.height()))
        else:
            painter.drawLine(QPointF(0, spot.y()), QPointF(canvas.width(), spot.y()))
    drag = canvas.drag
    if drag is not None and drag.rubber is not None:
        tone = look().palette.tone(Tone.RUNNING)
        painter.setPen(QPen(colour(tone.fill), 1, Qt.PenStyle.DashLine))
        painter.setBrush(colour(tone.fill, 0.08))
        painter.drawRect(canvas.to_screen(drag.rubber))
