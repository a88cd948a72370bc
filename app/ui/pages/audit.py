"""Audit: who did what, when, with whose approval; proof that nobody edited it."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QProgressBar

from app.domain.acts import Act
from app.domain.audit import AuditRecord, ChainVerdict
from app.texts import wall_time
from app.ui.look import look
from app.ui.models.table import Column, PagedModel
from app.ui.pages.page import Context, Page
from app.ui.quality.day_bars import DayBars
from app.ui.quality.record import RecordPanel
from app.ui.quality.record_words import reason_word, subject_word
from app.ui.rights import act_word
from app.ui.services_ledger import AuditQuery
from app.ui.tasks import Cancel, Known, Lasting
from app.ui.theme import Tone
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow import Beside, flow
from app.ui.widgets.panel import Panel, card, column, grow
from app.ui.widgets.table import Table
from app.ui.words import advice, sentence

PAUSE_MS = 250
SHOW_EVERY_MS = 100
RECORD_WIDTH = 380
PERIODS = {"all": None, "today": 1, "week": 7, "month": 30}
ISO = "%Y-%m-%dT%H:%M:%S.000Z"


class AuditPage(Page):
    """Filters, a bar a day, the records, and the chosen one's old and new values."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, title=lambda: self.tr("Audit"))
        self._audit = self.services.quality.audit
        self._cancel = Cancel()
        self._done = (0, 0)
        self._count = 0
        self._make_tools()
        self.filters = self._filter_line()
        self.days = DayBars()
        self.say(lambda: self.days.setAccessibleName(self.tr("Records of each day")))
        self.days.chosen.connect(lambda _day: self._ask_rows())
        self.model: PagedModel[AuditRecord] = PagedModel(
            self._columns(), context.tasks, self.fail, self
        )
        empty = EmptyState(
            "audit",
            lambda: self.tr("No record fits"),
            lambda: self.tr("Everything that anybody does is recorded here and stays."),
        )
        self.table: Table[AuditRecord] = Table(self.model, empty, lambda: self.tr("Records"))
        self.table.view.setSortingEnabled(False)
        self.table.chosen.connect(lambda _row: self._choose())
        self.model.modelReset.connect(self._choose)
        self.model.dataChanged.connect(lambda *_: self._choose())
        self.model.counted.connect(self._show_count)
        self.record = RecordPanel()
        self.record.hide()
        self.body.addWidget(self.filters)
        self.body.addWidget(card(self.days, edge=10))
        both = Beside(grow(self.table), self.record, side=RECORD_WIDTH, aside_low=260)
        self.body.addWidget(both, 1)
        self.guard(self.export, Act.AUDIT_EXPORTED)
        self.guard(self.export_head, Act.AUDIT_EXPORTED)
        self._timer = QTimer(self)
        self._timer.setInterval(SHOW_EVERY_MS)
        self._timer.timeout.connect(self._show_progress)

    @property
    def query(self) -> AuditQuery:
        """Return what is set; local days become UTC."""
        period = str(self.period.currentData())
        since, days = "", PERIODS[period]
        if days is not None:
            today = datetime.combine(datetime.now().astimezone().date(), time())
            since = (today - timedelta(days=days - 1)).astimezone(UTC).strftime(ISO)
        return AuditQuery(
            act=str(self.act.currentData()),
            who=str(self.who.currentData()),
            subject=self.subject.text().strip(),
            since=since,
        )

    def refresh(self) -> None:
        """Ask for names, days and records."""
        self.ask("names", self._audit.names, self._offer_names)
        self._ask()

    def verify_chain(self) -> None:
        """Prove the whole chain, with progress; again stops it."""
        if self._timer.isActive():
            self._cancel.set()
            return
        self._cancel, self._done = Cancel(), (0, 0)
        cancel, tasks = self._cancel, self.context.tasks
        self.bar.setMaximum(0)
        self.bar.show()
        self._timer.start()
        self._say_verify()
        self.context.tasks.run(
            self,
            "verify",
            lambda: self._audit.verify(self._note, lambda: cancel() or tasks.is_closing),
            self._verified,
            self._not_verified,
        )

    def export_records(self) -> None:
        """Write the records that are shown, with the signed head."""
        file = self._file(
            self.tr("Export records"), "audit.jsonl", "JSON lines (*.jsonl);;CSV (*.csv)"
        )
        if not file:
            return
        query = self._shown()
        self.ask(
            "export",
            lambda: self._audit.export(query, Path(file)),
            lambda n: self.tell(
                self.tr("%n record(s) and the signed head written to {file}.", "", n).format(
                    file=file
                )
            ),
            lasting=Lasting(lambda: self.tr("The record is being written to a file.")),
        )

    def export_the_head(self) -> None:
        """Write the signed head alone."""
        file = self._file(self.tr("Export the head"), "audit.head.json", "JSON (*.json)")
        if not file:
            return
        self.ask(
            "head",
            lambda: self._audit.export_head(Path(file)),
            lambda n: self.tell(
                self.tr(
                    "The head vouches for %n record(s): {file}. Keep it elsewhere.", "", n
                ).format(file=file)
            ),
        )

    def _make_tools(self) -> None:
        self._total = self.label(lambda: self.tr("%n record(s)", "", self._count), "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(look().px(140))
        self.bar.hide()
        self.verify = self.button(
            self._verify_words, self.verify_chain, kind="primary", image="audit", shortcut="F6"
        )
        self.export = self.button(
            lambda: self.tr("Export…"), self.export_records, image="export", shortcut="Ctrl+E"
        )
        self.export_head = self.button(
            lambda: self.tr("Export the head…"), self.export_the_head, image="key"
        )
        for tool in (self._total, self.bar, self.export, self.export_head, self.verify):
            self.tools.addWidget(tool)

    def _filter_line(self) -> Panel:
        self.subject = QLineEdit()
        self.subject.setClearButtonEnabled(True)
        self.say(
            lambda: self.subject.setPlaceholderText(
                self.tr("Identity, MAC, lot, order, person, file …")
            )
        )
        self.say(lambda: self.subject.setAccessibleName(self.tr("What it was done to")))
        self.act, self.who, self.period = QComboBox(), QComboBox(), QComboBox()
        self.act.addItem("", "")
        for act in sorted(Act, key=lambda one: one.value):
            self.act.addItem("", act.value)
        self.act.setMaximumWidth(look().px(300))
        self.who.addItem("", "")
        for period in PERIODS:
            self.period.addItem("", period)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.subject.textChanged.connect(self._pause.start)
        for box in (self.act, self.who, self.period):
            box.currentIndexChanged.connect(self._pause.start)
        self.say(self._say_filters)
        line = Panel()
        line.setLayout(column(flow(self.subject, self.act, self.who, self.period)))
        return line

    def _say_filters(self) -> None:
        for number in range(1, self.act.count()):
            self.act.setItemText(number, act_word(str(self.act.itemData(number))))
        self.act.setItemText(0, self.tr("all acts"))
        self.who.setItemText(0, self.tr("everybody"))
        words = (
            self.tr("any time"),
            self.tr("today"),
            self.tr("last 7 days"),
            self.tr("last 30 days"),
        )
        for number, told in enumerate(words):
            self.period.setItemText(number, told)
        for box, name in (
            (self.act, self.tr("Act")),
            (self.who, self.tr("Who")),
            (self.period, self.tr("Period")),
        ):
            box.setAccessibleName(name)
            box.setToolTip(name)

    def _offer_names(self, names: Sequence[str]) -> None:
        kept = self.who.currentData()
        self.who.blockSignals(True)
        while self.who.count() > 1:
            self.who.removeItem(1)
        for name in names:
            self.who.addItem(name, name)
        self.who.setCurrentIndex(max(0, self.who.findData(kept)))
        self.who.blockSignals(False)

    def _ask(self) -> None:
        query = self.query
        self.days.day = ""
        self.ask("days", lambda: self._audit.days(query), self.days.show_days)
        self._ask_rows()

    def _ask_rows(self) -> None:
        query, audit = self._shown(), self._audit
        self.model.ask(
            lambda: audit.count(query), lambda start, count: audit.fetch(query, start, count)
        )

    def _shown(self) -> AuditQuery:
        """Return the filters together with the chosen day (of UTC, as the record tells it)."""
        query, day = self.query, self.days.day
        if not day:
            return query
        return AuditQuery(query.act, query.who, query.subject, since=day, until=day)

    def _show_count(self, count: int) -> None:
        self._count = count
        self._total.setText(self.tr("%n record(s)", "", count))

    def _choose(self) -> None:
        record = self.table.current()
        self.record.setVisible(record is not None)
        if record is not None and record is not self.record.record:
            self.record.show_record(record)

    def _note(self, done: int, total: int) -> None:
        self._done = (done, total)  # from the worker; the timer shows it

    def _show_progress(self) -> None:
        done, total = self._done
        if total:
            self.bar.setMaximum(total)
            self.bar.setValue(done)
            self.bar.setAccessibleName(f"{done:,} / {total:,}")

    def _verified(self, verdict: ChainVerdict) -> None:
        self._end()
        facts: dict[str, object] = {
            "records": verdict.records,
            "record": verdict.first_bad or 0,
        }
        if verdict.is_whole:
            words = self.tr("The record is whole: %n record(s) proven.", "", verdict.records)
            self.tell(words, self.tr("Nothing was changed, removed or cut off."))
        else:
            self.tell(sentence(verdict.code, facts), advice(verdict.code, facts), Tone.FAIL)

    def _not_verified(self, error: Known) -> None:
        self._end()
        if error.code == "audit-stopped":
            facts = dict(error.facts)
            self.tell(sentence(error.code, facts), advice(error.code, facts), Tone.DOUBTFUL)
        else:
            self.fail(error)

    def _end(self) -> None:
        self._timer.stop()
        self.bar.hide()
        self._say_verify()

    def _say_verify(self) -> None:
        words = self._verify_words()
        self.verify.setText(f" {words}")
        self.verify.setAccessibleName(words)

    def _verify_words(self) -> str:
        running = hasattr(self, "_timer") and self._timer.isActive()
        return self.tr("Stop") if running else self.tr("Verify the chain")

    def _file(self, title: str, name: str, kinds: str) -> str:
        file, _ = QFileDialog.getSaveFileName(self, title, name, kinds)
        return file

    def _columns(self) -> list[Column[AuditRecord]]:
        return [
            Column(lambda: self.tr("Number"), lambda r: f"{r.seq:,}", 80, number=True),
            Column(lambda: self.tr("Time"), _time, 126),
            Column(lambda: self.tr("Act"), lambda r: act_word(r.act), 176),
            Column(
                lambda: self.tr("Who"),
                lambda r: f"{r.who} + {r.approver}" if r.approver else r.who,
                144,
            ),
            Column(lambda: self.tr("What"), lambda r: subject_word(r.subject), 230),
            Column(lambda: self.tr("Reason"), lambda r: reason_word(r.reason), 160),
            Column(lambda: self.tr("Station"), lambda r: r.station, 110),
        ]


def _time(record: AuditRecord) -> str:
    return wall_time(record.at, "%m-%d %H:%M:%S")
