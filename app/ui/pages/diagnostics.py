"""Diagnostics: ports and their slots, a serial console, the log, the support bundle."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
)

from app.domain.acts import Act
from app.errors import KeywrightError
from app.redaction import Redactor
from app.ui.bridge import Bridge
from app.ui.look import look
from app.ui.models.table import Column, ListModel
from app.ui.pages.page import Context, Page
from app.ui.pages.ports import PortsTab
from app.ui.services import ConsoleLine
from app.ui.views import BundlePart, PortRow
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow import Beside, flow, growing
from app.ui.widgets.panel import Panel, column, grow
from app.ui.widgets.table import Table
from app.ui.widgets.tabs import Tabs

LOG_LINES = 500
CONSOLE_LINES = 2000


class DiagnosticsPage(Page):
    """Four tabs for whoever looks after the station."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, title=lambda: self.tr("Diagnostics"))
        self.ports = PortsTab(self)
        self.console = ConsoleTab(self)
        self.log = LogTab(self)
        self.bundle = BundleTab(self)
        self.tabs = Tabs(
            (
                (self.ports, lambda: self.tr("Ports and slots")),
                (self.console, lambda: self.tr("Serial console")),
                (self.log, lambda: self.tr("Log")),
                (self.bundle, lambda: self.tr("Support bundle")),
            )
        )
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
        self.port.setMinimumWidth(look().px(260))
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
        page.guard(self.toggle, Act.CONSOLE_OPENED, lambda: self.port.count() > 0)
        page.context.rights.changed.connect(self._leave_if_not_allowed)
        inner = column(flow(self.port, self.toggle, 1, clear), gap=10)
        inner.setContentsMargins(0, look().px(10), 0, 0)
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
        self._page.enable_buttons()

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

    def _leave_if_not_allowed(self) -> None:
        """Let go of the port where who is at the desk now may not type to boards."""
        if self._line is not None and not self._page.context.rights.may(Act.CONSOLE_OPENED):
            self.close_line()

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
        try:
            self._line.send(text)
        except KeywrightError as error:
            self.close_line()
            self._page.fail(error)

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
        line = flow(self.filter, reread)
        inner = column(line, gap=10)
        inner.setContentsMargins(0, look().px(10), 0, 0)
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
        line = flow(growing(words), save)
        both = Beside(grow(self.table), grow(self.text), side=0, least=720, aside_low=240)
        inner = column(line, gap=10)
        inner.setContentsMargins(0, look().px(10), 0, 0)
        inner.addWidget(both, 1)
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
