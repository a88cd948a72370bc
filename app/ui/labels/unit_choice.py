"""Which unit the label is shown with: the example, or any unit of a lot."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit

from app.labels.fields import LabelData
from app.labels.library import EXAMPLE
from app.ui.labels.records import LabelUnits
from app.ui.labels.tool_button import narrow, tool_button
from app.ui.look import look
from app.ui.widgets.panel import Panel, row
from app.ui.words import short


class UnitChoice(Panel):
    """``changed`` tells another unit, ``lot_asked`` that a lot's units are wanted."""

    changed = Signal()
    lot_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.given = LabelUnits("", (EXAMPLE,))
        self.place = 0
        self.lot = QComboBox()
        self.lot.addItem("", "")
        narrow(self.lot)
        self.lot.setMinimumWidth(look().px(160))
        self.lot.setMaximumWidth(look().px(260))
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(look().px(140))
        self.say(self._speak)
        self._before = tool_button(
            self, "back", lambda: self.tr("Unit before"), lambda: self.go(-1)
        )
        self._after = tool_button(self, "next", lambda: self.tr("Next unit"), lambda: self.go(1))
        self._which = self.label(self._which_words, "muted")
        self._which.setMinimumWidth(look().px(184))
        self._which.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(row(self.lot, self._before, self._which, self._after, self.search, 1, gap=6))
        self.lot.currentIndexChanged.connect(self._choose_lot)
        self.search.textChanged.connect(self._find)
        self._show()

    @property
    def data(self) -> LabelData:
        """Return the unit that is shown."""
        units = self.given.units
        return units[self.place] if self.place < len(units) else EXAMPLE

    def offer(self, lots: Sequence[str]) -> None:
        """Offer these lots."""
        chosen = self.lot.currentData()
        self.lot.blockSignals(True)
        while self.lot.count() > 1:
            self.lot.removeItem(1)
        for name in lots:
            self.lot.addItem(name, name)
        self.lot.setCurrentIndex(max(0, self.lot.findData(chosen)))
        self.lot.blockSignals(False)

    def show_units(self, given: LabelUnits) -> None:
        """Go through these units."""
        self.given, self.place = given, 0
        self._show()
        self.changed.emit()

    def go(self, by: int) -> None:
        """Show the next unit, or the one before."""
        self.go_to((self.place + by) % max(1, len(self.given.units)))

    def go_to(self, place: int) -> None:
        """Show one unit."""
        if 0 <= place < len(self.given.units):
            self.place = place
            self._show()
            self.changed.emit()

    def _choose_lot(self) -> None:
        lot = str(self.lot.currentData())
        if lot:
            self.lot_asked.emit(lot)
        else:
            self.show_units(LabelUnits("", (EXAMPLE,)))

    def _find(self, words: str) -> None:
        wanted = words.replace(":", "").replace("-", "").strip().lower()
        if not wanted:
            return
        for place, unit in enumerate(self.given.units):
            if wanted in f"{unit.identity} {unit.mac} {unit.serial}".replace("-", "").lower():
                self.go_to(place)
                return

    def _show(self) -> None:
        several = len(self.given.units) > 1
        for part in (self._before, self._after, self.search):
            part.setEnabled(several)
        self._which.setText(self._which_words())

    def _which_words(self) -> str:
        if not self.given.units:
            return self.tr("no unit yet")
        name = short(self.data.identity or self.data.mac, 12)
        if not self.given.lot:
            return name
        return self.tr("{place} of {count}: {name}").format(
            place=self.place + 1, count=f"{len(self.given.units):,}", name=name
        )

    def _speak(self) -> None:
        self.lot.setAccessibleName(self.tr("Shown with"))
        self.lot.setToolTip(self.tr("Shown with"))
        self.lot.setItemText(0, self.tr("Example unit"))
        self.search.setPlaceholderText(self.tr("Find a unit"))
        self.search.setAccessibleName(self.tr("Find a unit"))
