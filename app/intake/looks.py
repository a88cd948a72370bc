"""A list file that stays on the table while a person looks at it and decides how it is read.

Nothing here is imported. Any row can be looked at, not only the first ones; secrets, and columns
that nobody has named, are dots on every way out.
"""

import hashlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

from app.errors import BadInput
from app.intake.layout import HEADER_WITHIN_ROWS, Choice, Layout, score_rows
from app.intake.lists import OpenList, cell_text, lay_out, masked
from app.intake.schemes import fold_header, load_schemes
from app.intake.sources import read_source
from app.intake.tables import Row, SheetInfo, column_letters, open_table
from flasher.secrets import DOTS

MENDABLE = frozenset(
    {
        "header-missing",
        "columns-missing",
        "sheet-missing",
        "list-hidden",
        "mapping-column-missing",
        "mapping-field-unknown",
        "mapping-no-scheme",
    }
)
"""Why a table cannot be read as a list yet; a choice of sheet, header row or columns mends it."""

_LONGEST_HEADER = 64
_LONGEST_WORD = 20
_SHORT = 4
_MOST_TURNS = 5  # between small and other letters; ProductKeyName has 5, random letters more
_WORDS = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True)
class HeadRow:
    """One of a sheet's first rows: its number as Excel counts, its words; the others are dots."""

    number: int
    cells: tuple[str, ...]


class ListLook:
    """One list file, read once. Thread-safe; ``sha256`` is that of the bytes looked at."""

    def __init__(self, path: Path) -> None:
        self._source = read_source(path)
        self._table = open_table(self._source, score_rows)
        self._lock = threading.Lock()
        self._sheet: str | None = None
        self._rest: Iterator[Row] = iter(())
        self._at = 0
        self._counts: dict[str, int] = {}
        self._stamp = _stamp(path)

    @property
    def sha256(self) -> str:
        """Return the hash of the bytes that are looked at."""
        return self._source.sha256

    @property
    def sheets(self) -> tuple[SheetInfo, ...]:
        """Return all sheets; a text file has one, without a name."""
        return self._table.sheets

    def is_at(self, path: Path) -> bool:
        """Say whether this is a look at the file of that path, changed since or not."""
        return path == self._source.path

    def is_of(self, path: Path) -> bool:
        """Say whether this is that file, and it seems not to have changed since."""
        return path == self._source.path and _stamp(path) == self._stamp

    def has_changed(self) -> bool:
        """Read the file again and say whether its bytes are others now.

        Raises BadInput as ``read_source`` does.
        """
        data = read_source(self._source.path).data
        return hashlib.sha256(data).hexdigest() != self._source.sha256

    def arrange(self, choice: Choice) -> OpenList:
        """Find the layout; BadInput, of which those in ``MENDABLE`` another choice mends."""
        with self._lock:
            return lay_out(self._source, self._table, choice)

    def head(self, sheet: str) -> tuple[HeadRow, ...]:
        """Return the first rows that have something in them, for choosing the header row.

        No header is known yet, so a cell is shown only if it reads like one.
        """
        with self._lock:
            rows = list(islice(self._table.rows(sheet), HEADER_WITHIN_ROWS))
        lines = [(number, [cell_text(cell) for cell in row]) for number, row in enumerate(rows, 1)]
        return tuple(
            HeadRow(number, tuple(cell and _as_header(cell) for cell in cells))
            for number, cells in lines
            if any(cells)
        )

    def headers(self, sheet: str, header_row: int) -> tuple[tuple[str, str], ...]:
        """Return letters and header of each column, for a list whose layout is not known."""
        with self._lock:
            offset = self._table.first_column(sheet)
            rows = list(islice(self._table.rows(sheet), max(0, header_row - 1), max(1, header_row)))
        cells = [cell_text(cell) for cell in rows[0]] if rows else []
        return tuple(
            (column_letters(place + offset), _as_header(cell) if cell and header_row else "")
            for place, cell in enumerate(cells)
            if cell or not header_row
        )

    def count(self, layout: Layout) -> int:
        """Return how many rows stand below the header, empty ones too."""
        sheet = layout.sheet
        with self._lock:
            if sheet not in self._counts:
                self._counts[sheet] = sum(1 for _row in self._table.rows(sheet))
            return max(0, self._counts[sheet] - layout.header_row)

    def rows(self, layout: Layout, start: int, count: int) -> list[tuple[int, tuple[str, ...]]]:
        """Return rows below the header: number as Excel counts, one text per layout column.

        ``start`` 0 is the row under the header. Going forward costs what is skipped.
        """
        first = layout.header_row + start
        with self._lock:
            if self._sheet != layout.sheet or self._at > first:
                self._sheet, self._at = layout.sheet, 0
                self._rest = iter(self._table.rows(layout.sheet))
            found = list(islice(self._rest, first - self._at, first - self._at + count))
            self._at = first + len(found)
            offset = self._table.first_column(layout.sheet)
        places = [(column.index - offset, column.field) for column in layout.columns]
        return [
            (
                number,
                tuple(
                    masked(layout, name, cell_text(row[place])) if place < len(row) else ""
                    for place, name in places
                ),
            )
            for number, row in enumerate(found, first + 1)
        ]


def _stamp(path: Path) -> tuple[int, int]:
    try:
        told = path.stat()
    except OSError:
        return (0, -1)
    return told.st_mtime_ns, told.st_size


def _as_header(cell: str) -> str:
    """Return a cell of an unknown row if it reads like a header or a title, else dots.

    A header is one of the accepted ones, or a few short words; what is drawn by lot (a secret) is
    long, has digits, or turns often between small letters and others.
    """
    if any(fold_header(cell) in one.names_by_header() for one in load_schemes().values()):
        return cell
    words = _WORDS.split(cell) if len(cell) <= _LONGEST_HEADER else ["?" * _LONGEST_HEADER]
    return cell if all(_is_word(word.strip(".,:;()#")) for word in words) else DOTS


def _is_word(word: str) -> bool:
    if not word.isalpha():
        return not word or (word.isalnum() and len(word) <= _SHORT)
    turns = sum(a.islower() != b.islower() for a, b in pairwise(word))
    return len(word) <= _LONGEST_WORD and turns <= _MOST_TURNS


def refuse_changed(look: ListLook, file: str) -> None:
    """Raise BadInput ``list-changed`` where the file is not what was looked at any more."""
    if look.has_changed():
        raise BadInput("list-changed", file=file)
