"""What stands beside the columns of a list, and may say that a license is used.

A hand-typed ``scrap`` in a column without a name, or a ``USED`` under a name that the scheme does
not know: who leaves that aside hands a used license out. Numbers without a name, as programs write
them before each row, say nothing.
"""

import re
from collections.abc import Sequence
from functools import cache

from app.domain.licenses import LicenseState
from app.intake.layout import NO_HEADER, Layout
from app.intake.schemes import Kind, fold_header, fold_status, load_schemes
from app.intake.tables import Cell, Row

_NUMBER = re.compile(r"[\s\d.,]*")
_FEW = 64
"""A column of more different values than this, in a batch, notes no statuses."""


class Beside:
    """Looks for such cells; as long as there are none it costs a glance at each column."""

    def __init__(self, layout: Layout, offset: int) -> None:
        fields = {one.index - offset for one in layout.columns if one.field is not None}
        self._offset = offset
        self._looks = layout.header_row != NO_HEADER
        self._named = {one.index - offset for one in layout.columns}
        self._unused = {
            one.index - offset: fold_header(one.header) in _status_headers()
            for one in layout.columns
            if one.index - offset not in fields
        }

    def find(
        self, batch: Sequence[Row], by_index: Sequence[Sequence[Cell]], rows: Sequence[int]
    ) -> list[tuple[int, int]]:
        """Return row number and column index (A is 0) of each.

        ``by_index``: the columns of the batch as far as all its rows go.
        """
        if not self._looks:
            return []
        found: list[tuple[int, int]] = []
        for index in range(max(map(len, batch))):
            if index in self._named:
                continue
            cells = _column(batch, by_index, index)
            if any(cells):
                found += self._texts(index, cells, rows)
        for index, is_status in self._unused.items():
            cells = _column(batch, by_index, index)
            kinds = {cell for cell in cells if isinstance(cell, str) and cell.strip()}
            if kinds and (is_status or len(kinds) <= _FEW):
                telling = {cell for cell in kinds if _tells(cell, is_status=is_status)}
                found += self._among(telling, index, cells, rows)
        return found

    def _texts(
        self, index: int, cells: Sequence[Cell], rows: Sequence[int]
    ) -> list[tuple[int, int]]:
        return [
            (row, index + self._offset)
            for row, cell in zip(rows, cells, strict=True)
            if isinstance(cell, str) and not _NUMBER.fullmatch(cell)
        ]

    def _among(
        self, telling: set[str], index: int, cells: Sequence[Cell], rows: Sequence[int]
    ) -> list[tuple[int, int]]:
        return [
            (row, index + self._offset)
            for row, cell in zip(rows, cells, strict=True)
            if isinstance(cell, str) and cell in telling
        ]


def _tells(text: str, *, is_status: bool) -> bool:
    """Say whether a text may say that a license is not free."""
    state = _known_statuses().get(fold_status(text))
    return is_status if state is None else state is not LicenseState.AVAILABLE


@cache
def _known_statuses() -> dict[str, LicenseState]:
    """Return the statuses that any shipped scheme understands."""
    return {text: state for one in load_schemes().values() for text, state in one.status.items()}


@cache
def _status_headers() -> frozenset[str]:
    """Return the headers by which any shipped scheme knows a status."""
    fields = (field for one in load_schemes().values() for field in one.of_kind(Kind.STATUS))
    return frozenset(fold_header(header) for field in fields for header in field.headers)


def _column(batch: Sequence[Row], by_index: Sequence[Sequence[Cell]], index: int) -> Sequence[Cell]:
    if index < len(by_index):
        return by_index[index]
    return [row[index] if index < len(row) else "" for row in batch]
