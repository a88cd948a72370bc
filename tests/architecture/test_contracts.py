"""The shape of the house, where import-linter does not look."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def python_files(*folders: str) -> list[Path]:
    return [file for folder in folders for file in (ROOT / folder).rglob("*.py")]


def test_qt_is_imported_only_by_the_window() -> None:
    importing = re.compile(r"^\s*(from|import) PySide6", re.MULTILINE)
    outside = [
        str(file.relative_to(ROOT))
        for file in python_files("app", "flasher")
        if importing.search(file.read_text(encoding="utf-8")) and "ui" not in file.parts
    ]
    assert outside == []


def test_only_the_timing_module_sleeps() -> None:
    sleeping = [
        str(file.relative_to(ROOT))
        for file in python_files("app", "flasher")
        if "time.sleep(" in file.read_text(encoding="utf-8") and file.name != "timing.py"
    ]
    assert sleeping == []


def test_no_registry_host_is_named() -> None:
    hosts = re.compile("py" + r"pi\.org|python" + "hosted|registry\\.np" + "mjs")
    named = [
        str(file.relative_to(ROOT))
        for pattern in ("*.txt", "*.toml", "*.md", "Makefile", ".ci/run")
        for file in ROOT.glob(pattern)
        if hosts.search(file.read_text(encoding="utf-8"))
    ]
    assert named == []


def test_secrets_are_opened_in_a_short_list_of_places() -> None:
    opening = {
        file.relative_to(ROOT).as_posix()
        for file in python_files("app", "flasher")
        if ".reveal()" in file.read_text(encoding="utf-8")
    }
    allowed = (
        "app/security/",
        "app/intake/",
        "app/workflows/write_unit.py",
        "app/workflows/import_lot.py",
        "flasher/",
        "app/ui/quality/vault.py",  # the recovery key, shown once to be written down
    )
    assert [name for name in sorted(opening) if not name.startswith(allowed)] == []
