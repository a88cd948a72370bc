"""A scanner on a serial port beside the one that types; the port is a pseudo-terminal."""

import os
import sys

import pytest

from app.domain.quality import Verdict
from app.settings import SCANNER_PORT
from app.ui.pages.qa import QaPage
from app.ui.widgets.form import Form

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")


@pytest.fixture
def terminal():
    """The scanner's side of a port, and the port's name."""
    side, port = os.openpty()
    yield side, os.ttyname(port)
    os.close(side)
    os.close(port)


def send(qtbot, terminal, page, code):
    """Send a code, again where it came before the port was open: opening drops what waits."""
    for _ in range(5):
        os.write(terminal[0], f"{code}\r\n".encode())
        with qtbot.waitSignal(page.scanner.scanned, timeout=1500, raising=False) as heard:
            pass
        if heard.signal_triggered:
            return heard.args[0]
    return None


@pytest.fixture
def page(page_of, settings, terminal):
    settings.put(SCANNER_PORT, terminal[1])
    made = page_of(QaPage)
    yield made
    made.hide()
    if made.scanner._last is not None:
        made.scanner._last.join()


def test_what_a_serial_scanner_sends_gets_its_verdict_without_focus_or_key(
    qtbot, terminal, page, made
):
    assert send(qtbot, terminal, page, made[0]) == made[0]
    qtbot.waitUntil(lambda: page.verdict.verdict is Verdict.PASSED, timeout=5000)
    assert page.story.story.subject == made[0]


def test_a_serial_scanner_is_not_heard_while_its_page_is_hidden_and_heard_again_after(
    qtbot, terminal, page, made
):
    heard = []
    page.scanner.scanned.connect(heard.append)
    send(qtbot, terminal, page, "first")
    page.hide()
    page.scanner._last.join()
    os.write(terminal[0], b"while-hidden\r")
    page.show()
    assert send(qtbot, terminal, page, made[1]) == made[1]
    assert heard == ["first", made[1]]


def test_a_scan_does_not_put_another_unit_behind_an_open_dialog(qtbot, terminal, page, made):
    page.draw_sample()
    form = page.findChild(Form)
    page.scanner._receive([made[0]])
    assert page.verdict.verdict is None
    form.reject()
    page.scanner._receive([made[0]])
    qtbot.waitUntil(lambda: page.verdict.verdict is Verdict.PASSED, timeout=5000)


def test_a_scanner_that_is_not_there_is_said_once_and_the_page_works_on(
    qtbot, page_of, settings, settled, made, tmp_path
):
    settings.put(SCANNER_PORT, str(tmp_path / "no-port"))
    page = page_of(QaPage)
    qtbot.waitUntil(lambda: "no-port" in page.banner.words, timeout=5000)
    page.scan(made[0])
    settled()
    assert page.verdict.verdict is Verdict.PASSED
    page.hide()
    page.scanner._last.join()


def test_the_scanners_port_is_not_offered_as_a_boards(demo_page_of, context, settings):
    device = context.services.diagnostics.ports()[0].device
    settings.put(SCANNER_PORT, device)
    page = demo_page_of(QaPage)
    offered = [page.device.itemData(n) for n in range(page.device.count())]
    assert len(offered) > 1
    assert device not in offered
    page.hide()
    page.scanner._last.join()
