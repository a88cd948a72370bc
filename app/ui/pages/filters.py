"""The filter line above units and reports."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QDate, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QLineEdit, QWidget

from app.domain.licenses import LicenseState
from app.ui.views import UnitQuery
from app.ui.widgets.flow import flow
from app.ui.widgets.panel import Panel, column
from app.ui.words import license_word, outcome_word
from flasher.model import Outcome

PAUSE_MS = 180  # typing on does not ask for every letter

PERIODS = ("all", "today", "week", "month", "own")


class Filters(Panel):
    """Emits ``changed`` after each change; ``query`` is what is set."""

    changed = Signal()

    def __init__(self, *, search: bool, operators: bool = False) -> None:
        super().__init__()
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.say(lambda: self.search.setPlaceholderText(self.tr("Identity, MAC or serial")))
        self.say(lambda: self.search.setAccessibleName(self.tr("Search units")))
        self.period = self._combo(
            lambda: self.tr("Period"),
            lambda: [
                ("all", self.tr("any time")),
                ("today", self.tr("today")),
                ("week", self.tr("last 7 days")),
                ("month", self.tr("last 30 days")),
                ("own", self.tr("from … to …")),
            ],
        )
        self.lot = self._combo(lambda: self.tr("Lot"), lambda: [("", self.tr("all lots"))])
        self.order = self._combo(lambda: self.tr("Order"), lambda: [("", self.tr("all orders"))])
        self.operator = self._combo(
            lambda: self.tr("Operator"), lambda: [("", self.tr("all operators"))]
        )
        self.outcome = self._combo(
            lambda: self.tr("Outcome"),
            lambda: [("", self.tr("any outcome")), *((o.value, outcome_word(o)) for o in Outcome)],
        )
        self.state = self._combo(
            lambda: self.tr("License"),
            lambda: [
                ("", self.tr("any state")),
                *((s.value, license_word(s)) for s in LicenseState),
            ],
        )
        self.since, self.until = QDateEdit(), QDateEdit()
        for field, name in (
            (self.since, lambda: self.tr("From")),
            (self.until, lambda: self.tr("To")),
        ):
            field.setCalendarPopup(True)
            field.setDisplayFormat("yyyy-MM-dd")
            field.setDate(QDate.currentDate())
            field.dateChanged.connect(self._later)
            self.say(lambda field=field, name=name: field.setAccessibleName(name()))  # type: ignore[misc]
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.changed)
        self.search.textChanged.connect(self._later)
        self.search.returnPressed.connect(self._at_once)
        shown: list[QWidget] = [self.period, self.since, self.until, self.order, self.lot]
        shown += [self.operator] if operators else []
        shown += [self.outcome, self.state] if search else []
        self.setLayout(column(flow(*([self.search] if search else []), *shown)))
        for hidden in {self.operator, self.outcome, self.state, self.search} - set(shown):
            if hidden is not self.search or not search:
                hidden.setParent(self)
                hidden.hide()
        self._show_dates()

    @property
    def query(self) -> UnitQuery:
        """Return what is set."""
        since, until = self._dates()
        state, outcome = str(self.state.currentData()), str(self.outcome.currentData())
        return UnitQuery(
            text=self.search.text(),
            lot=str(self.lot.currentData()),
            order=str(self.order.currentData()),
            operator=str(self.operator.currentData()),
            state=LicenseState(state) if state else None,
            outcome=Outcome(outcome) if outcome else None,
            since=since,
            until=until,
        )

    def offer(
        self, lots: Sequence[str], orders: Sequence[str], operators: Sequence[str] = ()
    ) -> None:
        """Offer these names; a choice that still exists stays."""
        for box, names in ((self.lot, lots), (self.order, orders), (self.operator, operators)):
            chosen = box.currentData()
            box.blockSignals(True)
            while box.count() > 1:
                box.removeItem(1)
            for name in names:
                box.addItem(name, name)
            box.setCurrentIndex(max(0, box.findData(chosen)))
            box.blockSignals(False)

    def _dates(self) -> tuple[date | None, date | None]:
        today = date.today()  # noqa: DTZ011 - the operator's own day
        match self.period.currentData():
            case "today":
                return today, today
            case "week":
                return today - timedelta(days=6), today
            case "month":
                return today - timedelta(days=29), today
            case "own":
                return _python_date(self.since), _python_date(self.until)
            case _:
                return None, None

    def _combo(
        self, name: Callable[[], str], choices: Callable[[], Sequence[tuple[str, str]]]
    ) -> QComboBox:
        box = QComboBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for value, words in choices():
            box.addItem(words, value)

        def speak() -> None:
            box.setAccessibleName(name())
            box.setToolTip(name())
            for value, words in choices():
                box.setItemText(box.findData(value), words)

        self.say(speak)
        box.currentIndexChanged.connect(self._later)
        return box

    def _at_once(self) -> None:
        """Look for what a scanner typed, and let its next code take this one's place."""
        self._timer.stop()
        self.search.selectAll()
        self.changed.emit()

    def _later(self) -> None:
        self._show_dates()
        self._timer.start()

    def _show_dates(self) -> None:
        own = self.period.currentData() == "own"
        self.since.setVisible(own)
        self.until.setVisible(own)


def _python_date(field: QDateEdit) -> date:
    shown = field.date()
    return date(shown.year(), shown.month(), shown.day())
