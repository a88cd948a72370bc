"""The picture of one slot's card: everything on it but the clock, drawn once per view."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from app.domain.units import show_mac
from app.ui.look import colour, look
from app.ui.theme import Palette, ToneColours, mix
from app.ui.views import SlotState, SlotView, StepState, StepView
from app.ui.widgets.shapes import STATE_TONES
from app.ui.widgets.verdict_band import QUIET, verdict_band
from app.ui.words import seconds_word, short, step_word

ROOMY_W, ROOMY_H = 225, 190  # px at 100 %: below, a card drops the advice and the step words
BAR = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
ENDS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class SlotPicture:
    """One painting of a card: top line, verdict band, what happened, the unit, the steps.

    The clock is not in it: the card counts on it, ``clock_w`` pixels are left free.
    """

    def __init__(
        self, painter: QPainter, view: SlotView, area: QRectF, words: tuple[str, str, str]
    ) -> None:
        self.painter = painter
        self.view = view
        self.verdict, self.said, self.advised = words
        self.look = look()
        self.palette: Palette = self.look.palette
        self.tone: ToneColours = self.palette.tone(STATE_TONES[view.state])
        self.px = self.look.px
        self.area = area.adjusted(0.5, 0.5, -0.5, -0.5)
        self.roomy = area.width() >= self.px(ROOMY_W) and area.height() >= self.px(ROOMY_H)
        self.quiet = view.is_over or view.state in QUIET
        self._faint = 0.7 if self.palette.name == "contrast" else 0.0  # white would look done
        self.edge = self.px(14 if self.roomy else 9)

    @property
    def clock(self) -> QRectF:
        """Where the clock stands: the end of the top line."""
        line = self._inner()
        width = self.px(54 if self.roomy else 46)
        return QRectF(line.right() - width, line.y(), width, self._top())

    @property
    def clock_font(self) -> QFont:
        """The clock's font."""
        return self.look.font(self._name_size() - 3)

    def draw(self, *, focused: bool) -> None:
        """Paint all of it."""
        self._ground()
        inner, top = self._inner(), self._top()
        self._top_line(QRectF(inner.x(), inner.y(), inner.width(), top))
        rail = self.px(24 if self.roomy else 7) if self.view.steps else 0
        unit = self.px(21) if self.roomy and (self.view.mac or self.view.identity) else 0
        below = inner.y() + top + self.px(5)
        left = inner.bottom() - below - rail - unit
        band_h = left
        if self._talks():  # the words get what they need, the verdict the rest
            spare = left - self._words_height(inner.width()) - self.px(12)
            band_h = max(self.px(52), min(left * 0.62, spare))
        if not self.roomy and not self._has_unit_line():
            band_h = left
        elif not self.roomy:
            band_h = left - self.px(19)
        self._band(QRectF(self.area.x(), below, self.area.width(), band_h))
        y = below + band_h
        if self.roomy and self._talks():
            talk = QRectF(inner.x(), y + self.px(7), inner.width(), left - band_h - self.px(9))
            self._talk(talk)
        if unit:
            where = QRectF(inner.x(), inner.bottom() - rail - unit, inner.width(), unit)
            self._unit_line(where)
        elif not self.roomy and self._has_unit_line():
            self._unit_line(QRectF(inner.x(), y + 1, inner.width(), self.px(18)))
        if rail:
            self._rail(QRectF(inner.x(), inner.bottom() - rail, inner.width(), rail))
        self._frame(focused=focused)

    def _talks(self) -> bool:
        return self.roomy and bool(self.said) and not (self.quiet and not self.said)

    def _has_unit_line(self) -> bool:
        return bool(self.view.identity or self.view.mac)

    def _ground(self) -> None:
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour(self.palette.surface))
        self.painter.drawRoundedRect(self.area, self.px(12), self.px(12))

    def _frame(self, *, focused: bool) -> None:
        inset = 1.5 if focused else 0.5
        width = self.px(3) if focused else self.px(1.4)
        shade = self.palette.line if self.quiet else self.tone.fill
        pen = QPen(colour(self.palette.focus if focused else shade), width)
        if self.view.state is SlotState.UNASSIGNED:
            pen.setStyle(Qt.PenStyle.DashLine)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        area = self.area.adjusted(inset, inset, -inset, -inset)
        self.painter.drawRoundedRect(area, self.px(12), self.px(12))

    def _inner(self) -> QRectF:
        return self.area.adjusted(self.edge, self.edge * 0.7, -self.edge, -self.edge * 0.8)

    def _top(self) -> int:
        return self.px(26 if self.roomy else 20)

    def _name_size(self) -> int:
        return 18 if self.roomy else 15

    def _top_line(self, where: QRectF) -> None:
        name = where.adjusted(0, 0, -self.clock.width() - self.px(6), 0)
        name_w = self._text(name, self.view.name, self._name_size(), self.palette.text, bold=True)
        port = name.adjusted(name_w + self.px(8), 0, 0, 0)
        if port.width() > self.px(34):
            self._text(port, self.view.port.rpartition("/")[2], 12, self.palette.muted)

    def _words_height(self, width: float) -> float:
        """Return how much room sentence and advice take at their full size."""
        said = _height(self.look.font(15, bold=True), self.said, width)
        advised = _height(self.look.font(15), self.advised, width) if self.advised else 0.0
        return said + advised + self.px(6)

    def _band(self, where: QRectF) -> None:
        area = where.toAlignedRect()
        edge = self.edge * (1.0 if self.roomy else 0.6)
        ratio = self.painter.device().devicePixelRatio()
        band = verdict_band(
            self.view.state, self.verdict, area.size(), edge, ratio, over=self.view.is_over
        )
        self.painter.drawPixmap(area.topLeft(), band)

    def _talk(self, where: QRectF) -> None:
        """Paint the sentence, and the advice below it where there is room."""
        used = self._wrapped(where, self.said, self.palette.text, bold=True)
        rest = where.adjusted(0, used + self.px(3), 0, 0)
        if self.advised and rest.height() >= self.px(17):
            self._wrapped(rest, self.advised, self.palette.muted)

    def _wrapped(self, where: QRectF, text: str, ink: str, *, bold: bool = False) -> float:
        """Paint as many whole lines as fit, shrinking once before cutting; return the height."""
        for size in (15, 14, 13, 12):
            font = self.look.font(size, bold=bold)
            metrics = QFontMetricsF(font)
            needed = metrics.boundingRect(where.adjusted(0, 0, 0, 4000), WRAP, text)
            if needed.height() <= where.height():
                break
        lines = max(1, int(where.height() // metrics.lineSpacing()))
        height = min(needed.height(), lines * metrics.lineSpacing())
        self.painter.setFont(font)
        self.painter.setPen(colour(ink))
        self.painter.save()
        tail = metrics.descent() / 2  # of the last line, below what the metrics count
        self.painter.setClipRect(QRectF(where.x(), where.y(), where.width(), height + tail))
        self.painter.drawText(QRectF(where.x(), where.y(), where.width(), 4000), WRAP, text)
        self.painter.restore()
        return height

    def _unit_line(self, where: QRectF) -> None:
        identity = short(self.view.identity or "", 12)
        mac = show_mac(self.view.mac) if self.view.mac else ""
        right = 0.0
        if (self.roomy and where.width() > self.px(226)) or not identity:
            right = self._text(where, mac, 12, self.palette.muted, mono=True, flags=ENDS)
        left = where.adjusted(0, 0, -right, 0)
        self._text(left, identity, 13, self.palette.text, mono=True)

    def _rail(self, where: QRectF) -> None:
        """Paint the steps as a bar of segments; the running step, or the failed one, by name."""
        steps = self.view.steps
        gap = self.px(3)
        width = (where.width() - gap * (len(steps) - 1)) / len(steps)
        height = self.px(5)
        for index, step in enumerate(steps):
            x = where.x() + index * (width + gap)
            self.painter.setPen(Qt.PenStyle.NoPen)
            self.painter.setBrush(self._step_ink(step.state))
            y = where.bottom() - height
            self.painter.drawRoundedRect(QRectF(x, y, width, height), height / 2, height / 2)
        if not self.roomy:
            return
        named = _step_to_name(steps)
        words = where.adjusted(0, 0, 0, -height - self.px(2))
        used = 0.0
        if named.seconds is not None:
            used = self._text(
                words, seconds_word(named.seconds), 12, self.palette.muted, flags=ENDS
            )
        self._text(words.adjusted(0, 0, -used, 0), step_word(named.step), 12, self.palette.muted)

    def _step_ink(self, state: StepState) -> QColor:
        match state:
            case StepState.TODO:
                return colour(mix(self.palette.line, self.palette.surface, self._faint))
            case StepState.RUNNING:
                return colour(self.palette.outcome[STATE_TONES[SlotState.RUNNING]].fill)
            case StepState.DONE:
                return colour(self.palette.outcome[STATE_TONES[SlotState.PASS]].fill)
            case StepState.FAILED:
                return colour(self.palette.outcome[STATE_TONES[SlotState.FAIL]].fill)

    def _text(
        self,
        where: QRectF,
        text: str,
        size: float,
        ink: str,
        *,
        bold: bool = False,
        mono: bool = False,
        flags: Qt.AlignmentFlag = BAR,
    ) -> float:
        """Paint one line, cut in the middle where it is too long; return its width."""
        if not text:
            return 0.0
        font = self.look.font(size, bold=bold, mono=mono)
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, where.width())
        self.painter.setFont(font)
        self.painter.setPen(colour(ink))
        self.painter.drawText(where, flags, shown)
        return metrics.horizontalAdvance(shown)


def _step_to_name(steps: tuple[StepView, ...]) -> StepView:
    """Return the step worth naming: the running or failed one, else the last that ran."""
    for step in steps:
        if step.state in (StepState.RUNNING, StepState.FAILED):
            return step
    done = [step for step in steps if step.state is StepState.DONE]
    return done[-1] if done else steps[0]


def _height(font: QFont, text: str, width: float) -> float:
    return QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 4000), WRAP, text).height()
