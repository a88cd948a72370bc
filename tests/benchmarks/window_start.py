"""How long the window takes from the start of its process to a bench that hears a key.

Run as a program of its own it is the station window, started as ``keywright window`` starts it, with
an eye that tells moments of the system's monotonic clock as one JSON line: ``painted`` (the bench
page stands on the screen), ``heard`` (a key typed at it has arrived), ``counted`` (the ledger is
open and its figures stand above the slots), and of the window's own thread up to ``heard`` the
seconds that it ``computed`` and those that the machine had ``taken`` for others.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.figure import Figure

ROOT = Path(__file__).resolve().parents[2]
STARTS = 9
BOUND_S = 1.0
QUIET_SHARE = 0.02
SLOTS = 8
MOMENTS = ("painted", "heard", "counted")
LICENSES = 500


def main() -> None:
    """Be the window: the modules in the order in which the command line takes them."""
    from app.cli import main as cli
    from app.cli import window_commands  # noqa: F401 - as its parser does
    from app.ui import application  # as the command itself does

    watched_window(application)
    sys.exit(cli.main(sys.argv[1:]))


def watched_window(application) -> None:
    """Give the application a main window that tells what happens to it."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
    from PySide6.QtGui import QKeyEvent

    moments: dict[str, float] = {}

    class Eye(QObject):
        """Sees the first painting of the bench page, types a key there, waits for figures."""

        def __init__(self, window) -> None:
            super().__init__(window)
            self.window = window
            self.page = window.page("bench")
            self.page.header.installEventFilter(self)
            self.timer = QTimer(self)
            self.timer.setInterval(2)
            self.timer.timeout.connect(self.look)

        def eventFilter(self, watched, event) -> bool:  # noqa: N802 - Qt's name
            if event.type() == QEvent.Type.Paint and "painted" not in moments:
                QTimer.singleShot(0, self.type_a_key)
                moments["painted"] = 0.0  # set once the whole painting is through
            return False

        def type_a_key(self) -> None:
            moments["painted"] = time.monotonic()
            key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_7, Qt.KeyboardModifier.NoModifier, "7")
            QCoreApplication.postEvent(self.window.focusWidget() or self.page, key)
            self.timer.start()

        def look(self) -> None:
            if self.page._typed == "7" and "heard" not in moments:
                moments["heard"] = time.monotonic()
                moments["computed"] = time.thread_time()
                waited = Path("/proc/thread-self/schedstat").read_text(encoding="ascii")
                moments["taken"] = int(waited.split()[1]) / 1e9
            if self.page._header.order and "counted" not in moments:
                moments["counted"] = time.monotonic()
            if {"heard", "counted"} <= moments.keys():
                self.timer.stop()
                print(json.dumps(moments), flush=True)
                self.window.close()

    class Watched(application.MainWindow):
        def showEvent(self, event) -> None:  # noqa: N802 - Qt's name
            super().showEvent(event)
            if not hasattr(self, "eye"):
                self.eye = Eye(self)

    application.MainWindow = Watched


def prepare(folder: Path) -> dict[str, str]:
    """Make a station as it stands in the morning: people, lots, an order, slots; its environment."""
    from app.bootstrap import Unlock
    from app.settings import LANGUAGE, ORDER, Settings
    from tests.people import factory_in

    with factory_in(folder) as factory:
        factory.hire("Sun", "Eng", "Qiu", "Ole")
        for lot in ("A", "B", "C"):
            factory.fill(LICENSES, name=lot, first=LICENSES * "ABC".index(lot))
        factory.order("WO-1", quantity=LICENSES)
        assert factory.unlock == Unlock(key_file=folder / "key")
    homes = {
        name: str(folder / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
    }
    environment = {
        **os.environ,
        **homes,
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),  # an installed program is compiled
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    settings = Settings(Path(homes["XDG_CONFIG_HOME"]) / "keywright" / "settings.json")
    settings.put(ORDER, "WO-1")
    settings.put(LANGUAGE, "en")
    ties = [{"slot": slot, "key": f"usb:1-{slot}"} for slot in range(1, SLOTS + 1)]
    data = Path(homes["XDG_DATA_HOME"]) / "keywright"
    data.mkdir(parents=True)
    (data / "slots.json").write_text(json.dumps({"ties": ties, "blocked": []}), encoding="utf-8")
    return environment


def start(folder: Path, environment: dict[str, str]) -> dict[str, float]:
    """Start the window once; return the seconds to each moment, and the other figures."""
    command = [sys.executable, "-m", "tests.benchmarks.window_start", "window"]
    command += ["--ledger", str(folder / "ledger.db"), "--key-file", str(folder / "key")]
    began = time.monotonic()
    done = subprocess.run(
        command,
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=60,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return {name: value - began if name in MOMENTS else value for name, value in told.items()}


def figures() -> list[Figure]:
    """Return the figures of several starts after the first."""
    with tempfile.TemporaryDirectory(prefix="keywright-start-") as name:
        folder = Path(name)
        environment = prepare(folder)
        start(folder, environment)  # the first one compiles
        starts = [start(folder, environment) for _ in range(STARTS)]

    best = min(starts, key=lambda one: one["heard"] - one["taken"])
    quiet = best["taken"] <= QUIET_SHARE * best["heard"]
    return [
        Figure(
            "start to a painted bench that hears a key, less what others took",
            best["heard"] - best["taken"],
            BOUND_S,
            "s",
        ),
        Figure("  on the wall", best["heard"], BOUND_S if quiet else None, "s"),
        Figure("  of it computed by the window's thread", best["computed"], None, "s"),
        Figure("  taken by others", best["taken"], None, "s"),
        Figure("  median on the wall", statistics.median(s["heard"] for s in starts), None, "s"),
        Figure("  ledger open, figures shown", min(s["counted"] for s in starts), None, "s"),
    ]


if __name__ == "__main__":
    main()
