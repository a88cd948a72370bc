"""Which station, slot and shift figures speak of; the names are those that the figures know."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from app.domain.figures import Dashboard, GroupBy, slot_order
from app.ui.widgets.flow import flow
from app.ui.widgets.panel import Panel, column


class PlaceFilters(Panel):
    """Three choices, each with *all* at its top; ``changed`` when one of them is another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.station, self.slot, self.shift = QComboBox(), QComboBox(), QComboBox()
        for box in (self.station, self.slot, self.shift):
            box.addItem("", "")
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.setLayout(column(flow(self.station, self.slot, self.shift)))
        self.say(self._name)

    def chosen(self, box: QComboBox) -> str | None:
        """Return what is chosen, None for all."""
        return str(box.currentData() or "") or None

    def learn(self, board: Dashboard) -> None:
        """Offer the stations, slots and shifts of these figures, beside those offered before."""
        shifts = {name[-1:] for name in board.groups.get(GroupBy.SHIFT, {})}
        self._offer(self.station, tuple(board.groups.get(GroupBy.STATION, {})), str)
        self._offer(self.slot, tuple(board.groups.get(GroupBy.SLOT, {})), self._slot_words)
        self._offer(self.shift, sorted(shifts), self._shift_words)

    def _offer(self, box: QComboBox, names: Sequence[str], words: Callable[[str], str]) -> None:
        for name in names:
            if name and box.findData(name) < 0:
                later = [
                    at
                    for at in range(1, box.count())
                    if slot_order(box.itemData(at)) > slot_order(name)
                ]
                box.insertItem(later[0] if later else box.count(), words(name), name)

    def _slot_words(self, name: str) -> str:
        return self.tr("Slot {slot}").format(slot=name)

    def _shift_words(self, name: str) -> str:
        return self.tr("Shift {shift}").format(shift=name)

    def _name(self) -> None:
        for box, all_of, what in (
            (self.station, self.tr("all stations"), self.tr("Station")),
            (self.slot, self.tr("all slots"), self.tr("Slot")),
            (self.shift, self.tr("all shifts"), self.tr("Shift")),
        ):
            box.setItemText(0, all_of)
            box.setAccessibleName(what)
            box.setToolTip(what)
        for box, words in ((self.slot, self._slot_words), (self.shift, self._shift_words)):
            for at in range(1, box.count()):
                box.setItemText(at, words(str(box.itemData(at))))
