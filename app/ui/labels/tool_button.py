"""A button that is only an icon: its words are in the tool tip and for the screen reader."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFrame, QSizePolicy, QToolButton

from app.ui.icons import icon
from app.ui.look import look
from app.ui.theme import mix
from app.ui.widgets.panel import Panel


def tool_button(
    panel: Panel,
    image: str,
    words: Callable[[], str],
    act: Callable[[], object],
    *,
    shortcut: str = "",
    checkable: bool = False,
) -> QToolButton:
    """Return an icon button. ``shortcut`` is shown, and works while the button is in sight."""
    button = QToolButton()
    button.setObjectName("tool")
    button.setCheckable(checkable)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)

    def speak() -> None:
        button.setAccessibleName(words())
        button.setToolTip(f"{words()}  ({shortcut})" if shortcut else words())

    def dress() -> None:
        palette = look().palette
        faint = mix(palette.muted, palette.surface, 0.45)
        button.setIcon(icon(image, palette.text, palette.accent_text, faint))
        button.setIconSize(QSize(look().px(20), look().px(20)))

    panel.say(speak)
    panel.wear(dress)
    button.clicked.connect(lambda _checked=False: act())
    if shortcut:  # a button's own shortcut acts a tenth of a second late: too late for undo
        QShortcut(QKeySequence(shortcut), button).activated.connect(button.click)
    return button


def narrow(combo: QComboBox) -> None:
    """Let a choice be narrower than its longest words."""
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(4)
    combo.setMinimumWidth(look().px(80))
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


def divider() -> QFrame:
    """Return a thin upright line between groups of buttons."""
    made = QFrame()
    made.setObjectName("divider")
    made.setFixedHeight(look().px(24))
    return made
