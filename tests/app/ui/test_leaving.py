"""Closing the window while work runs: asked once, then finished or stopped; a failure is read."""

import threading

import pytest

from app.errors import BadInput
from app.ui.language import language
from app.ui.leaving import Leave, LeaveBox
from app.ui.main_window import MainWindow
from app.ui.pages.registry import PAGES
from app.ui.tasks import Cancel, Lasting
from tests.people import key_of

SLOW_MS = 20_000


@pytest.fixture
def leaving(qtbot, context):
    """A window that answers so when it is closed, and what it asked."""
    made = []

    def make(*answers):
        left, asked = list(answers), []

        def ask(_window, units, *works):
            asked.append((units, [work.words() for work in works]))
            return left.pop(0)

        window = MainWindow(context, PAGES, ask=ask)
        qtbot.addWidget(window)
        window.show()
        made.append(window)
        return window, asked

    yield make
    for window in made:
        window.close()


@pytest.fixture
def importing(tmp_path, settled):
    """Let a window bring in a list, and return while it does."""

    def begin(window):
        file = tmp_path / "list.csv"
        rows = "\n".join(f"uuid{n:016d},{key_of(n)}" for n in range(400))
        file.write_text(f"uuid,key\n{rows}\n", encoding="utf-8")
        window.go("lots")
        page = window.page("lots")
        page.take_file(file)
        settled()
        page.wizard.lot.setText("LAST")
        page.wizard.go.click()

    return begin


def lots(services):
    return {lot.name for lot in services.lots.all()}


def test_an_import_is_finished_before_the_window_closes(qtbot, leaving, importing, services):
    window, asked = leaving(Leave.FINISH)
    importing(window)
    window.close()
    assert window.isVisible()
    assert "Then the window closes" in window.page("lots").banner._advice.text()
    window.close()  # an impatient second click asks nothing
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=SLOW_MS)
    assert asked == [(0, ["A list is being imported."])]
    assert "LAST" in lots(services)


def test_an_import_that_is_stopped_leaves_no_trace(qtbot, leaving, importing, services):
    window, asked = leaving(Leave.STOP)
    importing(window)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=SLOW_MS)
    assert len(asked) == 1
    assert "LAST" not in lots(services)
    assert services.session.services().ledger.check() == []


def test_staying_keeps_the_import_and_asks_again_next_time(
    qtbot, leaving, importing, services, settled
):
    window, asked = leaving(Leave.STAY)
    importing(window)
    window.close()
    assert window.isVisible()
    settled()
    assert "LAST" in lots(services)
    window.close()  # nothing runs any more
    assert not window.isVisible()
    assert len(asked) == 1


def test_work_that_fails_while_the_window_waits_keeps_it_open(qtbot, leaving, context):
    window, _asked = leaving(Leave.FINISH)
    go_on = threading.Event()

    def work():
        go_on.wait(SLOW_MS / 1000)
        raise BadInput("lot-unknown", lot="A")

    page = window.page("bench")
    lasting = Lasting(lambda: "A file is being written.")
    page.ask("work", work, lambda _none: None, lasting=lasting)
    window.close()
    go_on.set()
    qtbot.waitUntil(lambda: not context.tasks.lasting, timeout=SLOW_MS)
    qtbot.waitUntil(lambda: not window._closing.isActive(), timeout=SLOW_MS)
    assert window.isVisible()
    assert "A" in page.banner.words
    window.close()
    assert not window.isVisible()


@pytest.mark.parametrize("speech", ["en", "zh_CN"])
@pytest.mark.parametrize(
    ("units", "stop", "can"), [(0, None, False), (0, "x", True), (2, None, True)]
)
def test_the_question_names_the_work_and_offers_only_what_is_safe(
    qtbot, window, speech, units, stop, can
):
    language().speak(speech)
    work = Lasting(lambda: "The ledger is put back.", Cancel().set if stop else None)
    box = LeaveBox(window, units, work)
    qtbot.addWidget(box)
    assert "The ledger is put back." in box.text()
    assert box.stop.isVisibleTo(box) is can
    assert box.defaultButton() is box.stay
    assert box.informativeText()
