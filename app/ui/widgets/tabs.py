"""Tabs whose titles carry a letter for Alt each, as buttons do."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from app.ui.language import language
from app.ui.mnemonics import free_letter, marked


class Tabs(QTabWidget):
    """Pages behind titles; ``parts``: each page with its title. It is as high as the open page."""

    def __init__(self, parts: Sequence[tuple[QWidget, Callable[[], str]]]) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self._titles = [title for _part, title in parts]
        self._letters = [""] * len(parts)
        for part, title in parts:
            self.addTab(part, title())
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def title_of(self, place: int) -> str:
        """Return a title without the mark of its letter."""
        return self._titles[place]()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the letters when it comes into sight for the first time."""
        super().showEvent(event)
        for place, title in enumerate(self._titles):
            self._letters[place] = self._letters[place] or free_letter(
                self, language().source(title)
            )
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()

    def heightForWidth(self, width: int) -> int:
        """Return the least height of the open page at this width, and of the titles."""
        shown = self.currentWidget()
        layout = None if shown is None else shown.layout()
        titles = self.tabBar().sizeHint().height()
        return titles + (0 if layout is None else layout.totalMinimumHeightForWidth(width))

    def _say(self) -> None:
        for place, (title, letter) in enumerate(zip(self._titles, self._letters, strict=True)):
            self.setTabText(place, marked(title(), letter))
