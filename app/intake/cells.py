"""What may stand in a cell: the rules of a scheme's fields, and what Excel does to ids."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.domain.problems import Severity
from app.domain.units import is_usable_mac, normalise_mac
from app.intake.columns import Columns
from app.intake.schemes import Field, Form, Kind, Scheme
from app.intake.tables import Cell

if TYPE_CHECKING:
    from app.intake.checking import Findings

_NUMBER_TEXT = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE | re.ASCII)
_TEXT_ONLY = frozenset({Kind.IDENTITY, Kind.SECRET, Kind.BOUND, Kind.ISSUED_MAC, Kind.UNIT})


class CellRules:
    """Checks batches of columns against a scheme's fields."""

    def __init__(self, scheme: Scheme, findings: "Findings") -> None:
        self._findings = findings
        self._fields = {one.name: one for one in scheme.fields}
        self._fits = {
            one.name: re.compile(one.pattern if one.required else f"(?:{one.pattern})?").fullmatch
            for one in scheme.fields
        }
        self._allowed = {one.name: re.compile(one.characters) for one in scheme.fields}
        self._trimmed: dict[str, int] = {}

    def check(self, columns: Columns) -> None:
        """Name what is wrong in this batch."""
        for name, row in columns.trimmed.items():
            self._trimmed.setdefault(name, row)
        for name, texts in columns.values.items():
            one = self._fields[name]
            if name in columns.odd:
                self._odd_cells(one, columns.rows, columns.odd[name])
            if one.form is not Form.TEXT:
                self._units(one, columns.rows, texts)
                continue
            fits = self._fits[name]
            if name not in columns.fitting and not all(map(fits, texts)):
                for row, text in zip(columns.rows, texts, strict=True):
                    if not fits(text) and row not in self._odd_rows(columns, name):
                        self._explain(one, row, text)
            for placeholder in one.placeholders:
                if placeholder in texts:
                    self._placeholders(one, columns.rows, texts, placeholder)

    def finish(self) -> None:
        """Tell once per column that spaces around values were taken away."""
        for name, row in self._trimmed.items():
            self._findings.add("spaces-trimmed", row, name, Severity.WARNING)

    def _odd_rows(self, columns: Columns, name: str) -> set[int]:
        if name not in columns.odd or self._fields[name].kind not in _TEXT_ONLY:
            return set()
        return {
            row
            for row, cell in zip(columns.rows, columns.odd[name], strict=True)
            if not isinstance(cell, str) and cell is not None
        }

    def _odd_cells(self, one: Field, rows: Sequence[int], cells: Sequence[Cell]) -> None:
        if one.kind not in _TEXT_ONLY:
            return
        for row, cell in zip(rows, cells, strict=True):
            if isinstance(cell, (dt.date, dt.time, dt.timedelta)):
                self._findings.add("cell-date", row, one.name)
            elif isinstance(cell, bool):
                self._findings.add("cell-boolean", row, one.name)
            elif isinstance(cell, (int, float)):
                self._findings.add("cell-number", row, one.name)
            elif not isinstance(cell, str) and cell is not None:
                self._findings.add("cell-not-text", row, one.name)

    def _placeholders(
        self, one: Field, rows: Sequence[int], texts: Sequence[str], placeholder: str
    ) -> None:
        for row, text in zip(rows, texts, strict=True):
            if text == placeholder:
                self._findings.add("placeholder", row, one.name)

    def _units(self, one: Field, rows: Sequence[int], texts: Sequence[str]) -> None:
        for row, text in zip(rows, texts, strict=True):
            if not text:
                if one.required:
                    self._findings.add("cell-empty", row, one.name)
                continue
            mac = normalise_mac(text)
            if mac is None and one.form is Form.MAC:
                self._findings.add("mac-malformed", row, one.name)
            elif mac is not None and not is_usable_mac(mac):
                self._findings.add("mac-unusable", row, one.name, mac=mac)

    def _explain(self, one: Field, row: int, text: str) -> None:
        """Name the first reason why a text does not fit; never show a secret."""
        add = self._findings.add
        if not text:
            add("cell-empty", row, one.name)
        elif one.kind is not Kind.SECRET and _NUMBER_TEXT.fullmatch(text):
            add("cell-number-text", row, one.name, text=text)
        elif (bad := self._first_bad(one, text)) is not None:
            character = text[bad]
            if character.isspace():
                add("cell-space", row, one.name, position=bad + 1)
            elif unicodedata.normalize("NFKC", character) != character:
                add("cell-full-width", row, one.name, position=bad + 1)
            elif not character.isprintable():
                add(
                    "cell-invisible",
                    row,
                    one.name,
                    position=bad + 1,
                    point=f"U+{ord(character):04X}",
                )
            else:
                add("cell-character", row, one.name, position=bad + 1)
        else:
            add("cell-length", row, one.name, length=len(text), allowed=one.length_words)

    def _first_bad(self, one: Field, text: str) -> int | None:
        allowed = self._allowed[one.name]
        return next((i for i, ch in enumerate(text) if not allowed.fullmatch(ch)), None)
