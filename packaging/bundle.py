"""Builds the bundle for the system it runs on: ``dist/keywright/`` with everything inside.

PyInstaller, one folder: it starts faster than one file, and antivirus programs in factories dislike
programs that unpack themselves. (Nuitka has an open fault with PySide6 slots.) Windows, macOS and
Linux each build their own; see packaging/README.md.
"""

import os
import subprocess
import sys
from pathlib import Path

import PyInstaller.__main__

ROOT = Path(__file__).resolve().parent.parent
ENTRY = ROOT / "packaging" / "entry.py"
# Found by name at run time, which PyInstaller cannot see.
HIDDEN = (
    "app",
    "flasher",
    "alembic",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.dialects.postgresql",
    "keyring.backends",
    "reportlab.graphics.barcode",
)
UNUSED = ("pytest", "mypy", "hypothesis", "tkinter", "PyInstaller", "numpy", "IPython")


def main() -> int:
    """Build, then try the bundle; returns a shell's exit code."""
    os.chdir(ROOT)
    subprocess.run([sys.executable, "packaging/build_translations.py"], check=True)
    separator = os.pathsep
    arguments = [
        "--noconfirm",
        "--clean",
        "--log-level=WARN",
        "--name=keywright",
        "--onedir",
        "--console",
        f"--paths={ROOT}",
        f"--add-data=resources{separator}resources",
        f"--add-data=app/ledger/migrations{separator}app/ledger/migrations",
        "--copy-metadata=keywright",
        *(f"--collect-submodules={name}" for name in HIDDEN),
        *(f"--exclude-module={name}" for name in UNUSED),
        str(ENTRY),
    ]
    PyInstaller.__main__.run(arguments)
    return prove(ROOT / "dist" / "keywright" / f"keywright{'.exe' if os.name == 'nt' else ''}")


def prove(program: Path) -> int:
    """Let it import all it has, do the main job and draw the window; returns an exit code."""
    print("Built", program.relative_to(ROOT), "- trying it")
    tries = (
        ["prove-modules"],
        ["--help"],
        ["demo", "--out", "dist/demo-out"],
        ["prove-window", "dist/pictures"],
    )
    for words in tries:
        if subprocess.run([program, *words], check=False).returncode != 0:
            print("The bundle cannot do", *words)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
