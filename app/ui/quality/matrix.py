"""The rights as a picture: act by role, one mark a cell, told apart by shape and colour."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QToolTip, QWidget

from app.domain.rights import COLUMNS, MATRIX, Right, right_of
from app.ui.language import language
from app.ui.look import colour, look
from app.ui.rights import act_word
from app.ui.theme import Tone
from app.ui.widgets.panel import Panel, column, row

ROW, HEAD, NAME, CELL, LEAST_CELL = 30, 40, 300, 118, 108
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter


class Matrix(QWidget):
    """One line an act, one column a role: filled disc alone, ring with a second person."""

    def __init__(self) -> None:
        super().__init__()
        self._acts = tuple(MATRIX)
        self.speak()
        look().changed.connect(self._measure)
        self._measure()

    def speak(self) -> None:
        """Say the whole matrix as words, for who cannot see it."""
        texts = language().texts
        lines = []
        for act in self._acts:
            alone = [texts.named(r) for r in COLUMNS if right_of([r], act) is Right.ALONE]
            lines.append(f"{act_word(act)}: {texts.text('list-separator').join(alone) or '–'}")
        self.setAccessibleDescription("; ".join(lines))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of all lines."""
        px = look().px
        return QSize(px(NAME + CELL * len(COLUMNS)), px(HEAD + ROW * len(self._acts)))

    def event(self, event: QEvent) -> bool:
        """Say what a cell means."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._words_at(event.pos().x(), event.pos().y()))
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines in sight."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, palette = look().px, look().palette
        seen: QRect = event.rect()
        texts = language().texts
        painter.setFont(look().font(13, bold=True))
        painter.setPen(colour(palette.muted))
        for place, role in enumerate(COLUMNS):
            cell = QRectF(self._left(place), 0, self._cell(), px(HEAD))
            painter.drawText(cell, MIDDLE, texts.named(role))
        for number, act in enumerate(self._acts):
            y = px(HEAD) + number * px(ROW)
            if y + px(ROW) < seen.top() or y > seen.bottom():
                continue
            if number % 2 == 0:
                painter.fillRect(QRectF(0, y, self.width(), px(ROW)), colour(palette.sunken))
            painter.setPen(colour(palette.text))
            painter.setFont(look().font(14))
            painter.drawText(QRectF(px(12), y, px(NAME), px(ROW)), LEFT, act_word(act))
            for place, role in enumerate(COLUMNS):
                cell = QRectF(self._left(place), y, self._cell(), px(ROW))
                draw_mark(painter, right_of([role], act), cell.center())
        painter.end()

    def _left(self, place: int) -> float:
        return look().px(NAME) + place * self._cell()

    def _cell(self) -> float:
        return max(look().px(LEAST_CELL), (self.width() - look().px(NAME)) / len(COLUMNS))

    def _words_at(self, x: int, y: int) -> str:
        px = look().px
        line, place = (y - px(HEAD)) // px(ROW), int((x - px(NAME)) // self._cell())
        if not (0 <= line < len(self._acts) and 0 <= place < len(COLUMNS) and x >= px(NAME)):
            return ""
        act, role = self._acts[line], COLUMNS[place]
        words = {
            Right.ALONE: self.tr("alone"),
            Right.APPROVED: self.tr("with a second person"),
            Right.NEVER: self.tr("never"),
        }[right_of([role], act)]
        return f"{language().texts.named(role)} · {act_word(act)}: {words}"

    def _measure(self) -> None:
        size = self.sizeHint()
        self.setMinimumSize(look().px(NAME + LEAST_CELL * len(COLUMNS)), size.height())
        self.setFixedHeight(size.height())
        self.update()


class Mark(QWidget):
    """One mark of the legend."""

    def __init__(self, right: Right) -> None:
        super().__init__()
        self._right = right
        self.setFixedSize(look().px(24), look().px(24))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_mark(painter, self._right, QRectF(self.rect()).center())
        painter.end()


class RightsPanel(Panel):
    """The matrix on a card, with the legend above."""

    def __init__(self) -> None:
        super().__init__(name="card")
        self.matrix = Matrix()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self.matrix)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.say(self.matrix.speak)
        self.say(lambda: self.matrix.setAccessibleName(self.tr("Rights: act by role")))
        self.say(lambda: area.setAccessibleName(self.tr("Rights: act by role")))
        legend = row(
            Mark(Right.ALONE), self.label(lambda: self.tr("may do it alone"), "caption"), None,
            Mark(Right.APPROVED),
            self.label(lambda: self.tr("with a second person who may"), "caption"), None,
            Mark(Right.NEVER), self.label(lambda: self.tr("never"), "caption"), 1,
        )  # fmt: skip
        self.setLayout(column(legend, area, gap=8, edge=14))


def draw_mark(painter: QPainter, right: Right, middle: QPointF) -> None:
    """Draw a disc, a half-filled ring or a small dash."""
    px, palette = look().px, look().palette
    radius = px(8)
    box = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
    good = colour(palette.tone(Tone.PASS).fill)
    match right:
        case Right.ALONE:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(good)
            painter.drawEllipse(box)
        case Right.APPROVED:
            painter.setPen(Qt.PenStyle.NoPen)
            amber = colour(palette.tone(Tone.DOUBTFUL).fill)
            painter.setBrush(amber)
            painter.drawPie(box, 90 * 16, 180 * 16)
            painter.setPen(QPen(amber, px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box)
        case Right.NEVER:
            painter.setPen(QPen(colour(palette.line_strong), px(2)))
            painter.drawLine(
                QPointF(middle.x() - radius / 2, middle.y()),
                QPointF(middle.x() + radius / 2, middle.y()),
            )
