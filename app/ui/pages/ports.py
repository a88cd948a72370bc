"""Ports and slots: which place is which slot, and which port is not ours."""

from collections.abc import Mapping

from PySide6.QtCore import QTimer

from app.domain.acts import Act
from app.settings import SLOTS
from app.ui.look import look
from app.ui.models.table import Column, ListModel
from app.ui.pages.page import Page
from app.ui.theme import Tone
from app.ui.views import PortRow
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow import flow, growing
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, column, grow
from app.ui.widgets.table import Table

LOOK_MS = 300


class PortsTab(Panel):
    """All ports; a slot is tied to a place (USB location or adapter serial), not to a name."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.model: ListModel[PortRow] = ListModel(self._columns(), self)
        empty = EmptyState(
            "plug",
            lambda: self.tr("No serial ports"),
            lambda: self.tr("Plug in an adapter; it appears here within a second."),
        )
        self.table: Table[PortRow] = Table(self.model, empty, lambda: self.tr("Serial ports"))
        self.table.opened.connect(lambda _row: self._assign())
        hint = self.label(
            lambda: self.tr(
                "A slot is a place at the fixture: it stays when the port's name changes."
            ),
            "muted",
            wrap=True,
        )
        self.assign = self.button(
            lambda: self.tr("Tie to a slot…"), self._assign, kind="primary", image="plug"
        )
        self.block = self.button(lambda: self.tr("Block / allow"), self._block, image="lock")
        self._slot = 0  # the one that waits for its adapter
        self.next = self.button(self._next_word, self._want_next, image="plug")
        self.by_name = self.button(lambda: self.tr("A port by name…"), self._name, image="edit")
        for button in (self.assign, self.block, self.next, self.by_name):
            page.guard(button, Act.SETTING_CHANGED)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._look_for_adapter)
        self.reread = self.button(
            lambda: self.tr("Refresh"), page.refresh, image="refresh", shortcut="Ctrl+R"
        )
        line = flow(growing(hint), self.reread, self.block, self.by_name, self.next, self.assign)
        inner = column(line, gap=10)
        inner.setContentsMargins(0, look().px(10), 0, 0)
        inner.addWidget(grow(self.table), 1)
        self.setLayout(inner)

    def _next_word(self) -> str:
        return self.tr("Stop waiting") if self._slot else self.tr("Assign by plugging in")

    def _want_next(self) -> None:
        """Wait for the adapter of the lowest slot that has none; pressed again: give it up."""
        taken = {port.slot for port in self.model.rows}
        count = self._page.context.settings.get(SLOTS)
        free = (n for n in range(1, count + 1) if n not in taken)
        self._want(0 if self._slot else next(free, 0))

    def _want(self, slot: int) -> None:
        self._slot = slot
        self._page.ask(
            "want", lambda: self._page.services.diagnostics.want(slot), lambda _none: None
        )
        self.next.setText(self._next_word())
        if slot:
            self._look.start()
            said = self.tr("Plug the next adapter into slot {n}.").format(n=slot)
            self._page.tell(said, tone=Tone.WAIT)
        else:
            self._look.stop()
            self._page.tell("")

    def _look_for_adapter(self) -> None:
        """Go on to the next free slot once the awaited adapter is there."""
        done = self._slot
        if self._page.services.diagnostics.wanted() == done:
            return
        self._page.refresh()
        count = self._page.context.settings.get(SLOTS)
        taken = {port.slot for port in self.model.rows} | {done}
        self._want(next((n for n in range(1, count + 1) if n not in taken), 0))

    def _assign(self) -> None:
        port = self.table.current()
        if port is None:
            return
        count = self._page.context.settings.get(SLOTS)
        choices = [("0", self.tr("no slot"))]
        choices += [(str(n), self.tr("Slot {n}").format(n=n)) for n in range(1, count + 1)]
        field = Field("slot", self.tr("Slot"), str(port.slot), choices)

        def done(values: Mapping[str, Value]) -> None:
            slot = int(str(values["slot"]))
            self._page.ask(
                "assign",
                lambda: self._page.services.diagnostics.assign(port, slot),
                lambda _none: self._page.refresh(),
            )

        Form(self, self.tr("Tie {port} to a slot").format(port=port.device), [field], done).open()

    def _name(self) -> None:
        """Tie a port that is in no list: of a simulated board, or of one over the network."""
        taken = {port.slot for port in self.model.rows}
        count = self._page.context.settings.get(SLOTS)
        free = next((n for n in range(1, count + 1) if n not in taken), 1)
        choices = [(str(n), self.tr("Slot {n}").format(n=n)) for n in range(1, count + 1)]
        fields = [
            Field("port", self.tr("Port"), needed=True, most=256),
            Field("slot", self.tr("Slot"), str(free), choices),
        ]
        words = self.tr(
            "For simulated boards and boards over the network: /dev/pts/4, socket://host:port or"
            " rfc2217://host:port.\n\nA port by name does not survive renumbering: the next time"
            " another board may bear the name. Where an adapter bears it now, its place is tied"
            " instead, and that stays."
        )

        def done(values: Mapping[str, Value]) -> None:
            name, slot = str(values["port"]), int(str(values["slot"]))

            def tied(port: str) -> None:
                self._page.tell(self.tr("{port} is slot {n} now.").format(port=port, n=slot))
                self._page.refresh()

            diagnostics = self._page.services.diagnostics
            self._page.ask("name", lambda: diagnostics.assign_named(name, slot), tied)

        title, ok = self.tr("Tie a port by name"), self.tr("Tie it")
        Form(self, title, fields, done, words=words, ok=ok).open()

    def _block(self) -> None:
        port = self.table.current()
        if port is not None:
            self._page.ask(
                "block",
                lambda: self._page.services.diagnostics.block(port, not port.blocked),
                lambda _none: self._page.refresh(),
            )

    def _columns(self) -> list[Column[PortRow]]:
        def word(port: PortRow) -> str:
            if port.blocked:
                return self.tr("Blocked")
            if port.slot:
                return self.tr("Slot {n}").format(n=port.slot)
            return self.tr("Free")

        def adapter(port: PortRow) -> str:
            return self.tr("by name: no adapter") if port.named else port.description

        def tone(port: PortRow) -> Tone:
            if port.blocked:
                return Tone.REFUSED
            return Tone.PASS if port.slot else Tone.WAIT

        return [
            Column(lambda: self.tr("Port"), lambda p: p.device, 190, mono=True),
            Column(lambda: self.tr("Slot"), word, 120, tone=tone),
            Column(lambda: self.tr("Adapter"), adapter, 0),
            Column(lambda: self.tr("Place"), lambda p: p.place, 170, mono=True),
            Column(lambda: self.tr("Serial no."), lambda p: p.serial_number, 170, mono=True),
        ]
