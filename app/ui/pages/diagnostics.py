"""Diagnostics: ports and their slots, a serial console, the log, the support bundle."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QTabWidget,
)

from app.domain.acts import Act
from app.redaction import Redactor
from app.settings import SLOTS
from app.ui.bridge import Bridge
from app.ui.models.table import Column, ListModel
from app.ui.pages.page import Context, Page
from app.ui.services import ConsoleLine
from app.ui.theme import Tone
from app.ui.views import BundlePart, PortRow
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, column, grow, row
from app.ui.widgets.table import Table

LOG_LINES = 500
CONSOLE_LINES = 2000
LOOK_MS = 300


class DiagnosticsPage(Page):
    """Four tabs for whoever looks after the station."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, title=lambda: self.tr("Diagnostics"))
        self.ports = PortsTab(self)
        self.console = ConsoleTab(self)
        self.log = LogTab(self)
        self.bundle = BundleTab(self)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for tab in (self.ports, self.console, self.log, self.bundle):
            self.tabs.addTab(tab, "")
        self.say(self._name_tabs)
        self.tabs.currentChanged.connect(lambda _index: self.refresh())
        self.body.addWidget(grow(self.tabs), 1)

    def refresh(self) -> None:
        """Ask for what the open tab shows."""
        diagnostics = self.services.diagnostics
        match self.tabs.currentWidget():
            case PortsTab() | ConsoleTab():
                self.ask("ports", diagnostics.ports, self._show_ports)
            case LogTab():
                self.ask("log", lambda: diagnostics.log_tail(LOG_LINES), self.log.show_lines)
            case BundleTab():
                self.ask("bundle", diagnostics.bundle, self.bundle.show_parts)

    def _show_ports(self, ports: Sequence[PortRow]) -> None:
        self.ports.model.show_rows(ports)
        self.console.offer(ports)

    def _name_tabs(self) -> None:
        names = (
            self.tr("Ports and slots"),
            self.tr("Serial console"),
            self.tr("Log"),
            self.tr("Support bundle"),
        )
        for place, name in enumerate(names):
            self.tabs.setTabText(place, name)


class PortsTab(Panel):
    """All ports; a slot is tied to a place (USB location or adapter serial), not to a name."""

    def __init__(self, page: DiagnosticsPage) -> None:
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
        for button in (self.assign, self.block, self.next):
            page.guard(button, Act.SETTING_CHANGED)
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._look_for_adapter)
        self.reread = self.button(
            lambda: self.tr("Refresh"), page.refresh, image="refresh", shortcut="Ctrl+R"
        )
        line = row(hint, self.reread, self.block, self.next, self.assign)
        line.setStretch(0, 1)
        inner = column(line, gap=10)
        inner.setContentsMargins(0, 10, 0, 0)
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

        def tone(port: PortRow) -> Tone:
            if port.blocked:
                return Tone.REFUSED
            return Tone.PASS if port.slot else Tone.WAIT

        return [
            Column(lambda: self.tr("Port"), lambda p: p.device, 190, mono=True),
            Column(lambda: self.tr("Slot"), word, 120, tone=tone),
            Column(lambda: self.tr("Adapter"), lambda p: p.description, 0),
            Column(lambda: self.tr("Place"), lambda p: p.place, 170, mono=True),
            Column(lambda: self.tr("Serial no."), lambda p: p.serial_number, 170, mono=True),
        ]


class ConsoleTab(Panel):
    """Typing to one board; what comes back is redacted before it is shown."""

    def __init__(self, page: DiagnosticsPage) -> None:
        super().__init__()
        self._page = page
        self._line: ConsoleLine | None = None
        self._bridge = Bridge(self._show, self)
        self.history: list[str] = []
        self._place = 0
        self.port = QComboBox()
        self.port.setMinimumWidth(260)
        self.say(lambda: self.port.setAccessibleName(self.tr("Port")))
        self.toggle = self.button(self._toggle_word, self._toggle, image="plug")
        self.text = QPlainTextEdit()
        self.text.setObjectName("console")
        self.text.setReadOnly(True)
        self.text.setMaximumBlockCount(CONSOLE_LINES)
        self.text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.say(lambda: self.text.setAccessibleName(self.tr("Serial console")))
        self.say(
            lambda: self.text.setPlaceholderText(
                self.tr("Connect a port to talk to its board. Secrets are struck out.")
            )
        )
        self.input = QLineEdit()
        self.input.setEnabled(False)
        self.input.installEventFilter(self)
        self.input.returnPressed.connect(self._send)
        self.say(lambda: self.input.setAccessibleName(self.tr("Command")))
        self.say(lambda: self.input.setPlaceholderText(self.tr("Command, then Enter")))
        clear = self.button(lambda: self.tr("Clear"), self.text.clear, image="trash")
        inner = column(row(self.port, self.toggle, 1, clear), gap=10)
        inner.setContentsMargins(0, 10, 0, 0)
        inner.addWidget(grow(self.text), 1)
        inner.addWidget(self.input)
        self.setLayout(inner)

    def offer(self, ports: Sequence[PortRow]) -> None:
        """Offer these ports; the chosen one stays."""
        chosen = self.port.currentData()
        self.port.clear()
        for port in ports:
            self.port.addItem(f"{port.device}  {port.description}", port.device)
        self.port.setCurrentIndex(max(0, self.port.findData(chosen)))
        self.toggle.setEnabled(bool(ports))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk through the history with the arrow keys."""
        if watched is self.input and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step is not None and event.type() == QEvent.Type.KeyPress and self.history:
                self._place = max(0, min(len(self.history), self._place + step))
                at_end = self._place == len(self.history)
                self.input.setText("" if at_end else self.history[self._place])
                return True
        return super().eventFilter(watched, event)

    def close_line(self) -> None:
        """Let go of the port."""
        if self._line is not None:
            self._line.close()
            self._line = None
        self.input.setEnabled(False)
        self.toggle.setText(self._toggle_word())

    def _toggle_word(self) -> str:
        return self.tr("Connect") if self._line is None else self.tr("Disconnect")

    def _toggle(self) -> None:
        if self._line is not None:
            self.close_line()
            return
        device = str(self.port.currentData())
        self._page.ask(
            "console",
            lambda: self._page.services.diagnostics.console(device, self._bridge.post),
            self._opened,
        )

    def _opened(self, line: ConsoleLine) -> None:
        self._line = line
        self.toggle.setText(self._toggle_word())
        self.input.setEnabled(True)
        self.input.setFocus()

    def _send(self) -> None:
        text = self.input.text()
        if self._line is None:
            return
        is_plain = Redactor().strike(text) == text  # a secret is not offered to the next person
        if text and is_plain and (not self.history or self.history[-1] != text):
            self.history.append(text)
        self._place = len(self.history)
        self.input.clear()
        self._line.send(text)

    def _show(self, pieces: list[object]) -> None:
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self.text.insertPlainText("".join(str(piece) for piece in pieces))
        self.text.moveCursor(QTextCursor.MoveOperation.End)


class LogTab(Panel):
    """The end of the log, redacted as it is on disk."""

    def __init__(self, page: DiagnosticsPage) -> None:
        super().__init__()
        self._lines: Sequence[str] = ()
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(lambda _text: self._fill())
        self.say(lambda: self.filter.setPlaceholderText(self.tr("Show only lines with…")))
        self.say(lambda: self.filter.setAccessibleName(self.tr("Show only lines with…")))
        self.text = QPlainTextEdit()
        self.text.setObjectName("console")
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.say(lambda: self.text.setAccessibleName(self.tr("Log")))
        self.say(lambda: self.text.setPlaceholderText(self.tr("The log is empty.")))
        reread = self.button(lambda: self.tr("Refresh"), page.refresh, image="refresh")
        line = row(self.filter, reread)
        line.setStretch(0, 1)
        inner = column(line, gap=10)
        inner.setContentsMargins(0, 10, 0, 0)
        inner.addWidget(grow(self.text), 1)
        self.setLayout(inner)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show these lines, the newest at the end."""
        self._lines = lines
        self._fill()

    def _fill(self) -> None:
        wanted = self.filter.text().lower()
        self.text.setPlainText("\n".join(x for x in self._lines if wanted in x.lower()))
        self.text.moveCursor(QTextCursor.MoveOperation.End)


class BundleTab(Panel):
    """What a support bundle would hold, shown before it is saved."""

    def __init__(self, page: DiagnosticsPage) -> None:
        super().__init__()
        self._page = page
        self.model: ListModel[BundlePart] = ListModel(
            [
                Column(lambda: self.tr("File"), lambda part: part.name, 0),
                Column(lambda: self.tr("Bytes"), lambda part: f"{part.size:,}", 110, number=True),
            ],
            self,
        )
        empty = EmptyState(
            "package",
            lambda: self.tr("Nothing to send yet"),
            lambda: self.tr("Logs and versions appear here."),
        )
        self.table: Table[BundlePart] = Table(self.model, empty, lambda: self.tr("Files"))
        self.table.chosen.connect(self._show_part)
        self.text = QPlainTextEdit()
        self.text.setObjectName("console")
        self.text.setReadOnly(True)
        self.say(lambda: self.text.setAccessibleName(self.tr("Content")))
        save = self.button(
            lambda: self.tr("Save as ZIP…"), self._save, kind="primary", image="export"
        )
        page.guard(save, Act.SUPPORT_BUNDLED)
        words = self.label(
            lambda: self.tr("Look through it before you send it. Secrets are struck out."),
            "muted",
            wrap=True,
        )
        line = row(words, save)
        line.setStretch(0, 1)
        both = row(gap=10)
        both.addWidget(grow(self.table), 2)
        both.addWidget(grow(self.text), 3)
        inner = column(line, gap=10)
        inner.setContentsMargins(0, 10, 0, 0)
        inner.addLayout(both, 1)
        self.setLayout(inner)

    def show_parts(self, parts: Sequence[BundlePart]) -> None:
        """Show these files."""
        self.model.show_rows(parts)
        self.table.choose(0)

    def _show_part(self, number: int) -> None:
        part = self.model.row_at(number)
        self.text.setPlainText(part.text if part else "")

    def _save(self) -> None:
        file, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the support bundle"), "keywright-support.zip", "*.zip"
        )
        if file:
            self._page.ask(
                "save",
                lambda: self._page.services.diagnostics.save_bundle(Path(file)),
                lambda _none: self._page.tell(self.tr("Saved: {file}").format(file=file)),
            )
