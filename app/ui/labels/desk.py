"""The canvas between its rulers, scrolled, as large as there is room."""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QGridLayout, QScrollArea

from app.ui.labels.canvas import Canvas
from app.ui.labels.geometry import Rect
from app.ui.labels.rulers import Ruler
from app.ui.widgets.panel import Panel

AROUND_PX = 120


class Desk(Panel):
    """Fits the label into sight until a person zooms."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(name="card")
        self.canvas = canvas
        self._is_fitted = True
        self._fitting = False
        self.area = QScrollArea()
        self.area.setWidget(canvas)
        self.area.viewport().installEventFilter(self)
        self.rulers = (Ruler(canvas, upright=False), Ruler(canvas, upright=True))
        grid = QGridLayout()
        grid.setSpacing(0)
        grid.setContentsMargins(2, 2, 2, 2)
        grid.addWidget(self.rulers[0], 0, 1)
        grid.addWidget(self.rulers[1], 1, 0)
        grid.addWidget(self.area, 1, 1)
        self.setLayout(grid)
        for bar in (self.area.horizontalScrollBar(), self.area.verticalScrollBar()):
            bar.valueChanged.connect(self._move_rulers)
        canvas.trial.connect(self._move_rulers)
        canvas.zoomed.connect(self._zoomed)

    def show_whole(self) -> None:
        """Show the whole label, once everything has its place."""
        self._is_fitted = True
        QTimer.singleShot(0, self, self._fit)

    def show_box(self, box: Rect) -> None:
        """Bring a part of the label into sight."""
        spot = self.canvas.to_screen(box).center()
        self.area.ensureVisible(round(spot.x()), round(spot.y()), AROUND_PX, AROUND_PX)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the canvas all the room there is."""
        if event.type() == QEvent.Type.Resize and watched is self.area.viewport():
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        self.canvas.set_room(self.area.viewport().size())
        if self._is_fitted:
            self._fitting = True
            self.canvas.fit()
            self._fitting = False
        self._move_rulers()

    def _zoomed(self) -> None:
        if not self._fitting:
            self._is_fitted = False

    def _move_rulers(self) -> None:
        for ruler in self.rulers:
            ruler.update()
