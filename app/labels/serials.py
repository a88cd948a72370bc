"""Serial number patterns: date, week, line, counter, check digit. The ledger hands out counters.

``KW{yy}W{week}L{line}-{counter:6}{check}`` gives ``KW26W07L1-0000427``. Parts: ``{yyyy}`` ``{yy}``
``{month}`` ``{day}`` ``{week}`` (ISO, with ``{yy}`` the ISO year where a week is used) ``{line}``
``{counter:N}`` with N digits, exactly once, and ``{check}`` at the end: Luhn over the digits and
letters before it (letters count as 10 to 35, each digit for itself).
"""

import re
from dataclasses import dataclass
from datetime import date

from app.labels.errors import LabelRefused

_PART = re.compile(r"\{([^{}]*)\}|[{}]")
_COUNTER = re.compile(r"counter:(\d{1,2})")
_NAMES = {"yyyy", "yy", "month", "day", "week", "line", "check"}
_MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class SerialPattern:
    """A checked pattern. ``digits``: the counter's; ``scope`` tells when it starts anew."""

    source: str
    digits: int
    has_check: bool

    def format(self, counter: int, day: date, line: str = "") -> str:
        """Return the serial. Raises LabelRefused ``serial-used-up`` or ``serial-pattern``."""
        if not 0 <= counter < 10**self.digits:
            raise LabelRefused("serial-used-up", pattern=self.source, counter=counter)
        if "{line}" in self.source and not re.fullmatch(r"[A-Za-z0-9]+", line):
            raise LabelRefused("serial-pattern", at="{line}")
        text = self._dated(day, line).replace(
            f"{{counter:{self.digits}}}", f"{counter:0{self.digits}d}"
        )
        body = text.removesuffix("{check}")
        return body + check_digit(body) if self.has_check else body

    def scope(self, day: date, line: str = "") -> str:
        """Return the key under which counters are unique: all but the counter and the check."""
        return self._dated(day, line)

    def _dated(self, day: date, line: str) -> str:
        iso_year, week, _weekday = day.isocalendar()
        year = iso_year if "{week}" in self.source else day.year
        values = {
            "yyyy": f"{year:04d}",
            "yy": f"{year % 100:02d}",
            "month": f"{day.month:02d}",
            "day": f"{day.day:02d}",
            "week": f"{week:02d}",
            "line": line,
        }
        text = self.source
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
        return text


def parse_pattern(source: str) -> SerialPattern:
    """Return a checked pattern. Raises LabelRefused ``serial-pattern`` (fact ``at``)."""
    digits: list[int] = []
    for found in _PART.finditer(source):
        name = found[1]
        counter = _COUNTER.fullmatch(name or "")
        if counter is not None and 1 <= int(counter[1]) <= _MOST_DIGITS:
            digits.append(int(counter[1]))
        elif name not in _NAMES:
            raise LabelRefused("serial-pattern", at=found[0])
    has_check = source.endswith("{check}")
    if len(digits) != 1 or source.count("{check}") != int(has_check):
        raise LabelRefused("serial-pattern", at=source)
    return SerialPattern(source, digits[0], has_check)


def check_digit(text: str) -> str:
    """Return the Luhn digit over letters and digits; other characters do not count."""
    digits = "".join(str(int(char, 36)) for char in text if char.isascii() and char.isalnum())
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004
    return str(-total % 10)
