"""What a restore left in question, and settling it: with boards, or with what others recorded."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from app.domain.acts import Act
from app.ui.pages.page import Page
from app.ui.services_ledger import Reconciliation
from app.ui.tasks import Known
from app.ui.views import SlotState
from app.ui.widgets.empty_state import Picture
from app.ui.widgets.flow import flow
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, column, row
from app.ui.words import minute_word


class DoubtCard(Panel):
    """Hidden while nothing is in question. ``settled`` is called after a reconciliation."""

    def __init__(self, page: Page, settled: Callable[[], None]) -> None:
        super().__init__(name="card")
        self._page = page
        self._settled = settled
        self._count = 0
        self.files: dict[Path, str | None] = {}
        """The files, each with the time (UTC ISO) up to which it tells; None: not known."""
        self.boards: dict[str, str] = {}
        self.title = self.label(self._title, "heading", wrap=True)
        words = self.label(
            lambda: self.tr(
                "Licenses that were free at the hour of the backup may be on devices today, so none"
                " is handed out. Name what was used since: what the boards at hand hold, and the"
                " records that other stations exported. What nothing shows as used goes back to the"
                " pool on the word of two people."
            ),
            wrap=True,
        )
        self.evidence = self.label(self._evidence, "muted", wrap=True)
        self.read = self.button(
            lambda: self.tr("Take the boards that were read"), self.take_boards, image="probe"
        )
        self.add = self.button(lambda: self.tr("Add a file…"), self._add_file, image="file")
        self.drop = self.button(lambda: self.tr("Begin anew"), self._begin_anew, kind="quiet")
        self.go = self.button(
            lambda: self.tr("Reconcile…"), self.ask, kind="primary", image="check"
        )
        texts = column(self.title, words, self.evidence, gap=6)
        line = flow(self.read, self.add, self.drop, 1, self.go)
        upper = row(Picture("warning", 52), texts, gap=16)
        upper.setStretch(1, 1)
        self.setLayout(column(upper, line, gap=12, edge=16))
        page.guard(self.go, Act.LEDGER_RECONCILED)
        self.hide()

    def refresh(self) -> None:
        """Ask whether anything is in question."""
        self._page.ask("in question", self._page.services.quality.vault.in_question, self._show)

    def take_boards(self) -> None:
        """Count what the bench read at its slots as used, on the boards that hold it."""
        for view in self._page.services.bench.slots():
            if view.state is SlotState.FOUND and view.identity:
                self.boards[view.identity] = view.mac or ""
        self._say()
        if not self.boards:
            self._page.tell(
                self.tr("No board was read yet."),
                self.tr("Put boards into the slots and press Read slots on the bench."),
            )

    def add_file(self, file: Path) -> None:
        """Count what this file shows as used."""
        vault = self._page.services.quality.vault

        def refuse(error: Known) -> None:
            self.files.pop(file, None)
            self._page.fail(error)
            self._say()

        self.files.setdefault(file)
        self._page.ask(
            f"evidence {file}",
            lambda: vault.evidence_until(file),
            lambda until: self._note_end(file, until),
            failed=refuse,
        )
        self._say()

    def ask(self) -> None:
        """Ask for the reason, then settle."""
        words = self.tr(
            "What the evidence shows becomes doubtful, on its unit where that is known."
        )
        if not self.files and not self.boards:
            words = self.tr(
                "No evidence is named: every license in question goes back to the pool. Only say so"
                " where you know that none was used since the backup."
            )
        fields = (
            Field("reason", self.tr("Reason"), needed=True, most=200),
            Field("sure", self.tr("I have read this"), False, needed=True),
        )
        title, ok = self.tr("Reconcile the ledger"), self.tr("Reconcile")
        Form(self._page, title, fields, self._reconcile, words=words, ok=ok).open()

    def _reconcile(self, values: Mapping[str, Value]) -> None:
        files, boards, reason = tuple(self.files), dict(self.boards), str(values["reason"])
        vault = self._page.services.quality.vault
        self._page.ask("reconcile", lambda: vault.reconcile(files, boards, reason), self._done)

    def _done(self, done: Reconciliation) -> None:
        words = self.tr("Reconciled: {available} available, {doubtful} doubtful, {held} held.")
        self._page.tell(
            words.format(
                available=f"{done.available:,}",
                doubtful=f"{done.doubtful:,}",
                held=f"{done.held:,}",
            )
        )
        self._begin_anew()
        self._settled()

    def _add_file(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("What was used since"), "", "*.jsonl *.csv *.txt"
        )
        for name in names:
            self.add_file(Path(name))

    def _note_end(self, file: Path, until: str | None) -> None:
        if file in self.files:
            self.files[file] = until
        self._say()

    def _begin_anew(self) -> None:
        self.files.clear()
        self.boards.clear()
        self._say()

    def _show(self, count: int | None) -> None:
        self.setVisible(count is not None)
        self._count = count or 0
        self._say()

    def _say(self) -> None:
        self.title.setText(self._title())
        self.evidence.setText(self._evidence())

    def _title(self) -> str:
        return self.tr("This ledger was restored: %n license(s) are in question.", "", self._count)

    def _evidence(self) -> str:
        told = [
            self.tr("{file} (until {time})").format(file=file.name, time=minute_word(until))
            if until
            else file.name
            for file, until in self.files.items()
        ]
        if self.boards:
            told.append(self.tr("%n board(s) that were read", "", len(self.boards)))
        if not told:
            return self.tr("No evidence named yet.")
        return self.tr("Evidence: {names}").format(names=", ".join(told))
