"""A table: a list of columns over frozen rows, all at hand or fetched page by page."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.ui.tasks import Known, Tasks
from app.ui.theme import Tone

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
TONE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
MONO_ROLE = int(Qt.ItemDataRole.UserRole) + 2
PAGE = 200
PAGES_KEPT = 40
AT_ONCE = 2  # pages on their way
WAITING = 3  # pages that wait for one of these; who scrolls on does not want the older ones
NO_PARENT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. ``sort``: the name under which the source can sort by it; empty: not at all.

    ``tone`` makes the cell a chip; ``width`` in px at 100 %, 0 takes what is left.
    """

    title: Callable[[], str]
    text: Callable[[Row], str]
    width: int = 120
    tone: Callable[[Row], Tone | None] | None = None
    number: bool = False
    mono: bool = False
    sort: str = ""


class TableModel(QAbstractTableModel, Generic[Row]):
    """What all tables share: columns, words, chips. Subclasses say which row stands where."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)

    def row_at(self, number: int) -> Row | None:
        """Return a row, or None while it is on its way."""
        raise NotImplementedError

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return text, tone and alignment of a cell."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == MONO_ROLE:
            return column.mono
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, TONE_ROLE):
            return None
        row = self.row_at(index.row())
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        if role == TONE_ROLE:
            return column.tone(row) if column.tone else None
        return column.text(row)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the title of a column."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            number = self.columns[section].number
            side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def speak(self) -> None:
        """Say titles and cells again, after a change of language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        if self.rowCount():
            last = self.index(self.rowCount() - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)


class ListModel(TableModel[Row]):
    """A table whose rows are all at hand."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._rows: Sequence[Row] = ()

    @property
    def rows(self) -> Sequence[Row]:
        """Return all rows."""
        return self._rows

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show exactly these rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row_at(self, number: int) -> Row | None:
        """Return a row."""
        return self._rows[number]

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)


class PagedModel(TableModel[Row]):
    """A table that knows only how many rows there are, and fetches the pages that are looked at.

    Counting, filtering and fetching run away from the GUI thread, whatever the callables do; a
    million rows cost one count and the pages on the screen. The page that was looked at last is
    fetched first, and one that nobody looks at any more not at all: a scroll bar dragged over
    thousands of pages is where it stands at once.
    """

    counted = Signal(int)
    sort_asked = Signal(str, bool)

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        tasks: Tasks,
        failed: Callable[[Known], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self._tasks = tasks
        self._failed = failed
        self._count = 0
        self._fetch: Callable[[int, int], Sequence[Row]] | None = None
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._on_the_way: dict[int, tuple[int, int]] = {}
        self._question = 0

    def ask(self, count: Callable[[], int], fetch: Callable[[int, int], Sequence[Row]]) -> None:
        """Show the rows of another question; the present ones stay until it is answered."""
        self._tasks.run(
            self,
            "count",
            lambda: (count(), fetch(0, PAGE)),
            lambda answer: self._begin(answer[0], answer[1], fetch),
            self._failed,
        )

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return how many rows the question has."""
        return 0 if parent.isValid() else self._count

    def row_at(self, number: int) -> Row | None:
        """Return a row; None, and a fetch on its way, where its page is not at hand."""
        page, place = divmod(number, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            self._want(page)
            return None
        self._pages.move_to_end(page)
        return rows[place] if place < len(rows) else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask whoever owns the question to sort it."""
        if 0 <= column < len(self.columns) and self.columns[column].sort:
            descending = order is Qt.SortOrder.DescendingOrder
            self.sort_asked.emit(self.columns[column].sort, descending)

    def _begin(
        self, count: int, first: Sequence[Row], fetch: Callable[[int, int], Sequence[Row]]
    ) -> None:
        self.beginResetModel()
        self._question += 1  # what is still on its way belongs to the one before
        self._count, self._fetch = count, fetch
        self._pages = OrderedDict({0: first})
        self._wanted.clear()
        self.endResetModel()
        self.counted.emit(count)

    def _want(self, page: int) -> None:
        if (self._question, page) in self._on_the_way.values():
            return
        self._wanted[page] = None
        self._wanted.move_to_end(page)
        while len(self._wanted) > WAITING:
            self._wanted.popitem(last=False)
        self._fetch_wanted()

    def _fetch_wanted(self) -> None:
        for way in range(AT_ONCE):
            if self._wanted and way not in self._on_the_way:
                self._send_for(self._wanted.popitem()[0], way)

    def _send_for(self, page: int, way: int) -> None:
        fetch, question = self._fetch, self._question
        if fetch is None:
            return
        self._on_the_way[way] = (question, page)

        def took(rows: Sequence[Row]) -> None:
            del self._on_the_way[way]
            if question == self._question:
                self._take(page, rows)
            self._fetch_wanted()

        def failed(error: Known) -> None:
            del self._on_the_way[way]
            self._failed(error)

        self._tasks.run(self, f"page {way}", lambda: fetch(page * PAGE, PAGE), took, failed)

    def _take(self, page: int, rows: Sequence[Row]) -> None:
        self._pages[page] = rows
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        last = min(self._count, (page + 1) * PAGE) - 1
        if last >= page * PAGE:
            self.dataChanged.emit(
                self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1)
            )
