"""The profile of a board family: baud, reset, times, what its firmware can do.

A profile is a TOML file; its name is the file's name without the suffix. Every key is optional but
``title``, and an unknown or ill-typed key is an error that names file and field, so that a
misspelt key does not silently leave a default in place.
"""

import re
import tomllib
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from flasher.errors import FlasherError


class ProfileError(FlasherError):
    """A profile cannot be used. Facts: ``file``, and where known ``field``, ``value``, ``why``."""

    code = "profile-bad"


class ResetStrategy(StrEnum):
    """When to reset a board over DTR and RTS.

    NEVER: not wired, or not wanted. IF_SILENT: when its shell does not answer. ALWAYS: at the
    start of each attempt.
    """

    NEVER = "never"
    IF_SILENT = "if-silent"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Profile:
    """What the engine has to know of a board family. Times are seconds.

    ``dead_after_s``: the whole patience with a port that gives no shell, reset and boot included.
    ``silence_s``: wait so long before a reset of a board that says nothing. ``boot_s``: the longest
    boot after a reset. ``prompt_grace_s``: after a reply's last known text the prompt may be
    missing. ``knock_every_s``: how long a write's reply is awaited before the board is asked
    whether it has finished without one; each further wait is half as long again. ``mac_reads``:
    so many equal answers make a MAC, since one flipped bit would make another unit of it.
    ``kv_attempts``: writes of the same license to the same board, each after a read-back.
    ``otp``: this family has one-time memory. ``ask_firmware``: send ``sys_version`` and
    ``version``. ``quiet_logs``: send ``sys_log_enable off`` once log lines were seen.
    ``default_macs``: addresses of modules that were never personalised. ``families``: the license
    families this firmware can take.
    """

    name: str
    title: str
    description: str = ""
    baud: int = 115200
    prompt: str = "tuya>"
    reset: ResetStrategy = ResetStrategy.NEVER
    pulse_s: float = 0.1
    boot_s: float = 2.0
    silence_s: float = 0.5
    dead_after_s: float = 2.8
    wake_every_s: float = 0.25
    reply_s: float = 1.0
    kv_write_s: float = 2.5
    otp_write_s: float = 75.0
    knock_every_s: float = 1.0
    prompt_grace_s: float = 0.5
    reopen_s: float = 3.0
    job_s: float = 30.0
    otp_job_s: float = 180.0
    mac_reads: int = 2
    read_attempts: int = 3
    kv_attempts: int = 2
    otp: bool = False
    ask_firmware: bool = True
    quiet_logs: bool = True
    families: tuple[str, ...] = ("tuya",)
    default_macs: tuple[str, ...] = ("C8478C000018", "000000000000", "FFFFFFFFFFFF")


_MAC = re.compile(r"[0-9A-F]{12}")
_LONGEST_S = 600.0
_MOST_ATTEMPTS = 10


def load_profile(file: Path) -> Profile:
    """Read one profile. Raises ProfileError with code profile-missing, -unreadable or -bad."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ProfileError(code="profile-missing", file=file.name) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(code="profile-unreadable", file=file.name, why=str(error)) from error
    known = {f.name: f for f in fields(Profile) if f.name != "name"}
    for key in table:
        if key not in known:
            raise _bad(file, key, table[key], "unknown")
    if "title" not in table:
        raise _bad(file, "title", "", "missing")
    values = {key: _value(file, key, value) for key, value in table.items()}
    return Profile(name=file.stem, **values)


def load_profiles(folder: Path) -> dict[str, Profile]:
    """Read every profile of a folder, by name. Raises ProfileError for the first bad one."""
    return {file.stem: load_profile(file) for file in sorted(folder.glob("*.toml"))}


def _value(file: Path, key: str, value: object) -> Any:
    if key == "reset":
        if value not in tuple(ResetStrategy):
            raise _bad(file, key, value, "never, if-silent, always")
        return ResetStrategy(str(value))
    if key in _LISTS:
        return _LISTS[key](file, key, value)
    default = getattr(Profile(name="", title=""), key)
    kind = type(default)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise _bad(file, key, value, kind.__name__)
    if isinstance(value, float) and not 0 < value <= _LONGEST_S:
        raise _bad(file, key, value, f"0 … {_LONGEST_S:g} s")
    if key in ("mac_reads", "read_attempts", "kv_attempts") and not (
        isinstance(value, int) and 1 <= value <= _MOST_ATTEMPTS
    ):
        raise _bad(file, key, value, f"1 … {_MOST_ATTEMPTS}")
    if key in ("baud", "prompt", "title") and not value:
        raise _bad(file, key, value, "not empty")
    if key == "baud" and isinstance(value, int) and value < 0:
        raise _bad(file, key, value, "> 0")
    return value


def _macs(file: Path, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _bad(file, key, value, "list")
    macs = tuple(re.sub(r"[:-]", "", str(mac)).upper() for mac in value)
    for mac, written in zip(macs, value, strict=True):
        if not _MAC.fullmatch(mac):
            raise _bad(file, key, written, "12 hex digits")
    return macs


def _names(file: Path, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(type(v) is str and v for v in value):
        raise _bad(file, key, value, "list of names")
    return tuple(value)


def _bad(file: Path, field: str, value: object, why: str) -> ProfileError:
    return ProfileError(
        f"{file.name}: {field} = {value!r}: {why}",
        file=file.name,
        field=field,
        value=str(value),
        why=why,
    )


_LISTS = {"default_macs": _macs, "families": _names}
