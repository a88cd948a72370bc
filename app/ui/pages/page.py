"""What a page is: a title, a band for messages, a body; registered as data."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from app.settings import Settings
from app.ui.look import GAP
from app.ui.services import Services
from app.ui.sound import Sounds
from app.ui.tasks import Known, Tasks
from app.ui.theme import Tone
from app.ui.widgets.banner import Banner
from app.ui.widgets.panel import Panel, column, row
from app.ui.words import error_words

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
        """Call a slow service away from the GUI thread, then show its answer."""
        self.context.tasks.run(self, topic, call, show, self.fail)
