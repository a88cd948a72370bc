"""What a page is: a title, a band for messages, a body; registered as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from PySide6.QtWidgets import QAbstractButton

from app.domain.acts import Act
from app.settings import Settings
from app.ui.credentials import credentials, who
from app.ui.look import GAP
from app.ui.services import Services
from app.ui.sound import Sounds
from app.ui.tasks import Known, Tasks
from app.ui.theme import Tone
from app.ui.widgets.banner import Banner
from app.ui.widgets.form import Form, Value
from app.ui.widgets.panel import Panel, column, row
from app.ui.words import error_words, sentence
from app.workflows.rights import Permission

R = TypeVar("R")


@dataclass(slots=True)
class Context:
    """What every page is given. ``go`` shows another page by its name."""

    services: Services
    tasks: Tasks
    settings: Settings
    sounds: Sounds
    go: Callable[[str], None] = field(default=lambda _name: None)


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One entry of the rail. ``watches``: kinds of changes after which the page asks again."""

    name: str
    image: str
    title: Callable[[], str]
    make: Callable[[Context], "Page"]
    watches: frozenset[str] = frozenset()


class Page(Panel):
    """Base of all pages."""

    def __init__(self, context: Context, *, title: Callable[[], str] | None = None) -> None:
        super().__init__(name="page")
        self.context = context
        self.services = context.services
        self._guarded: dict[QAbstractButton, Act] = {}
        self.banner = Banner()
        self.tools = row(gap=GAP)
        self.body = column(gap=12)
        outer = column(gap=12, edge=20)
        if title is not None:
            outer.addLayout(row(self.label(title, "title"), 1, self.tools))
        outer.addWidget(self.banner)
        outer.addLayout(self.body, 1)
        self.setLayout(outer)

    def refresh(self) -> None:
        """Ask for what the page shows; called when it comes into sight and after changes."""

    def tell(self, said: str, advised: str = "", tone: Tone = Tone.PASS) -> None:
        """Show a message above the body."""
        self.banner.tell(said, advised, tone)

    def fail(self, error: Known) -> None:
        """Show what went wrong, and what to do."""
        self.banner.tell(*error_words(error), Tone.FAIL)

    def ask(self, topic: str, call: Callable[[], R], show: Callable[[R], None]) -> None:
        """Call a slow service away from the GUI thread, then show its answer.

        Where the act needs a second person, they are asked for, and the call is made once more.
        """

        def failed(error: Known) -> None:
            act = error.facts.get("act")
            if error.code == "approval-needed" and isinstance(act, Act):
                self._ask_second(act, error, lambda: self.ask(topic, call, show))
            else:
                self.fail(error)

        self.context.tasks.run(self, topic, call, show, failed)

    def guard(self, button: QAbstractButton, act: Act) -> None:
        """Grey a button while the person at the desk may not do its act, and say who could."""
        self._guarded[button] = act

    def look_at_rights(self) -> None:
        """Ask anew what the person at the desk may do."""
        if not self._guarded:
            return
        acts = tuple(set(self._guarded.values()))
        run = self.context.tasks.run
        run(self, "rights", lambda: self.services.sign_in.may(acts), self._show_rights, self.fail)

    def _show_rights(self, rights: Mapping[Act, Permission]) -> None:
        for button, act in self._guarded.items():
            told = rights[act]
            never = told.code in {"not-allowed", "sign-in-needed"}
            why = ""
            if never:
                could = ", ".join((*told.people, *(str(role) for role in told.could)))
                why = sentence("could-do-it", {"could": could})
            greyed = bool(button.property("greyed"))
            if never and not greyed:
                button.setEnabled(False)
            elif greyed and not never:
                button.setEnabled(True)
            if never or greyed:
                button.setToolTip(why)
            button.setProperty("greyed", never)

    def _ask_second(self, act: Act, error: Known, again: Callable[[], None]) -> None:
        def done(values: Mapping[str, Value]) -> None:
            name, secret = who(values)
            sign_in = self.services.sign_in
            self.context.tasks.run(
                self,
                "approve",
                lambda: sign_in.approve(act, name, secret),
                lambda _none: again(),
                self.fail,
            )

        said, advised = error_words(error)
        Form(
            self,
            self.tr("A second person is needed"),
            credentials(),
            done,
            words=f"{said} {advised}",
            ok=self.tr("Approve"),
        ).open()
