"""The window as a program: joins settings, look, services and pages, and runs until closed."""

import gc
import sys
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap import Unlock
from app.logs import Redactor, set_up, tear_down
from app.paths import config_dir, data_dir, default_ledger, log_dir
from app.settings import LANGUAGE, LEDGER, TEXT_SCALE, THEME, Settings
from app.ui.backup_watch import BackupWatch
from app.ui.failures import Failures
from app.ui.language import language
from app.ui.live.services import LiveServices
from app.ui.look import look
from app.ui.main_window import MainWindow
from app.ui.pages.page import Context
from app.ui.pages.registry import PAGES
from app.ui.services import Services
from app.ui.sound import Sounds
from app.ui.tasks import Tasks
from app.ui.theme import Tone
from app.ui.words import advice, sentence

WINDOW = (1024, 640)  # when it is not as large as the screen
TURN_S = 0.0002
"""So long another thread may keep the interpreter while the window's thread wants it."""
SETTLED_MS = 5_000
"""Then everything that a program needs all day is there: it is no more looked through for garbage,
which stops every thread for some 20 ms each time."""


class Program:
    """One running window and everything it needs; :meth:`close` leaves no thread behind."""

    def __init__(
        self,
        app: QApplication,
        services: Services,
        settings: Settings,
        ledger_name: str,
        *,
        back_up: Callable[[], None] | None = None,
    ) -> None:
        self._app = app
        self.settings = settings
        self.tasks = Tasks()
        self.sounds = Sounds(settings)
        dress(settings)
        settings.watch(self._changed)
        context = Context(services, self.tasks, settings, self.sounds)
        self.window = MainWindow(context, PAGES, ledger_name=ledger_name)
        self.backups = BackupWatch(self.tasks, back_up) if back_up else None
        if self.backups:
            self.window.status.inner.insertWidget(2, self.backups)
        self.failures = Failures(self._show_failure)
        sys.setswitchinterval(TURN_S)
        QTimer.singleShot(SETTLED_MS, self.window, gc.freeze)

    def close(self) -> None:
        """Wait for what still runs."""
        self.failures.close()
        self.tasks.close()
        self.sounds.close()

    def _changed(self, name: str) -> None:
        if name in (LANGUAGE.name, THEME.name, TEXT_SCALE.name):
            dress(self.settings, only=name)

    def _show_failure(self, number: str) -> None:
        page: QWidget | None = self.window.stack.currentWidget()
        facts: dict[str, object] = {"number": number}
        if page is not None:
            self.window.page(self.window.shown).tell(
                sentence("unknown-error", facts), advice("unknown-error", facts), Tone.FAIL
            )


def dress(settings: Settings, only: str = "") -> None:
    """Put on language and look as the settings say; ``only`` names the one that changed."""
    if only in ("", LANGUAGE.name):
        language().speak(settings.get(LANGUAGE))
    if only != LANGUAGE.name:
        look().wear(settings.get(THEME), settings.get(TEXT_SCALE))


def run(
    location: str | None = None,
    speech: str | None = None,
    unlock: Unlock | None = None,
    *,
    boards: int = 0,
) -> int:
    """Open the window and stay until it is closed; returns a shell's exit code.

    ``location``: path or URL of the ledger, else the settings', else the usual place. ``speech``:
    the language to speak where the settings leave it to the system. ``unlock``: what is at hand to
    open the ledger with; the window asks for a passphrase where that is not enough. ``boards``: so
    many simulated ones are put into the slots and the bench is started.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Keywright")
    settings = Settings(config_dir() / "settings.json")
    if speech and settings.get(LANGUAGE) == LANGUAGE.default:
        language().fallback = speech
    redactor = Redactor()
    log_file = set_up(log_dir(), redactor)
    named = location or settings.get(LEDGER) or str(default_ledger())
    services = LiveServices(named, settings, redactor, data_dir(), log_file, unlock=unlock)
    back_up = None if boards else services.backups.run_if_due  # a demo's ledger needs none
    program = Program(app, services, settings, named, back_up=back_up)
    try:
        services.start()
        program.window.resize(*WINDOW)
        program.window.show_as_set()
        if boards:
            services.setup.simulate(boards)
            program.window.go("bench")
            services.bench.start()
        return app.exec()
    finally:
        program.close()
        services.close()
        tear_down()
