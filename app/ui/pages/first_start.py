"""First start: from an empty machine to the first PASS, one thing at a time."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel

from app.ui.pages.page import Context, Page
from app.ui.widgets.empty_state import Picture
from app.ui.widgets.flow import flow
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, column, row

BOARDS = 8


class FirstStartPage(Page):
    """Four cards in their order; ``ready`` when there is a ledger to work with.

    ``import_wanted``: the list shall be brought in, without another click.
    """

    ready = Signal()
    import_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        title = self.label(lambda: self.tr("Welcome to Keywright"), "title")
        lead = self.label(
            lambda: self.tr("Four steps to the first unit. Each takes a minute."), "muted"
        )
        self.create_ledger = self.button(
            lambda: self.tr("Create the ledger"),
            self._create,
            kind="primary",
            image="key",
            large=True,
        )
        self._done = Picture("check", 52)
        self.say(lambda: self._done.setAccessibleName(self.tr("Done")))
        self.import_list = self.button(
            lambda: self.tr("Import a list"),
            self.import_wanted.emit,
            kind="primary",
            image="import",
            large=True,
        )
        self.try_it = self.button(
            lambda: self.tr("Try it with simulated boards"),
            self._simulate,
            image="play",
            large=True,
        )
        self.connect_slots = self.button(
            lambda: self.tr("Connect slots"),
            lambda: context.go("diagnostics"),
            image="plug",
            large=True,
        )
        self.open_bench = self.button(
            lambda: self.tr("Open the bench"),
            lambda: context.go("bench"),
            image="bench",
            large=True,
        )
        steps = (
            self._step(
                1,
                "key",
                lambda: self.tr("Create the ledger and its key"),
                lambda: self.tr(
                    "The ledger knows where every license went. Its key keeps the secrets"
                    " unreadable for anybody else."
                ),
            ),
            self._step(
                2,
                "import",
                lambda: self.tr("Bring licenses in"),
                lambda: self.tr(
                    "Import the list that the cloud gave you, or try everything first with"
                    " simulated boards and made-up licenses."
                ),
            ),
            self._step(
                3,
                "plug",
                lambda: self.tr("Connect the slots"),
                lambda: self.tr(
                    "Plug in one adapter after the other and tie each to its place at the fixture."
                ),
            ),
            self._step(
                4,
                "check",
                lambda: self.tr("Make the first unit"),
                lambda: self.tr("Put a board in and wait for the big green PASS."),
            ),
        )
        buttons = (
            flow(self.create_ledger, self._done),
            flow(self.import_list, self.try_it),
            flow(self.connect_slots),
            flow(self.open_bench),
        )
        self.body.addStretch(1)
        self.body.addWidget(title)
        self.body.addWidget(lead)
        self.body.addSpacing(8)
        for step, line in zip(steps, buttons, strict=True):
            step.addWidget(line)
            holder = Panel(name="card")
            holder.setLayout(step)
            self.body.addWidget(holder)
        self.body.addStretch(2)
        self.refresh()

    def refresh(self) -> None:
        """Light the step that is next."""
        ready = self.services.setup.is_ready()
        self.create_ledger.setEnabled(not ready)
        self._done.setVisible(ready)
        self.create_ledger.setVisible(not ready)
        for button in (self.import_list, self.connect_slots, self.open_bench):
            button.setEnabled(ready)

    def _step(
        self, number: int, image: str, said: Callable[[], str], advised: Callable[[], str]
    ) -> QHBoxLayout:
        count = QLabel(str(number))
        count.setProperty("type", "figure")
        words = column(self.label(said, "heading"), self.label(advised, "muted", wrap=True), gap=2)
        line = row(count, Picture(image, 52), gap=16, edge=14)
        line.addLayout(words, 1)
        return line

    def _create(self) -> None:
        def done(values: Mapping[str, Value]) -> None:
            words = str(values["passphrase"])
            self.ask("create", lambda: self.services.setup.create_ledger(words), self._created)

        fields = [
            Field("passphrase", self.tr("Passphrase (optional)"), "", secret=True),
            Field("again", self.tr("Passphrase again"), "", secret=True, same_as="passphrase"),
        ]
        words = self.tr(
            "Without a passphrase the key is kept in a file that only this user can read."
        )
        Form(
            self,
            self.tr("Create the ledger"),
            fields,
            done,
            words=words,
            ok=self.tr("Create"),
        ).open()

    def _created(self, _none: None) -> None:
        self.tell(self.tr("The ledger is ready."), self.tr("Now bring licenses in."))
        self.refresh()
        self.import_list.setFocus()
        self.ready.emit()

    def _simulate(self) -> None:
        self.ask("simulate", lambda: self.services.setup.simulate(BOARDS), self._simulated)

    def _simulated(self, _none: None) -> None:
        self.refresh()
        self.ready.emit()
        self.context.go("bench")
