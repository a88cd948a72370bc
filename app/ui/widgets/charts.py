"""Small pictures of figures, painted by ourselves: cycle times, yield by hour, license states."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.licenses import LicenseState
from app.domain.lots import LotCounts
from app.ui.look import colour, look
from app.ui.theme import Tone
from app.ui.words import license_word, seconds_word

STATE_ORDER = (
    LicenseState.VERIFIED,
    LicenseState.WRITING,
    LicenseState.RESERVED,
    LicenseState.DOUBTFUL,
    LicenseState.HELD,
    LicenseState.VOID,
    LicenseState.AVAILABLE,
)
NOTHING = LotCounts()
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter


class CycleChart(QWidget):
    """The last units' cycle times as bars, newest on the right, with the median as a line."""

    def __init__(self) -> None:
        super().__init__()
        self._cycles: tuple[float, ...] = ()
        self.setMinimumSize(look().px(130), look().px(44))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_cycles(self, cycles: Sequence[float]) -> None:
        """Show these seconds, oldest first."""
        if tuple(cycles) != self._cycles:
            self._cycles = tuple(cycles)
            self.setToolTip(seconds_word(self._cycles[-1]) if self._cycles else "")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, px = look().palette, look().px
        area = QRectF(self.rect()).adjusted(0, px(2), 0, -px(2))
        painter.setPen(QPen(colour(palette.line), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        width, gap = px(6), px(3)
        shown = self._cycles[-max(1, int(area.width() // (width + gap))) :]
        if shown:
            top = max(shown) * 1.1
            middle = sorted(shown)[len(shown) // 2]
            painter.setPen(Qt.PenStyle.NoPen)
            x = area.right() - len(shown) * (width + gap) + gap
            for index, value in enumerate(shown):
                newest = index == len(shown) - 1
                height = max(2.0, area.height() * value / top)
                bar = QRectF(x + index * (width + gap), area.bottom() - height, width, height)
                painter.setBrush(colour(palette.accent, 1.0 if newest else 0.45))
                painter.drawRoundedRect(bar, 2, 2)
            y = area.bottom() - area.height() * middle / top
            pen = QPen(colour(palette.muted), 1, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.end()


class StateBar(QWidget):
    """The licenses of a lot as one bar, one piece per state."""

    def __init__(self, counts: LotCounts = NOTHING, height: int = 16) -> None:
        super().__init__()
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_counts(counts)

    def show_counts(self, counts: LotCounts) -> None:
        """Show these counts; their words are the tool tip and the accessible name."""
        self._counts = counts
        words = ", ".join(f"{license_word(s)} {n:,}" for s, n in pieces(counts) if n)
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a bar's size."""
        return QSize(look().px(240), look().px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the pieces; a piece that is not zero is never thinner than two pixels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        radius = area.height() / 2
        clip = QPainterPath()
        clip.addRoundedRect(area, radius, radius)
        painter.setClipPath(clip)
        painter.fillRect(area, colour(look().palette.sunken))
        total = max(1, self._counts.total)
        x = area.x()
        for state, count in pieces(self._counts):
            if not count:
                continue
            width = max(2.0, area.width() * count / total)
            painter.fillRect(
                QRectF(x, area.y(), width, area.height()),
                colour(look().palette.license[state]),
            )
            x += width + 1
        painter.end()


class StateDonut(QWidget):
    """The licenses of a lot, or of all, as a ring with the number left in its middle."""

    def __init__(self, middle: Callable[[], str]) -> None:
        super().__init__()
        self._counts = LotCounts()
        self._middle = middle
        self.setMinimumSize(look().px(150), look().px(150))

    def show_counts(self, counts: LotCounts) -> None:
        """Show these counts."""
        self._counts = counts
        self.setAccessibleName(", ".join(f"{license_word(s)} {n:,}" for s, n in pieces(counts)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, px = look().palette, look().px
        thick = px(20)
        side = min(self.width(), self.height()) - thick - 2
        ring = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        pen = QPen(colour(palette.sunken), thick)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawEllipse(ring)
        start = 90.0 * 16
        total = max(1, self._counts.total)
        for state, count in pieces(self._counts):
            if not count:
                continue
            span = max(1.5, 360 * count / total) * 16
            pen.setColor(colour(palette.license[state]))
            painter.setPen(pen)
            painter.drawArc(ring, round(start), -round(span))
            start -= span
        painter.setPen(colour(palette.text))
        painter.setFont(look().font(26, bold=True))
        half = ring.adjusted(0, 0, 0, -px(18))
        painter.drawText(half, MIDDLE, f"{self._counts.available:,}")
        painter.setPen(colour(palette.muted))
        painter.setFont(look().font(12))
        painter.drawText(ring.adjusted(0, px(30), 0, 0), MIDDLE, self._middle())
        painter.end()


class YieldChart(QWidget):
    """Units per hour: passed below, the others on top."""

    def __init__(self) -> None:
        super().__init__()
        self._hours: tuple[tuple[str, int, int], ...] = ()
        self.setMinimumHeight(look().px(120))

    def show_hours(self, hours: Sequence[tuple[str, int, int]]) -> None:
        """Show ``(label, passed, others)``, oldest first."""
        self._hours = tuple(hours)
        self.setAccessibleName(", ".join(f"{h} {p}/{p + o}" for h, p, o in self._hours))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the bars with their hours below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, px = look().palette, look().px
        area = QRectF(self.rect()).adjusted(0, px(16), 0, -px(20))
        painter.setPen(QPen(colour(palette.line), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if self._hours:
            top = max(1, *(p + o for _, p, o in self._hours))
            slot = area.width() / len(self._hours)
            for index, (label, passed, others) in enumerate(self._hours):
                x = area.x() + slot * index
                width = min(px(36), slot * 0.64)
                left = x + (slot - width) / 2
                good = area.height() * passed / top
                bad = area.height() * others / top
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour(palette.tone(Tone.PASS).fill))
                painter.drawRect(QRectF(left, area.bottom() - good, width, good))
                painter.setBrush(colour(palette.tone(Tone.FAIL).fill))
                painter.drawRect(QRectF(left, area.bottom() - good - bad, width, bad))
                painter.setFont(look().font(11))
                painter.setPen(colour(palette.muted))
                painter.drawText(QRectF(x, area.bottom(), slot, px(20)), MIDDLE, label)
                count = QRectF(x, area.bottom() - good - bad - px(16), slot, px(16))
                painter.drawText(count, MIDDLE, str(passed + others))
        painter.end()


class Legend(QWidget):
    """The states with their colours and numbers."""

    def __init__(self) -> None:
        super().__init__()
        self._counts = LotCounts()
        self.setMinimumSize(look().px(160), look().px(7 * 24))

    def show_counts(self, counts: LotCounts) -> None:
        """Show these counts."""
        self._counts = counts
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint one line a state."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, px = look().palette, look().px
        height = min(px(28), self.height() / len(STATE_ORDER))
        for index, (state, count) in enumerate(pieces(self._counts)):
            line = QRectF(0, index * height, self.width(), height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(palette.license[state]))
            box = px(12)
            painter.drawRoundedRect(
                QRectF(line.x(), line.center().y() - box / 2, box, box), px(3), px(3)
            )
            painter.setFont(look().font(14))
            painter.setPen(colour(palette.text if count else palette.muted))
            painter.drawText(line.adjusted(px(20), 0, 0, 0), LEFT, license_word(state))
            painter.setFont(look().font(14, bold=bool(count)))
            painter.drawText(
                line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{count:,}"
            )
        painter.end()


def pieces(counts: LotCounts) -> list[tuple[LicenseState, int]]:
    """Return the states in the order of the pictures, with their counts."""
    return [(state, getattr(counts, state.value)) for state in STATE_ORDER]
