"""Logging with secrets struck out; short report numbers for errors nobody expected.

Every line goes through the one redactor (:mod:`app.redaction`).
"""

import logging
import logging.handlers
import secrets
from pathlib import Path
from types import TracebackType

from app.redaction import STRUCK, Redactor

__all__ = ["STRUCK", "Redactor"]

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # read aloud over a factory phone: no 0/O, 1/I

log = logging.getLogger("keywright")
_HEARD = (log, logging.getLogger("app"), logging.getLogger("flasher"))


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
    for logger in _HEARD:
        logger.addHandler(handler)
        logger.setLevel(level)
    return file


def tear_down() -> None:
    """Close the log files that :func:`set_up` opened."""
    for logger in _HEARD:
        for handler in list(logger.handlers):
            logger.removeHandler(handler)
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
