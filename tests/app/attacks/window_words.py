"""Every word of a window: what its widgets say and hold, what can be copied, what is drawn."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QMarginsF,
    QModelIndex,
    QObject,
    QPoint,
    QSize,
    Qt,
)
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from tests.journeys.test_no_secret_leaks import Search

ROLES = [
    Qt.ItemDataRole(role)
    for role in (*range(14), *range(int(Qt.ItemDataRole.UserRole), 0x0100 + 8))
]
READS = ("text", "toolTip", "statusTip", "whatsThis", "windowTitle", "title", "placeholderText")
READS += ("accessibleName", "accessibleDescription", "toPlainText", "toHtml", "currentText")


class Heard:
    """Everything that came out of the window, and where it came out."""

    def __init__(self) -> None:
        self.said: dict[str, list[str]] = {}

    def hear(self, where: str, words: object) -> None:
        if words:
            self.said.setdefault(where, []).append(str(words))

    def found(self, search: Search) -> dict[str, bytes]:
        hits = {where: search.search("\n".join(w).encode()) for where, w in self.said.items()}
        return {where: hit for where, hit in hits.items() if hit}


def cells(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[object]:
    while model.canFetchMore(parent):
        model.fetchMore(parent)
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for column in range(columns):
        for role in ROLES:
            yield model.headerData(column, Qt.Orientation.Horizontal, role)
    for at in range(min(model.rowCount(parent), 250)):
        for column in range(columns):
            index = model.index(at, column, parent)
            yield from (model.data(index, role) for role in ROLES)
            if column == 0 and model.rowCount(index):
                yield from cells(model, index)


def plain(values: dict[str, object]) -> dict[str, object]:
    """Return what a widget holds, without what Qt owns."""
    return {k: v for k, v in values.items() if not callable(v) and not isinstance(v, QObject)}


def copied(widget: QWidget) -> str:
    """Select all of a table, a text or a field, press Ctrl+C, and return what was copied."""
    clipboard = QApplication.clipboard()
    clipboard.clear()
    widget.selectAll()  # type: ignore[attr-defined]
    QTest.keyClick(widget, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    if isinstance(widget, QPlainTextEdit | QTextEdit | QLineEdit):
        widget.copy()
    return "\n".join(map(str, (clipboard.text(), clipboard.text("html"), clipboard.text("csv"))))


def read(where: str, top: QWidget, heard: Heard) -> None:
    """Hear every word of a window's widgets, what they hold, and what can be copied of them."""
    for widget in [top, *top.findChildren(QWidget)]:
        here = f"{where}/{type(widget).__name__}"
        for name in READS:
            reading: Callable[[], object] | None = getattr(widget, name, None)
            if callable(reading):
                heard.hear(f"{here}.{name}", reading())
        heard.hear(f"{here} holds", plain(vars(widget)))
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            for value in cells(widget.model(), QModelIndex()):
                heard.hear(f"{here} cells", value)
        if isinstance(widget, QComboBox):
            heard.hear(f"{here} items", [widget.itemText(n) for n in range(widget.count())])
        if isinstance(widget, QAbstractItemView | QPlainTextEdit | QTextEdit | QLineEdit):
            heard.hear(f"{here} copied", copied(widget))


def drawn(top: QWidget, file: Path) -> str:
    """Draw a window as a picture that keeps its words, and return them."""
    writer = QPdfWriter(str(file))
    writer.setResolution(96)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setPageSize(QPageSize(QSize(1400, 1000), "window"))
    painter = QPainter(writer)
    top.render(painter, QPoint())
    painter.end()
    pdf = pypdfium2.PdfDocument(file)
    words = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    pdf.close()
    return words
