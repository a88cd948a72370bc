"""The station's real window in tests: over real services, and nothing of it left at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from app.logs import Redactor, set_up, tear_down
from app.settings import LANGUAGE, SOUND, Settings
from app.station.places import Places
from app.ui.application import Program
from app.ui.live.services import LiveServices

PATIENCE_MS = 20_000


def quiet_settings(file: Path) -> Settings:
    """Return the settings of a station that speaks English and makes no sound."""
    made = Settings(file)
    made.put(SOUND, value=False)
    made.put(LANGUAGE, "en")
    return made


@contextmanager
def opened(
    app: QApplication, qtbot: Any, services: LiveServices, settings: Settings
) -> Iterator[Program]:
    """Make a window over services; at the end the bench is stopped and both are closed."""
    program = Program(app, services, settings, "ledger.db")
    program.window.resize(1280, 800)
    try:
        yield program
    finally:
        services.bench.stop()
        qtbot.waitUntil(lambda: services.bench.busy_slots() == 0, timeout=PATIENCE_MS)
        program.window.close()
        program.close()
        services.close()
        program.window.deleteLater()


@contextmanager
def new_station(
    app: QApplication, qtbot: Any, folder: Path, own: Path | None = None
) -> Iterator[Program]:
    """Open the window of a station where nothing was done yet; its log is kept.

    ``own``: the station's own folder, where it is not the ledger's. The program's ``services`` are
    what a test does by hand.
    """
    own = own or folder
    settings, redactor = quiet_settings(own / "settings.json"), Redactor()
    log_file = set_up(folder / "log", redactor)
    services = LiveServices(
        str(folder / "ledger.db"),
        settings,
        redactor,
        own,
        log_file,
        places=Places(folder / "slots.json", list),
    )
    try:
        with opened(app, qtbot, services, settings) as program:
            program.services = services  # type: ignore[attr-defined]
            services.start()
            program.window.show()
            yield program
    finally:
        tear_down()
