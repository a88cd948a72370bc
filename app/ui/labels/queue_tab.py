"""The print queue: what waits, what came out, what needs a person's eyes."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox

from app.domain.printing import PrintState
from app.ui.labels.records import JobRow
from app.ui.labels.words import state_tone, state_word
from app.ui.look import look
from app.ui.models.table import Column, ListModel
from app.ui.pages.page import Page
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow import Beside, flow
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, card, column, grow, row
from app.ui.widgets.table import Table
from app.ui.words import named, sentence, short

OUT = (PrintState.SENT, PrintState.PRINTED)


class QueueTab(Panel):
    """The jobs as a table, and what can be done with the chosen one."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.model: ListModel[JobRow] = ListModel(self._columns(), self)
        empty = EmptyState(
            "printer",
            lambda: self.tr("Nothing waits to be printed"),
            lambda: self.tr("Labels come here on PASS, or when a lot is printed."),
        )
        self.table: Table[JobRow] = Table(self.model, empty, lambda: self.tr("Print queue"))
        self.printer = QComboBox()
        self.printer.addItem("", "")
        self.say(self._name_filters)
        self.open_only = QCheckBox()
        self.open_only.setChecked(True)
        self.say(lambda: self.open_only.setText(self.tr("only what is not done")))
        self.printer.currentIndexChanged.connect(lambda _place: self.refresh())
        self.open_only.toggled.connect(lambda _on: self.refresh())
        self._name = self.label(lambda: "", "heading", wrap=True)
        self._facts = self.label(self._facts_words, "muted", wrap=True)
        self.looked = self.label(
            lambda: self.tr("Look at the printer: did this label come out?"), "strong", wrap=True
        )
        self.yes = self.button(lambda: self.tr("Yes, it did"), self._printed, image="check")
        self.no = self.button(lambda: self.tr("No, print it"), self._not_printed, image="printer")
        self.retry = self.button(lambda: self.tr("Try again"), self._retry, image="refresh")
        self.again = self.button(lambda: self.tr("Reprint…"), self._reprint, image="copy")
        self.void = self.button(lambda: self.tr("Void…"), self._void, kind="stop", image="close")
        self._detail = card(
            self._name,
            self._facts,
            1,
            self.looked,
            row(self.yes, self.no),
            self.retry,
            row(self.again, self.void),
            gap=12,
        )
        left = column(flow(self.printer, self.open_only), grow(self.table), gap=8)
        left.setContentsMargins(0, look().px(8), 0, 0)
        both = Beside(left, self._detail, side=350)
        self.setLayout(column(both))
        self.table.chosen.connect(lambda _row: self._show_chosen())
        self._show_chosen()

    def offer(self, printers: Sequence[str]) -> None:
        """Offer these printers as filter."""
        chosen = self.printer.currentData()
        self.printer.blockSignals(True)
        while self.printer.count() > 1:
            self.printer.removeItem(1)
        for name in printers:
            self.printer.addItem(name, name)
        self.printer.setCurrentIndex(max(0, self.printer.findData(chosen)))
        self.printer.blockSignals(False)

    def refresh(self) -> None:
        """Ask for the queue."""
        labels, open_only = self._page.services.labels, self.open_only.isChecked()
        printer = str(self.printer.currentData())
        self._page.ask("queue", lambda: labels.queue(printer, open_only=open_only), self._show)

    def _show(self, jobs: Sequence[JobRow]) -> None:
        chosen = self.table.current()
        if tuple(jobs) == tuple(self.model.rows):
            return
        self.model.show_rows(jobs)
        ids = [job.id for job in jobs]
        self.table.choose(ids.index(chosen.id) if chosen and chosen.id in ids else 0)
        self._show_chosen()

    def _show_chosen(self) -> None:
        job = self.table.current()
        self._detail.setVisible(job is not None)
        if job is None:
            return
        self._name.setText(job.identity or job.hwid)
        self._facts.setText(self._facts_words())
        for part in (self.looked, self.yes, self.no):
            part.setVisible(job.doubtful)
        self.retry.setVisible(job.state is PrintState.FAILED)
        self.again.setVisible(job.state in OUT and not job.doubtful)
        self.void.setVisible(job.state is not PrintState.VOID)

    def _facts_words(self) -> str:
        job = self.table.current()
        if job is None:
            return ""
        lines = [
            named(self.tr("State"), state_word(job)),
            named(self.tr("Design"), job.design),
            named(self.tr("Printer"), job.printer),
            named(self.tr("Queued"), f"{_time(job)}, {job.queued_by}"),
        ]
        if job.copy_no > 1:
            lines.append(self.tr("Copy {n} of this label").format(n=job.copy_no))
        if job.reason:
            lines.append(named(self.tr("Reason"), job.reason))
        if job.trouble:
            lines.append(trouble_words(job))
        return "\n".join(lines)

    def _columns(self) -> list[Column[JobRow]]:
        return [
            Column(lambda: self.tr("State"), state_word, 124, tone=state_tone),
            Column(lambda: self.tr("Identity"), lambda j: short(j.identity, 20), 0, mono=True),
            Column(lambda: self.tr("Design"), lambda j: j.design, 140),
            Column(lambda: self.tr("Printer"), lambda j: j.printer, 126),
            Column(
                lambda: self.tr("Copy"),
                lambda j: "" if j.copy_no == 1 else f"{j.copy_no}",
                64,
                number=True,
            ),
            Column(lambda: self.tr("Queued"), _time, 108),
        ]

    def _printed(self) -> None:
        self._do(lambda job: self._page.services.labels.answer(job.id, printed=True))

    def _not_printed(self) -> None:
        self._do(lambda job: self._page.services.labels.answer(job.id, printed=False))

    def _retry(self) -> None:
        self._do(lambda job: self._page.services.labels.retry([job.id]))

    def _reprint(self) -> None:
        labels = self._page.services.labels
        words = self.tr("Copies are counted, and the label can say that it is one.")
        self._ask_reason(
            self.tr("Print this label once more"),
            words,
            lambda job, reason: labels.reprint(job.id, reason),
        )

    def _void(self) -> None:
        labels = self._page.services.labels
        words = self.tr("What was printed does not count any more; what waits is not printed.")
        self._ask_reason(
            self.tr("Void this label"), words, lambda job, reason: labels.void(job.id, reason)
        )

    def _ask_reason(self, title: str, words: str, act: Callable[[JobRow, str], None]) -> None:
        def done(values: Mapping[str, Value]) -> None:
            self._do(lambda job: act(job, str(values["reason"])))

        reason = Field("reason", self.tr("Reason"), "", needed=True, most=200)
        Form(self._page, title, [reason], done, words=words).open()

    def _do(self, act: Callable[[JobRow], None]) -> None:
        job = self.table.current()
        if job is not None:
            self._page.ask("job", lambda: act(job), lambda _none: self.refresh())

    def _name_filters(self) -> None:
        self.printer.setAccessibleName(self.tr("Printer"))
        self.printer.setItemText(0, self.tr("all printers"))


def trouble_words(job: JobRow) -> str:
    """Return why a label waits or failed."""
    facts: dict[str, object] = {
        "printer": job.printer,
        "element": "–",
        "field": "–",
        "symbology": "–",
    }
    return sentence(job.trouble, facts)


def _time(job: JobRow) -> str:
    return job.queued_at.astimezone().strftime("%m-%d %H:%M")
