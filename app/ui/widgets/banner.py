"""A band with one sentence and one advice, in a tone."""

from PySide6.QtWidgets import QLabel

from app.ui.theme import Tone
from app.ui.widgets.panel import Panel, column, row


class Banner(Panel):
    """Hidden while it has nothing to say."""

    def __init__(self, *, closable: bool = True) -> None:
        super().__init__()
        self._sentence = QLabel()
        self._sentence.setProperty("type", "strong")
        self._advice = QLabel()
        for label in (self._sentence, self._advice):
            label.setWordWrap(True)
        words = column(self._sentence, self._advice, gap=2)
        close = self.button(lambda: self.tr("Close"), self.hide, kind="quiet")
        close.setVisible(closable)
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

    @property
    def words(self) -> str:
        """Return the sentence shown, empty when hidden."""
        return "" if self.isHidden() else self._sentence.text()
