"""What is known of a lot besides its licenses, typed while it is imported."""

from collections.abc import Sequence

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.domain.lots import LOT_DATA_FIELDS, LotData
from app.ui.look import look
from app.ui.pages.lot_words import LONG, limit_of, lot_words, number_in
from app.ui.pages.page import Page
from app.ui.theme import Tone
from app.ui.views_lots import ImportQuestion
from app.ui.widgets.banner import Banner
from app.ui.widgets.panel import Panel, card, column, scrolling
from app.ui.words import advice, sentence


class LotForm(Panel):
    """All lot data in two columns."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.inputs: dict[str, QLineEdit | QPlainTextEdit] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look().px(16))
        self._grid.setVerticalSpacing(look().px(4))
        place = 0
        for name in LOT_DATA_FIELDS:
            place = self._add(name, place)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.earlier = Banner(closable=False)
        body = QWidget()
        body.setLayout(
            column(
                card(
                    self.label(lambda: self.tr("About the lot"), "heading"),
                    self._grid,
                    self.earlier,
                    gap=10,
                ),
                1,
                gap=12,
            )
        )
        self.setLayout(column(scrolling(body)))
        order_no = self.inputs["order_no"]
        assert isinstance(order_no, QLineEdit)
        order_no.editingFinished.connect(self._look_for_earlier)

    def data(self) -> LotData:
        """Return what is typed."""
        texts = {
            name: one.text().strip() if isinstance(one, QLineEdit) else one.toPlainText().strip()
            for name, one in self.inputs.items()
        }
        low_stock = number_in(texts.pop("low_stock"))
        texts = {name: text[: limit_of(name)] for name, text in texts.items()}
        return LotData(**texts, low_stock=low_stock)

    def show_question(self, question: ImportQuestion) -> None:
        """Show what a question says of the lot."""
        for name, one in self.inputs.items():
            value = getattr(question.data, name)
            words = "" if value is None else str(value)
            if isinstance(one, QLineEdit):
                one.setText(words)
            else:
                one.setPlainText(words)
        self.earlier.tell("")

    def _look_for_earlier(self) -> None:
        order_no, lots = self.data().order_no, self._page.services.lots
        if not order_no:
            self.earlier.tell("")
            return

        def show(names: Sequence[str]) -> None:
            facts: dict[str, object] = {"order_no": order_no, "lots": ", ".join(names)}
            code = "order-has-lots"
            said = sentence(code, facts) if names else ""
            self.earlier.tell(said, advice(code, facts), Tone.DOUBTFUL)

        self._page.ask("lots of order", lambda: lots.of_order(order_no), show)

    def _add(self, name: str, place: int) -> int:
        """Add one field; long ones take both columns. Returns the next free place."""
        words = QLabel()
        words.setProperty("type", "caption")
        control: QLineEdit | QPlainTextEdit
        if name in LONG:
            control = QPlainTextEdit()
            control.setTabChangesFocus(True)
            height = look().px(46)
            control.setStyleSheet(f"min-height: {height}px; max-height: {height}px;")
            place += place % 2
        else:
            control = QLineEdit()
            control.setMaxLength(limit_of(name))
        if name == "low_stock":
            digits = QRegularExpression("[0-9]{0,9}")
            control = QLineEdit()
            control.setValidator(QRegularExpressionValidator(digits, control))
            self.say(
                lambda edit=control: edit.setPlaceholderText(  # type: ignore[misc]
                    self.tr("empty: never warn")
                )
            )
        self.inputs[name] = control

        def speak() -> None:
            words.setText(lot_words()[name])
            control.setAccessibleName(lot_words()[name])

        self.say(speak)
        line, side = divmod(place, 2)
        span = 2 if name in LONG else 1
        self._grid.addWidget(words, 2 * line, side, 1, span)
        self._grid.addWidget(control, 2 * line + 1, side, 1, span)
        return place + span
