"""The verdict of a scan, large: a colour, a word and a shape that are read from two metres."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.quality import Verdict
from app.ui.language import language
from app.ui.look import colour, look
from app.ui.theme import Tone
from app.ui.views import SlotState
from app.ui.widgets.shapes import draw_shape
from app.ui.words import advice, sentence

TONES = {
    Verdict.PASSED: Tone.PASS,
    Verdict.ALREADY_INSPECTED: Tone.PASS,
    Verdict.FAILED: Tone.FAIL,
    Verdict.NOT_WRITTEN: Tone.STOPPED,
    Verdict.WRONG_ORDER: Tone.REFUSED,
    Verdict.DUPLICATE: Tone.DOUBTFUL,
    Verdict.HELD: Tone.REFUSED,
    Verdict.VOID: Tone.STOPPED,
    Verdict.CLONE: Tone.FAIL,
    Verdict.UNKNOWN: Tone.DOUBTFUL,
}
SOUNDS = {
    Verdict.PASSED: SlotState.PASS,
    Verdict.ALREADY_INSPECTED: SlotState.PASS,
    Verdict.FAILED: SlotState.FAIL,
    Verdict.NOT_WRITTEN: SlotState.FAIL,
    Verdict.WRONG_ORDER: SlotState.REFUSED,
    Verdict.DUPLICATE: SlotState.DOUBTFUL,
    Verdict.HELD: SlotState.LOCKED,
    Verdict.VOID: SlotState.FAIL,
    Verdict.CLONE: SlotState.LOCKED,
    Verdict.UNKNOWN: SlotState.DOUBTFUL,
}
_SHAPES = {
    Verdict.PASSED: SlotState.PASS,
    Verdict.FAILED: SlotState.FAIL,
    Verdict.NOT_WRITTEN: SlotState.UNASSIGNED,
    Verdict.WRONG_ORDER: SlotState.REFUSED,
    Verdict.HELD: SlotState.LOCKED,
    Verdict.VOID: SlotState.STOPPED,
    Verdict.UNKNOWN: SlotState.DOUBTFUL,
}
_HEIGHT = 180
_LARGEST, _LEAST = 84, 30
_CENTRED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


def verdict_words(verdict: Verdict) -> str:
    """Return the large word."""
    return language().texts.text(f"qa-verdict-{verdict.value}")


class VerdictPanel(QWidget):
    """One verdict with its sentence and its advice; waits for a scan while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.word = ""
        self.said = ""
        self.advised = ""
        self.verdict: Verdict | None = None
        self._tone = Tone.WAIT
        self._state: SlotState | None = SlotState.WAITING
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(look().px(_HEIGHT))
        look().changed.connect(self.update)

    def invite(self, word: str, said: str) -> None:
        """Wait for a scan; ``said`` tells what to do."""
        self.verdict = None
        self._show(word, said, "", Tone.WAIT, SlotState.WAITING)

    def wait(self, word: str, said: str) -> None:
        """Say that an answer is on its way."""
        self.verdict = None
        self._show(word, said, "", Tone.RUNNING, SlotState.RUNNING)

    def tell(
        self, verdict: Verdict, code: str, facts: dict[str, object], *, note: str = ""
    ) -> None:
        """Show a verdict with the sentence and advice of a code; ``note`` comes last."""
        self.verdict = verdict
        shape = _SHAPES.get(verdict)
        facts = _spelled(facts)
        said, advised = sentence(code, facts), advice(code, facts)
        advised = "\n".join(part for part in (advised, note) if part)
        self._show(verdict_words(verdict), said, advised, TONES[verdict], shape)

    def tell_pair(self, word: str, code: str, facts: dict[str, object], *, good: bool) -> None:
        """Show whether two labels agree."""
        self.verdict = Verdict.PASSED if good else Verdict.FAILED
        state, tone = (SlotState.PASS, Tone.PASS) if good else (SlotState.FAIL, Tone.FAIL)
        self._show(word, sentence(code, facts), advice(code, facts), tone, state)

    def _show(
        self, word: str, said: str, advised: str, tone: Tone, state: SlotState | None
    ) -> None:
        self.word, self.said, self.advised = word, said, advised
        self._tone, self._state = tone, state
        self.setAccessibleName(f"{word}. {said} {advised}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint surface, shape, word, sentence and advice."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, palette = look().px, look().palette
        colours = palette.tone(self._tone)
        quiet = self._tone in (Tone.WAIT, Tone.RUNNING)
        ground, ink = (colours.soft, colours.text) if quiet else (colours.fill, colours.on)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = QPen(colour(colours.fill), px(2 if palette.name == "contrast" else 1))
        painter.setPen(edge)
        painter.setBrush(colour(ground))
        painter.drawRoundedRect(area, px(14), px(14))
        side = min(px(150), area.height() * 0.5)
        words = self._words_height(area.width() - px(56))
        head = area.adjusted(px(28), px(18), -px(28), -words - px(24))
        side = min(side, head.height())
        square = QRectF(head.x(), head.center().y() - side / 2, side, side)
        self._paint_shape(painter, square, colour(ink), colour(ground))
        room = head.adjusted(side + px(28), 0, 0, 0)
        painter.setPen(colour(ink))
        painter.setFont(self._fitted(self.word, room.width(), room.height()))
        painter.drawText(room, _CENTRED, self.word)
        below = QRectF(head.x(), area.bottom() - words - px(14), head.width(), words)
        painter.setFont(look().font(20, bold=True))
        used = painter.boundingRect(below, _WRAPPED, self.said)
        painter.drawText(below, _WRAPPED, self.said)
        painter.setFont(look().font(17))
        painter.drawText(below.adjusted(0, used.height() + px(4), 0, 0), _WRAPPED, self.advised)
        painter.end()

    def _words_height(self, width: float) -> float:
        tall = 0.0
        for text, size, bold in ((self.said, 20, True), (self.advised, 17, False)):
            if text:
                metrics = QFontMetricsF(look().font(size, bold=bold))
                box = metrics.boundingRect(QRectF(0, 0, width, 1000), _WRAPPED, text)
                tall += box.height() + look().px(4)
        return tall

    def _fitted(self, word: str, width: float, height: float) -> QFont:
        size = _LARGEST
        while size > _LEAST:
            font = look().font(size, bold=True)
            metrics = QFontMetricsF(font)
            if metrics.horizontalAdvance(word) <= width and metrics.height() <= height * 1.2:
                break
            size -= 2
        return look().font(size, bold=True)

    def _paint_shape(self, painter: QPainter, square: QRectF, body: QColor, mark: QColor) -> None:
        if self._state is not None:
            draw_shape(painter, self._state, square, body, mark)
            return
        match self.verdict:
            case Verdict.ALREADY_INSPECTED:
                _two_ticks(painter, square, body, mark)
            case Verdict.CLONE:
                _twins(painter, square, body, mark, cross=True)
            case _:
                _twins(painter, square, body, mark, cross=False)


def _two_ticks(painter: QPainter, square: QRectF, body: QColor, mark: QColor) -> None:
    """Draw a disc with two ticks: somebody was here before."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(body)
    painter.drawEllipse(square)
    pen = QPen(mark, square.width() * 0.09)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    for shift in (-0.1, 0.14):
        points = ((0.26, 0.52), (0.4, 0.67), (0.64, 0.35))
        painter.drawPolyline(
            [
                QPointF(square.x() + square.width() * (x + shift), square.y() + square.height() * y)
                for x, y in points
            ]
        )


def _twins(painter: QPainter, square: QRectF, body: QColor, mark: QColor, *, cross: bool) -> None:
    """Draw two overlapping labels; with a cross they are two boards with one license."""
    side = square.width() * 0.66
    back = QRectF(square.x(), square.y(), side, side)
    front = QRectF(square.right() - side, square.bottom() - side, side, side)
    painter.setPen(QPen(mark, square.width() * 0.05))
    painter.setBrush(body)
    radius = side * 0.12
    painter.drawRoundedRect(back, radius, radius)
    painter.drawRoundedRect(front, radius, radius)
    pen = QPen(mark, square.width() * 0.09)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    middle, arm = front.center(), side * 0.22
    if cross:
        for turn in (1, -1):
            painter.drawLine(
                QPointF(middle.x() - arm, middle.y() - arm * turn),
                QPointF(middle.x() + arm, middle.y() + arm * turn),
            )
    else:
        for lift in (-arm * 0.5, arm * 0.5):
            painter.drawLine(
                QPointF(middle.x() - arm, middle.y() + lift),
                QPointF(middle.x() + arm, middle.y() + lift),
            )


def _spelled(facts: dict[str, object]) -> dict[str, object]:
    """Return the facts with a reason that is an outcome's code in words, without its details."""
    why = facts.get("why")
    if not isinstance(why, str) or not language().texts.has(why):
        return facts
    words = sentence(why, {}).replace("?", "…").rstrip("….。 ")
    return facts | {"why": words}
