"""What a person copies out of the diagnostics page never holds a secret."""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.logs import Redactor
from app.settings import Settings
from app.station.places import Places
from app.ui.live.diagnostics import LiveDiagnostics, SerialConsole

KEY = "Zk3vQ9pLw7RtXy2BnM5cHs8DfGj4aEuT"


@pytest.fixture
def copied(qapp):
    board = QApplication.clipboard()
    board.clear()

    def copy(text):
        shown = QPlainTextEdit(text)
        shown.setReadOnly(True)
        shown.selectAll()
        shown.copy()
        shown.deleteLater()
        return board.text()

    yield copy
    board.clear()


def test_no_secret_is_copied_from_log_or_support_bundle(tmp_path, copied):
    log_file = tmp_path / "keywright.log"
    log_file.write_text(f"before\nauth 0123456789abcdef0123 {KEY}\nafter\n", encoding="utf-8")
    service = LiveDiagnostics(
        Places(tmp_path / "slots.json", list),
        Settings(tmp_path / "settings.json"),
        Redactor(),
        log_file,
    )
    texts = ["\n".join(service.log_tail(10)), *(part.text for part in service.bundle())]
    for text in filter(None, texts):  # of an empty part there is nothing to copy
        assert KEY in copied(KEY)  # the clipboard works here, and would show it
        found = copied(text)
        assert KEY not in found
        assert found == text


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
def test_an_echo_that_comes_in_pieces_shows_no_piece_of_the_key(qtbot):
    board, port = os.openpty()
    heard: list[str] = []
    console = SerialConsole(os.ttyname(port), 115200, Redactor(), heard.append)
    try:
        console.send(f"auth 0123456789abcdef0123 {KEY}")
        os.write(board, f"tuya> auth 0123456789abcdef0123 {KEY[:12]}".encode())
        qtbot.wait(300)
        os.write(board, f"{KEY[12:]}\r\nok\r\n{KEY[12:]}\r\ntuya> ".encode())
        qtbot.waitUntil(lambda: "".join(heard).endswith("tuya> "))
    finally:
        console.close()
        os.close(board)
        os.close(port)
    told = "".join(heard)
    assert "ok" in told
    assert not [KEY[i : i + 6] for i in range(len(KEY) - 5) if KEY[i : i + 6] in told]
