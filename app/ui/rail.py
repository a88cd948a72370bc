"""What frames the pages: the rail with a button for each, and the status line."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.ui.icons import icon
from app.ui.look import colour, look
from app.ui.pages.page import PageSpec
from app.ui.widgets.panel import Panel, column, row

RAIL_WIDTH, RAIL_NARROW = 100, 60
NARROW_WINDOW = 1000  # px at 100 %: below it the rail shows no words
RAIL_BUTTON, RAIL_LEAST, RAIL_ROOMY = 53, 44, 50  # heights; below the last its icon is smaller
RAIL_ICON = 38  # height of a button without words
HINT = 11  # px at 100 %
KEYS = tuple(f"Ctrl+{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)) + tuple(
    f"Alt+{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)
)
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RailButton(QToolButton):
    """Icon and word of a page, and in its corner the key that goes there: 3 means Ctrl+3."""

    def __init__(self, keys: str) -> None:
        super().__init__()
        self._keys = keys
        self.setObjectName("railbutton")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, title: str) -> None:
        """Show and tell its page's title."""
        self.setText(title)
        self.setShortcut(QKeySequence(self._keys))  # setText drops it
        self.setAccessibleName(title)
        self.setToolTip(f"{title}  ({self._keys})" if self._keys else title)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be pressed by Enter as by Space."""
        if event.key() in ENTER:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the key into the corner."""
        super().paintEvent(event)
        px, palette = look().px, look().palette
        painter = QPainter(self)
        painter.setFont(look().font(HINT))
        painter.setPen(colour(palette.on_rail_active if self.isChecked() else palette.on_rail))
        corner = self.rect().adjusted(0, px(4), -px(7), 0)
        short = self._keys.removeprefix("Ctrl+").replace("+", " ")
        if self.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly and len(short) > 1:
            short = ""  # it would lie over the icon; the tool tip tells it
        painter.drawText(corner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, short)
        painter.end()


class Rail(Panel):
    """The pages as large buttons with icon and word."""

    chosen = Signal(str)

    def __init__(self, specs: Sequence[PageSpec]) -> None:
        super().__init__(name="rail")
        self.buttons: dict[str, RailButton] = {}
        self.is_narrow = False
        group = QButtonGroup(self)
        inner = column(gap=1, edge=6)
        for number, spec in enumerate(specs, start=1):
            button = self._button(spec, number)
            group.addButton(button)
            if spec.name == "settings":
                inner.addStretch(1)
            inner.addWidget(button)
        pages = QWidget()
        pages.setLayout(inner)
        self._area = QScrollArea()  # on a small screen, or at large text, the rail scrolls
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for hide in (
            self._area.setHorizontalScrollBarPolicy,
            self._area.setVerticalScrollBarPolicy,
        ):
            hide(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(pages)
        self.setLayout(column(self._area))
        self.chosen.connect(self.show_button)
        self.wear(self._measure)

    def show_button(self, name: str) -> None:
        """Bring a page's button into sight."""
        if name in self.buttons:
            self._area.ensureWidgetVisible(self.buttons[name], 0, look().px(30))

    def suit(self, width: int) -> None:
        """Leave the words out where the window is only so wide."""
        narrow = width < look().px(NARROW_WINDOW)
        if narrow != self.is_narrow:
            self.is_narrow = narrow
            self._measure()

    def _button(self, spec: PageSpec, number: int) -> RailButton:
        button = RailButton(KEYS[number - 1] if number <= len(KEYS) else "")

        def dress() -> None:
            palette = look().palette
            button.setIcon(icon(spec.image, palette.on_rail, palette.on_rail_active))

        self.say(lambda: button.say(spec.title()))
        self.wear(dress)
        button.clicked.connect(lambda _checked=False: self.chosen.emit(spec.name))
        self.buttons[spec.name] = button
        return button

    def open_all(self, ready: bool) -> None:
        """Show every page, or only the settings while there is no ledger to work with."""
        for name, button in self.buttons.items():
            button.setVisible(ready or name == "settings")
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep every page in sight."""
        super().resizeEvent(event)
        self._fit()

    def _measure(self) -> None:
        self.setFixedWidth(look().px(RAIL_NARROW if self.is_narrow else RAIL_WIDTH))
        self._fit()

    def _fit(self) -> None:
        """Make the buttons so low that all are in sight on a small screen, and no lower."""
        px = look().px
        shown = sum(not button.isHidden() for button in self.buttons.values())
        room = (self.height() - 2 * px(6)) // max(1, shown) - px(1)
        least = RAIL_ICON if self.is_narrow else RAIL_LEAST
        height = min(px(RAIL_BUTTON), max(px(least), room))
        side = px(22) if height >= px(RAIL_ROOMY) or self.is_narrow else px(18)
        styles = Qt.ToolButtonStyle
        style = styles.ToolButtonIconOnly if self.is_narrow else styles.ToolButtonTextUnderIcon
        for button in self.buttons.values():
            button.setToolButtonStyle(style)
            button.setFixedHeight(height)
            button.setIconSize(QSize(side, side))


class StatusLine(Panel):
    """Station, ledger, who is at the desk, what runs.

    Where all of it is too wide, the hint goes first, then the ledger, then the station: what one
    acts with (hand over, lock) is never cut.
    """

    def __init__(self) -> None:
        super().__init__(name="status")
        self.station, self.ledger, self.slots = QLabel(), QLabel(), QLabel()
        hint = self.label(lambda: self.tr("Ctrl + number: pages  ·  F11: full screen"), "caption")
        self._spare: tuple[QLabel, ...] = (hint, self.ledger, self.station)
        self.inner = row(self.station, self.ledger, 1, self.slots, hint, gap=24)
        px = look().px
        self.inner.setContentsMargins(px(14), px(5), px(14), px(5))
        self.setLayout(self.inner)

    def event(self, event: QEvent) -> bool:
        """Look again what fits, after each change of width or words."""
        done = super().event(event)
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            self._fit()
        return done

    def _fit(self) -> None:
        gone = 0
        while gone < len(self._spare) and self._needed(self._spare[:gone]) > self.width():
            gone += 1
        for place, label in enumerate(self._spare):
            label.setHidden(place < gone)

    def _needed(self, without: Sequence[QLabel]) -> int:
        """Return the width of everything but these."""
        items = (self.inner.itemAt(place) for place in range(self.inner.count()))
        found = [item.widget() for item in items if item is not None]
        shown = [
            one
            for one in found
            if one is not None and one not in without and (one in self._spare or not one.isHidden())
        ]
        edges = self.inner.contentsMargins()
        gaps = self.inner.spacing() * len(shown)  # one more than between them: the stretch
        return edges.left() + edges.right() + gaps + sum(one.sizeHint().width() for one in shown)
