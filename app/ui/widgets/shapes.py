"""The shapes of the outcomes: each tells itself apart without colour, from two metres."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.ui.theme import Tone
from app.ui.views import SlotState

STATE_TONES = {
    SlotState.UNASSIGNED: Tone.WAIT,
    SlotState.PAUSED: Tone.WAIT,
    SlotState.WAITING: Tone.WAIT,
    SlotState.RUNNING: Tone.RUNNING,
    SlotState.PASS: Tone.PASS,
    SlotState.FAIL: Tone.FAIL,
    SlotState.DOUBTFUL: Tone.DOUBTFUL,
    SlotState.REFUSED: Tone.REFUSED,
    SlotState.STOPPED: Tone.STOPPED,
    SlotState.LOCKED: Tone.REFUSED,
    SlotState.FOUND: Tone.RUNNING,
}


def draw_shape(
    painter: QPainter, state: SlotState, where: QRectF, body: QColor, mark: QColor
) -> None:
    """Draw the shape of a state into a square: a body in one colour, a mark on it in another."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(body)
    painter.drawPath(_body(state, where))
    pen = QPen(mark, where.width() * 0.11)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in _MARKS[state]:
        painter.drawPolyline(QPolygonF([_at(where, x, y) for x, y in stroke]))
    painter.restore()


def _at(where: QRectF, x: float, y: float) -> QPointF:
    return QPointF(where.x() + where.width() * x, where.y() + where.height() * y)


def _body(state: SlotState, where: QRectF) -> QPainterPath:
    path = QPainterPath()
    match state:
        case SlotState.FAIL:
            path.addPolygon(_polygon(where, 8, math.pi / 8))
        case SlotState.DOUBTFUL:
            corners = ((0.5, 0.05), (1.0, 0.93), (0.0, 0.93))
            path.addPolygon(QPolygonF([_at(where, x, y) for x, y in corners]))
        case SlotState.REFUSED | SlotState.LOCKED:
            path.addPolygon(_polygon(where, 4, 0))
        case SlotState.STOPPED | SlotState.PAUSED | SlotState.UNASSIGNED:
            inset = where.width() * 0.06
            path.addRoundedRect(where.adjusted(inset, inset, -inset, -inset), inset, inset)
        case _:
            path.addEllipse(where)
    path.closeSubpath()
    return path


def _polygon(where: QRectF, corners: int, turn: float) -> QPolygonF:
    radius = where.width() / 2
    middle = where.center()
    return QPolygonF(
        [
            QPointF(
                middle.x() + radius * math.cos(turn + i * math.tau / corners),
                middle.y() + radius * math.sin(turn + i * math.tau / corners),
            )
            for i in range(corners)
        ]
    )


_QUESTION = (
    ((0.38, 0.46), (0.4, 0.38), (0.5, 0.34), (0.6, 0.38), (0.61, 0.47), (0.5, 0.57), (0.5, 0.63)),
    ((0.5, 0.79), (0.5, 0.792)),
)
_HOURGLASS = (((0.34, 0.26), (0.66, 0.26), (0.34, 0.74), (0.66, 0.74), (0.34, 0.26)),)
_MARKS: dict[SlotState, tuple[tuple[tuple[float, float], ...], ...]] = {
    SlotState.PASS: (((0.27, 0.53), (0.43, 0.69), (0.74, 0.34)),),
    SlotState.FAIL: (((0.33, 0.33), (0.67, 0.67)), ((0.67, 0.33), (0.33, 0.67))),
    SlotState.DOUBTFUL: _QUESTION,
    SlotState.REFUSED: (((0.28, 0.5), (0.72, 0.5)),),
    SlotState.LOCKED: (
        ((0.36, 0.48), (0.64, 0.48), (0.64, 0.68), (0.36, 0.68), (0.36, 0.48)),
        ((0.41, 0.48), (0.41, 0.36), (0.59, 0.36), (0.59, 0.48)),
    ),
    SlotState.RUNNING: _HOURGLASS,
    SlotState.WAITING: (
        ((0.5, 0.26), (0.5, 0.72)),
        ((0.32, 0.54), (0.5, 0.72), (0.68, 0.54)),
    ),
    SlotState.STOPPED: (((0.34, 0.5), (0.66, 0.5)),),
    SlotState.PAUSED: (((0.4, 0.34), (0.4, 0.66)), ((0.6, 0.34), (0.6, 0.66))),
    SlotState.UNASSIGNED: (((0.3, 0.7), (0.7, 0.3)),),
    SlotState.FOUND: (((0.36, 0.52), (0.47, 0.62), (0.66, 0.4)),),
}
