"""The label on the screen: the printed picture, and what is chosen, moved and pulled on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.labels.design import Box, Design, Element
from app.ui.labels.canvas_paint import paint_canvas
from app.ui.labels.document import Document
from app.ui.labels.drawing import Drawing
from app.ui.labels.geometry import (
    Handle,
    Rect,
    bounds,
    fitted,
    handle_place,
    handles,
    pulled,
    together,
)
from app.ui.labels.snapping import Guide, Snapper
from app.ui.look import look

MARGIN_PX: Final = 36
LEAST_ZOOM, MOST_ZOOM = 1.0, 80.0  # px per mm
STEP: Final = 1.25
HANDLE_PX: Final = 9
REACH_PX: Final = 6
CLICK_PX: Final = 3
SMALL_STEP_MM, LARGE_STEP_MM = 0.1, 1.0
EDGE_HIT_MM: Final = 0.8

_ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_CURSORS: Final = {
    Handle.TOP_LEFT: Qt.CursorShape.SizeFDiagCursor,
    Handle.BOTTOM_RIGHT: Qt.CursorShape.SizeFDiagCursor,
    Handle.TOP_RIGHT: Qt.CursorShape.SizeBDiagCursor,
    Handle.BOTTOM_LEFT: Qt.CursorShape.SizeBDiagCursor,
    Handle.LEFT: Qt.CursorShape.SizeHorCursor,
    Handle.RIGHT: Qt.CursorShape.SizeHorCursor,
    Handle.TOP: Qt.CursorShape.SizeVerCursor,
    Handle.BOTTOM: Qt.CursorShape.SizeVerCursor,
}


@dataclass(slots=True)
class Drag:
    """What the hand does: move, pull a handle, or draw a frame around elements."""

    start: QPointF
    handle: Handle | None = None
    frame: bool = False
    moved: bool = False
    was: tuple[Rect, ...] = ()
    now: tuple[Rect, ...] = ()
    rubber: Rect | None = None
    keep: tuple[int, ...] = ()
    click: int | None = None


class Canvas(QWidget):
    """Shows one document. ``trial`` hands out the design while something is dragged."""

    trial = Signal(object)
    edit_asked = Signal()
    zoomed = Signal()
    pointed = Signal(float, float)

    def __init__(self, document: Document, drawing: Drawing) -> None:
        super().__init__()
        self.document = document
        self.drawing = drawing
        self.zoom = 8.0
        self.snaps = True
        self.grid = 1.0
        self.guides: tuple[Guide, ...] = ()
        self.drag: Drag | None = None
        self.room = QSize(400, 300)
        self.move_words = ""
        self.resize_words = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        document.design_changed.connect(self._fit_size)
        document.chosen_changed.connect(self.update)
        drawing.drawn.connect(self.update)
        self._fit_size()

    # Where things are on the screen.

    @property
    def origin(self) -> QPointF:
        """Return where the label's corner is, in pixels of this widget."""
        label = self.document.label
        free_x = self.width() - label.w * self.zoom
        free_y = self.height() - label.h * self.zoom
        return QPointF(round(max(MARGIN_PX, free_x / 2)), round(max(MARGIN_PX, free_y / 2)))

    def to_screen(self, box: Rect) -> QRectF:
        """Return a box in pixels."""
        at, zoom = self.origin, self.zoom
        return QRectF(at.x() + box.x * zoom, at.y() + box.y * zoom, box.w * zoom, box.h * zoom)

    def to_label(self, where: QPointF) -> QPointF:
        """Return a place on the label in mm."""
        return (where - self.origin) / self.zoom

    def boxes(self) -> list[Rect]:
        """Return the boxes of all elements, where they are being dragged to."""
        made = [bounds(element) for element in self.document.design.elements]
        if self.drag is not None and self.drag.now:
            for number, box in zip(self.document.chosen, self.drag.now, strict=True):
                made[number] = box
        return made

    def set_room(self, room: QSize) -> None:
        """Use at least this many pixels."""
        self.room = room
        self._fit_size()

    def fit(self) -> None:
        """Show the whole label as large as there is room."""
        label = self.document.label
        edge = 2 * MARGIN_PX
        self.set_zoom(
            min((self.room.width() - edge) / label.w, (self.room.height() - edge) / label.h)
        )

    def set_zoom(self, zoom: float) -> None:
        """Show ``zoom`` pixels for a millimetre."""
        self.zoom = min(MOST_ZOOM, max(LEAST_ZOOM, zoom))
        self._fit_size()
        self.zoomed.emit()

    def _fit_size(self) -> None:
        label = self.document.label
        edge = 2 * MARGIN_PX
        w, h = round(label.w * self.zoom) + edge, round(label.h * self.zoom) + edge
        self.setFixedSize(max(w, self.room.width()), max(h, self.room.height()))
        self.update()

    # What lies under the pointer.

    def element_at(self, at: QPointF) -> int | None:
        """Return the topmost element at a place in mm; a chosen one first."""
        slack = 3 / self.zoom
        elements = self.document.design.elements
        hit = [n for n, element in enumerate(elements) if _is_hit(element, at, slack)]
        chosen = [number for number in hit if number in self.document.chosen]
        found = chosen or hit
        return found[-1] if found else None

    def handle_at(self, where: QPointF) -> Handle | None:
        """Return the handle of the one chosen element at a place in pixels."""
        element = self.document.one
        if element is None:
            return None
        reach = look().px(HANDLE_PX)
        box = bounds(element)
        for handle in handles(element):
            x, y = handle_place(box, handle)
            spot = self.to_screen(Rect(x, y, 0, 0)).topLeft()
            if (where - spot).manhattanLength() <= reach:
                return handle
        return None

    # The hand.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take an element, a handle, or begin a frame."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        where = event.position()
        handle = self.handle_at(where)
        adding = bool(
            event.modifiers()
            & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
        )
        chosen = self.document.chosen
        if handle is not None:
            self.drag = Drag(where, handle, was=self._chosen_boxes())
            return
        number = self.element_at(self.to_label(where))
        if number is None:
            self.drag = Drag(where, frame=True, keep=chosen if adding else ())
            if not adding:
                self.document.choose(())
            return
        click: int | None = None
        if adding:
            self.document.choose(set(chosen) ^ {number})
        elif number not in chosen:
            self.document.choose((number,))
        else:
            click = number
        if self.document.chosen:
            self.drag = Drag(where, was=self._chosen_boxes(), click=click)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag on, or show what could be taken."""
        where = event.position()
        at = self.to_label(where)
        self.pointed.emit(at.x(), at.y())
        drag = self.drag
        if drag is None:
            self._show_cursor(where)
            return
        if not drag.moved and (where - drag.start).manhattanLength() < CLICK_PX:
            return
        drag.moved = True
        if drag.frame:
            self._draw_frame(drag, where)
        else:
            free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            fixed = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._drag_to(drag, (where - drag.start) / self.zoom, free=free, fixed=fixed)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go: one step of undo."""
        drag, self.drag = self.drag, None
        self.guides = ()
        if drag is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if drag.now:
            words = self.resize_words if drag.handle else self.move_words
            self.document.place(drag.now, words)
        elif drag.click is not None and not drag.moved:
            self.document.choose((drag.click,))
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go to the properties of what was clicked."""
        if self.element_at(self.to_label(event.position())) is not None:
            self.drag = None
            self.edit_asked.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl; else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self.zoom * (STEP if event.angleDelta().y() > 0 else 1 / STEP))
            event.accept()
            return
        super().wheelEvent(event)

    # The keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move 0.1 mm, with Shift 1 mm, with Alt they resize; Page keys go through."""
        key = Qt.Key(event.key())
        if key in _ARROWS and self.document.chosen:
            modifiers = event.modifiers()
            large = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            step = LARGE_STEP_MM if large else SMALL_STEP_MM
            dx, dy = (part * step for part in _ARROWS[key])
            if modifiers & Qt.KeyboardModifier.AltModifier:
                boxes = [replace(b, w=b.w + dx, h=b.h + dy) for b in self._chosen_boxes()]
                self.document.place(boxes, self.resize_words, key="resize")
            else:
                self.document.nudge(dx, dy, self.move_words)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._choose_next(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Escape:
            self._give_up()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.document.chosen:
            self.edit_asked.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that keys go elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys come here."""
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the label and what is chosen on it."""
        painter = QPainter(self)
        paint_canvas(painter, self)
        painter.end()

    # The rest of the hand.

    def _chosen_boxes(self) -> tuple[Rect, ...]:
        elements = self.document.design.elements
        return tuple(bounds(elements[number]) for number in self.document.chosen)

    def _snapper(self) -> Snapper:
        chosen = set(self.document.chosen)
        elements = self.document.design.elements
        others = [bounds(e) for number, e in enumerate(elements) if number not in chosen]
        reach = REACH_PX / self.zoom
        return Snapper.around(self.document.label, others, grid=self.grid, reach=reach)

    def _drag_to(self, drag: Drag, by: QPointF, *, free: bool, fixed: bool) -> None:
        dx, dy = by.x(), by.y()
        snapper = self._snapper() if self.snaps and not free else None
        self.guides = ()
        if drag.handle is not None:
            box = pulled(drag.was[0], drag.handle, dx, dy, square=fixed)
            if snapper is not None and not fixed:
                found = snapper.pull(box, drag.handle)
                box = pulled(drag.was[0], drag.handle, dx + found.dx, dy + found.dy)
                self.guides = found.guides
            drag.now = (box,)
        else:
            if fixed:  # along one axis only
                dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
            around = together(drag.was).moved(dx, dy)
            if snapper is not None:
                found = snapper.move(around)
                dx += found.dx if dx or not fixed else 0.0
                dy += found.dy if dy or not fixed else 0.0
                self.guides = found.guides
            drag.now = tuple(box.moved(dx, dy) for box in drag.was)
        self.trial.emit(self._trial(drag.now))

    def _trial(self, boxes: Sequence[Rect]) -> Design:
        design = self.document.design
        made = list(design.elements)
        for number, box in zip(self.document.chosen, boxes, strict=True):
            made[number] = fitted(made[number], box)
        return replace(design, elements=tuple(made))

    def _draw_frame(self, drag: Drag, where: QPointF) -> None:
        one, other = self.to_label(drag.start), self.to_label(where)
        left, right = sorted((one.x(), other.x()))
        top, bottom = sorted((one.y(), other.y()))
        drag.rubber = Rect(left, top, right - left, bottom - top)
        inside = [
            number
            for number, element in enumerate(self.document.design.elements)
            if drag.rubber.touches(bounds(element))
        ]
        self.document.choose({*drag.keep, *inside})

    def _show_cursor(self, where: QPointF) -> None:
        handle = self.handle_at(where)
        if handle is not None:
            self.setCursor(_CURSORS[handle])
        elif self.element_at(self.to_label(where)) is not None:
            self.setCursor(Qt.CursorShape.SizeAllCursor)
        else:
            self.setCursor(Qt.CursorShape.ArrowCursor)

    def _choose_next(self, by: int) -> None:
        count = len(self.document.design.elements)
        if count:
            first = self.document.chosen[0] if self.document.chosen else (-1 if by > 0 else 0)
            self.document.choose(((first + by) % count,))

    def _give_up(self) -> None:
        if self.drag is not None:
            self.drag, self.guides = None, ()
            self.trial.emit(self.document.design)
            self.update()
        else:
            self.document.choose(())


def _is_hit(element: Element, at: QPointF, slack: float) -> bool:
    box = bounds(element)
    if not box.holds(at.x(), at.y(), slack):
        return False
    if not isinstance(element, Box) or element.filled:
        return True
    edge = max(EDGE_HIT_MM, element.width) + slack  # a frame is taken at its edge
    inner = Rect(box.x + edge, box.y + edge, box.w - 2 * edge, box.h - 2 * edge)
    return not (inner.w > 0 and inner.h > 0 and inner.holds(at.x(), at.y()))
