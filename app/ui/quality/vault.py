"""The vault's locks and the backups: what opens the ledger, and what it can be restored from."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QProgressBar

from app.domain.acts import Act
from app.domain.vault_box import LockKind, LockRecord
from app.security.locks import shown_once
from app.ui.look import look
from app.ui.models.table import Column, ListModel
from app.ui.pages.page import Page
from app.ui.services_quality import BackupView
from app.ui.tasks import Cancel, Known
from app.ui.theme import Tone
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, card, column, row
from app.ui.widgets.table import Table
from flasher.secrets import Secret

MEGABYTE = 1_000_000
SHOW_EVERY_MS = 100


class VaultPanel(Panel):
    """Two cards: locks and data key, backups. Acts through its page."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._vault = page.services.quality.vault
        self._cancel = Cancel()
        self._done = (0, 0)
        self._locks: Sequence[LockRecord] = ()
        self._words = QLabel()
        self._words.setWordWrap(True)
        self.passphrase = self.button(
            lambda: self.tr("Change the passphrase…"), self._ask_passphrase, image="key"
        )
        self.recovery = self.button(
            lambda: self.tr("New recovery key…"), self._ask_recovery, image="lock"
        )
        self.rotate = self.button(
            lambda: self.tr("New data key…"), self._ask_rotate, image="refresh"
        )
        self.stop = self.button(lambda: self.tr("Stop"), self._stop, kind="stop")
        self.stop.hide()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        note = self.label(
            lambda: self.tr(
                "A new data key seals every secret anew. It may be stopped at any time and goes on"
                " where it stood; stations go on working."
            ),
            "caption",
            wrap=True,
        )
        locks = card(
            self.label(lambda: self.tr("Ways of unlocking"), "heading"),
            self._words,
            row(self.passphrase, self.recovery, self.rotate, self.stop, 1),
            self.bar,
            note,
            gap=10,
        )
        self.files: ListModel[BackupView] = ListModel(self._columns(), self)
        empty = EmptyState(
            "folder",
            lambda: self.tr("No backup yet"),
            lambda: self.tr("A backup is encrypted, and proven by restoring it before it counts."),
        )
        self.table: Table[BackupView] = Table(self.files, empty, lambda: self.tr("Backups"))
        self.back_up = self.button(
            lambda: self.tr("Back up now"), self._back_up, kind="primary", image="export"
        )
        self.prove = self.button(
            lambda: self.tr("Prove the chosen one"), self._prove, image="check"
        )
        title = self.label(lambda: self.tr("Backups"), "heading")
        inner = column(locks, row(title, 1, self.prove, self.back_up), self.table, gap=12)
        inner.setContentsMargins(0, 12, 0, 0)
        self.setLayout(inner)
        page.guard(self.passphrase, Act.VAULT_LOCK_CHANGED)
        page.guard(self.recovery, Act.VAULT_LOCK_ADDED)
        page.guard(self.rotate, Act.VAULT_KEY_ROTATED)
        page.guard(self.back_up, Act.LEDGER_BACKED_UP)
        self.table.chosen.connect(lambda _row: self.prove.setEnabled(True))
        self.prove.setEnabled(False)
        self._timer = QTimer(self)
        self._timer.setInterval(SHOW_EVERY_MS)
        self._timer.timeout.connect(self._show_progress)
        self.say(lambda: self._show_locks(self._locks))

    def refresh(self) -> None:
        """Ask for locks and backups."""
        self._page.ask("locks", self._vault.locks, self._show_locks)
        self._page.ask("backups", self._vault.backups, self.files.show_rows)

    def _show_locks(self, locks: Sequence[LockRecord]) -> None:
        self._locks = locks
        names = {
            LockKind.KEYRING: self.tr("this computer's keyring"),
            LockKind.PASSPHRASE: self.tr("passphrase"),
            LockKind.KEY_FILE: self.tr("key file"),
            LockKind.RECOVERY: self.tr("recovery key"),
        }
        self._words.setText(
            "\n".join(
                f"{n}.  {names[lock.kind]}" + (f"  ({lock.hint})" if lock.hint else "")
                for n, lock in enumerate(locks, start=1)
            )
        )

    def _ask_passphrase(self) -> None:
        fields = (
            Field("old", self.tr("Passphrase until now"), secret=True, needed=True),
            Field("new", self.tr("New passphrase"), secret=True, needed=True),
            Field("again", self.tr("New passphrase again"), secret=True, needed=True),
        )
        words = self.tr("Backups that were made before are still opened by the old one.")
        title = self.tr("Change the passphrase")
        Form(self._page, title, fields, self._change_passphrase, words=words).open()

    def _change_passphrase(self, values: Mapping[str, Value]) -> None:
        if values["new"] != values["again"]:
            self._page.tell(self.tr("The two new passphrases differ."), "", Tone.FAIL)
            return
        old, new = Secret(str(values["old"])), Secret(str(values["new"]))
        self._page.ask(
            "passphrase",
            lambda: self._vault.change_passphrase(old, new),
            lambda _done: self._page.tell(self.tr("The passphrase is changed.")),
        )

    def _ask_recovery(self) -> None:
        words = self.tr(
            "A recovery key opens everything. It is shown once; an earlier one opens nothing any"
            " more. Have paper and a safe ready."
        )
        title, ok = self.tr("New recovery key"), self.tr("Show it")
        Form(self._page, title, (), self._make_recovery, words=words, ok=ok).open()

    def _make_recovery(self, _values: Mapping[str, Value]) -> None:
        self._page.ask("recovery", self._vault.recovery_key, self._show_recovery)

    def _show_recovery(self, key: Secret) -> None:
        RecoveryDialog(self._page, key).open()
        self.refresh()

    def _ask_rotate(self) -> None:
        words = self.tr("Every secret is sealed anew under a new data key.")
        title, ok = self.tr("New data key"), self.tr("Begin")
        Form(self._page, title, (), self._begin_rotation, words=words, ok=ok).open()

    def _begin_rotation(self, _values: Mapping[str, Value]) -> None:
        self._cancel, self._done = Cancel(), (0, 0)
        cancel = self._cancel

        def call() -> tuple[int, int]:
            return self._vault.rotate(self._note, cancel)

        for part in (self.bar, self.stop):
            part.show()
        self._timer.start()
        self._page.ask("rotate", call, self._rotated, failed=self._not_rotated)

    def _note(self, done: int, total: int) -> None:
        self._done = (done, total)  # from the worker; the timer shows it

    def _show_progress(self) -> None:
        done, total = self._done
        self.bar.setMaximum(total)
        self.bar.setValue(done)

    def _stop(self) -> None:
        self._cancel.set()

    def _rotated(self, answer: tuple[int, int]) -> None:
        self._end_rotation()
        done, left = answer
        words = self.tr("{done} secrets sealed anew, {left} left.")
        self._page.tell(words.format(done=f"{done:,}", left=f"{left:,}"))

    def _not_rotated(self, error: Known) -> None:
        self._end_rotation()
        self._page.fail(error)

    def _end_rotation(self) -> None:
        self._timer.stop()
        self.bar.hide()
        self.stop.hide()

    def _back_up(self) -> None:
        words = self.tr("The backup is made, then proven by restoring it…")
        self._page.tell(words, "", Tone.RUNNING)
        self._page.ask("backup", self._vault.back_up, self._backed_up)

    def _backed_up(self, made: BackupView) -> None:
        self._page.tell(self.tr("Backed up and proven: {file}.").format(file=made.file.name))
        self.refresh()

    def _prove(self) -> None:
        chosen = self.table.current()
        if chosen is None:
            return
        self._page.tell(self.tr("The backup is restored into a scratch place…"), "", Tone.RUNNING)
        words = self.tr("{file} can be restored: {licenses} licenses, {records} records.")
        self._page.ask(
            "prove",
            lambda: self._vault.prove(chosen.file),
            lambda found: self._page.tell(
                words.format(
                    file=chosen.file.name, licenses=f"{found[0]:,}", records=f"{found[1]:,}"
                )
            ),
        )

    def _columns(self) -> list[Column[BackupView]]:
        return [
            Column(
                lambda: self.tr("Made"), lambda b: f"{b.made_at.astimezone():%Y-%m-%d %H:%M}", 160
            ),
            Column(lambda: self.tr("File"), lambda b: b.file.name, 0, mono=True),
            Column(
                lambda: self.tr("Size"), lambda b: f"{b.size / MEGABYTE:,.1f} MB", 110, number=True
            ),
        ]


class RecoveryDialog(QDialog):
    """Shows a recovery key once; it is neither kept nor put on the clipboard."""

    def __init__(self, parent: Page, key: Secret) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Recovery key"))
        self.setMinimumWidth(look().px(560))
        panel = Panel()
        self.shown = QLineEdit(shown_once(key))
        self.shown.setReadOnly(True)
        self.shown.setProperty("large", "true")
        self.shown.setAccessibleName(self.tr("Recovery key"))
        words = self.tr("Write it down and lock it away. It is not shown again.")
        close = panel.button(lambda: self.tr("It is written down"), self.accept, kind="primary")
        panel.setLayout(
            column(
                panel.label(self.windowTitle, "heading"),
                panel.label(lambda: words, wrap=True),
                self.shown,
                row(1, close),
                gap=14,
            )
        )
        self.setLayout(column(panel, edge=20))
        self.finished.connect(lambda _code: self.shown.clear())
