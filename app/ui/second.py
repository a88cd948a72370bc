"""A second person approves one act at this desk: by badge, or by name and PIN."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QWidget

from app.ui.look import look
from app.ui.rights import role_words
from app.ui.tasks import Known
from app.ui.widgets.panel import Panel, column, row
from app.ui.words import sentence
from flasher.secrets import Secret


class SecondDialog(QDialog):
    """Asks for badge, or name and PIN; ``done`` gets name (empty: a badge) and secret."""

    def __init__(self, parent: QWidget, error: Known, done: Callable[[str, Secret], None]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(look().px(460))
        self._done = done
        panel = Panel()
        self.badge, self.name, self.pin = QLineEdit(), QLineEdit(), QLineEdit()
        self.badge.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        lines = QFormLayout()
        lines.setHorizontalSpacing(look().px(16))
        lines.setVerticalSpacing(look().px(10))
        for field, words in (
            (self.badge, self.tr("Scan the badge")),
            (self.name, self.tr("or name")),
            (self.pin, self.tr("and PIN or password")),
        ):
            field.setAccessibleName(words)
            field.textChanged.connect(self._check)
            lines.addRow(panel.label(lambda words=words: words), field)  # type: ignore[misc]
        self.setWindowTitle(self.tr("A second person approves"))
        could = error.facts.get("could")
        words = sentence(error.code, dict(error.facts))
        who = role_words(could) if isinstance(could, tuple) else ""
        self.ok = panel.button(lambda: self.tr("Approve"), self.accept, kind="primary")
        cancel = panel.button(lambda: self.tr("Cancel"), self.reject)
        inner = column(panel.label(self.windowTitle, "heading"), gap=14)
        inner.addWidget(panel.label(lambda: words, wrap=True))
        if who:
            told = self.tr("Who may approve: {could}").format(could=who)
            inner.addWidget(panel.label(lambda: told, "muted", wrap=True))
        inner.addLayout(lines)
        inner.addLayout(row(1, cancel, self.ok))
        panel.setLayout(inner)
        self.setLayout(column(panel, edge=20))
        self.ok.setDefault(True)  # once it is in its dialog: else Enter would be Cancel's
        self._check()

    def accept(self) -> None:
        """Hand the second person over; a badge that was scanned ends with Enter."""
        if not self.ok.isEnabled():
            return
        badge = self.badge.text().strip()
        name = "" if badge else self.name.text().strip()
        secret = Secret(badge or self.pin.text())
        for field in (self.badge, self.pin):
            field.clear()
        super().accept()
        self._done(name, secret)

    def _check(self) -> None:
        typed = bool(self.name.text().strip() and self.pin.text())
        self.ok.setEnabled(bool(self.badge.text().strip()) or typed)
