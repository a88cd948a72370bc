"""A button that stays grey while the person at the desk may not do its act."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.acts import Act


class Button(QPushButton):
    """Enabled where its page says so *and* its act is allowed; says on itself who could.

    ``act``: the act of the rights matrix it leads to, None while nobody named one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.act: Act | None = None
        self._is_ready = True
        self._is_allowed = True
        self._words = ""
        self._why: Callable[[], str] = str

    def setEnabled(self, on: bool) -> None:
        """Keep what the page wants; a button that is not allowed stays grey."""
        self._is_ready = on
        super().setEnabled(on and self._is_allowed)

    def setDisabled(self, off: bool) -> None:
        """See :meth:`setEnabled`."""
        self.setEnabled(not off)

    def setToolTip(self, words: str) -> None:
        """Keep the page's words; who could stands in their place while it must be said."""
        self._words = words
        self._say()

    def allow(self, allowed: bool, why: Callable[[], str]) -> None:
        """Show whether its act can be tried; ``why`` returns who could, empty where all is well."""
        self._is_allowed, self._why = allowed, why
        super().setEnabled(self._is_ready and allowed)
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()

    def _say(self) -> None:
        why = self._why()
        super().setToolTip(why or self._words)
        self.setAccessibleDescription(why)
