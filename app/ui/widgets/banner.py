"""A band with one sentence and one advice, in a tone; and a few of them below each other."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLabel

from app.ui.theme import Tone
from app.ui.widgets.panel import Panel, column, row

MOST_NOTES = 2
Words = Callable[[], tuple[str, str]]
"""Sentence and advice, in the language of now."""


class Banner(Panel):
    """Hidden while it has nothing to say."""

    closed = Signal()

    def __init__(self, *, closable: bool = True) -> None:
        super().__init__()
        self._sentence = QLabel()
        self._sentence.setProperty("type", "strong")
        self._advice = QLabel()
        for label in (self._sentence, self._advice):
            label.setWordWrap(True)
        words = column(self._sentence, self._advice, gap=2)
        close = self.button(lambda: self.tr("Close"), self._close, kind="quiet")
        if not closable:
            close.hide()
        inner = row(words, close, gap=12, edge=10)
        inner.setStretch(0, 1)
        self.setLayout(inner)
        self.hide()

    def tell(self, said: str, advised: str = "", tone: Tone = Tone.RUNNING) -> None:
        """Show a message; an empty one hides the band."""
        self._sentence.setText(said)
        self._advice.setText(advised)
        self._advice.setVisible(bool(advised))
        self.setProperty("banner", str(tone))
        self.style().unpolish(self)
        self.style().polish(self)
        for label in (self._sentence, self._advice):
            self.style().polish(label)
        self.setAccessibleName(f"{said} {advised}")
        self.setVisible(bool(said))

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    @property
    def words(self) -> str:
        """Return the sentence shown, empty when hidden."""
        return "" if self.isHidden() else self._sentence.text()


class Notes(Panel):
    """What is to be read beside the band of a page, and is not pushed aside by its next message.

    Each stays until it is closed; of more than :data:`MOST_NOTES` the oldest goes.
    """

    def __init__(self) -> None:
        super().__init__()
        self._bands: dict[str, tuple[Banner, Words, Tone]] = {}
        self._place = column(gap=8)
        self.setLayout(self._place)
        self.hide()

    def keep(self, topic: str, words: Words, tone: Tone) -> None:
        """Show a note of its own; a newer one of the same topic takes its place."""
        if topic in self._bands:
            self._drop(topic)
        while len(self._bands) >= MOST_NOTES:
            self._drop(next(iter(self._bands)))
        band = Banner()
        band.closed.connect(lambda: self._drop(topic))
        self._bands[topic] = band, words, tone
        self._place.addWidget(band)
        band.tell(*words(), tone)
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        """Say everything again in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            for band, words, tone in self._bands.values():
                band.tell(*words(), tone)
        super().changeEvent(event)

    @property
    def words(self) -> tuple[str, ...]:
        """Return the sentences shown, the oldest first."""
        return tuple(band.words for band, _words, _tone in self._bands.values())

    def _drop(self, topic: str) -> None:
        band, _words, _tone = self._bands.pop(topic)
        self._place.removeWidget(band)
        band.hide()
        band.deleteLater()
        self.setVisible(bool(self._bands))
