"""Keeps a picture of the label up to date: one drawing at work, the newest wish waiting.

While an element is dragged wishes come faster than pictures; those in between are skipped, so the
picture follows without ever holding up the hand.
"""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.labels.design import Design
from app.labels.fields import LabelData
from app.ui.labels.preview import Preview, draw_preview
from app.ui.tasks import Known, Tasks

Wish = tuple[Design, LabelData]


class Drawing(QObject):
    """``drawn`` tells that :attr:`preview` and :attr:`image` are new."""

    drawn = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks, pictures: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._pictures = pictures
        self._at_work: Wish | None = None
        self._next: Wish | None = None
        self.preview: Preview | None = None
        self.image = QImage()

    def wish(self, design: Design, data: LabelData) -> None:
        """Ask for a picture of this design with this unit."""
        self._next = (design, data)
        self._start()

    def _start(self) -> None:
        if self._at_work is not None or self._next is None:
            return
        wish, self._next = self._next, None
        self._at_work = wish
        pictures = self._pictures
        self._tasks.run(self, "draw", lambda: draw_preview(*wish, pictures), self._show, self._fail)

    def _show(self, preview: Preview) -> None:
        self._at_work = None
        self.preview = preview
        self.image = to_qimage(preview)
        self.drawn.emit()
        self._start()

    def _fail(self, error: Known) -> None:
        self._at_work = None
        self.failed.emit(error)
        self._start()


def to_qimage(preview: Preview) -> QImage:
    """Return the picture for Qt, one pixel per dot."""
    grey = preview.image
    data = grey.tobytes()
    shown = QImage(data, grey.width, grey.height, grey.width, QImage.Format.Format_Grayscale8)
    return shown.copy()  # its own bytes
