"""A status that nobody knows is asked about at a real terminal (a pseudo-terminal)."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.app.intake.lists import licenses, write_csv
from tests.shell import Shell

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")


class Terminal:
    """A person at a terminal: reads what is shown, types an answer."""

    def __init__(self, place: int, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self._place = place
        self.shown = ""

    def wait_for(self, words: str, *, times: int = 1) -> None:
        end = time.monotonic() + 60
        while self.shown.count(words) < times:
            assert time.monotonic() < end, self.shown
            assert self._read(), self.shown

    def type(self, words: str) -> None:
        os.write(self._place, words.encode())

    def end(self) -> int:
        while self._read():
            pass
        return self.process.wait(timeout=60)

    def _read(self) -> bool:
        if not select.select([self._place], [], [], 60)[0]:
            return False
        try:
            data = os.read(self._place, 4096)
        except OSError:  # Linux says so when the other side is closed
            return False
        self.shown += data.decode("utf-8", "replace")
        return bool(data)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path)
    shell("init", "--key-file", tmp_path / "key")
    rows = [["uuid", "key", "status"]]
    words = ["", "scrap", "scrap", "on the shelf"]
    rows += [[*row, word] for row, word in zip(licenses(4), words, strict=True)]
    write_csv(tmp_path / "list.csv", rows)
    return shell


@contextmanager
def importing(shell: Shell) -> Iterator[Terminal]:
    ours, its = os.openpty()
    with closing(os.fdopen(ours, "rb", buffering=0)):
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", "app", "lot", "import", "list.csv", "--lot", "L"],
                cwd=shell.folder,
                env=shell.environment,
                stdin=its,
                stdout=its,
                stderr=its,
                preexec_fn=lambda: os.login_tty(its),  # noqa: PLW1509 - so that Ctrl+C is a signal
            )
        finally:
            os.close(its)
        with process:
            try:
                yield Terminal(ours, process)
            finally:
                if process.poll() is None:
                    process.kill()


def test_each_unknown_status_is_asked_once_and_the_answers_are_kept_to(shell: Shell) -> None:
    with importing(shell) as terminal:
        terminal.wait_for('"scrap" stands beside 2 licenses')
        terminal.type("perhaps\n")  # no answer there is: asked again
        terminal.wait_for('"scrap" stands beside 2 licenses', times=2)
        terminal.type("Used\n")
        terminal.wait_for('"on the shelf" stands beside 1')
        terminal.type("held\n")
        assert terminal.end() == 0
        assert "Traceback" not in terminal.shown
    counts = shell("lot", "list").record
    assert (counts["available"], counts["held"], counts["verified"]) == (1, 1, 2)


@pytest.mark.parametrize(("typed", "code"), [("\n", 2), ("\x04", 2), ("\x03", 130)])
def test_no_answer_imports_nothing(shell: Shell, typed: str, code: int) -> None:
    with importing(shell) as terminal:
        terminal.wait_for('"scrap" stands beside 2 licenses')
        terminal.type(typed)
        assert terminal.end() == code
        assert "Traceback" not in terminal.shown
    assert shell("lot", "list").records == []
