"""The card of one slot: shows exactly one frozen SlotView, and nothing it showed before."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QLabel

from app.ui.look import look
from app.ui.views import SlotView
from app.ui.widgets.slot_picture import ENDS, ROOMY_H, ROOMY_W, SlotPicture
from app.ui.words import advice, seconds_word, sentence, verdict_word


class SlotCard(QLabel):
    """One slot. Click, Enter or Space presses it.

    A label with a picture, and another for the clock on it: Qt paints both without Python. A
    ``paintEvent`` of our own would have to take the interpreter from the slots' threads once per
    card and painting, which costs more than the painting itself.
    """

    pressed = Signal(int)

    def __init__(
        self,
        view: SlotView,
        now: Callable[[], float] = time.monotonic,
        typing: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__()
        self._typing = typing
        self._view = view
        self._now = now
        self._is_stale = True  # nobody has seen what it should show
        self._clock = QLabel(self)
        self._clock.setAlignment(ENDS)
        self._clock.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look().changed.connect(self.draw)
        self._tell()

    @property
    def view(self) -> SlotView:
        """Return what is shown."""
        return self._view

    def show_slot(self, view: SlotView) -> None:
        """Show this and only this."""
        if view != self._view:
            self._view = view
            self._tell()
            self.draw()

    def draw(self) -> None:
        """Draw the card anew, where it can be seen; else once it is."""
        self._is_stale = not self.isVisible()
        if self._is_stale:
            return
        ratio = self.devicePixelRatio()
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        picture = SlotPicture(painter, self._view, QRectF(self.rect()), self.words())
        picture.draw(focused=self.hasFocus())
        painter.end()
        self.setPixmap(drawn)
        self._clock.setFont(picture.clock_font)
        self._clock.setGeometry(picture.clock.toRect())
        self.tick()

    def tick(self) -> None:
        """Show the time that has passed."""
        view = self._view
        passed = view.seconds
        if passed is None and view.started_at is not None:
            passed = max(0.0, self._now() - view.started_at)
        self._clock.setText("" if passed is None else seconds_word(passed))

    def words(self) -> tuple[str, str, str]:
        """Return verdict, sentence and advice as they stand on the card."""
        view = self._view
        if not view.code:
            return verdict_word(view.state), "", ""
        facts = dict(view.facts)
        advised = "slot-over" if view.is_over else view.code
        return verdict_word(view.state), sentence(view.code, facts), advice(advised, facts)

    def sizeHint(self) -> QSize:
        """Return the smallest size at which everything can be read."""
        return QSize(look().px(ROOMY_W), look().px(ROOMY_H))

    def minimumSizeHint(self) -> QSize:
        """Return no size: the picture is drawn to fit."""
        return QSize(0, 0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Press the slot."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.pressed.emit(self._view.number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the slot by Enter or Space, unless they belong to a scan."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and not self._typing():
            self.pressed.emit(self._view.number)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._tell()
            self.draw()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while nobody saw the card."""
        super().showEvent(event)
        if self._is_stale:
            self.draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the card to its new size."""
        super().resizeEvent(event)
        self.draw()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys come here."""
        super().focusInEvent(event)
        self.draw()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they go elsewhere."""
        super().focusOutEvent(event)
        self.draw()

    def _tell(self) -> None:
        """Give screen readers the same words."""
        verdict, said, advised = self.words()
        view = self._view
        named = [view.name, verdict, said, advised, view.identity or ""]
        self.setAccessibleName(". ".join(word for word in named if word))
        self.setToolTip("\n".join(word for word in (said, advised) if word))
