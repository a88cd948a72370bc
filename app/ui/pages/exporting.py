"""An export that runs: how far it is, and the button that stops it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar

from app.ui.look import look
from app.ui.pages.page import Page
from app.ui.services import Cancelled, Progress
from app.ui.tasks import Known, Lasting
from app.ui.theme import Tone
from app.ui.widgets.button import Button
from app.ui.widgets.panel import Panel, row
from app.ui.words import error_words

SHOWN_MS = 100
STOPPED = "export-stopped"
Export = Callable[[Path, Progress, Cancelled], int]


class Exporting(Panel):
    """Hidden while nothing is written. ``begin`` writes one file at a time, in the background."""

    def __init__(self, page: Page, opens: Button) -> None:
        super().__init__()
        self._page, self._opens = page, opens
        self._is_stopped = False
        self._done: tuple[int, int] = (0, 0)
        self.words = self.label(self._say_progress, "muted")
        self.words.setWordWrap(False)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.say(lambda: self.bar.setAccessibleName(self.tr("Export")))
        self.stop = self.button(
            lambda: self.tr("Stop the export"), self._stop, image="stop", shortcut="Ctrl+."
        )
        line = row(self.words, gap=12)
        line.addWidget(self.bar, 1)
        line.addWidget(self.stop)
        self.setLayout(line)
        self.wear(lambda: self.bar.setFixedHeight(look().px(8)))
        self._timer = QTimer(self)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self._show)
        self.hide()

    @property
    def is_running(self) -> bool:
        """Say whether a file is being written."""
        return self._timer.isActive()

    def begin(self, file: Path, export: Export, told: Callable[[int], None]) -> None:
        """Write the file; ``told`` gets the number of rows once it is whole."""
        if self.is_running:
            return
        tasks = self._page.context.tasks
        self._is_stopped, self._done = False, (0, 0)
        self._show()
        self._timer.start()
        self.show()
        self.stop.setEnabled(True)
        self._opens.setEnabled(False)

        def note(done: int, total: int) -> None:
            self._done = (done, total)  # from the worker; the timer shows it

        def ended(count: int) -> None:
            self._end()
            told(count)

        self._page.ask(
            "export",
            lambda: export(file, note, lambda: self._is_stopped or tasks.is_closing),
            ended,
            failed=self._failed,
            lasting=Lasting(lambda: self.tr("A file is being written."), self._stop),
        )

    def _stop(self) -> None:
        self._is_stopped = True
        self.stop.setEnabled(False)

    def _failed(self, error: Known) -> None:
        self._end()
        if error.code == STOPPED:
            self._page.tell(*error_words(error), Tone.WAIT)
        else:
            self._page.fail(error)

    def _end(self) -> None:
        self._timer.stop()
        self.hide()
        self._opens.setEnabled(True)

    def _show(self) -> None:
        done, total = self._done
        self.bar.setMaximum(total)  # 0: it is being counted
        self.bar.setValue(done)
        self.words.setText(self._say_progress())

    def _say_progress(self) -> str:
        done, total = self._done
        if not total:
            return self.tr("Counting…")
        return self.tr("{done} of {total} rows written").format(
            done=f"{done:,}", total=f"{total:,}"
        )
