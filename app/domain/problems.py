"""One thing that is wrong in a file, named with its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """Errors block, warnings inform."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. ``row`` as Excel counts (first is 1), ``column`` as Excel letters it.

    ``code`` and ``facts`` make the message and the advice in both languages (app.texts).
    """

    code: str
    severity: Severity = Severity.ERROR
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
