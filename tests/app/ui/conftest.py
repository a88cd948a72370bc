"""The window in tests: offscreen, over the demo factory, in English and light unless said."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock

from app.demo.boards import Boards
from app.demo.factory import DemoFactory, build_factory
from app.paths import resources_dir
from app.settings import SOUND, Settings
from app.ui.demo import bare_services, services_over
from app.ui.language import language
from app.ui.leaving import Leave
from app.ui.look import look
from app.ui.main_window import MainWindow
from app.ui.pages.page import Context
from app.ui.pages.registry import PAGES
from app.ui.sound import Sounds
from app.ui.tasks import Tasks
from tests.people import CHEAP_HASHES

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


@pytest.fixture(scope="session")
def built_factory(tmp_path_factory):
    """The demo factory, built once for all workers; tests get copies."""
    mine = tmp_path_factory.getbasetemp()
    shared = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / "demo-factory"
    with FileLock(f"{shared}.lock"), pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.security.passwords.COSTS", CHEAP_HASHES)
        if not (shared / "built").exists():
            shutil.rmtree(shared, ignore_errors=True)
            shared.mkdir()
            build_factory(shared)
            (shared / "built").touch()
    return DemoFactory(shared)


@pytest.fixture
def demo_factory(built_factory, tmp_path):
    """A copy of the factory."""
    return built_factory.copy_to(tmp_path / "factory")


@pytest.fixture
def live(demo_factory, settings):
    """The real services over it, the supervisor signed in; nobody is at the slots."""
    made = services_over(demo_factory, settings)
    yield made
    made.close()


@pytest.fixture
def boards(request, tmp_path):
    """Simulated boards, one per fault that the test names in ``parametrize(…, indirect=True)``."""
    with Boards(tmp_path / "boards", request.param) as made:
        yield made


@pytest.fixture
def bare(tmp_path, settings):
    """The real services of a machine where nothing was done yet."""
    (tmp_path / "bare").mkdir()
    made = bare_services(tmp_path / "bare", settings)
    yield made
    made.close()


@pytest.fixture
def services(live):
    return live


@pytest.fixture
def played():
    return []


@pytest.fixture
def context(services, tasks, settings, played):
    return Context(services, tasks, settings, Sounds(settings, play=played.append))


@pytest.fixture
def page_over(qtbot, settled):
    """Show a page over a context, with its first answers in."""

    def make(kind, context):
        page = kind(context)
        qtbot.addWidget(page)
        page.resize(1180, 760)
        page.show()
        page.refresh()
        page.look_at_rights()
        settled()
        return page

    return make


@pytest.fixture
def page_of(page_over, context):
    return partial(page_over, context=context)


@pytest.fixture
def window(qtbot, context):
    made = MainWindow(context, PAGES, ask=lambda *_: Leave.STOP, ledger_name="ledger.db")
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    yield made
    context.services.bench.stop()
    made.close()


@pytest.fixture
def window_over(qtbot, tasks, settings, context):
    """A window over other services than the demo factory's."""
    made = []

    def over(services):
        given = Context(services, tasks, settings, context.sounds)
        made.append(MainWindow(given, PAGES, ask=lambda *_: Leave.STOP))
        qtbot.addWidget(made[-1])
        made[-1].show()
        return made[-1]

    yield over
    for one in made:
        one.close()


@pytest.fixture
def settled(qtbot, tasks):
    """Wait until every question to the services is answered."""

    def wait():
        qtbot.waitUntil(lambda: not tasks.busy, timeout=5000)

    return wait
