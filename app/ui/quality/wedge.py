"""A scanner that types: whatever is typed on a page, ended by Enter, wherever the focus is.

A scanner types a code within some milliseconds and ends it with Enter; a person types one or two
digits and waits. So digits alone, after a pause, are a number (a reason of the list), and
everything that ends with Enter is a code.
"""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

PAUSE_MS: Final = 450
LONGEST_NUMBER: Final = 2
LONGEST_CODE: Final = 8_192
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TYPED = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.KeypadModifier,
)


class Wedge(QObject):
    """Listens while its page is in sight, no dialog is open and no field is typed into."""

    scanned = Signal(str)
    numbered = Signal(int)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._typed = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._pause_came)
        self._is_listening = False

    def listen(self, on: bool) -> None:
        """Listen while the page is in sight; a page that is hidden or goes away hears nothing."""
        app = QApplication.instance()
        if app is None or on == self._is_listening:
            return
        self._is_listening = on
        if on:
            app.installEventFilter(self)
        else:
            self._typed = ""
            self._pause.stop()
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of a scan; everything else goes on its way."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QWidget) or not self._is_ours(watched):
            return False
        return self._take(event)

    def _is_ours(self, watched: QWidget) -> bool:
        page = self._page
        return (
            page.isVisible()
            and watched.window() is page.window()
            and QApplication.activeModalWidget() is None
            and QApplication.activePopupWidget() is None
            and not isinstance(watched, QLineEdit | QPlainTextEdit | QTextEdit)
        )

    def _take(self, event: QKeyEvent) -> bool:
        if event.key() in _ENDS:
            text, self._typed = self._typed.strip(), ""
            self._pause.stop()
            if not text:
                return False
            if text.isdecimal() and len(text) <= LONGEST_NUMBER:
                self.numbered.emit(int(text))
            else:
                self.scanned.emit(text)
            return True
        text = event.text()
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not text or not (text.isprintable() or text == "\x1d") or modifiers not in _TYPED:
            return False
        if text == " " and not self._typed:
            return False  # the space bar presses the button that has the focus
        self._typed = (self._typed + text)[-LONGEST_CODE:]
        self._pause.start()
        return True

    def _pause_came(self) -> None:
        text, self._typed = self._typed, ""
        if text.isdecimal() and len(text) <= LONGEST_NUMBER:
            self.numbered.emit(int(text))
