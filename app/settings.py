"""Every setting of the station, declared once; kept in one JSON file.

A setting's label and its line of help stand in ``resources/texts/*/ui.toml`` under
``setting-<name>``. Only values that differ from the default are stored, and keys that this version
does not know are kept, so an older and a newer program can share one file.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar, cast

from app.errors import BadInput

T = TypeVar("T", bool, int, str)


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One setting. ``choices`` closes a text; ``least`` and ``most`` bound a number."""

    name: str
    area: str
    default: T
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    unit: str = ""

    def accepts(self, value: object) -> bool:
        """Say whether a value may be stored under this setting."""
        if type(value) is not type(self.default):
            return False
        if isinstance(value, str) and self.choices:
            return value in self.choices
        if isinstance(value, int) and not isinstance(value, bool) and self.most:
            return self.least <= value <= self.most
        return True


LANGUAGE = Setting("language", "appearance", "system", choices=("system", "en", "zh_CN"))
THEME = Setting("theme", "appearance", "system", choices=("system", "light", "dark", "contrast"))
TEXT_SCALE = Setting("text-scale", "appearance", 100, least=100, most=200, unit="%")
FULL_SCREEN = Setting("full-screen", "appearance", default=False)
SOUND = Setting("sound", "bench", default=True)
VOLUME = Setting("volume", "bench", 70, least=0, most=100, unit="%")
LOCK_AFTER = Setting("lock-after", "bench", 5, least=1, most=99)
STATION_NAME = Setting("station-name", "station", "")
OPERATOR = Setting("operator", "station", "")
LEDGER = Setting("ledger", "station", "")
LOCK_IDLE = Setting("lock-idle", "station", 5, least=1, most=120, unit="min")
LOCK_VAULT = Setting("lock-vault", "station", 60, least=5, most=1440, unit="min")
ORDER = Setting("order", "station", "")
SLOTS = Setting("slots", "station", 4, least=1, most=32)
SCANNER_PORT = Setting("scanner-port", "station", "")
BACKUP_ON = Setting("backup-on", "backups", default=True)
BACKUP_FOLDER = Setting("backup-folder", "backups", "")
BACKUP_EVERY = Setting("backup-every", "backups", 24, least=1, most=720, unit="h")
BACKUP_KEEP = Setting("backup-keep", "backups", 14, least=1, most=999)
BACKUP_DAYS = Setting("backup-days", "backups", 90, least=1, most=3650)
BAUD = Setting("console-baud", "diagnostics", 115200, least=300, most=4_000_000)

ALL: tuple[Setting[bool] | Setting[int] | Setting[str], ...] = (
    LANGUAGE,
    THEME,
    TEXT_SCALE,
    FULL_SCREEN,
    SOUND,
    VOLUME,
    LOCK_AFTER,
    STATION_NAME,
    OPERATOR,
    LEDGER,
    LOCK_IDLE,
    LOCK_VAULT,
    ORDER,
    SLOTS,
    SCANNER_PORT,
    BACKUP_ON,
    BACKUP_FOLDER,
    BACKUP_EVERY,
    BACKUP_KEEP,
    BACKUP_DAYS,
    BAUD,
)

AnySetting = Setting[bool] | Setting[int] | Setting[str]
PERSONAL = frozenset({LANGUAGE, THEME, TEXT_SCALE, FULL_SCREEN, SOUND, VOLUME})
"""A matter of eyes and ears: anybody's to change, and not worth a record."""

Watcher = Callable[[str], None]


class Settings:
    """The settings of one person at one PC.

    ``spoiled`` names the copy that was put aside where the file could not be understood; the
    program then runs on defaults, because a bad settings file must not stop a line.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.spoiled: Path | None = None
        self._watchers: list[Watcher] = []
        self._values = self._load()

    def get(self, setting: Setting[T]) -> T:
        """Return the value, or the default where none (or none that fits) is stored."""
        value = self._values.get(setting.name, setting.default)
        return cast("T", value) if setting.accepts(value) else setting.default

    def put(self, setting: Setting[T], value: T) -> None:
        """Store a value at once and tell the watchers; BadInput where it does not fit."""
        if not setting.accepts(value):
            raise BadInput("setting-does-not-fit", setting=setting.name, value=value)
        if self.get(setting) == value:
            return
        self._values = self._load()  # another window may have written since
        if value == setting.default:
            self._values.pop(setting.name, None)
        else:
            self._values[setting.name] = value
        self._save()
        for watcher in tuple(self._watchers):
            watcher(setting.name)

    def watch(self, watcher: Watcher) -> None:
        """Call ``watcher(name)`` after each change made through this object."""
        self._watchers.append(watcher)

    def _load(self) -> dict[str, object]:
        try:
            stored = json.loads(self.file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (ValueError, UnicodeDecodeError):
            stored = None
        if isinstance(stored, dict):
            return stored
        self.spoiled = self.file.with_suffix(".spoiled.json")
        os.replace(self.file, self.spoiled)  # noqa: PTH105 - replaces on Windows too
        return {}

    def _save(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        part = self.file.with_suffix(f".{os.getpid()}.part")
        with part.open("w", encoding="utf-8") as out:
            json.dump(self._values, out, indent=2, sort_keys=True, ensure_ascii=False)
            out.write("\n")
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, self.file)  # noqa: PTH105 - replaces on Windows too
