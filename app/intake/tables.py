"""Any list file as one table: sheets of rows of cells, numbered as Excel numbers them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.problems import Problem
from app.intake.sources import FileKind, SourceFile

Cell = object
"""A cell as its reader gives it: str, or what a workbook holds (float, bool, date, time)."""

Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """One sheet. ``rows`` None where it would have to be counted."""

    name: str
    visible: bool = True
    rows: int | None = None


class Table(Protocol):
    """One open list file. Rows can be gone through any number of times."""

    @property
    def sheets(self) -> tuple[SheetInfo, ...]:
        """Return all sheets; a text file has one, without a name."""
        ...

    def first_column(self, sheet: str) -> int:
        """Return the index of the column that a row's first cell stands in (A is 0)."""
        ...

    def rows(self, sheet: str) -> Iterator[Row]:
        """Go through all rows from Excel's row 1 on, empty ones included."""
        ...

    def size(self, sheet: str) -> int:
        """Return about how many rows there are, for progress."""
        ...

    def hidden_rows(self, sheet: str) -> Sequence[int]:
        """Return the rows that hold something and that a spreadsheet program does not show."""
        ...

    def notices(self, sheet: str) -> tuple[Problem, ...]:
        """Return what is worth telling about the sheet: merged cells, a broken line."""
        ...


def open_table(source: SourceFile, score: Callable[[Sequence[Row]], float]) -> Table:
    """Open a source with the reader for its kind.

    ``score`` says how well some first rows look like a list; the delimiter of a text is chosen by
    it, and where in a JSON file the list stands. Raises BadInput when the content cannot be read.
    """
    if source.kind in {FileKind.XLSX, FileKind.XLS}:
        from app.intake.workbooks import Workbook

        return Workbook(source)
    if source.kind in {FileKind.JSON, FileKind.JSON_LINES}:
        from app.intake.json_rows import JsonTable

        return JsonTable(source, score)
    from app.intake.delimited import DelimitedTable

    return DelimitedTable(source, score)


def column_letters(index: int) -> str:
    """Return Excel's letters for a column index: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
