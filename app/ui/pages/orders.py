"""Work orders: what to make, how much of it is made, and closing the account."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QProgressBar, QScrollArea, QWidget

from app.domain.acts import Act
from app.domain.lots import Lot
from app.domain.orders import WorkOrder
from app.domain.quality import QualityRules
from app.ui.look import look
from app.ui.models.table import Column, ListModel
from app.ui.pages.hooks import HooksDialog
from app.ui.pages.order_closing import ClosingDialog, counts_of
from app.ui.pages.order_form import open_order_form, policies, starts, storages
from app.ui.pages.order_quality import open_quality_form
from app.ui.pages.page import Context, Page
from app.ui.pages.serial_patterns import open_patterns
from app.ui.tasks import Lasting
from app.ui.theme import Tone
from app.ui.views_lots import OrderAccount, OrderChoices, OrderDraft
from app.ui.widgets.charts import Legend, StateBar
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow import Beside
from app.ui.widgets.panel import card, column, grow, row
from app.ui.widgets.table import Table
from app.ui.words import minute_word, named

SIDE = 400
NARROW = 1000
ASIDE = (1, 4)  # product, made


class OrdersPage(Page):
    """All orders with the account of the chosen one beside it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, title=lambda: self.tr("Work orders"))
        self.model: ListModel[WorkOrder] = ListModel(self._columns(), self)
        empty = EmptyState(
            "orders",
            lambda: self.tr("No work orders yet"),
            lambda: self.tr("An order says what to make, how many, and from which lots."),
            (lambda: self.tr("New order"), self.create_order),
        )
        self.table: Table[WorkOrder] = Table(self.model, empty, lambda: self.tr("Work orders"))
        self.table.chosen.connect(lambda _row: self._show_chosen())
        self.table.opened.connect(lambda _row: self._take())
        self._lots: Sequence[Lot] = ()
        self._choices = OrderChoices(())
        self._hooks: HooksDialog | None = None
        self.new = self.button(
            lambda: self.tr("New order"),
            self.create_order,
            kind="primary",
            image="add",
            shortcut="Ctrl+N",
        )
        self.guard(self.new, Act.ORDER_CREATED)
        self.guard_empty(empty, Act.ORDER_CREATED)
        hooks = self.button(lambda: self.tr("Hooks…"), self._open_hooks, image="send")
        self.guard(hooks, Act.HOOK_SAVED)
        self.serials = self.button(
            lambda: self.tr("Serial numbers…"), self._ask_pattern, image="labels"
        )
        self.guard(self.serials, Act.LABEL_DESIGN_SAVED)
        self.tools.addWidget(self.serials)
        self.tools.addWidget(hooks)
        self.tools.addWidget(self.new)
        self._make_detail()
        self.body.addWidget(Beside(grow(self.table), self.detail, side=SIDE, aside_low=340), 1)
        self.say(self._show_facts)
        self._show_chosen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out columns that the detail shows too, where there is little room for names."""
        super().resizeEvent(event)
        narrow = self.width() < look().px(NARROW)
        for number in ASIDE:
            self.table.view.setColumnHidden(number, narrow)

    def refresh(self) -> None:
        """Ask for all orders, and for what a new one needs."""
        orders, lots = self.services.orders, self.services.lots
        self.ask("orders", lambda: (orders.all(), lots.all(), orders.choices()), self._show)

    def create_order(self) -> None:
        """Open the form of a new order."""

        def done(draft: OrderDraft, _reason: str) -> None:
            self.ask("create", lambda: self.services.orders.create(draft), self._created)

        open_order_form(self, self._lots, self._choices, done)

    def _ask_pattern(self) -> None:
        orders = self.services.orders

        def define(name: str, pattern: str) -> None:
            said = self.tr("Pattern {name} is there: orders can name it.").format(name=name)

            def done(_none: None) -> None:
                self.tell(said)
                self.refresh()

            self.ask("pattern", lambda: orders.define_pattern(name, pattern), done)

        self.ask("patterns", orders.patterns, lambda known: open_patterns(self, known, define))

    def _write_manifest(self) -> None:
        order = self.table.current()
        if order is None:
            return
        file, _ = QFileDialog.getSaveFileName(
            self, self.tr("Manifest"), f"{order.name}-manifest.csv", "*.csv *.xlsx *.json"
        )
        if file:
            self.ask(
                "manifest",
                lambda: self.services.orders.manifest(order, Path(file)),
                lambda count: self.tell(
                    self.tr("%n unit(s) written to {file}.", "", count).format(file=file)
                ),
                lasting=Lasting(lambda: self.tr("A manifest is being written.")),
            )

    def _open_hooks(self) -> None:
        if self._hooks is None:
            self._hooks = HooksDialog(self)
        self._hooks.open()

    def _created(self, order: WorkOrder) -> None:
        self.tell(self.tr("Order {order} is open.").format(order=order.name))
        self.refresh()

    def _show(self, answer: tuple[Sequence[WorkOrder], Sequence[Lot], OrderChoices]) -> None:
        orders, self._lots, self._choices = answer
        chosen = self.table.current()
        self.model.show_rows(orders)
        names = [order.name for order in orders]
        self.table.choose(names.index(chosen.name) if chosen and chosen.name in names else 0)
        self._show_chosen()

    def _make_detail(self) -> None:
        self._name = QLabel()
        self._name.setProperty("type", "heading")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._states, self._legend = StateBar(), Legend()
        self._facts, self._sum = QLabel(), QLabel()
        self._facts.setProperty("type", "muted")
        for label in (self._name, self._facts, self._sum):
            label.setWordWrap(True)
        self._take_button = self.button(
            lambda: self.tr("Work on it"),
            self._take,
            kind="primary",
            image="play",
            large=True,
            shortcut="Ctrl+T",
        )
        self._edit_button = self.button(lambda: self.tr("Edit…"), self._edit, image="edit")
        self._quality_button = self.button(
            lambda: self.tr("Quality…"), self._ask_quality, image="qa"
        )
        self._close_button = self.button(lambda: self.tr("Close…"), self._close, image="check")
        self._paper_button = self.button(
            lambda: self.tr("Certificate…"), self._certify, image="file"
        )
        self._manifest_button = self.button(
            lambda: self.tr("Manifest…"), self._write_manifest, image="export"
        )
        self.guard(self._manifest_button, Act.REPORT_EXPORTED)
        is_open = self._is_open
        self.guard(self._edit_button, Act.ORDER_EDITED, is_open)
        self.guard(self._quality_button, Act.QUALITY_RULES_SET, is_open)
        self.guard(self._close_button, Act.ORDER_CLOSED, is_open)
        self.guard(self._paper_button, Act.CERTIFICATE_ISSUED, self._is_closed)
        inner = QWidget()
        inner.setLayout(
            column(
                self._name,
                self._bar,
                self._sum,
                self._states,
                self._legend,
                self._facts,
                1,
                gap=14,
            )
        )
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        area.setObjectName("scrolls")  # takes the keyboard, and shows it
        self.say(lambda: area.setAccessibleName(self.tr("Details")))
        self.detail = card(
            area,
            self._take_button,
            row(self._edit_button, self._quality_button),
            row(self._close_button, self._paper_button),
            self._manifest_button,
            gap=10,
        )

    def _is_open(self) -> bool:
        order = self.table.current()
        return order is not None and order.closed_at is None

    def _is_closed(self) -> bool:
        order = self.table.current()
        return order is not None and order.closed_at is not None

    def _show_chosen(self) -> None:
        order = self.table.current()
        self.detail.setVisible(order is not None)
        if order is None:
            return
        self._name.setText(order.name)
        self._bar.setMaximum(max(1, order.quantity))
        self._bar.setValue(order.taken)
        self._sum.setText("")
        for part in (self._states, self._legend):
            part.hide()
        self._show_facts()
        self._take_button.setEnabled(order.closed_at is None)
        self.enable_buttons()
        self.ask("account", lambda: self.services.orders.account(order), self._show_account)

    def _show_facts(self) -> None:
        order = self.table.current()
        if order is None:
            return
        names = {lot.id: lot.name for lot in self._lots}
        rules = order.rules
        lines = [
            (self.tr("Product"), order.product),
            (self.tr("Lots"), ", ".join(names.get(lot, str(lot)) for lot in order.lot_ids)),
            (self.tr("Board profile"), rules.profile),
            (self.tr("Storage"), dict(storages())[rules.storage.value]),
            (self.tr("Boards that hold a license"), dict(policies())[rules.on_licensed.value]),
            (self.tr("Start"), dict(starts()).get(rules.start_on, rules.start_on)),
            (self.tr("Label on PASS"), rules.label),
            (self.tr("Serial numbers"), rules.serial),
            (self.tr("Opened"), minute_word(order.created_at)),
            (self.tr("Closed"), minute_word(order.closed_at)),
        ]
        self._facts.setText("\n".join(named(name, value) for name, value in lines if value))

    def _show_account(self, account: OrderAccount) -> None:
        lines = [
            named(self.tr("Passed"), f"{account.passed:,}"),
            named(self.tr("Failed"), f"{account.failed:,}"),
            named(self.tr("Doubtful"), f"{account.doubtful:,}"),
            named(self.tr("Left to make"), f"{account.left:,}"),
            self.tr("Every license is accounted for.")
            if account.balanced
            else self.tr("Not every license is accounted for yet."),
        ]
        self._sum.setText("\n".join(lines))
        counts = counts_of(account)
        self._states.show_counts(counts)
        self._legend.show_counts(counts)
        for part in (self._states, self._legend):
            part.setVisible(counts.total > 0)

    def _take(self) -> None:
        order = self.table.current()
        if order is not None and order.closed_at is None:
            self.services.bench.choose_order(order)
            self.context.go("bench")

    def _edit(self) -> None:
        order = self.table.current()
        if order is None:
            return

        def done(draft: OrderDraft, reason: str) -> None:
            orders = self.services.orders
            self.ask("edit", lambda: orders.edit(order, draft, reason), lambda _none: told())

        def told() -> None:
            self.tell(self.tr("Order {order} is changed.").format(order=order.name))
            self.refresh()

        open_order_form(self, self._lots, self._choices, done, order=order)

    def _ask_quality(self) -> None:
        order = self.table.current()
        if order is None:
            return
        orders = self.services.orders

        def told() -> None:
            self.tell(self.tr("The quality rules of {order} are set.").format(order=order.name))

        def done(rules: QualityRules) -> None:
            self.ask("rules", lambda: orders.set_quality(order, rules), lambda _none: told())

        def show(rules: QualityRules) -> None:
            open_quality_form(self, order.name, rules, done)

        self.ask("quality", lambda: orders.quality(order), show)

    def _close(self) -> None:
        """Show every license of the order, then close it where all are accounted for."""
        order = self.table.current()
        if order is None:
            return
        orders = self.services.orders

        def closed() -> None:
            self.tell(
                self.tr("Order {order} is closed; every license is accounted for.").format(
                    order=order.name
                ),
                self.tr("Its certificate can be saved now."),
            )
            self.refresh()

        def done(reason: str) -> None:
            self.ask("close", lambda: orders.close(order, reason), lambda _none: closed())

        def show(account: OrderAccount) -> None:
            ClosingDialog(self, account, done).open()

        self.ask("closing", lambda: orders.account(order), show)

    def _certify(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder of the certificate"))
        if folder:
            self.certify_into(Path(folder))

    def certify_into(self, folder: Path) -> None:
        """Save the chosen order's certificate: for people, for programs, and its signature."""
        order = self.table.current()
        if order is None:
            return

        def told(files: Sequence[Path]) -> None:
            names = ", ".join(file.name for file in files)
            self.tell(self.tr("The certificate is saved: {files}").format(files=names))

        self.ask("certify", lambda: self.services.orders.certify(order, folder), told)

    def _columns(self) -> list[Column[WorkOrder]]:
        def word(order: WorkOrder) -> str:
            if order.closed_at:
                return self.tr("Closed")
            return self.tr("Done") if not order.left else self.tr("Open")

        def tone(order: WorkOrder) -> Tone:
            if order.closed_at:
                return Tone.STOPPED
            return Tone.PASS if not order.left else Tone.RUNNING

        return [
            Column(lambda: self.tr("Order"), lambda o: o.name, 0),
            Column(lambda: self.tr("Product"), lambda o: o.product, 170),
            Column(lambda: self.tr("State"), word, 110, tone=tone),
            Column(lambda: self.tr("To make"), lambda o: f"{o.quantity:,}", 90, number=True),
            Column(lambda: self.tr("Made"), lambda o: f"{o.taken:,}", 90, number=True),
            Column(lambda: self.tr("Left"), lambda o: f"{o.left:,}", 90, number=True),
        ]
