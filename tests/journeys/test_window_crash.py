"""The window dies in the middle of writes: the ledger stays true, and the next start says so."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.logs import Redactor
from app.settings import SOUND, Settings
from app.station.places import Places
from app.ui.live.services import LiveServices

CHILD = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.logs import Redactor
from app.settings import SOUND, Settings
from app.station.places import Places
from app.ui.application import Program
from app.ui.live.services import LiveServices

folder = Path(sys.argv[1])
app = QApplication([])
settings = Settings(folder / "settings.json")
settings.put(SOUND, False)
places = Places(folder / "slots.json", list)
services = LiveServices(
    str(folder / "ledger.db"), settings, Redactor(), folder, folder / "log", places=places
)
program = Program(app, services, settings, "ledger.db")
services.setup.simulate(8)
services.start()
program.window.show()
services.bench.start()
app.exec()
"""
PATIENCE_S = 30.0
IN_FLIGHT = "SELECT count(*) FROM licenses WHERE state IN ('reserved', 'writing')"
WRITTEN = "SELECT count(*) FROM licenses WHERE state = 'verified'"

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def count(file: Path, query: str) -> int:
    if not file.exists():
        return 0
    with closing(sqlite3.connect(file)) as conn:
        try:
            return int(conn.execute(query).fetchone()[0])
        except sqlite3.OperationalError:  # the schema is just being made, or a writer is at work
            return 0


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
def test_a_window_that_is_killed_in_mid_write_leaves_the_ledger_true(qapp, qtbot, tmp_path):
    file = tmp_path / "ledger.db"
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + PATIENCE_S
        while not (count(file, WRITTEN) and count(file, IN_FLIGHT)):
            assert time.monotonic() < end, "nothing was ever in work"
            assert child.poll() is None
            time.sleep(0.005)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    in_flight = count(file, IN_FLIGHT)
    settings = Settings(tmp_path / "settings.json")
    settings.put(SOUND, False)
    services = LiveServices(
        str(file),
        settings,
        Redactor(),
        tmp_path,
        tmp_path / "log",
        places=Places(tmp_path / "slots.json", list),
    )
    try:
        services.bench.settle()
        qtbot.waitUntil(lambda: services.bench.header().order == "demo-order", timeout=20_000)
        header = services.bench.header()
        ledger = services.session.services().ledger
        assert ledger.check() == []
        assert count(file, IN_FLIGHT) == 0
        if in_flight:
            assert header.notice == "station-settled"
            facts = header.notice_facts
            assert int(str(facts["released"])) + int(str(facts["doubted"])) == in_flight
    finally:
        services.close()
