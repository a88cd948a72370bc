"""What can be put on a label, and what is on it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton

from app.ui.icons import icon
from app.ui.labels.document import Document
from app.ui.labels.element_list import ElementList
from app.ui.labels.words import KINDS, kind_word
from app.ui.look import look
from app.ui.widgets.panel import Panel, column, grow

WIDTH_PX = 184


class ToolBox(Panel):
    """A button for each kind of element (Alt+1 … 9) and the list of elements."""

    add_asked = Signal(str)

    def __init__(self, document: Document) -> None:
        super().__init__(name="card")
        self.elements = ElementList(document)
        self.adding: dict[str, QToolButton] = {kind: self._adding(kind) for kind in KINDS}
        inner = column(self.label(lambda: self.tr("Add"), "strong"), gap=1, edge=10)
        for button in self.adding.values():
            inner.addWidget(button)
        inner.addWidget(self.label(lambda: self.tr("Elements"), "strong"))
        inner.addWidget(grow(self.elements))
        self.setLayout(inner)
        self.wear(lambda: self.setFixedWidth(look().px(WIDTH_PX)))

    def _adding(self, kind: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("add")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        keys = f"Alt+{KINDS.index(kind) + 1}"

        def speak() -> None:
            button.setText(kind_word(kind))
            button.setShortcut(keys)
            button.setAccessibleName(self.tr("Add {what}").format(what=kind_word(kind)))
            button.setToolTip(f"{button.accessibleName()}  ({keys})")

        def dress() -> None:
            button.setIcon(icon(f"el-{kind}", look().palette.text))
            button.setIconSize(QSize(look().px(18), look().px(18)))

        self.say(speak)
        self.wear(dress)
        button.clicked.connect(lambda _checked=False: self.add_asked.emit(kind))
        return button
