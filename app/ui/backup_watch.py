"""Looks now and then whether a backup is due; says on the status line when one failed."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QLabel

from app.logs import log
from app.ui.language import language
from app.ui.tasks import Known, Tasks
from app.ui.words import error_words

LOOK_MS = 5 * 60 * 1000
FIRST_LOOK_MS = 20 * 1000  # what was missed while the program was closed does not wait longer


class BackupWatch(QLabel):
    """Hidden while all is well. A failure stays in sight until a look goes well; nothing waits."""

    def __init__(self, tasks: Tasks, back_up: Callable[[], None]) -> None:
        super().__init__()
        self._tasks = tasks
        self._back_up = back_up
        self._busy = False
        self._error: Known | None = None
        self.timer = QTimer(self)
        self.timer.setInterval(LOOK_MS)
        self.timer.timeout.connect(self.look)
        self.timer.start()
        first = QTimer(self)
        first.setSingleShot(True)
        first.timeout.connect(self.look)
        first.start(FIRST_LOOK_MS)
        self.hide()

    def look(self) -> None:
        """Ask in the background; a backup that is still being made is not begun twice."""
        if not self._busy:
            self._busy = True
            self._tasks.run(self, "backup", self._work, lambda _none: self._show(None), self._show)

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._error is not None:
            self._say(self._error)

    def _work(self) -> None:
        try:
            self._back_up()
        finally:
            self._busy = False  # also after a bug: the next look tries again

    def _show(self, error: Known | None) -> None:
        if error is not None and (self._error is None or self._error.code != error.code):
            log.warning("backup not made: %s", error)
        self._error = error
        if error is not None:
            self._say(error)
        self.setVisible(error is not None)

    def _say(self, error: Known) -> None:
        why, what_to_do = error_words(error)
        self.setText(language().texts.text("status-backup-due", why=why))
        self.setToolTip(what_to_do)
