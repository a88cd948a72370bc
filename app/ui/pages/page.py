"""What a page is: a title, a band for messages, a body; registered as data."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from PySide6.QtGui import QShowEvent

from app.domain.acts import Act
from app.settings import Settings
from app.ui.look import GAP
from app.ui.rights import SECOND, Rights
from app.ui.second import SecondDialog
from app.ui.services import Services
from app.ui.sound import Sounds
from app.ui.tab_order import order_tabs
from app.ui.tasks import Known, Lasting, Tasks
from app.ui.theme import Tone
from app.ui.widgets.banner import Banner, Notes
from app.ui.widgets.button import Button
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow import flow
from app.ui.widgets.panel import Panel, column
from app.ui.words import error_words
from flasher.secrets import Secret

R = TypeVar("R")
NOT_YOURS = frozenset({"not-allowed", "sign-in-needed"})


@dataclass(slots=True)
class Context:
    """What every page is given. ``go`` shows another page by its name.

    ``rights``: what the person at the desk may, for all pages.
    """

    services: Services
    tasks: Tasks
    settings: Settings
    sounds: Sounds
    go: Callable[[str], None] = field(default=lambda _name: None)
    rights: Rights = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing known of rights."""
        self.rights = Rights(self.services.sign_in, self.tasks)


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
        self._ready: list[tuple[Button, Callable[[], bool]]] = []
        self.banner = Banner()
        self.notes = Notes()
        self.tools = flow(gap=GAP)
        self.body = column(gap=12)
        outer = column(gap=12, edge=20)
        if title is not None:
            self.tools.addWidget(self.label(title, "title"))
            self.tools.add_spring()
            outer.addWidget(self.tools)
        outer.addWidget(self.banner)
        outer.addWidget(self.notes)
        outer.addLayout(self.body, 1)
        self.setLayout(outer)

    def refresh(self) -> None:
        """Ask for what the page shows; called when it comes into sight and after changes."""

    def heightForWidth(self, width: int) -> int:
        """Return the least height at this width: what is too high for the window scrolls."""
        layout = self.layout()
        return -1 if layout is None else layout.totalMinimumHeightForWidth(width)

    def is_typing(self) -> bool:
        """Say whether keys are being collected here: their Enter presses no button."""
        return False

    def take_focus(self) -> None:
        """Take the keyboard: the button of an empty room, where that is what there is to do."""
        empty = next((one for one in self.findChildren(EmptyState) if one.is_to_do()), None)
        if empty is None or not empty.take_focus():
            self.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Let the keyboard go through everything in the order of reading."""
        super().showEvent(event)
        order_tabs(self)

    def unsaved(self) -> str:
        """Return in words what would be lost if the window closed now; empty: nothing."""
        return ""

    def tell(self, said: str, advised: str = "", tone: Tone = Tone.PASS) -> None:
        """Show a message above the body."""
        self.banner.tell(said, advised, tone)

    def fail(self, error: Known) -> None:
        """Show what went wrong, and what to do."""
        self.banner.tell(*error_words(error), Tone.FAIL)

    def ask(
        self,
        topic: str,
        call: Callable[[], R],
        show: Callable[[R], None],
        *,
        failed: Callable[[Known], None] | None = None,
        lasting: Lasting | None = None,
    ) -> None:
        """Call a slow service away from the GUI thread, then show its answer.

        ``lasting``: what to ask about where the window is closed before it ends.

        Where the act needs a second person, they are asked for, and the call is made once more
        with their word; they may try again after a wrong PIN, each act is approved by itself.
        """
        fail = failed or self.fail

        def refused(error: Known) -> None:
            act = error.facts.get("act")
            if error.code == SECOND and isinstance(act, Act):
                SecondDialog(
                    self, error, lambda name, secret: with_second(act, name, secret)
                ).open()
                return
            if error.code in NOT_YOURS:
                self.look_at_rights()
            fail(error)

        def with_second(act: Act, name: str, secret: Secret) -> None:
            sign_in = self.services.sign_in
            run(lambda: sign_in.with_second(act, name, secret, call))

        def shown(answer: R) -> None:
            show(answer)
            self.enable_buttons()

        def run(work: Callable[[], R]) -> None:
            self.context.tasks.run(self, topic, work, shown, refused, lasting=lasting)

        run(call)

    def guard(self, button: Button, act: Act, ready: Callable[[], bool] | None = None) -> None:
        """Grey a button while the person at the desk may not do its act, and say who could.

        ``ready`` says whether the act makes sense just now; asked anew after each answer.
        """
        self.context.rights.guard(button, act)
        if ready is not None:
            self._ready.append((button, ready))

    def guard_empty(self, empty: EmptyState, act: Act) -> None:
        """Guard the button of an empty room."""
        assert empty.go is not None
        self.guard(empty.go, act)

    def enable_buttons(self) -> None:
        """Ask the guarded buttons' ``ready`` anew."""
        for button, ready in self._ready:
            button.setEnabled(ready())

    def look_at_rights(self) -> None:
        """Ask anew what the person at the desk may do."""
        self.context.rights.look(self.fail)
