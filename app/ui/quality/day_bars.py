"""The record of acts over time: one bar a day; a click, or the arrow keys, choose a day."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.look import colour, look

MOST_DAYS = 60
MIDDLE = Qt.AlignmentFlag.AlignCenter


class DayBars(QWidget):
    """``chosen`` tells the day (``2026-03-12``) that was chosen, empty for all."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._days: list[tuple[str, int]] = []
        self.day = ""
        self.setMinimumHeight(look().px(92))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look().changed.connect(self.update)

    def show_days(self, days: Sequence[tuple[str, int]]) -> None:
        """Show these counts, oldest first; days without an act between them are gaps."""
        counted = dict(days)
        self._days = []
        if counted:
            last = date.fromisoformat(max(counted))
            first = max(date.fromisoformat(min(counted)), last - timedelta(days=MOST_DAYS - 1))
            span = (last - first).days + 1
            named = [(first + timedelta(days=n)).isoformat() for n in range(span)]
            self._days = [(day, counted.get(day, 0)) for day in named]
        self.setAccessibleDescription(", ".join(f"{day} {n:,}" for day, n in self._days if n))
        self.update()

    def choose(self, day: str) -> None:
        """Choose a day; the same again, or an empty one, chooses all."""
        self.day = "" if day == self.day else day
        self.update()
        self.chosen.emit(self.day)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the day under the pointer."""
        if self._days:
            place = int(event.position().x() / self.width() * len(self._days))
            self.choose(self._days[min(place, len(self._days) - 1)][0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from day to day; Escape chooses all."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        days = [day for day, n in self._days if n]
        if event.key() == Qt.Key.Key_Escape and self.day:
            self.choose("")
        elif step is not None and days:
            place = days.index(self.day) + step if self.day in days else len(days) - 1
            self.choose(days[max(0, min(place, len(days) - 1))])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the bars with some dates below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px, palette = look().px, look().palette
        area = QRectF(self.rect()).adjusted(0, px(14), 0, -px(18))
        painter.setPen(QPen(colour(palette.line), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if self._days:
            top = max(n for _day, n in self._days) or 1
            slot = min(area.width() / len(self._days), px(80))
            every = max(1, -(-px(64) // max(1, int(slot))))
            for index, (day, count) in enumerate(self._days):
                x = area.width() / len(self._days) * index
                room = area.width() / len(self._days)
                width = min(px(30), room * 0.7)
                height = 0 if not count else max(2.0, area.height() * count / top)
                bar = QRectF(x + (room - width) / 2, area.bottom() - height, width, height)
                is_chosen = day == self.day
                strong = is_chosen or not self.day
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour(palette.accent, 1.0 if strong else 0.35))
                painter.drawRect(bar)
                painter.setFont(look().font(11, bold=is_chosen))
                painter.setPen(colour(palette.text if is_chosen else palette.muted))
                if is_chosen or (index % every == 0 and not self._is_near(index, every)):
                    wide = QRectF(x + room / 2 - px(30), area.bottom() + 1, px(60), px(17))
                    wide.moveLeft(min(max(0.0, wide.left()), self.width() - wide.width()))
                    painter.drawText(wide, MIDDLE, day[5:])
                if is_chosen:
                    above = QRectF(bar.center().x() - px(40), bar.y() - px(14), px(80), px(14))
                    painter.drawText(above, MIDDLE, f"{count:,}")
        if self.hasFocus():
            painter.setPen(QPen(colour(palette.focus), px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(6), px(6))
        painter.end()

    def _is_near(self, index: int, every: int) -> bool:
        """Say whether a date would be written over that of the chosen day."""
        places = [n for n, (day, _count) in enumerate(self._days) if day == self.day]
        return bool(places) and abs(places[0] - index) < every
