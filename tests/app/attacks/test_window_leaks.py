"""A window over a real ledger with known secrets: no page, clipboard, file or child has one.

Simulated boards write a shipped list, one of them garbled and chatty, so that keys stand in
transcripts; then every page is walked, copied from, drawn into a PDF and read back, and every file
that the run left is searched, also what SQLite keeps beside a ledger that is open.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import (
    Qt,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QTabWidget,
)
from python_calamine import load_workbook

from app.paths import resources_dir
from app.settings import BACKUP_FOLDER
from app.ui.views import SlotState, UnitQuery
from app.workflows.hooks import save_hook
from app.workflows.scheduled_backups import run_due, station_plan
from flasher.simulator.faults import parse_fault
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import spec_for
from tests.app.attacks.window_words import Heard, drawn, read
from tests.journeys.test_no_secret_leaks import Search, unpacked
from tests.windows import new_station

pytestmark = [
    pytest.mark.qt_log_ignore("propagateSizeHints", extend=True),
    pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals"),
]

LIST = resources_dir() / "samples" / "tuya-license-list.xlsx"
PASSPHRASE = "seven grey geese at dawn"
TYPED = "Zk3vQ9pLw7RtXy2BnM5cHs8DfGj4aEuT"
FAULTS = ("read-back-differs@read_back:always", "garbage@read_back:always")


def keys() -> list[str]:
    rows = iter(load_workbook(LIST).get_sheet_by_index(0).to_python())
    for header in rows:
        names = [str(cell).casefold() for cell in header]
        if "key" in names:
            at = names.index("key")
            return [str(row[at]) for row in rows if row[at]]
    pytest.fail("the shipped list has no keys")


def board(number: int):
    kind = replace(kind_named("esp32-chatter"), boot_s=0.3) if number % 2 else kind_named("t5ai")
    faults = [parse_fault(FAULTS[number % len(FAULTS)])] if number in {1, 2} else []
    return spec_for(number, kind, seed=7, faults=faults)


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Words and environment of every program that this one starts."""
    started: list[str] = []
    begin = subprocess.Popen.__init__

    def noted(self: Any, args: Any, *more: Any, **named: Any) -> None:
        started.append(repr(args) + repr(named.get("env")) + repr(named.get("input")))
        begin(self, args, *more, **named)

    monkeypatch.setattr(subprocess.Popen, "__init__", noted)
    return started


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bytes]]:
    """What stood in temporary folders in the moment in which they were removed."""
    seen: list[tuple[str, bytes]] = []
    remove = tempfile.TemporaryDirectory.cleanup

    def noted(self: Any) -> None:
        seen.extend((f.name, f.read_bytes()) for f in Path(self.name).rglob("*") if f.is_file())
        remove(self)

    monkeypatch.setattr(tempfile.TemporaryDirectory, "cleanup", noted)
    monkeypatch.setattr(
        tempfile.TemporaryDirectory, "__exit__", lambda self, *_: self.cleanup(), raising=True
    )
    return seen


@pytest.fixture
def program(qapp, qtbot, tmp_path, monkeypatch) -> Iterator[Any]:
    for name in ("DATA", "STATE", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr("app.ui.live.setup._board", board)
    cheap = {"time_cost": 1, "memory_kib": 64, "lanes": 1}
    monkeypatch.setattr("app.security.locks.ARGON2", cheap)
    with new_station(qapp, qtbot, tmp_path, tmp_path / "home") as made:
        yield made


def run_the_bench(qtbot, program) -> None:
    services, window = program.services, program.window
    services.setup.create_ledger(PASSPHRASE)
    services.setup.simulate(4)
    joined = services.session.services()
    save_hook(joined, "mes", "http://127.0.0.1:9/", enabled=True)
    window.go("bench")
    services.bench.start()
    bench = window.page("bench")

    def states() -> set[SlotState]:
        return {card.view.state for card in bench.grid.cards}

    qtbot.waitUntil(lambda: SlotState.PASS in states(), timeout=40_000)
    ledger = joined.ledger
    qtbot.waitUntil(
        lambda: any(ledger.attempts.transcript(row["id"]) for row in ledger.attempts.latest()),
        timeout=40_000,
    )
    bench.stop.click()
    qtbot.waitUntil(lambda: not services.bench.header().running, timeout=30_000)


def type_into_the_console(qtbot, page) -> None:
    def boards_in() -> list[str]:  # the pretend operator takes boards out and puts others in
        return [p.port for p in page.services.places.ports() if Path(p.port).exists()]

    qtbot.waitUntil(lambda: bool(boards_in()), timeout=30_000)
    console, port = page.console, boards_in()[0]
    console.port.clear()
    console.port.addItem(port, port)
    console.toggle.click()
    qtbot.waitUntil(console.input.isEnabled, timeout=10_000)
    for words in ("auth", f"auth 0123456789abcdef0123 {TYPED}", f"authkey={TYPED}"):
        console.input.setText(words)
        QTest.keyClick(console.input, Qt.Key.Key_Return)
        qtbot.wait(400)
    QTest.keyClick(console.input, Qt.Key.Key_Up)


def test_no_page_clipboard_file_or_child_of_the_window_has_a_secret(
    qtbot, program, tmp_path, children, scratch, monkeypatch
) -> None:
    heard, secrets = Heard(), keys()
    search = Search([*secrets, TYPED, PASSPHRASE])
    assert len(secrets) > 100
    run_the_bench(qtbot, program)
    services, window = program.services, program.window
    joined = services.session.services()
    unit = services.units.fetch(UnitQuery(), 0, 10)[0]
    for name in window.rail.buttons:
        window.go(name)
        qtbot.waitUntil(lambda: not program.tasks.busy, timeout=20_000)
        page = window.page(name)
        if name == "diagnostics":
            type_into_the_console(qtbot, page)
        if name == "qa":
            for words in (unit.identity, secrets[0], TYPED):
                for typed in (*words, "\r"):
                    QTest.keyClicks(page, typed)
            qtbot.waitUntil(lambda: not program.tasks.busy, timeout=20_000)
        for view in page.findChildren(QAbstractItemView):
            if view.model() is not None and view.model().rowCount():
                view.setCurrentIndex(view.model().index(0, 0))  # a unit's timeline, a lot's detail
        qtbot.waitUntil(lambda: not program.tasks.busy, timeout=20_000)
        read(name, window, heard)
        heard.hear(f"{name} drawn", drawn(window, tmp_path / "tmp" / f"{name}.pdf"))
    for entry in services.units.history(unit):
        heard.hear("history", entry)
    for row in joined.ledger.attempts.latest():
        heard.hear("transcripts", joined.ledger.attempts.transcript(row["id"]))
    heard.hear("log", services.diagnostics.log_tail(10_000))
    for part in services.diagnostics.bundle():
        heard.hear(f"bundle {part.name}", part.text)
    services.diagnostics.save_bundle(tmp_path / "bundle.zip")
    crash(secrets[1])
    program.settings.put(BACKUP_FOLDER, str(tmp_path / "b"))
    monkeypatch.delenv("KEYWRIGHT_SCHEDULED_BACKUPS", raising=False)
    plan = station_plan(program.settings)
    assert plan is not None
    assert run_due(joined, plan) is not None
    heard.hear("children", children)
    heard.hear("own environment", dict(os.environ))
    assert "copied" in " ".join(heard.said), "nothing could be copied"
    assert unit.identity in "".join(heard.said["units drawn"]), "no word was read back"
    assert len(heard.said["transcripts"]) > 0
    assert heard.found(search) == {}, sorted(heard.found(search))
    assert left_behind(tmp_path, search, scratch) == []


def broken_lists(folder: Path, secrets: list[str]) -> list[Path]:
    """Write lists that the wizard has to say much about, each full of keys."""
    good = [f"uuid{number:016x},{secret}" for number, secret in enumerate(secrets[:8])]
    keys_only = list(secrets[:8])
    texts = {
        "unknown-header": ["number,what,else", *(f"{line},x" for line in good)],
        "no-header": good,
        "swapped": ["uuid,key", *(",".join(reversed(line.split(","))) for line in good)],
        "spoiled": ["uuid,key", *(f"{line} x" for line in good), *good, good[0], "uuid,"],
        "wider": [
            "uuid,key,key2",
            *(f"{line},{key}" for line, key in zip(good, keys_only, strict=False)),
        ],
        "key-as-status": [
            "uuid,key,status",
            *(f"{line},{key}" for line, key in zip(good, keys_only, strict=False)),
        ],
        "one-cell": ["uuid,key", *(line.replace(",", ";") for line in good)],
        "as-json": ['{"uuid": "u", "key": "' + secrets[0] + '"}'],
    }
    (folder / "lists").mkdir()
    files = []
    for name, lines in texts.items():
        file = folder / "lists" / f"{name}.csv"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        files.append(file)
    return files


def test_the_wizard_speaks_of_every_problem_of_a_list_and_shows_no_key(
    qtbot, program, tmp_path
) -> None:
    heard, secrets = Heard(), keys()
    search = Search([*secrets, TYPED, PASSPHRASE])
    services, window = program.services, program.window
    services.setup.create_ledger(PASSPHRASE)
    services.setup.simulate(1)
    window.go("lots")
    page = window.page("lots")
    for file in broken_lists(tmp_path, secrets):
        qtbot.waitUntil(lambda: not program.tasks.busy, timeout=20_000)
        page.open_wizard()
        page.wizard.inspect(file)
        qtbot.waitUntil(lambda: not program.tasks.busy, timeout=20_000)
        for tabs in page.wizard.findChildren(QTabWidget):
            for at in range(tabs.count()):
                tabs.setCurrentIndex(at)
                qtbot.waitUntil(lambda: not program.tasks.busy, timeout=20_000)
                read(f"{file.stem} {at}", page.wizard, heard)
        picture = tmp_path / f"{file.stem}.pdf"
        heard.hear(f"{file.stem} drawn", drawn(window, picture))
        if page.wizard.plan is not None:
            heard.hear(f"{file.stem} plan", page.wizard.plan)
    assert heard.found(search) == {}, sorted(heard.found(search))
    files = [f for f in tmp_path.rglob("*") if f.is_file() and f.suffix not in {".xlsx", ".csv"}]
    files = [file for file in files if "boards" not in file.parts]
    assert [file.name for file in files if search.search(file.read_bytes())] == []


def crash(secret: str) -> None:
    """Let a bug come up to the top of the program with a secret in its words."""
    try:
        int(secret)
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)


def left_behind(folder: Path, search: Search, scratch: list[tuple[str, bytes]]) -> list[str]:
    """Return the files with a secret; the ledger is open still, its WAL is one of them."""
    assert (folder / "ledger.db-wal").stat().st_size > 0
    files = {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        # The boards are where secrets belong, and the list is what was downloaded.
        if file.is_file() and "boards" not in file.parts and file.suffix != ".xlsx"
    }
    files |= {f"scratch/{name}": content for name, content in scratch}
    files["ledger unpacked"] = unpacked(folder / "ledger.db")
    assert any(name.startswith("scratch/") for name in files)
    assert search.search(LIST_KEY.encode()) is not None
    return [name for name, content in files.items() if search.search(content)]


LIST_KEY = keys()[0]
