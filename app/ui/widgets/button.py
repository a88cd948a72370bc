"""A button that shows its key, takes Enter, and is grey while its act is not allowed."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from app.domain.acts import Act
from app.ui.look import colour, look
from app.ui.mnemonics import free_letter, marked, scope_of
from app.ui.theme import Tone, mix

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
HINT, HINT_GAP, EDGE = 12, 10, 16  # px at 100 %: the key's size, air before and behind it


class Button(QPushButton):
    """Enabled where its page says so *and* its act is allowed; says on itself who could.

    Its key stands on it: the one that was set for it in small letters, else a letter for Alt that
    no other button of its page or dialog has, underlined. ``act``: the act of the rights matrix it
    leads to, None while nobody named one. ``source``: its words as they were written, in English.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.act: Act | None = None
        self.source: Callable[[], str] = str
        self.letter = ""
        self._plain = ""
        self._scope: QWidget | None = None  # where its letter is the only one
        self._keys = ""
        self._is_ready = True
        self._is_allowed = True
        self._words = ""
        self._why: Callable[[], str] = str

    def text(self) -> str:
        """Return its words without the mark of its letter."""
        return self._plain

    def setText(self, words: str) -> None:
        """Set its words; its key stays."""
        self._plain = words
        super().setText(marked(words, self.letter))
        if self._keys:
            super().setShortcut(QKeySequence(self._keys))

    def setShortcut(self, keys: str) -> None:  # type: ignore[override]
        """Set its key, in the words of :class:`QKeySequence`."""
        self._keys, self.letter = keys, ""
        self.setText(self._plain)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the room for its words and its key."""
        return super().sizeHint() + QSize(self._hint_room(), 0)

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

    def showEvent(self, event: QShowEvent) -> None:
        """Take a letter when it comes into sight for the first time on its page."""
        super().showEvent(event)
        scope = scope_of(self)
        if not self._keys and scope is not self._scope and scope is not self:
            self._scope = scope
            self.letter = free_letter(self, self.source() or self._plain)
            self.setText(self._plain)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be pressed by Enter as by Space, unless it ends a scan that its page collects."""
        if event.key() not in ENTER:
            super().keyPressEvent(event)
        elif _is_scan(self):
            event.ignore()  # it goes on to the page
        elif not event.isAutoRepeat():
            self.click()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words, and the key in small letters at the right."""
        room = self._hint_room()
        if not room:
            super().paintEvent(event)
            return
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        whole = QRect(self.rect())
        option.rect = whole.adjusted(0, 0, -room, 0)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)
        painter.setFont(look().font(HINT))
        painter.setPen(colour(self._hint_ink()))
        right = whole.adjusted(0, 0, -self._edge(), 0)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(right, flags, self.shown_key())
        painter.end()

    def shown_key(self) -> str:
        """Return the key that stands on it in small letters; empty where it has a letter."""
        return QKeySequence(self._keys).toString(QKeySequence.SequenceFormat.NativeText)

    def _hint_room(self) -> int:
        if not self._keys:
            return 0
        wide = QFontMetrics(look().font(HINT)).horizontalAdvance(self.shown_key())
        return wide + look().px(HINT_GAP)

    def _edge(self) -> int:
        if self.property("big"):
            return look().px(EDGE + 8)
        return look().px(10 if self.property("kind") == "quiet" else EDGE)

    def _hint_ink(self) -> str:
        palette, kind = look().palette, self.property("kind")
        if not self.isEnabled():
            return mix(palette.muted, palette.surface, 0.35)
        if kind == "primary":
            return palette.on_accent
        return palette.tone(Tone.FAIL).text if kind == "stop" else palette.muted

    def _say(self) -> None:
        why = self._why()
        super().setToolTip(why or self._words)
        self.setAccessibleDescription(why)


def _is_scan(widget: QWidget) -> bool:
    """Say whether what is being typed belongs to a page that collects it up to Enter."""
    above = widget.parentWidget()
    while above is not None:
        typing = getattr(above, "is_typing", None)
        if typing is not None and typing():
            return True
        above = above.parentWidget()
    return False
