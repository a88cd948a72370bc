"""The charts of the figures page, painted by ourselves: groups, steps by slot, failure Pareto."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.look import colour, look
from app.ui.theme import Tone, mix
from app.ui.words import seconds_word

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter
TICKS = 4
SHADES = (0.0, 0.5, 0.2, 0.62, 0.32, 0.7, 0.1, 0.56)


@dataclass(frozen=True, slots=True)
class GroupBar:
    """One group: units made, units tried that did not pass, and its first-pass yield."""

    name: str
    made: int
    others: int
    fpy: float | None = None


@dataclass(frozen=True, slots=True)
class SlotTimes:
    """One slot: mean seconds of each step, in the order of the steps."""

    name: str
    parts: tuple[tuple[str, float], ...]

    @property
    def total(self) -> float:
        """Return the seconds of all steps."""
        return sum(seconds for _name, seconds in self.parts)


@dataclass(frozen=True, slots=True)
class Cause:
    """One bar of the Pareto."""

    words: str
    n: int
    cumulative: float
    tone: Tone


class _Chart(QWidget):
    """What the charts share: a painter with our look."""

    def __init__(self, least: int) -> None:
        super().__init__()
        self.setMinimumHeight(look().px(least))
        look().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the chart."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter)
        painter.end()

    def _paint(self, painter: QPainter) -> None:
        raise NotImplementedError

    def _elided(self, words: str, width: float, size: int = 11) -> str:
        metrics = QFontMetricsF(look().font(size))
        return metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, width)


class GroupChart(_Chart):
    """Units made and others as bars, first-pass yield as a line on its own scale."""

    def __init__(self) -> None:
        super().__init__(120)
        self._bars: tuple[GroupBar, ...] = ()

    def show_bars(self, bars: Sequence[GroupBar]) -> None:
        """Show these groups, in this order; the newest where there are too many."""
        self._bars = tuple(bars)
        told = [
            f"{b.name}: {b.made} + {b.others}" + (f", {b.fpy:.1%}" if b.fpy is not None else "")
            for b in self._bars
        ]
        self.setAccessibleName("; ".join(told))
        self.update()

    def _paint(self, painter: QPainter) -> None:
        px, palette = look().px, look().palette
        area = QRectF(self.rect()).adjusted(px(44), px(14), -px(52), -px(24))
        least = max(1, int(area.width() // px(18)))
        bars = self._bars[-least:]
        if not bars:
            return
        top = nice(max(bar.made + bar.others for bar in bars))
        painter.setFont(look().font(11))
        for tick in range(TICKS + 1):
            y = area.bottom() - area.height() * tick / TICKS
            painter.setPen(QPen(colour(palette.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colour(palette.muted))
            side = QRectF(0, y - px(8), area.left() - px(6), px(16))
            painter.drawText(side, RIGHT, f"{top * tick / TICKS:g}")
        slot = area.width() / len(bars)
        width = min(px(44), slot * 0.62)
        every = max(1, -(-len(bars) * px(46) // int(area.width())))
        for index, bar in enumerate(bars):
            x = area.x() + slot * index
            left = x + (slot - width) / 2
            good, bad = area.height() * bar.made / top, area.height() * bar.others / top
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(palette.tone(Tone.PASS).fill))
            painter.drawRect(QRectF(left, area.bottom() - good, width, good))
            painter.setBrush(colour(palette.tone(Tone.FAIL).fill))
            painter.drawRect(QRectF(left, area.bottom() - good - bad, width, bad))
            if index % every == 0:
                painter.setPen(colour(palette.muted))
                below = QRectF(x, area.bottom() + px(2), slot * every, px(20))
                words = self._elided(bar.name, below.width() - px(4))
                if every == 1:
                    painter.drawText(below, MIDDLE, words)
                else:
                    painter.drawText(below, LEFT, words)
        self._paint_line(painter, area, bars, slot)

    def _paint_line(
        self, painter: QPainter, area: QRectF, bars: Sequence[GroupBar], slot: float
    ) -> None:
        px, palette = look().px, look().palette
        known = [(i, bar.fpy) for i, bar in enumerate(bars) if bar.fpy is not None]
        if not known:
            return
        worst = min(fpy for _i, fpy in known)
        floor = next(f for f in (0.9, 0.8, 0.5, 0.0) if worst >= f)
        for share in (floor, (floor + 1) / 2, 1.0):
            y = area.bottom() - area.height() * (share - floor) / (1 - floor)
            painter.setPen(colour(palette.accent_text))
            painter.setFont(look().font(11))
            side = QRectF(area.right() + px(6), y - px(8), px(46), px(16))
            painter.drawText(side, LEFT, f"{share:.0%}")
        points = [
            QPointF(
                area.x() + slot * (i + 0.5),
                area.bottom() - area.height() * (fpy - floor) / (1 - floor),
            )
            for i, fpy in known
        ]
        painter.setPen(QPen(colour(palette.surface), px(5)))
        painter.drawPolyline(points)
        painter.setPen(QPen(colour(palette.accent), px(2)))
        painter.drawPolyline(points)
        painter.setBrush(colour(palette.surface))
        for point in points:
            painter.drawEllipse(point, px(4), px(4))


class StepChart(_Chart):
    """Mean cycle time of each slot as a bar made of its steps; a slow slot stands out."""

    def __init__(self) -> None:
        super().__init__(110)
        self._slots: tuple[SlotTimes, ...] = ()

    def show_slots(self, slots: Sequence[SlotTimes]) -> None:
        """Show these slots."""
        self._slots = tuple(slots)
        told = [f"{slot.name}: {seconds_word(slot.total)}" for slot in self._slots]
        self.setAccessibleName("; ".join(told))
        self.update()

    def _paint(self, painter: QPainter) -> None:
        px, palette = look().px, look().palette
        if not self._slots:
            return
        names = list(dict.fromkeys(name for slot in self._slots for name, _s in slot.parts))
        shades = {n: shade(i) for i, n in enumerate(names)}
        legend = self._paint_legend(painter, names, shades)
        area = QRectF(self.rect()).adjusted(px(64), legend + px(6), -px(60), 0)
        fitting = max(1, int(area.height() // px(15)))
        slots = self._slots[:fitting]
        height = min(px(26), area.height() / len(slots))
        longest = max(slot.total for slot in slots) or 1.0
        painter.setFont(look().font(12))
        for index, slot in enumerate(slots):
            y = area.y() + height * index
            painter.setPen(colour(palette.text))
            name = self._elided(slot.name, px(58), 12)
            painter.drawText(QRectF(0, y, px(58), height), RIGHT, name)
            x = area.x()
            for step, seconds in slot.parts:
                width = area.width() * seconds / longest
                painter.fillRect(QRectF(x, y + 2, max(1.0, width - 1), height - 4), shades[step])
                x += width
            side = QRectF(x + px(5), y, px(60), height)
            painter.drawText(side, LEFT, seconds_word(slot.total))

    def _paint_legend(
        self, painter: QPainter, names: Sequence[str], shades: Mapping[str, QColor]
    ) -> float:
        px, palette = look().px, look().palette
        painter.setFont(look().font(11))
        metrics = QFontMetricsF(look().font(11))
        x, y = 0.0, 0.0
        for name in names:
            width = metrics.horizontalAdvance(name) + px(26)
            if x + width > self.width():
                x, y = 0.0, y + px(18)
            painter.fillRect(QRectF(x, y + px(4), px(10), px(10)), shades[name])
            painter.setPen(colour(palette.muted))
            painter.drawText(QRectF(x + px(15), y, width, px(18)), LEFT, name)
            x += width
        return y + px(18)


class ParetoChart(_Chart):
    """Why units did not pass: the most frequent reason on top, shares added up on the right."""

    def __init__(self) -> None:
        super().__init__(110)
        self._causes: tuple[Cause, ...] = ()

    def show_causes(self, causes: Sequence[Cause]) -> None:
        """Show these reasons, most frequent first."""
        self._causes = tuple(causes)
        self.setAccessibleName("; ".join(f"{c.words}: {c.n}" for c in self._causes))
        self.update()

    def _paint(self, painter: QPainter) -> None:
        px, palette = look().px, look().palette
        if not self._causes:
            return
        area = QRectF(self.rect())
        fitting = max(1, int(area.height() // px(36)))
        causes = self._causes[:fitting]
        height = min(px(44), area.height() / len(causes))
        most = causes[0].n
        side = px(64)
        for index, cause in enumerate(causes):
            y = area.y() + height * index
            painter.setPen(colour(palette.text))
            painter.setFont(look().font(12))
            words = QRectF(area.x(), y, area.width() - side, height / 2)
            painter.drawText(words, LEFT, self._elided(cause.words, words.width(), 12))
            bar = QRectF(area.x(), y + height / 2 + 1, words.width(), max(4.0, height / 2 - px(8)))
            painter.fillRect(bar, colour(palette.sunken))
            bar.setWidth(max(2.0, bar.width() * cause.n / most))
            painter.fillRect(bar, colour(palette.tone(cause.tone).fill))
            painter.setFont(look().font(13, bold=True))
            right = QRectF(area.right() - side, y, side, height / 2)
            painter.drawText(right, RIGHT, f"{cause.n:,}")
            painter.setPen(colour(palette.muted))
            painter.setFont(look().font(11))
            below = QRectF(area.right() - side, y + height / 2 - px(3), side, height / 2)
            painter.drawText(below, RIGHT, f"Σ {cause.cumulative:.0%}")


def shade(index: int) -> QColor:
    """Return the colour of the n-th step: neighbours differ in lightness, not in hue alone."""
    palette = look().palette
    return colour(mix(palette.accent, palette.surface, SHADES[index % len(SHADES)]))


def nice(value: float) -> float:
    """Return the next round top of a scale whose quarters are round as well."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    for step in (1, 2, 4, 6, 8, 10):
        if power * step >= value:
            return max(4.0, power * step)
    return power * 10
