"""What the person at the desk may: one place that greys every button, and says who could."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Signal

from app.domain.acts import Act
from app.domain.people import Role
from app.domain.rights import MATRIX
from app.ui.language import language
from app.ui.services import SignInService
from app.ui.tasks import Known, Tasks
from app.ui.widgets.button import Button

if TYPE_CHECKING:
    from app.workflows.rights import Permission

SECOND = "approval-needed"


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


class Rights(QObject):
    """Knows for every act of the matrix whether it can be tried here and now.

    The workflows decide; this only shows beforehand what they would say. ``changed`` after each
    answer that differs from the last.
    """

    changed = Signal()

    def __init__(self, sign_in: SignInService, tasks: Tasks) -> None:
        super().__init__()
        self._sign_in = sign_in
        self._tasks = tasks
        self._buttons: list[Button] = []
        self._known: Mapping[Act, Permission] = {}

    def guard(self, button: Button, act: Act) -> None:
        """Grey a button while its act is not allowed."""
        button.act = act
        self._buttons.append(button)
        self._show(button, act)

    def look(self, failed: Callable[[Known], None]) -> None:
        """Ask anew, away from the GUI thread."""
        acts = tuple(MATRIX)
        self._tasks.run(self, "rights", lambda: self._sign_in.may(acts), self._know, failed)

    def may(self, act: Act) -> bool:
        """Say whether an act can be tried, alone or with a second person.

        Before the first answer it can: the workflow asks in any case.
        """
        found = self._known.get(act)
        return found is None or found.is_given or found.code == SECOND

    def why(self, act: Act) -> str:
        """Return who could do an act that the person at the desk may not do alone, or nothing."""
        found = self._known.get(act)
        if found is None or found.is_given:
            return ""
        could = role_words(found.could)
        if found.people:
            could = f"{could}: {', '.join(found.people)}"
        if found.code == SECOND:
            return self.tr("Needs a second person: {could}").format(could=could)
        if found.code == "sign-in-needed":
            return self.tr("Sign in first. Who may: {could}").format(could=could)
        return self.tr("Not allowed for you. Who may: {could}").format(could=could)

    def _know(self, known: "Mapping[Act, Permission]") -> None:
        if known == self._known:
            return
        self._known = known
        self._buttons = [button for button in self._buttons if shiboken6.isValid(button)]
        for button in self._buttons:
            assert button.act is not None
            self._show(button, button.act)
        self.changed.emit()

    def _show(self, button: Button, act: Act) -> None:
        button.allow(self.may(act), lambda: self.why(act))
