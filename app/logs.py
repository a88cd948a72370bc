"""Logging with secrets struck out; short report numbers for errors nobody expected.

There is one redactor: everything that leaves the process as text (log lines, traces, serial
console, support bundle) goes through it. It strikes secrets it was told of, and whatever looks
like one: the key of an ``auth`` command, a value behind a name such as ``DeviceSecret``, and any
stand-alone run of exactly 32 printable characters (the shape of an AuthKey).
"""

import logging
import logging.handlers
import re
import secrets
import threading
from pathlib import Path
from types import TracebackType

STRUCK = "••••"
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # read aloud over a factory phone: no 0/O, 1/I
LEAST_KNOWN = 6  # shorter secrets would strike ordinary words

_AUTH = re.compile(r"(?i)(\bauth\s+\S+\s+)(\S+)")
_NAMED = re.compile(
    r"(?i)\b((?:auth_?key|device_?secret|local_?key|secret|password|passphrase|access_token|"
    r"refresh_token|pin)\b[\"']?\s*[:=]\s*[\"']?)([^\s\"',;}]+)"
)
_KEY_SHAPED = re.compile(r"(?<![!-~])[!-~]{32}(?![!-~])")
_QUOTED_KEY = re.compile(r"(?<=[\"'=:(\[])[A-Za-z0-9]{32}(?=[\"',;)\]}\s]|$)")

log = logging.getLogger("keywright")


class Redactor:
    """Strikes secrets out of text. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: tuple[str, ...] = ()

    def know(self, secret: str) -> None:
        """Strike this value from now on, wherever it occurs."""
        with self._lock:
            if len(secret) >= LEAST_KNOWN and secret not in self._known:
                self._known = tuple(sorted({*self._known, secret}, key=len, reverse=True))

    def strike(self, text: str) -> str:
        """Return the text with every secret replaced by dots."""
        for secret in self._known:
            text = text.replace(secret, STRUCK)
        text = _AUTH.sub(rf"\1{STRUCK}", text)
        text = _NAMED.sub(rf"\1{STRUCK}", text)
        text = _QUOTED_KEY.sub(STRUCK, text)
        return _KEY_SHAPED.sub(STRUCK, text)


class RedactingFormatter(logging.Formatter):
    """Formats a record, its trace included, and strikes secrets out of the whole."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """Return the redacted line or lines."""
        return self._redactor.strike(super().format(record))


def set_up(folder: Path, redactor: Redactor, level: int = logging.INFO) -> Path:
    """Log to a file in ``folder`` (five of 2 MB each) and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "keywright.log"
    tear_down()
    handler = logging.handlers.RotatingFileHandler(
        file, maxBytes=2_000_000, backupCount=4, encoding="utf-8", delay=True
    )
    handler.setFormatter(RedactingFormatter(redactor))
    log.addHandler(handler)
    log.setLevel(level)
    return file


def tear_down() -> None:
    """Close the log files that :func:`set_up` opened."""
    for handler in list(log.handlers):
        log.removeHandler(handler)
        handler.close()


def report_number() -> str:
    """Return a new number such as ``K7Q-4MX`` that a person can read out."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(6))
    return f"{letters[:3]}-{letters[3:]}"


def log_unknown(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> str:
    """Write an error that nobody expected to the log; return its report number."""
    number = report_number()
    log.error("report %s", number, exc_info=(kind, error, trace))
    return number
