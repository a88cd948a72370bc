r"""Makes the environment: virtual environment, pinned dependencies, Qt's system libraries.

Run with any Python >= 3.11 (``make setup`` does; on Windows ``py -3.11 packaging\set_up.py``).
Uses the standard library alone, does nothing twice, and says what it cannot do by itself.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
PINS = ROOT / "requirements-dev.txt"

# What Qt's xcb and offscreen platforms load at run time, as Debian and Ubuntu name it.
QT_LIBRARIES = (
    "libegl1",
    "libgl1",
    "libxkbcommon0",
    "libxkbcommon-x11-0",
    "libdbus-1-3",
    "libfontconfig1",
    "libglib2.0-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-image0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-xinerama0",
    "libxcb-xkb1",
)
QT_CHECK = (
    "import os; os.environ['QT_QPA_PLATFORM'] = 'offscreen';"
    "from PySide6.QtWidgets import QApplication; from PySide6 import QtPrintSupport, QtSvg;"
    "QApplication([])"
)


def main() -> int:
    """Do what is missing; return a shell's exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - run by any Python
        print("Keywright needs Python 3.11 or newer; this is", sys.version.split()[0])
        return 2
    if not PYTHON.exists():
        print("Making the virtual environment .venv")
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    install_dependencies()
    if not prepare_qt():
        return 1
    build = ROOT / "packaging" / "build_translations.py"
    if build.exists():
        subprocess.run([str(PYTHON), str(build)], check=True)
    return 0


def install_dependencies() -> None:
    """Install the pinned and hashed dependencies, once per change of the pins."""
    fingerprint = hashlib.sha256(
        PINS.read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    ).hexdigest()
    stamp = VENV / "keywright-setup.txt"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint:
        return
    print("Installing the dependencies (pinned, checked by hash)")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(PINS)], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)
    stamp.write_text(fingerprint, encoding="utf-8")


def prepare_qt() -> bool:
    """See that Qt starts; on Debian as root install the libraries that it lacks."""
    if qt_starts():
        return True
    apt = shutil.which("apt-get")
    if apt and hasattr(os, "geteuid") and os.geteuid() == 0:
        print("Installing the system libraries that Qt needs")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([apt, "update", "-qq"], check=True, env=quiet)
        subprocess.run(
            [apt, "install", "-y", "-qq", "--no-install-recommends", *QT_LIBRARIES],
            check=True,
            env=quiet,
            stdout=subprocess.DEVNULL,
        )
        if qt_starts():
            return True
    print("Qt does not start: system libraries are missing. On Debian or Ubuntu run:")
    print("  sudo apt-get install", *QT_LIBRARIES)
    return False


def qt_starts() -> bool:
    """Say whether a Qt application can be made in the environment."""
    return (
        subprocess.run([str(PYTHON), "-c", QT_CHECK], capture_output=True, check=False).returncode
        == 0
    )


if __name__ == "__main__":
    sys.exit(main())
