"""The bar above the canvas: undo, aligning, order, snapping, zoom."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from app.ui.labels.canvas import STEP, Canvas
from app.ui.labels.document import Document
from app.ui.labels.geometry import Arrange
from app.ui.labels.tool_button import divider, tool_button
from app.ui.labels.words import arrange_word
from app.ui.look import look
from app.ui.widgets.panel import Panel, row

PX_PER_MM = 96 / 25.4  # 100 % is about life size on a usual screen
FEWEST_TO_SPREAD = 3  # two ends, and one between them


class Toolbar(Panel):
    """Icon buttons that act on the document; ``check_asked`` wants a whole lot looked at."""

    check_asked = Signal()

    def __init__(self, document: Document, canvas: Canvas) -> None:
        super().__init__(name="card")
        self.document = document
        self.canvas = canvas
        undo = document.undo
        self.undo = tool_button(self, "undo", lambda: self.tr("Undo"), undo.undo, shortcut="Ctrl+Z")
        self.redo = tool_button(self, "redo", lambda: self.tr("Redo"), undo.redo, shortcut="Ctrl+Y")
        self.arranging = {how: self._arranging(how) for how in Arrange}
        self.front, self.back, self.duplicate, self.delete = self._on_chosen()
        self.snap = tool_button(
            self,
            "snap",
            lambda: self.tr("Snap to grid and edges (Alt: not now)"),
            self._toggle_snap,
            shortcut="Ctrl+G",
            checkable=True,
        )
        self.snap.setChecked(True)
        self.check = self.button(
            lambda: self.tr("Check all units"),
            self.check_asked.emit,
            kind="quiet",
            image="search",
        )
        self.percent = QLabel()
        self.percent.setMinimumWidth(look().px(56))
        self.percent.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._spot = self.label(lambda: "", "muted")
        self._lay_out()
        document.design_changed.connect(self.show_able)
        document.chosen_changed.connect(self.show_able)
        document.undo_changed.connect(self.show_able)
        document.undo_changed.connect(self._name_undo)
        canvas.zoomed.connect(self._show_zoom)
        canvas.pointed.connect(self._show_spot)
        self.say(self._name_undo)
        self.show_able()
        self._show_zoom()

    def show_able(self) -> None:
        """Offer what can be done now."""
        undo, count = self.document.undo, len(self.document.chosen)
        self.undo.setEnabled(undo.canUndo())
        self.redo.setEnabled(undo.canRedo())
        for how, button in self.arranging.items():
            spread = how in (Arrange.SPREAD_ACROSS, Arrange.SPREAD_DOWN)
            button.setEnabled(count >= (FEWEST_TO_SPREAD if spread else 1))
        for button in (self.front, self.back, self.duplicate, self.delete):
            button.setEnabled(count > 0)

    def _arranging(self, how: Arrange) -> QToolButton:
        words: Callable[[], str] = lambda: arrange_word(how)  # noqa: E731
        return tool_button(
            self, f"al-{how}", words, lambda: self.document.arrange(how, arrange_word(how))
        )

    def _on_chosen(self) -> tuple[QToolButton, QToolButton, QToolButton, QToolButton]:
        document = self.document
        return (
            tool_button(
                self,
                "to-front",
                lambda: self.tr("Bring to front"),
                lambda: document.lift(self.tr("Bring to front"), top=True),
                shortcut="Ctrl+Shift+Up",
            ),
            tool_button(
                self,
                "to-back",
                lambda: self.tr("Send to back"),
                lambda: document.lift(self.tr("Send to back"), top=False),
                shortcut="Ctrl+Shift+Down",
            ),
            tool_button(
                self,
                "copy",
                lambda: self.tr("Duplicate"),
                lambda: document.duplicate(self.tr("Duplicate")),
                shortcut="Ctrl+D",
            ),
            tool_button(
                self,
                "trash",
                lambda: self.tr("Delete"),
                lambda: document.delete(self.tr("Delete")),
                shortcut="Del",
            ),
        )

    def _zooming(self) -> tuple[QToolButton, QToolButton, QToolButton]:
        canvas = self.canvas
        return (
            tool_button(
                self,
                "zoom-out",
                lambda: self.tr("Smaller"),
                lambda: canvas.set_zoom(canvas.zoom / STEP),
                shortcut="Ctrl+-",
            ),
            tool_button(
                self,
                "zoom-in",
                lambda: self.tr("Larger"),
                lambda: canvas.set_zoom(canvas.zoom * STEP),
                shortcut="Ctrl+=",
            ),
            tool_button(
                self,
                "zoom-fit",
                lambda: self.tr("Show the whole label"),
                canvas.fit,
                shortcut="Ctrl+0",
            ),
        )

    def _lay_out(self) -> None:
        smaller, larger, fit = self._zooming()
        groups: Sequence[Sequence[QWidget]] = (
            (self.undo, self.redo),
            tuple(self.arranging.values()),
            (self.front, self.back, self.duplicate, self.delete),
            (self.snap,),
            (smaller, self.percent, larger, fit),
        )
        line = row(gap=2)
        for number, group in enumerate(groups):
            if number:
                line.addWidget(divider())
            for part in group:
                line.addWidget(part)
        line.addStretch(1)
        line.addWidget(self._spot)
        line.addWidget(self.check)
        line.setContentsMargins(look().px(8), look().px(4), look().px(14), look().px(4))
        self.setLayout(line)

    def _toggle_snap(self) -> None:
        self.canvas.snaps = self.snap.isChecked()
        self.canvas.update()

    def _show_zoom(self) -> None:
        self.percent.setText(f"{self.canvas.zoom / PX_PER_MM * 100:.0f} %")

    def _show_spot(self, x: float, y: float) -> None:
        self._spot.setText(f"{x:.1f} · {y:.1f} mm")

    def _name_undo(self) -> None:
        undo = self.document.undo
        for button, words, what, keys in (
            (self.undo, self.tr("Undo"), undo.undoText(), "Ctrl+Z"),
            (self.redo, self.tr("Redo"), undo.redoText(), "Ctrl+Y"),
        ):
            button.setToolTip(f"{words}: {what}  ({keys})" if what else f"{words}  ({keys})")
