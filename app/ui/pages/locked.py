"""A ledger that is locked: its passphrase is asked for, or what is missing is told."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit

from app.ui.look import look
from app.ui.pages.page import Context, Page
from app.ui.tasks import Known
from app.ui.widgets.empty_state import Picture
from app.ui.widgets.panel import card, column, row
from app.ui.words import advice, sentence

ASKS = frozenset({"passphrase-needed", "wrong-passphrase"})


class LockedPage(Page):
    """Shown instead of all others until the ledger is open; ``opened`` when it is."""

    opened = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._code, self._facts = "passphrase-needed", dict[str, object]()
        self.title = self.label(self._say_title, "title")
        self.why = self.label(self._say_why, "muted", wrap=True)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.returnPressed.connect(self._open)
        self.say(lambda: self.passphrase.setAccessibleName(self.tr("Passphrase or recovery key")))
        self.say(lambda: self.passphrase.setPlaceholderText(self.tr("Passphrase or recovery key")))
        self.go = self.button(self._go_word, self._open, kind="primary", image="key", large=True)
        head = row(Picture("lock", 52), gap=16)
        head.addLayout(column(self.title, self.why, gap=6), 1)
        inner = card(
            head,
            row(self.passphrase, self.go),
            gap=18,
            edge=24,
        )
        inner.setMinimumWidth(look().px(640))
        self.body.addStretch(1)
        self.body.addLayout(row(1, inner, 1))
        self.body.addStretch(2)
        self.setFocusProxy(self.passphrase)

    def show_trouble(self, code: str, facts: Mapping[str, object]) -> None:
        """Say why the ledger is shut, and ask for a passphrase where one helps."""
        self._code, self._facts = code, dict(facts)
        asks = code in ASKS
        self.passphrase.setVisible(asks)
        self.title.setText(self._say_title())
        self.why.setText(self._say_why())
        self.go.setText(self._go_word())
        if asks:
            self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def fail(self, error: Known) -> None:
        """Say what is wrong and let the person try again."""
        self.go.setEnabled(True)
        self.passphrase.setEnabled(True)
        self.passphrase.selectAll()
        super().fail(error)
        self.show_trouble(error.code, error.facts)

    def _open(self) -> None:
        words = self.passphrase.text()
        if self._code in ASKS and not words:
            return
        self.go.setEnabled(False)
        self.passphrase.setEnabled(False)
        given = words if self._code in ASKS else ""
        self.ask("open", lambda: self.services.setup.open_with(given), self._opened)

    def _opened(self, _none: None) -> None:
        self.passphrase.clear()
        self.passphrase.setEnabled(True)
        self.go.setEnabled(True)
        self.banner.tell("")
        self.opened.emit()

    def _say_title(self) -> str:
        return self.tr("The ledger is locked")

    def _say_why(self) -> str:
        if self._code in ASKS:
            return self.tr("Its secrets are kept under a passphrase. Nothing is lost.")
        return f"{sentence(self._code, self._facts)} {advice(self._code, self._facts)}"

    def _go_word(self) -> str:
        return self.tr("Open") if self._code in ASKS else self.tr("Try again")
