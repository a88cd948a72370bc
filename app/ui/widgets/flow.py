"""What gives way where there is little room: a line that wraps, a pair that stacks."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QSizePolicy, QWidget

from app.ui.look import GAP, look
from app.ui.widgets.panel import Panel

UNBOUND = (1 << 24) - 1  # what Qt calls QWIDGETSIZE_MAX
WORDS = 240  # px at 100 %: a text that wraps shares its line where it gets so much
GROWING = (
    QSizePolicy.Policy.Expanding,
    QSizePolicy.Policy.MinimumExpanding,
    QSizePolicy.Policy.Ignored,
)
RELAID = (QEvent.Type.LayoutRequest, QEvent.Type.Show, QEvent.Type.StyleChange)
Line = list[QWidget]


class Flow(QWidget):
    """One line while all fits into it; else as many as are needed, each from the left.

    What stands behind the spring is at the right end of the one line, and begins a line of its own
    where there are several. Whoever may grow (a field, a text that wraps) takes the rest of a line.
    It lays its parts out itself: a layout of Qt's that is written in Python outlives its items.
    """

    def __init__(self, gap: int = GAP) -> None:
        super().__init__()
        self.parts: Line = []
        self._gap = gap
        self._spring = -1
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add_spring(self) -> None:
        """Push what comes from now on to the right end."""
        self._spring = len(self.parts)

    def addWidget(self, part: QWidget) -> None:
        """Take one more at the end."""
        part.setParent(self)
        self.parts.append(part)
        if self.isVisible() and not part.testAttribute(
            Qt.WidgetAttribute.WA_WState_ExplicitShowHide
        ):
            part.show()

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines that this width needs."""
        return self._lay(width, move=False)

    def sizeHint(self) -> QSize:
        """Return the size of one line."""
        shown = self._shown()
        width = sum(_wanted(part) for part in shown) + self._space() * max(0, len(shown) - 1)
        return QSize(width, max((_hint(part).height() for part in shown), default=0))

    def minimumSizeHint(self) -> QSize:
        """Return the size of the widest part alone."""
        size = QSize(0, 0)
        for part in self._shown():
            size = size.expandedTo(QSize(_least(part), _hint(part).height()))
        return size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay all of them out."""
        super().resizeEvent(event)
        self._lay(self.width(), move=True)

    def event(self, event: QEvent) -> bool:
        """Lay them out again when one has changed."""
        done = super().event(event)
        if event.type() in RELAID:
            self.updateGeometry()
            self._lay(self.width(), move=True)
        return done

    def _shown(self) -> Line:
        return [part for part in self.parts if not part.isHidden()]

    def _space(self) -> int:
        return look().px(self._gap)

    def _lines(self, width: int) -> tuple[list[Line], int]:
        """Return the lines, and how many stand before the spring where there is but one line."""
        at = len(self.parts) if self._spring < 0 else self._spring
        first = [part for part in self.parts[:at] if not part.isHidden()]
        last = [part for part in self.parts[at:] if not part.isHidden()]
        if self.sizeHint().width() <= width:
            return [first + last], len(first)
        lines: list[Line] = []
        for group in (first, last):
            room = -1
            for part in group:
                need = _wanted(part) + self._space()
                if room < need:
                    lines.append([])
                    room = width + self._space()
                lines[-1].append(part)
                room -= need
        return lines, -1

    def _lay(self, width: int, *, move: bool) -> int:
        lines, before = self._lines(width)
        y = 0
        for line in lines:
            if line:
                y += self._lay_line(line, QSize(width, y), before, move=move) + self._space()
        return max(0, y - self._space())

    def _lay_line(self, line: Line, room: QSize, before: int, *, move: bool) -> int:
        """Lay out one line, as wide as the room, as far down as it is high; return its height."""
        widths = [min(_wanted(part), room.width()) for part in line]
        rest = max(0, room.width() - sum(widths) - self._space() * (len(line) - 1))
        growing = [place for place, part in enumerate(line) if _grows(part)]
        for place in growing:
            widths[place] += rest // len(growing)
        heights = [_height(part, wide) for part, wide in zip(line, widths, strict=True)]
        high, x = max(heights), 0
        for place, part in enumerate(line if move else ()):
            if place == before and not growing:
                x += rest
            y = room.height() + (high - heights[place]) // 2
            part.setGeometry(QRect(x, y, widths[place], heights[place]))
            x += widths[place] + self._space()
        return high


def flow(*items: QWidget | int, gap: int = GAP) -> Flow:
    """Return a line that wraps; an int is the spring."""
    made = Flow(gap)
    for item in items:
        if isinstance(item, int):
            made.add_spring()
        else:
            made.addWidget(item)
    return made


def growing(widget: QWidget) -> QWidget:
    """Let a widget take the rest of its line; return it."""
    policy = widget.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
    widget.setSizePolicy(policy)
    return widget


def _grows(part: QWidget) -> bool:
    return part.sizePolicy().horizontalPolicy() in GROWING


def _hint(part: QWidget) -> QSize:
    hint = part.sizeHint().expandedTo(part.minimumSizeHint()).expandedTo(part.minimumSize())
    return hint.boundedTo(part.maximumSize())


def _least(part: QWidget) -> int:
    """Return the width below which a part is cut."""
    if part.minimumWidth():
        return part.minimumWidth()
    can_shrink = _grows(part) or isinstance(part, Panel)
    return part.minimumSizeHint().width() if can_shrink else _hint(part).width()


def _wanted(part: QWidget) -> int:
    """Return the width that it should get at least."""
    wide = _hint(part).width()
    if part.hasHeightForWidth() and _grows(part):
        wide = min(wide, look().px(WORDS))
    return max(wide, part.minimumSizeHint().width())


def _height(part: QWidget, width: int) -> int:
    high = part.heightForWidth(width) if part.hasHeightForWidth() else _hint(part).height()
    return max(high, part.minimumHeight())


class Beside(Panel):
    """One thing with another at its side; below it where there is not the width for both.

    ``side``: width of the second, 0 for equal shares; ``least``: width that the first needs beside
    it, or both together; ``low`` and ``aside_low``: their least heights one above the other; all in
    px at 100 %. Where one of them is hidden, the other has all the room.
    """

    def __init__(
        self,
        main: QWidget | QLayout,
        aside: QWidget,
        *,
        side: int,
        least: int = 430,
        low: int = 240,
        aside_low: int = 0,
        aside_first: bool = False,
    ) -> None:
        super().__init__()
        self._main = main if isinstance(main, QWidget) else _holding(main)
        self._aside = aside
        self._design = (side, least, low, aside_low)
        self.is_stacked = False
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look().px(12))
        self._box.addWidget(self._main, 1)
        self._box.insertWidget(0 if aside_first else 1, aside, 0 if side else 1)
        self.setLayout(self._box)
        self.wear(self.arrange)

    def minimumSizeHint(self) -> QSize:
        """Return the least width one above the other."""
        least = super().minimumSizeHint()
        parts: Sequence[QWidget] = (self._main, self._aside)
        wide = max(
            (part.minimumSizeHint().width() for part in parts if not part.isHidden()), default=0
        )
        return QSize(wide, least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again whether both have room."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Set them side by side, or one above the other."""
        px = look().px
        side, least, low, aside_low = self._design
        alone = self._main.isHidden()
        self.is_stacked = alone or self.width() < px(side) + px(least) + px(12)
        directions = QBoxLayout.Direction
        self._box.setDirection(
            directions.TopToBottom if self.is_stacked else directions.LeftToRight
        )
        self._main.setMinimumHeight(px(low) if self.is_stacked else 0)
        self._aside.setMinimumHeight(px(aside_low) if self.is_stacked and not alone else 0)
        if side:
            self._aside.setMinimumWidth(0 if self.is_stacked else px(side))
            self._aside.setMaximumWidth(UNBOUND if self.is_stacked else px(side))


def _holding(layout: QLayout) -> QWidget:
    holder = Panel()
    holder.setLayout(layout)
    return holder
