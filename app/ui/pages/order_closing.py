"""Closing a work order: every license is shown before the order ends."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from app.domain.lots import LotCounts
from app.ui.look import look
from app.ui.models.table import Column, ListModel
from app.ui.theme import Tone
from app.ui.views_lots import OpenLicense, OrderAccount
from app.ui.widgets.banner import Banner
from app.ui.widgets.charts import Legend, StateBar
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.form import fit_height
from app.ui.widgets.panel import Panel, column, row
from app.ui.widgets.table import Table
from app.ui.words import LICENSE_TONES, license_word


class ClosingDialog(QDialog):
    """Shows the account of an order; ``done`` gets the reason when it may be closed."""

    def __init__(self, parent: QWidget, account: OrderAccount, done: Callable[[str], None]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(look().px(560))
        self._account, self._done = account, done
        title = self.tr("Close order {order}").format(order=account.order.name)
        self.setWindowTitle(title)
        counts = counts_of(account)
        bar, legend = StateBar(counts), Legend()
        legend.show_counts(counts)
        self.verdict = Banner(closable=False)
        self.reason = QLineEdit()
        self.reason.setMaxLength(200)
        self.reason.textChanged.connect(lambda _text: self._judge())
        panel = Panel()
        self.ok = panel.button(lambda: self.tr("Close order"), self.accept, kind="primary")
        cancel = panel.button(lambda: self.tr("Cancel"), self.reject)
        inner = column(
            panel.label(lambda: title, "heading", wrap=True), self.verdict, bar, legend, gap=14
        )
        self.table: Table[OpenLicense] | None = None
        if account.unaccounted:
            self.table = self._open_licenses(account)
            inner.addWidget(self.table)
        elif account.left:
            words = panel.label(lambda: self.tr("Reason"), "caption")
            self.reason.setAccessibleName(self.tr("Reason"))
            inner.addWidget(words)
            inner.addWidget(self.reason)
        inner.addLayout(row(1, cancel, self.ok))
        panel.setLayout(inner)
        self.setLayout(column(panel, edge=20))
        self._judge()

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the wrapped words need."""
        super().showEvent(event)
        fit_height(self)

    def accept(self) -> None:
        """Hand over the reason."""
        if self.ok.isEnabled():
            reason = self.reason.text().strip()
            super().accept()
            self._done(reason)

    def _judge(self) -> None:
        account = self._account
        open_ones = sum(
            account.counts.get(state, 0) for state in ("reserved", "writing", "doubtful")
        )
        if open_ones or not account.balanced:
            self.verdict.tell(
                self.tr("%n license(s) are not accounted for.", "", open_ones),
                self.tr("Put these boards in again until each license is settled, or void it."),
                Tone.FAIL,
            )
            self.ok.setEnabled(False)
        elif account.left:
            self.verdict.tell(
                self.tr("%n unit(s) fewer are made than ordered.", "", account.left),
                self.tr("Every license is accounted for. Say why the order ends here."),
                Tone.DOUBTFUL,
            )
            self.ok.setEnabled(bool(self.reason.text().strip()))
        else:
            self.verdict.tell(
                self.tr("Every license is accounted for."),
                self.tr("No more units are made for it. It can't be opened again."),
                Tone.PASS,
            )

    def _open_licenses(self, account: OrderAccount) -> Table[OpenLicense]:
        columns: list[Column[OpenLicense]] = [
            Column(lambda: self.tr("Identity"), lambda one: one.identity, 0, mono=True),
            Column(
                lambda: self.tr("State"),
                lambda one: license_word(one.state),
                140,
                tone=lambda one: LICENSE_TONES[one.state],
            ),
            Column(lambda: self.tr("Unit"), lambda one: one.unit, 160, mono=True),
        ]
        model = ListModel(columns, self)
        model.show_rows(account.unaccounted)
        empty = EmptyState("check", lambda: "", lambda: "")
        table = Table(model, empty, lambda: self.tr("Licenses not accounted for"))
        table.setMinimumHeight(look().px(190))
        return table


def counts_of(account: OrderAccount) -> LotCounts:
    """Return an order's licenses by state as the pictures take them."""
    return LotCounts(total=sum(account.counts.values()), **dict(account.counts))
