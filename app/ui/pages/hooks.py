"""Hooks: which other systems are told what happens, and what waits for them."""

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit

from app.domain.acts import Act
from app.domain.hooks import EVENTS, Hook, HookKind
from app.ui.look import look
from app.ui.models.table import Column, ListModel
from app.ui.pages.page import Page
from app.ui.tasks import Known
from app.ui.theme import Tone
from app.ui.views_lots import HookDraft
from app.ui.widgets.banner import Banner
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.form import Field, Form, Value, fit_height
from app.ui.widgets.panel import Panel, column, row
from app.ui.widgets.table import Table
from app.ui.words import error_words


class HooksDialog(QDialog):
    """Lists, makes and changes hooks; a new signing secret is shown this once."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.setMinimumWidth(look().px(700))
        self._page = page
        panel = Panel()
        self.model: ListModel[Hook] = ListModel(self._columns(), self)
        empty = EmptyState(
            "send",
            lambda: self.tr("No hooks"),
            lambda: self.tr("A hook tells another system what happens at the bench."),
        )
        self.table: Table[Hook] = Table(self.model, empty, lambda: self.tr("Hooks"))
        self.table.setMinimumHeight(look().px(240))
        self.table.opened.connect(lambda _row: self._change())
        self.told = Banner(closable=False)
        self.secret = QLineEdit()
        self.secret.setReadOnly(True)
        self.secret.hide()
        self.new = panel.button(lambda: self.tr("New hook…"), lambda: self._form(None), image="add")
        self.change = panel.button(lambda: self.tr("Change…"), self._change, image="edit")
        self.deliver = panel.button(lambda: self.tr("Deliver now"), self._deliver, image="send")
        close = panel.button(lambda: self.tr("Close"), self.accept, kind="primary")
        for button in (self.new, self.change):
            page.guard(button, Act.HOOK_SAVED)
        words = panel.label(
            lambda: self.tr(
                "Every system here hears signed messages of all orders, from an outbox that "
                "forgets nothing; no secret of a license is in them."
            ),
            "muted",
            wrap=True,
        )
        inner = column(panel.label(lambda: self.tr("Hooks"), "heading"), words, gap=12)
        inner.addWidget(self.table, 1)
        inner.addWidget(self.told)
        inner.addWidget(self.secret)
        inner.addLayout(row(self.new, self.change, self.deliver, 1, close))
        panel.setLayout(inner)
        panel.say(lambda: self.setWindowTitle(self.tr("Hooks")))
        panel.say(lambda: self.secret.setAccessibleName(self.tr("Signing secret")))
        self.setLayout(column(panel, edge=20))

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget the secret that was shown."""
        super().hideEvent(event)
        self.secret.clear()
        self.secret.hide()
        self.told.tell("")

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the wrapped words need."""
        super().showEvent(event)
        fit_height(self)
        self._ask()

    def _ask(self) -> None:
        hooks = self._page.services.orders.hooks
        self._page.ask("hooks", hooks, self._show, failed=self._fail)

    def _fail(self, error: Known) -> None:
        self.told.tell(*error_words(error), Tone.FAIL)

    def _show(self, hooks: Sequence[Hook]) -> None:
        at = max(0, self.table.view.currentIndex().row())
        self.model.show_rows(hooks)
        self.table.choose(at)
        self.change.setEnabled(bool(hooks))
        self.deliver.setEnabled(any(hook.waiting for hook in hooks))

    def _change(self) -> None:
        hook = self.table.current()
        if hook is not None:
            self._form(hook)

    def _form(self, hook: Hook | None) -> None:
        kinds = [
            (HookKind.HTTP.value, self.tr("HTTP address")),
            (HookKind.COMMAND.value, self.tr("local command")),
        ]
        events = {
            "unit.passed": self.tr("a unit passed"),
            "unit.failed": self.tr("a unit did not pass"),
            "label.printed": self.tr("a label was printed"),
            "order.closed": self.tr("a work order was closed"),
        }
        lines = [
            Field("kind", self.tr("Kind"), hook.kind.value if hook else HookKind.HTTP.value, kinds),
            Field(
                "target", self.tr("Address or command"), hook.target if hook else "", needed=True
            ),
            Field(
                "events",
                self.tr("Tell when"),
                hook.events if hook else EVENTS,
                [(name, events[name]) for name in EVENTS],
                needed=True,
            ),
            Field("enabled", self.tr("Switched on"), hook.enabled if hook else True),
        ]
        if hook is None:
            lines.insert(0, Field("name", self.tr("Name"), "", needed=True, most=64))
            title = self.tr("New hook")
        else:
            lines.append(Field("new_secret", self.tr("Make a new signing secret"), value=False))
            title = self.tr("Change hook {name}").format(name=hook.name)

        def done(values: Mapping[str, Value]) -> None:
            ticked = values["events"]
            assert isinstance(ticked, tuple)
            draft = HookDraft(
                name=hook.name if hook else str(values["name"]),
                kind=HookKind(str(values["kind"])),
                target=str(values["target"]),
                events=ticked,
                enabled=bool(values["enabled"]),
                new_secret=bool(values.get("new_secret", False)),
            )
            orders = self._page.services.orders
            self._page.ask(
                "save hook", lambda: orders.save_hook(draft), self._saved, failed=self._fail
            )

        Form(self, title, lines, done).open()

    def _saved(self, secret: str | None) -> None:
        self.secret.setVisible(secret is not None)
        if secret is not None:
            self.secret.setText(secret)
            self.secret.selectAll()
            self.told.tell(
                self.tr("Give this signing secret to the receiver; it is shown only now."),
                self.tr("The receiver checks with it that messages come from here."),
                Tone.DOUBTFUL,
            )
        else:
            self.told.tell(self.tr("The hook is saved."), "", Tone.PASS)
        fit_height(self)
        self._ask()

    def _deliver(self) -> None:
        def show(counts: tuple[int, int]) -> None:
            done, failed = counts
            said = self.tr("%n message(s) arrived.", "", done)
            left = self.tr("%n did not; they are tried again.", "", failed) if failed else ""
            self.told.tell(said, left, Tone.DOUBTFUL if failed else Tone.PASS)
            self._ask()

        deliver = self._page.services.orders.deliver_hooks
        self._page.ask("deliver", deliver, show, failed=self._fail)

    def _columns(self) -> list[Column[Hook]]:
        def word(hook: Hook) -> str:
            if not hook.enabled:
                return self.tr("Off")
            return self.tr("Waiting") if hook.trouble else self.tr("On")

        def tone(hook: Hook) -> Tone:
            if not hook.enabled:
                return Tone.STOPPED
            return Tone.DOUBTFUL if hook.trouble else Tone.PASS

        return [
            Column(lambda: self.tr("Name"), lambda hook: hook.name, 130),
            Column(lambda: self.tr("State"), word, 110, tone=tone),
            Column(lambda: self.tr("Waiting"), lambda h: f"{h.waiting:,}", 80, number=True),
            Column(lambda: self.tr("Address or command"), lambda hook: hook.target, 0, mono=True),
            Column(lambda: self.tr("Trouble"), lambda hook: hook.trouble or "", 170),
        ]
