"""The golden sample at shift start: named from a scanned unit, read back at a port."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject

from app.settings import ORDER
from app.ui.pages.page import Page
from app.ui.tasks import Known
from app.ui.theme import Tone
from app.ui.widgets.form import Field, Form, Value

Choices = Sequence[tuple[str, str]]


class GoldenSamples(QObject):
    """Asks which golden board stands at which port and has it read away from the GUI thread.

    ``reading`` is called when a reading begins, ``read`` with whether the board was right,
    ``failed`` where there is no answer.
    """

    def __init__(
        self,
        page: Page,
        reading: Callable[[str], None],
        read: Callable[[bool], None],
        failed: Callable[[Known], None],
    ) -> None:
        super().__init__(page)
        self._page = page
        self._reading, self._read, self._failed = reading, read, failed

    def check(self, ports: Choices, order: str) -> None:
        """Ask for golden sample, port and work order; the shift is the order's."""
        services = self._page.services
        if not ports:
            self._page.tell(self.tr("No board is connected."), tone=Tone.REFUSED)
            return
        self._page.ask(
            "golden-names",
            lambda: (
                list(services.quality.desk.goldens()),
                [one.name for one in services.orders.all()],
            ),
            lambda found: self._ask(found[0], found[1], ports, order),
        )

    def add(self, words: str) -> None:
        """Ask for a name and make the scanned unit a golden sample."""
        desk = self._page.services.quality.desk

        def done(values: Mapping[str, Value]) -> None:
            name = str(values["name"]).strip()
            told = self.tr("{unit} is golden sample {name} now.").format(unit=words, name=name)
            self._page.ask(
                "golden-add",
                lambda: desk.add_golden(name, words),
                lambda _none: self._page.tell(told),
            )

        Form(
            self._page,
            self.tr("Name as golden sample"),
            (Field("name", self.tr("Name of the golden sample"), needed=True, most=64),),
            done,
            words=self.tr("A board known to be right; it is read at each start of a shift."),
        ).open()

    def retire(self) -> None:
        """Ask which golden sample is used no more, and why."""
        desk = self._page.services.quality.desk

        def done(values: Mapping[str, Value]) -> None:
            name, reason = str(values["name"]), str(values["reason"])
            told = self.tr("Golden sample {name} is retired.").format(name=name)
            self._page.ask(
                "golden-retire",
                lambda: desk.retire_golden(name, reason),
                lambda _none: self._page.tell(told),
            )

        def show(names: Sequence[str]) -> None:
            if not names:
                self._page.tell(self.tr("No golden sample is named yet."), tone=Tone.REFUSED)
                return
            fields = (
                Field("name", self.tr("Golden sample"), names[0], [(one, one) for one in names]),
                Field("reason", self.tr("Reason"), needed=True, most=200),
            )
            words = self.tr("It is read no more; that it was one, and why not now, is on record.")
            Form(self._page, self.tr("Retire a golden sample"), fields, done, words=words).open()

        self._page.ask("golden-names", desk.goldens, show)

    def _ask(self, names: Sequence[str], orders: Sequence[str], ports: Choices, order: str) -> None:
        if not names:
            words = self.tr("No golden sample is named yet.")
            advice = self.tr("Scan the label of a good unit, then name it as golden sample.")
            self._page.tell(words, advice, Tone.REFUSED)
            return
        chosen = order or self._page.context.settings.get(ORDER)
        fields = (
            Field("name", self.tr("Golden sample"), names[0], [(one, one) for one in names]),
            Field("port", self.tr("Connected at"), ports[0][0], ports),
            Field(
                "order",
                self.tr("Work order"),
                chosen,
                [("", self.tr("any work order")), *((one, one) for one in orders)],
            ),
        )
        words = self.tr("The board is read; nothing is written on it.")
        Form(
            self._page, self.tr("Check the golden sample"), fields, self._begin, words=words
        ).open()

    def _begin(self, values: Mapping[str, Value]) -> None:
        name, port, order = (str(values[key]) for key in ("name", "port", "order"))
        desk = self._page.services.quality.desk
        self._reading(self.tr("The golden sample is being read."))
        self._page.ask(
            "golden",
            lambda: desk.check_golden(name, port, order=order),
            self._read,
            failed=self._failed,
        )
