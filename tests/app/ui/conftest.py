"""The window in tests: offscreen, with pretend services, in English and light unless said."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import subprocess
import sys
from pathlib import Path

import pytest

from app.paths import resources_dir
from app.settings import SOUND, Settings
from app.ui.demo_services import demo_services
from app.ui.language import language
from app.ui.look import look
from app.ui.main_window import MainWindow
from app.ui.pages.page import Context
from app.ui.pages.registry import PAGES
from app.ui.sound import Sounds
from app.ui.tasks import Tasks

ROOT = Path(__file__).resolve().parents[3]


def pytest_collection_modifyitems(items):
    # The offscreen platform says this of every window with a smallest size; it is no fault.
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))


@pytest.fixture(scope="session", autouse=True)
def _translations():
    if not (resources_dir() / "translations" / "keywright_zh_CN.qm").exists():
        build = ROOT / "packaging" / "build_translations.py"
        subprocess.run([sys.executable, str(build)], check=True)


@pytest.fixture(autouse=True)
def _plain_look(qapp):
    language().speak("en")
    look().wear("light", 100)
    yield
    language().speak("en")


@pytest.fixture
def settings(tmp_path):
    made = Settings(tmp_path / "settings.json")
    made.put(SOUND, False)
    return made


@pytest.fixture
def tasks():
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def services():
    return demo_services(8)


@pytest.fixture
def played():
    return []


@pytest.fixture
def context(services, tasks, settings, played):
    return Context(services, tasks, settings, Sounds(settings, play=played.append))


@pytest.fixture
def window(qtbot, context):
    made = MainWindow(context, PAGES, ask=lambda *_: True, ledger_name="ledger.db")
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    yield made
    context.services.bench.stop()
    made.close()


@pytest.fixture
def settled(qtbot, tasks):
    """Wait until every question to the services is answered."""

    def wait():
        qtbot.waitUntil(lambda: not tasks.busy, timeout=5000)

    return wait
