"""Cells that a spreadsheet program shows and never runs.

A text that starts with ``= + - @``, a tab or a carriage return is a formula to Excel and its like;
a leading apostrophe makes it text (license-files.md, OWASP "CSV injection").
"""

import re
from typing import Any

_FORMULA = re.compile(r"[=+\-@\t\r]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def safe_cell(value: Any) -> str:
    """Return the text of a cell: None is empty, formulas become text, control bytes are dropped."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    text = _CONTROL.sub("", value)
    return "'" + text if _FORMULA.match(text) else text
