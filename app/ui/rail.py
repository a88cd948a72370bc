"""What frames the pages: the rail with a button for each, and the status line."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
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
from app.ui.look import look
from app.ui.pages.page import PageSpec
from app.ui.widgets.panel import Panel, column, row

RAIL_WIDTH = 100
RAIL_BUTTON, RAIL_LEAST, RAIL_ROOMY = 53, 44, 50  # heights; below the last its icon is smaller


class Rail(Panel):
    """The pages as large buttons with icon and word."""

    chosen = Signal(str)

    def __init__(self, specs: Sequence[PageSpec]) -> None:
        super().__init__(name="rail")
        self.buttons: dict[str, QToolButton] = {}
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

    def _button(self, spec: PageSpec, number: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName("railbutton")
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        shortcut = f"Ctrl+{number}" if number < 10 else ""
        button.setShortcut(QKeySequence(shortcut))

        def speak() -> None:
            button.setText(spec.title())
            button.setShortcut(QKeySequence(shortcut))
            button.setAccessibleName(spec.title())
            button.setToolTip(f"{spec.title()}  ({shortcut})" if shortcut else spec.title())

        def dress() -> None:
            palette = look().palette
            button.setIcon(icon(spec.image, palette.on_rail, palette.on_rail_active))

        self.say(speak)
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
        self.setFixedWidth(look().px(RAIL_WIDTH))
        self._fit()

    def _fit(self) -> None:
        """Make the buttons so low that all are in sight on a small screen, and no lower."""
        px = look().px
        shown = sum(not button.isHidden() for button in self.buttons.values())
        room = (self.height() - 2 * px(6)) // max(1, shown) - px(1)
        height = min(px(RAIL_BUTTON), max(px(RAIL_LEAST), room))
        side = px(22) if height >= px(RAIL_ROOMY) else px(18)
        for button in self.buttons.values():
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
        hint = self.label(lambda: self.tr("F11 full screen"), "caption")
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
