"""The vault: ways of unlocking, the data key, the recovery key, locking now."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QProgressBar

from app.domain.acts import Act
from app.domain.vault_box import LockKind, LockRecord
from app.security.locks import shown_once
from app.ui.look import look
from app.ui.models.table import Column, ListModel
from app.ui.pages.page import Page
from app.ui.tasks import Cancel, Known, Lasting
from app.ui.theme import Tone
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.flow import Beside, flow
from app.ui.widgets.form import Field, Form, Value
from app.ui.widgets.panel import Panel, card, column, grow, row
from app.ui.widgets.table import Table
from flasher.secrets import Secret

SHOW_EVERY_MS = 100


class LocksPanel(Panel):
    """Two cards: the ways of unlocking, the data key. Acts through its page."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._vault = page.services.quality.vault
        self._cancel = Cancel()
        self._done = (0, 0)
        self._left = 0
        self.rows: ListModel[LockRecord] = ListModel(self._columns(), self)
        empty = EmptyState(
            "key",
            lambda: self.tr("Nothing opens this ledger"),
            lambda: self.tr("Ask who made it."),
        )
        self.table: Table[LockRecord] = Table(
            self.rows, empty, lambda: self.tr("Ways of unlocking")
        )
        self.table.chosen.connect(lambda _row: page.enable_buttons())
        self.passphrase = self.button(
            lambda: self.tr("Change the passphrase…"), self._ask_passphrase, image="key"
        )
        self.add = self.button(lambda: self.tr("Add a way…"), self._ask_way, image="add")
        self.remove = self.button(
            lambda: self.tr("Remove it…"), self._ask_remove, kind="stop", image="trash"
        )
        self.recovery = self.button(
            lambda: self.tr("New recovery key…"), self._ask_recovery, image="lock"
        )
        self.lock = self.button(
            lambda: self.tr("Lock the ledger now"), self._ask_lock, image="lock"
        )
        self.rotate = self.button(self._rotate_word, self._ask_rotate, image="refresh")
        self.stop = self.button(lambda: self.tr("Stop"), self._stop, kind="stop")
        self.stop.hide()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.count = self.label(self._count_words, "caption")
        self._lay_out()
        self._guard()
        self._timer = QTimer(self)
        self._timer.setInterval(SHOW_EVERY_MS)
        self._timer.timeout.connect(self._show_progress)

    def refresh(self) -> None:
        """Ask for locks, and for a rotation that was stopped."""
        vault = self._vault
        self._page.ask("locks", lambda: (vault.locks(), vault.rotation_left()), self._show)

    def _lay_out(self) -> None:
        note = self.label(
            lambda: self.tr(
                "A new data key seals every secret anew. It may be stopped at any time and goes on"
                " where it stood; stations go on working."
            ),
            "muted",
            wrap=True,
        )
        locking = self.label(
            lambda: self.tr(
                "Drops every key from memory and signs out. The desk locks by itself after the time"
                " that the settings say."
            ),
            "muted",
            wrap=True,
        )
        keys = card(
            self.label(lambda: self.tr("Data key"), "heading"),
            note,
            row(self.rotate, self.stop, 1),
            self.bar,
            self.count,
            1,
            gap=10,
        )
        now = card(
            self.label(lambda: self.tr("Locking"), "heading"),
            locking,
            row(self.lock, 1),
            1,
            gap=10,
        )
        first = flow(1, self.passphrase, self.recovery, self.remove, self.add)
        cards = Beside(keys, now, side=0, least=640, low=0)
        inner = column(first, grow(self.table), cards, gap=10)
        inner.setContentsMargins(0, look().px(12), 0, 0)
        self.setLayout(inner)

    def _guard(self) -> None:
        guard = self._page.guard
        guard(self.passphrase, Act.VAULT_LOCK_CHANGED, self._has_passphrase)
        guard(self.add, Act.VAULT_LOCK_ADDED)
        guard(self.remove, Act.VAULT_LOCK_REMOVED, self._may_remove)
        guard(self.recovery, Act.VAULT_LOCK_ADDED)
        guard(self.rotate, Act.VAULT_KEY_ROTATED)

    def _show(self, answer: tuple[Sequence[LockRecord], int]) -> None:
        locks, self._left = answer
        self.rows.show_rows(locks)
        self.rotate.setText(f" {self._rotate_word()}")
        self.count.setText(self._count_words())

    def _has_passphrase(self) -> bool:
        return any(lock.kind is LockKind.PASSPHRASE for lock in self.rows.rows)

    def _may_remove(self) -> bool:
        return self.table.current() is not None and len(self.rows.rows) > 1

    # Ways of unlocking.

    def _ask_passphrase(self) -> None:
        fields = (
            Field("old", self.tr("Passphrase until now"), secret=True, needed=True),
            Field("new", self.tr("New passphrase"), secret=True, needed=True),
            Field("again", self.tr("New passphrase again"), secret=True, needed=True),
        )
        words = self.tr("Backups that were made before are still opened by the old one.")
        title = self.tr("Change the passphrase")

        def done(values: Mapping[str, Value]) -> None:
            new = self._twice(values)
            if new is not None:
                old = Secret(str(values["old"]))
                self._change(lambda: self._vault.change_passphrase(old, new))

        Form(self._page, title, fields, done, words=words).open()

    def _ask_way(self) -> None:
        kinds = [
            (LockKind.PASSPHRASE.value, self._kind_word(LockKind.PASSPHRASE)),
            (LockKind.KEY_FILE.value, self._kind_word(LockKind.KEY_FILE)),
            (LockKind.KEYRING.value, self._kind_word(LockKind.KEYRING)),
        ]
        fields = (
            Field("kind", self.tr("Unlock by"), kinds[0][0], kinds),
            Field("new", self.tr("New passphrase"), secret=True),
            Field("again", self.tr("New passphrase again"), secret=True),
        )
        words = self.tr(
            "The passphrase is needed for the first kind only. A key file is made where you say;"
            " keep it away from the ledger, on a stick or a server."
        )
        Form(self._page, self.tr("Add a way of unlocking"), fields, self._add, words=words).open()

    def _add(self, values: Mapping[str, Value]) -> None:
        kind = LockKind(str(values["kind"]))
        if kind is LockKind.PASSPHRASE:
            new = self._twice(values)
            if new is not None:
                self._change(lambda: self._vault.add_lock(kind, passphrase=new))
        elif kind is LockKind.KEY_FILE:
            file, _ = QFileDialog.getSaveFileName(
                self, self.tr("Where the key file shall be made"), "keywright.key", "*.key"
            )
            if file:
                self._change(lambda: self._vault.add_lock(kind, file=Path(file)))
        else:
            self._change(lambda: self._vault.add_lock(kind))

    def _ask_remove(self) -> None:
        lock = self.table.current()
        if lock is None:
            return
        number = list(self.rows.rows).index(lock) + 1
        words = self.tr("It opens this ledger no more. Backups made before still know it.")
        title = self.tr("Remove: {way}").format(way=self._kind_word(lock.kind))

        def done(_values: Mapping[str, Value]) -> None:
            self._change(lambda: self._vault.remove_lock(number))

        Form(self._page, title, (), done, words=words, ok=self.tr("Remove")).open()

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

    def _ask_lock(self) -> None:
        words = self.tr(
            "Nothing can be written, printed or recorded until the ledger is opened again."
        )
        title, ok = self.tr("Lock the ledger now"), self.tr("Lock")

        def done(_values: Mapping[str, Value]) -> None:
            self._page.ask("lock", self._vault.lock_now, lambda _none: None)

        Form(self._page, title, (), done, words=words, ok=ok).open()

    def _change(self, call: Callable[[], None]) -> None:
        def changed(_none: None) -> None:
            self._page.tell(self.tr("The ways of unlocking are changed."))
            self.refresh()

        self._page.ask("change lock", call, changed)

    def _twice(self, values: Mapping[str, Value]) -> Secret | None:
        if values["new"] != values["again"]:
            self._page.tell(self.tr("The two new passphrases differ."), "", Tone.FAIL)
            return None
        return Secret(str(values["new"]))

    # The data key.

    def _ask_rotate(self) -> None:
        words = self.tr("Every secret is sealed anew under a new data key.")
        if self._left:
            words = self.tr("%n secret(s) are still under the old data key.", "", self._left)
        title, ok = self.tr("New data key"), self.tr("Begin")
        Form(self._page, title, (), self._begin_rotation, words=words, ok=ok).open()

    def _begin_rotation(self, _values: Mapping[str, Value]) -> None:
        self._cancel, self._done = Cancel(), (0, 0)
        cancel = self._cancel
        for part in (self.bar, self.stop):
            part.show()
        self.rotate.setEnabled(False)
        self._timer.start()
        self._page.ask(
            "rotate",
            lambda: self._vault.rotate(self._note, cancel),
            self._rotated,
            failed=self._not_rotated,
            lasting=Lasting(lambda: self.tr("Secrets are being sealed anew."), self._stop),
        )

    def _note(self, done: int, total: int) -> None:
        self._done = (done, total)  # from the worker; the timer shows it

    def _show_progress(self) -> None:
        done, total = self._done
        self.bar.setMaximum(total)
        self.bar.setValue(done)
        self.count.setText(f"{done:,} / {total:,}" if total else "")

    def _stop(self) -> None:
        self._cancel.set()

    def _rotated(self, answer: tuple[int, int]) -> None:
        done, left = answer
        self._end_rotation()
        words = self.tr("{done} secrets sealed anew, {left} left.")
        tone = Tone.DOUBTFUL if left else Tone.PASS
        self._page.tell(words.format(done=f"{done:,}", left=f"{left:,}"), "", tone)

    def _not_rotated(self, error: Known) -> None:
        self._end_rotation()
        self._page.fail(error)

    def _end_rotation(self) -> None:
        self._timer.stop()
        self.bar.hide()
        self.stop.hide()
        self.rotate.setEnabled(True)
        self.refresh()

    def _rotate_word(self) -> str:
        return self.tr("Go on with it…") if self._left else self.tr("New data key…")

    def _count_words(self) -> str:
        if not self._left:
            return ""
        return self.tr("%n secret(s) are still under the old data key.", "", self._left)

    def _kind_word(self, kind: LockKind) -> str:
        return {
            LockKind.KEYRING: self.tr("this computer's keyring"),
            LockKind.PASSPHRASE: self.tr("passphrase"),
            LockKind.KEY_FILE: self.tr("key file"),
            LockKind.RECOVERY: self.tr("recovery key"),
        }[kind]

    def _columns(self) -> list[Column[LockRecord]]:
        return [
            Column(lambda: self.tr("Unlock by"), lambda lock: self._kind_word(lock.kind), 260),
            Column(lambda: self.tr("Where"), lambda lock: lock.hint, 0, mono=True),
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
