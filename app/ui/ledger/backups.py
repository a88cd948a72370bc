"""Backups: how old, how large, when proven; made, proven and put back from here."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from app.domain.acts import Act
from app.ui.look import look
from app.ui.models.table import Column, ListModel
from app.ui.pages.page import Page
from app.ui.services_ledger import BackupView, RestoreView
from app.ui.tasks import Known, Lasting
from app.ui.theme import Tone
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow import flow, growing
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, column, grow
from app.ui.widgets.table import Table

MEGABYTE = 1_000_000
OLD = timedelta(days=2)


class BackupsPanel(Panel):
    """The backups as a table, newest first. ``restored`` is called after one was put back."""

    def __init__(self, page: Page, restored: Callable[[], None]) -> None:
        super().__init__()
        self._page = page
        self._restored = restored
        self._vault = page.services.quality.vault
        self._folder = Path()
        self._bad: set[Path] = set()
        self.files: ListModel[BackupView] = ListModel(self._columns(), self)
        empty = EmptyState(
            "folder",
            lambda: self.tr("No backup yet"),
            lambda: self.tr("A backup is encrypted, and proven by restoring it before it counts."),
        )
        self.table: Table[BackupView] = Table(self.files, empty, lambda: self.tr("Backups"))
        self.table.chosen.connect(lambda _row: page.enable_buttons())
        self.where = self.label(self._where, "muted", wrap=True)
        self.back_up = self.button(
            lambda: self.tr("Back up now"), self.make, kind="primary", image="export",
            shortcut="Ctrl+B",
        )  # fmt: skip
        self.prove = self.button(lambda: self.tr("Prove it"), self.prove_it, image="check")
        self.put_back = self.button(lambda: self.tr("Restore it…"), self.restore_form, image="undo")
        self.other = self.button(
            lambda: self.tr("Restore another file…"), self.restore_other, image="folder"
        )
        line = flow(growing(self.where), self.other, self.put_back, self.prove, self.back_up)
        inner = column(line, grow(self.table), gap=10)
        inner.setContentsMargins(0, look().px(12), 0, 0)
        self.setLayout(inner)
        page.guard(self.back_up, Act.LEDGER_BACKED_UP)
        page.guard(self.put_back, Act.LEDGER_RESTORED, self._is_chosen)
        page.guard(self.other, Act.LEDGER_RESTORED)
        self.prove.setEnabled(False)
        self.table.chosen.connect(lambda _row: self.prove.setEnabled(True))

    def refresh(self) -> None:
        """Ask for the backups."""
        vault = self._vault
        self._page.ask("backups", lambda: (vault.folder(), vault.backups()), self._show)

    def make(self) -> None:
        """Make a backup and prove it."""
        words = self.tr("The backup is made, then proven by restoring it…")
        self._page.tell(words, "", Tone.RUNNING)
        lasting = Lasting(lambda: self.tr("A backup is being made."))
        self._page.ask("back up", self._vault.back_up, self._backed_up, lasting=lasting)

    def prove_it(self) -> None:
        """Restore the chosen backup into a scratch place."""
        chosen = self.table.current()
        if chosen is None:
            return
        words = self.tr("{file} can be restored: {licenses} licenses, {records} records.")

        def show(found: tuple[int, int]) -> None:
            self._bad.discard(chosen.file)
            licenses, records = (f"{number:,}" for number in found)
            told = words.format(file=chosen.file.name, licenses=licenses, records=records)
            self._page.tell(told)
            self.refresh()

        def failed(error: Known) -> None:
            self._bad.add(chosen.file)
            self._page.fail(error)
            self.refresh()

        self._page.tell(self.tr("The backup is restored into a scratch place…"), "", Tone.RUNNING)
        self._page.ask("prove", lambda: self._vault.prove(chosen.file), show, failed=failed)

    def restore_other(self) -> None:
        """Ask for a backup that stands elsewhere."""
        file, _ = QFileDialog.getOpenFileName(
            self, self.tr("Restore another file…"), str(self._folder), "Keywright (*.kwb)"
        )
        if file:
            self._ask_restore(Path(file))

    def restore_form(self) -> None:
        """Ask whether the chosen backup shall take the ledger's place."""
        chosen = self.table.current()
        if chosen is not None:
            self._ask_restore(chosen.file)

    def _ask_restore(self, file: Path) -> None:
        fields = (
            Field("passphrase", self.tr("Passphrase of its day, if another"), secret=True),
            Field("sure", self.tr("I have read this"), False, needed=True),
        )
        words = self.tr(
            "The ledger goes back to the hour of this backup. What stands there now is first"
            " copied aside and kept. Licenses that were handed out or written after the backup are"
            " in question: nothing is handed out until two people have reconciled them with the"
            " boards, or with what other stations recorded. Everybody signs in anew."
        )

        def done(values: Mapping[str, Value]) -> None:
            passphrase = str(values["passphrase"])
            self._page.tell(self.tr("The backup is proven, then put back…"), "", Tone.RUNNING)
            self._page.ask(
                "restore",
                lambda: self._vault.restore(file, passphrase),
                self._put_back,
                lasting=Lasting(lambda: self.tr("A backup is being put back.")),
            )

        title = self.tr("Restore {file}").format(file=file.name)
        Form(self._page, title, fields, done, words=words, ok=self.tr("Restore")).open()

    def _put_back(self, done: RestoreView) -> None:
        said = self.tr(
            "Restored as of {moment}. %n license(s) are in question.", "", done.in_question
        )
        kept = self.tr("The ledger before is kept: {file}").format(file=done.second_copy)
        self._page.tell(
            said.format(moment=_moment(datetime.fromisoformat(done.made_at))),
            kept if done.second_copy else "",
            Tone.DOUBTFUL,
        )
        self._restored()

    def _backed_up(self, made: BackupView) -> None:
        self._page.tell(self.tr("Backed up and proven: {file}.").format(file=made.file.name))
        self.refresh()

    def _show(self, answer: tuple[Path, Sequence[BackupView]]) -> None:
        chosen = self.table.current()
        self._folder, files = answer
        self.where.setText(self._where())
        self.files.show_rows(files)
        names = [file.file for file in files]
        place = names.index(chosen.file) if chosen and chosen.file in names else 0
        self.table.choose(place)
        self.prove.setEnabled(self._is_chosen())

    def _is_chosen(self) -> bool:
        return self.table.current() is not None

    def _where(self) -> str:
        return self.tr("Backups stand in {folder}").format(folder=self._folder)

    def _columns(self) -> list[Column[BackupView]]:
        return [
            Column(lambda: self.tr("Made"), lambda b: _moment(b.made_at), 160),
            Column(lambda: self.tr("Age"), self._age, 130, tone=_age_tone),
            Column(lambda: self.tr("File"), lambda b: b.file.name, 0, mono=True),
            Column(
                lambda: self.tr("Size"), lambda b: f"{b.size / MEGABYTE:,.1f} MB", 110, number=True
            ),
            Column(lambda: self.tr("Proven"), self._proven, 190, tone=self._proven_tone),
        ]

    def _age(self, backup: BackupView) -> str:
        hours = int((datetime.now(UTC) - backup.made_at).total_seconds()) // 3600
        if hours < 48:
            return self.tr("%n hour(s)", "", max(0, hours))
        return self.tr("%n day(s)", "", hours // 24)

    def _proven(self, backup: BackupView) -> str:
        if backup.file in self._bad:
            return self.tr("not any more")
        if backup.proven_at is None:
            return self.tr("when it was made")
        return _moment(backup.proven_at)

    def _proven_tone(self, backup: BackupView) -> Tone:
        return Tone.FAIL if backup.file in self._bad else Tone.PASS


def _moment(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def _age_tone(backup: BackupView) -> Tone:
    return Tone.DOUBTFUL if datetime.now(UTC) - backup.made_at > OLD else Tone.PASS
