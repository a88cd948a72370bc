"""Where files live."""

import sys
from pathlib import Path

import platformdirs

APP_NAME = "keywright"


def resources_dir() -> Path:
    """Return the folder of shipped data: schemes, profiles, labels, texts, fonts, icons."""
    bundle = getattr(sys, "_MEIPASS", None)  # set by PyInstaller
    base = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return base / "resources"


def data_dir() -> Path:
    """Return the folder for ledgers, keys and settings of this user; made when missing."""
    return _made(Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)))


def log_dir() -> Path:
    """Return the folder for logs; made when missing."""
    return _made(Path(platformdirs.user_log_dir(APP_NAME, appauthor=False)))


def config_dir() -> Path:
    """Return the folder for settings; made when missing."""
    return _made(Path(platformdirs.user_config_dir(APP_NAME, appauthor=False)))


def default_ledger() -> Path:
    """Return the ledger used when none is named."""
    return data_dir() / "ledger.db"


def pictures_dir() -> Path:
    """Return the folder of pictures that label designs name; it may not be there yet."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "pictures"


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
