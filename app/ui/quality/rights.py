"""What the person at the desk may: buttons greyed with who could, and the second person's word."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QPushButton, QWidget

from app.domain.acts import Act
from app.domain.people import Role
from app.errors import NotAllowed
from app.ui.language import language
from app.ui.look import look
from app.ui.pages.page import Page
from app.ui.services_quality import Allowed, Second
from app.ui.tasks import Known
from app.ui.widgets.panel import Panel, column, row
from app.ui.words import sentence
from flasher.secrets import Secret

R = TypeVar("R")


def act_word(act: Act | str) -> str:
    """Return the words for an act; an act of a newer program is told by its code."""
    key = f"act-{act.value if isinstance(act, Act) else act}"
    texts = language().texts
    return texts.text(key) if texts.has(key) else str(act)


def role_words(roles: tuple[Role, ...] | frozenset[Role]) -> str:
    """Return the words for some roles, in the order of the matrix."""
    texts = language().texts
    chosen = [texts.named(role) for role in Role if role in roles]
    return texts.text("list-separator").join(chosen)


class Gates(Panel):
    """Greys the buttons of acts that are not allowed, and says on each who could."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.hide()
        self._page = page
        self._buttons: list[tuple[Act, QPushButton, Callable[[], bool]]] = []
        self._allowed: Mapping[Act, Allowed] = {}
        self.say(self.show_all)

    def guard(
        self, act: Act, button: QPushButton, ready: Callable[[], bool] = lambda: True
    ) -> QPushButton:
        """Let a button need a right; ``ready`` says whether the act makes sense just now."""
        self._buttons.append((act, button, ready))
        return button

    def ask(self) -> None:
        """Ask again what is allowed."""
        acts = tuple({act for act, _button, _ready in self._buttons})
        people = self._page.services.quality.people
        self._page.ask("gates", lambda: people.allowed(acts), self._know)

    def may(self, act: Act) -> bool:
        """Say whether an act can be tried; before the answer came, it can."""
        found = self._allowed.get(act)
        return found is None or found.can_be_tried

    def show_all(self) -> None:
        """Enable and grey."""
        for act, button, ready in self._buttons:
            button.setEnabled(self.may(act) and ready())
            found = self._allowed.get(act)
            keys = button.shortcut().toString()
            words = f"{button.accessibleName()}  ({keys})" if keys else ""
            if found is not None and found.code:
                words = self._who_could(found)
            button.setToolTip(words)
            button.setAccessibleDescription(words)

    def _know(self, allowed: Mapping[Act, Allowed]) -> None:
        self._allowed = allowed
        self.show_all()

    def _who_could(self, found: Allowed) -> str:
        could = role_words(found.could)
        if found.people:
            could = f"{could}: {', '.join(found.people)}"
        if found.code == "approval-needed":
            return self.tr("Needs a second person: {could}").format(could=could)
        if found.code == "sign-in-needed":
            return self.tr("Sign in first. Who may: {could}").format(could=could)
        return self.tr("Not allowed for you. Who may: {could}").format(could=could)


def act_with_second(
    page: Page,
    topic: str,
    call: Callable[[Second | None], R],
    show: Callable[[R], None],
    *,
    failed: Callable[[Known], None] | None = None,
) -> None:
    """Do an act away from the GUI thread; where it needs a second person, ask for them here.

    The second person may try again after a wrong PIN; each act is approved by itself.
    """
    fail = failed or page.fail

    def run(second: Second | None) -> None:
        page.context.tasks.run(page, topic, lambda: call(second), show, refused)

    def refused(error: Known) -> None:
        if isinstance(error, NotAllowed) and error.code == "approval-needed":
            SecondDialog(page, error, run).open()
        else:
            fail(error)

    run(None)


class SecondDialog(QDialog):
    """Asks a second person to approve one act: name and PIN, or a badge in the first field."""

    def __init__(self, parent: QWidget, error: NotAllowed, done: Callable[[Second], None]) -> None:
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
        self.ok.setDefault(True)
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
        self._check()

    def accept(self) -> None:
        """Hand the second person over; a badge that was scanned ends with Enter."""
        if not self.ok.isEnabled():
            return
        badge = self.badge.text().strip()
        second = (
            Second("", Secret(badge))
            if badge
            else Second(self.name.text().strip(), Secret(self.pin.text()))
        )
        for field in (self.badge, self.pin):
            field.clear()
        super().accept()
        self._done(second)

    def _check(self) -> None:
        typed = bool(self.name.text().strip() and self.pin.text())
        self.ok.setEnabled(bool(self.badge.text().strip()) or typed)
