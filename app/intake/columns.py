"""Rows to clean columns: the hot path of an import, a batch at a time.

A million rows pass here. As long as a column holds what its scheme says, only C loops touch its
cells; the first cell that does not fit sends its column down the slow path, which names every
problem with its cell.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import islice, repeat
from typing import NamedTuple

from app.domain.units import normalise_mac
from app.intake.beside import Beside
from app.intake.layout import Layout
from app.intake.schemes import Field, Form, Kind
from app.intake.tables import Cell, Row, Table

BATCH_ROWS = 16_384
"""Enough that an index is walked with some of its pages still warm; some MB of memory."""

_GUARDED = re.compile(r"'[=+\-@\t\r]").match
_APOSTROPHES = repeat("'")
_PLAIN_MAC = re.compile(r"[0-9A-F]{12}").fullmatch


class Columns(NamedTuple):
    """A batch as clean columns. ``rows``: Excel's row numbers; ``values``: field -> texts.

    ``odd``: field -> cells as they were, only for columns that hold something other than text.
    ``fitting``: fields whose cells all keep their rule, seen at a glance. ``beside``: row and
    column index of texts that belong to no field and may yet say that a license is used.
    """

    rows: Sequence[int]
    values: dict[str, list[str]]
    odd: dict[str, Sequence[Cell]]
    trimmed: dict[str, int]
    fitting: frozenset[str] = frozenset()
    beside: Sequence[tuple[int, int]] = ()


class _Glance:
    """Sees whether a whole column keeps its rule as it stands: no cell of it is looked at alone.

    Only ASCII without spaces and controls passes; what does not pass is not wrong, but read slowly.
    """

    def __init__(self, one: Field) -> None:
        allowed = re.compile(one.characters).fullmatch
        self._allowed = bytes(point for point in range(0x21, 0x7F) if allowed(chr(point)))
        self._fits_length = one.fits_length

    def __call__(self, cells: Sequence[Cell]) -> bool:
        if set(map(type, cells)) != {str}:
            return False
        lengths = set(map(len, cells))  # type: ignore[arg-type]
        if 0 in lengths or not all(map(self._fits_length, lengths)):
            return False
        joined = "".join(cells)  # type: ignore[arg-type]
        return joined.isascii() and not joined.encode().translate(None, self._allowed)


class ColumnReader:
    """Goes through a table's data rows in batches and gives clean columns."""

    def __init__(self, table: Table, layout: Layout) -> None:
        self._table = table
        self._sheet = layout.sheet
        self._skip = layout.header_row
        offset = table.first_column(layout.sheet)
        by_field = layout.by_field
        self._used = [
            (one, by_field[one.name].index - offset)
            for one in layout.scheme.fields
            if one.name in by_field
        ]
        self._width = max(index for _, index in self._used) + 1
        self._identity = layout.scheme.identity
        self._fits = {one.name: re.compile(one.pattern).fullmatch for one, _ in self._used}
        self._beside = Beside(layout, offset)
        self._glances = {one.name: _Glance(one) for one, _ in self._used if one.form is Form.TEXT}

    def __iter__(self) -> Iterator[Columns]:
        """Give the columns of each batch; rows with nothing in them are left out."""
        rows = islice(self._table.rows(self._sheet), self._skip, None)
        first = self._skip + 1
        while batch := list(islice(rows, BATCH_ROWS)):
            columns = self._clean(batch, range(first, first + len(batch)))
            first += len(batch)
            if columns.rows:
                yield columns

    def _clean(self, batch: list[Row], numbers: Sequence[int]) -> Columns:
        lengths = set(map(len, batch))
        if min(lengths) < self._width:
            batch = [(*row, *[""] * (self._width - len(row))) for row in batch]
            lengths = {self._width}
        by_index = list(zip(*batch, strict=False))
        fitting = {
            one.name
            for one, index in self._used
            if one.name in self._glances and self._glances[one.name](by_index[index])
        }
        identity = next(index for one, index in self._used if one.name == self._identity)
        if self._identity not in fitting and _has_blank(by_index[identity]):
            keep = [i for i, row in enumerate(batch) if not _is_blank(row)]
            if len(keep) < len(batch):
                batch = [batch[i] for i in keep]
                numbers = [numbers[i] for i in keep]
                if not batch:
                    return Columns((), {}, {}, {})
                by_index = list(zip(*batch, strict=False))
        values: dict[str, list[str]] = {}
        odd: dict[str, Sequence[Cell]] = {}
        trimmed: dict[str, int] = {}
        for one, index in self._used:
            cells = by_index[index]
            if one.name in fitting:
                values[one.name] = list(cells)
                continue
            texts, is_odd = self._texts(one, cells)
            if is_odd:
                odd[one.name] = cells
            if one.kind in {Kind.IDENTITY, Kind.SECRET} and texts != list(cells):
                changed = _first_changed(texts, cells)
                if changed is not None:
                    trimmed[one.name] = numbers[changed]
            values[one.name] = _spelt(one, texts)
        return Columns(
            *(numbers, values, odd, trimmed, frozenset(fitting)),
            self._beside.find(batch, by_index, numbers),
        )

    def _texts(self, one: Field, cells: Sequence[Cell]) -> tuple[list[str], bool]:
        """Return cells as clean texts, and whether any was something other than text."""
        is_odd = set(map(type, cells)) != {str}
        if is_odd:
            texts = [_text(cell) for cell in cells]
        else:
            # Lines keep their ends: a certificate is stored byte for byte.
            texts = list(cells if one.charset == "lines" else map(str.strip, cells))  # type: ignore[arg-type]
        if any(map(str.startswith, texts, _APOSTROPHES)):
            texts = [self._unguarded(one.name, text) for text in texts]
        return texts, is_odd

    def _unguarded(self, name: str, text: str) -> str:
        """Take away the apostrophe that keeps a formula a text, where the rest is what fits."""
        fits = self._fits[name]
        if _GUARDED(text) and not fits(text) and fits(text[1:]):
            return text[1:]
        return text


def _first_changed(texts: Sequence[str], cells: Sequence[Cell]) -> int | None:
    return next(
        (
            place
            for place, (text, cell) in enumerate(zip(texts, cells, strict=True))
            if isinstance(cell, str) and text != cell
        ),
        None,
    )


def _spelt(one: Field, texts: list[str]) -> list[str]:
    """Return MACs in one spelling; what is no MAC stays as it is and is named later."""
    if one.form is Form.TEXT:
        return texts
    out = []
    for text in texts:
        if _PLAIN_MAC(text) or not text:
            out.append(text)
        else:
            out.append(normalise_mac(text) or text)
    return out


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, (dt.datetime, dt.date, dt.time)):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:  # noqa: PLR2004
        return str(int(cell))
    return "" if cell is None else str(cell)


def _has_blank(cells: Sequence[Cell]) -> bool:
    if not all(cells):
        return True
    texts = cells if set(map(type, cells)) == {str} else [c for c in cells if isinstance(c, str)]
    return any(map(str.isspace, texts))  # type: ignore[arg-type]


def _is_blank(row: Row) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row)
