"""The grid of slot cards: 1 to 32, sizing itself to the room there is."""

import itertools
import math
import time
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.look import look
from app.ui.views import SlotState, SlotView
from app.ui.widgets.slot_card import SlotCard

TICK_MS = 25
PHASES = 4  # a running card's clock moves ten times a second; a quarter of them at each tick
SHAPE = 1.25  # a card looks best a little wider than high
LARGEST = 620  # px at 100 %: one slot on a large screen is a card, not a wall
LARGEST_H = 480


class SlotGrid(QWidget):
    """All slots. Arrow keys move between cards; each card is pressed on its own."""

    pressed = Signal(int)

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._cards: dict[int, SlotCard] = {}
        self.typing: Callable[[], bool] = lambda: False
        """Says whether a number or a scan is being typed: its Enter and Space are no card's."""
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._phase = 0
        self._timer.timeout.connect(self._tick)
        look().changed.connect(self._settle)

    @property
    def cards(self) -> Sequence[SlotCard]:
        """Return the cards in slot order."""
        return [self._cards[number] for number in sorted(self._cards)]

    def state_of(self, number: int) -> SlotState | None:
        """Return what a slot's card shows; None where there is none."""
        card = self._cards.get(number)
        return None if card is None else card.view.state

    def show_all(self, views: Iterable[SlotView]) -> None:
        """Show exactly these slots."""
        wanted = {view.number: view for view in views}
        for number in set(self._cards) - set(wanted):
            gone = self._cards.pop(number)
            gone.hide()
            gone.deleteLater()
        for view in wanted.values():
            self.show_slot(view)
        self._settle()

    def show_slot(self, view: SlotView) -> None:
        """Show one slot's new state; a slot not seen before gets a card."""
        card = self._cards.get(view.number)
        if card is None:
            card = SlotCard(view, self._now, self._is_typing)
            card.setParent(self)
            card.pressed.connect(self.pressed)
            self._cards[view.number] = card
            card.show()
            self._settle()
        card.show_slot(view)
        if view.state is SlotState.RUNNING and not self._timer.isActive():
            self._timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the cards out again."""
        super().resizeEvent(event)
        self._settle()

    def _is_typing(self) -> bool:
        return self.typing()

    def _settle(self) -> None:
        """Choose the number of columns that makes the cards largest at a good shape."""
        cards = self.cards
        if not cards or self.width() < 1:
            return
        gap = look().px(12)
        across = best_columns(len(cards), self.width(), self.height(), gap)
        down = math.ceil(len(cards) / across)
        width = min(look().px(LARGEST), (self.width() - gap * (across - 1)) / across)
        height = min(look().px(LARGEST_H), (self.height() - gap * (down - 1)) / down)
        for index, card in enumerate(cards):
            left, top = index % across * (width + gap), index // across * (height + gap)
            x, y = round(left), round(top)
            card.setGeometry(QRect(x, y, round(left + width) - x, round(top + height) - y))
        for before, after in itertools.pairwise(cards):
            QWidget.setTabOrder(before, after)

    def _tick(self) -> None:
        running = [c for c in self._cards.values() if c.view.state is SlotState.RUNNING]
        self._phase = (self._phase + 1) % PHASES
        for card in running:
            if card.view.number % PHASES == self._phase:
                card.tick()
        if not running:
            self._timer.stop()


def best_columns(cards: int, width: float, height: float, gap: float) -> int:
    """Return how many columns give the largest cards of the wanted shape."""

    def size(across: int) -> float:
        down = math.ceil(cards / across)
        w = (width - gap * (across - 1)) / across
        h = (height - gap * (down - 1)) / down
        return min(w, h * SHAPE)

    return max(range(1, cards + 1), key=lambda across: (round(size(across)), -across))
