"""Work orders: what to make, how much of it is made, and closing the account."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QLabel, QProgressBar

from app.domain.lots import Lot
from app.domain.orders import OnLicensed, OrderRules, WorkOrder
from app.ui.models.table import Column, ListModel
from app.ui.pages.page import Context, Page
from app.ui.theme import Tone
from app.ui.views import OrderAccount, OrderDraft
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import card, grow, row
from app.ui.widgets.table import Table
from app.ui.words import named
from flasher.model import Storage


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
        self._profiles: Sequence[str] = ()
        self.new = self.button(
            lambda: self.tr("New order"),
            self.create_order,
            kind="primary",
            image="add",
            shortcut="Ctrl+N",
        )
        self.tools.addWidget(self.new)
        self._make_detail()
        both = row(gap=12)
        both.addWidget(grow(self.table), 1)
        both.addWidget(self.detail)
        self.body.addLayout(both, 1)
        self._show_chosen()

    def refresh(self) -> None:
        """Ask for all orders, and for what a new one needs."""
        orders, lots = self.services.orders, self.services.lots
        self.ask("orders", lambda: (orders.all(), lots.all(), orders.profiles()), self._show)

    def create_order(self) -> None:
        """Open the form of a new order."""
        self._form(self.tr("New work order"), None)

    def _show(self, answer: tuple[Sequence[WorkOrder], Sequence[Lot], Sequence[str]]) -> None:
        orders, self._lots, self._profiles = answer
        chosen = self.table.current()
        self.model.show_rows(orders)
        names = [order.name for order in orders]
        self.table.choose(names.index(chosen.name) if chosen and chosen.name in names else 0)
        self._show_chosen()

    def _make_detail(self) -> None:
        self._name = QLabel()
        self._name.setProperty("type", "heading")
        self._name.setWordWrap(True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._facts = QLabel()
        self._facts.setProperty("type", "muted")
        self._facts.setWordWrap(True)
        self._sum = QLabel()
        self._sum.setWordWrap(True)
        self._take_button = self.button(
            lambda: self.tr("Work on it"), self._take, kind="primary", image="play", large=True
        )
        self._edit_button = self.button(lambda: self.tr("Edit…"), self._edit, image="edit")
        self._close_button = self.button(lambda: self.tr("Close…"), self._close, image="check")
        self.detail = card(
            self._name,
            self._bar,
            self._sum,
            self._facts,
            1,
            self._take_button,
            row(self._edit_button, self._close_button),
            gap=14,
        )
        self.detail.setFixedWidth(380)

    def _show_chosen(self) -> None:
        order = self.table.current()
        self.detail.setVisible(order is not None)
        if order is None:
            return
        self._name.setText(order.name)
        self._bar.setMaximum(max(1, order.quantity))
        self._bar.setValue(order.taken)
        self._sum.setText("")
        names = {lot.id: lot.name for lot in self._lots}
        lots = ", ".join(names.get(lot, str(lot)) for lot in order.lot_ids)
        rules = order.rules
        words = dict(self._policies())
        self._facts.setText(
            "\n".join(
                (
                    named(self.tr("Product"), order.product),
                    named(self.tr("Lots"), lots),
                    named(self.tr("Board profile"), rules.profile),
                    named(self.tr("Storage"), f"{dict(self._storages())[rules.storage]}"),
                    named(self.tr("Boards that hold a license"), f"{words[rules.on_licensed]}"),
                    named(self.tr("Start"), f"{dict(self._starts())[rules.start_on]}"),
                )
            )
        )
        for button in (self._take_button, self._edit_button, self._close_button):
            button.setEnabled(order.closed_at is None)
        self.ask("account", lambda: self.services.orders.account(order), self._show_account)

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

    def _take(self) -> None:
        order = self.table.current()
        if order is not None and order.closed_at is None:
            self.services.bench.choose_order(order)
            self.context.go("bench")

    def _edit(self) -> None:
        order = self.table.current()
        if order is not None:
            self._form(self.tr("Edit order {order}").format(order=order.name), order)

    def _close(self) -> None:
        order = self.table.current()
        if order is None:
            return

        def done(_values: Mapping[str, Value]) -> None:
            self.ask(
                "close", lambda: self.services.orders.close(order), lambda _none: self.refresh()
            )

        title = self.tr("Close order {order}").format(order=order.name)
        words = self.tr("No more units are made for it. It can't be opened again.")
        Form(self, title, [], done, words=words, ok=self.tr("Close order")).open()

    def _form(self, title: str, order: WorkOrder | None) -> None:
        rules = order.rules if order else OrderRules()
        lots = [
            (str(lot.id), f"{lot.name}  ({lot.counts.available:,})")
            for lot in self._lots
            if not lot.closed_at
        ]
        profiles = [(name, name) for name in self._profiles] or [(rules.profile, rules.profile)]
        ticked = tuple(str(lot) for lot in order.lot_ids) if order else ()
        lines = [
            Field("name", self.tr("Order"), order.name if order else "", needed=True, most=64),
            Field("product", self.tr("Product"), order.product if order else "", most=64),
            Field("quantity", self.tr("Quantity"), order.quantity if order else 100, needed=True),
            Field("lots", self.tr("Lots"), ticked, lots, needed=True),
            Field("profile", self.tr("Board profile"), rules.profile, profiles),
            Field("storage", self.tr("Storage"), rules.storage.value, self._storages()),
            Field(
                "on_licensed",
                self.tr("Boards that hold a license"),
                rules.on_licensed.value,
                self._policies(),
            ),
            Field("start_on", self.tr("Start"), rules.start_on, self._starts()),
        ]

        def done(values: Mapping[str, Value]) -> None:
            draft = draft_of(values, rules)
            if order is None:
                self.ask(
                    "create", lambda: self.services.orders.create(draft), lambda _o: self.refresh()
                )
            else:
                self.ask(
                    "edit",
                    lambda: self.services.orders.edit(order, draft),
                    lambda _none: self.refresh(),
                )

        Form(self, title, lines, done).open()

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
            Column(lambda: self.tr("Product"), lambda o: o.product, 180),
            Column(lambda: self.tr("State"), word, 110, tone=tone),
            Column(lambda: self.tr("To make"), lambda o: f"{o.quantity:,}", 90, number=True),
            Column(lambda: self.tr("Made"), lambda o: f"{o.taken:,}", 90, number=True),
            Column(lambda: self.tr("Left"), lambda o: f"{o.left:,}", 90, number=True),
        ]

    def _policies(self) -> list[tuple[str, str]]:
        return [
            (OnLicensed.ADOPT.value, self.tr("adopt ours, refuse unknown")),
            (OnLicensed.REFUSE.value, self.tr("refuse")),
            (OnLicensed.OVERWRITE.value, self.tr("overwrite unknown")),
        ]

    def _storages(self) -> list[tuple[str, str]]:
        return [
            (Storage.KV.value, self.tr("flash (KV), can be rewritten")),
            (Storage.OTP.value, self.tr("one-time memory (OTP), for ever")),
        ]

    def _starts(self) -> list[tuple[str, str]]:
        return [
            ("plug", self.tr("on plug-in")),
            ("key", self.tr("on key or foot switch")),
            ("scan", self.tr("on scan")),
        ]


def draft_of(values: Mapping[str, Value], rules: OrderRules) -> OrderDraft:
    """Return the order that a filled form says; what the form does not ask stays."""
    lots = values["lots"]
    assert isinstance(lots, tuple)
    return OrderDraft(
        name=str(values["name"]),
        product=str(values["product"]),
        quantity=int(str(values["quantity"])),
        lot_ids=tuple(int(lot) for lot in lots),
        rules=OrderRules(
            profile=str(values["profile"]),
            storage=Storage(str(values["storage"])),
            on_licensed=OnLicensed(str(values["on_licensed"])),
            label=rules.label,
            start_on=str(values["start_on"]),
        ),
    )
