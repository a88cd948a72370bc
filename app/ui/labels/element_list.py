"""The elements as a list, topmost first: chosen here or on the canvas, it is the same."""

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from app.labels.design import Element
from app.ui.icons import icon
from app.ui.labels.document import Document
from app.ui.labels.words import element_words, kind_of, kind_word
from app.ui.look import look
from app.ui.widgets.panel import Panel, column

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


class ElementModel(QAbstractListModel):
    """The document's elements, the last first."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._elements: tuple[Element, ...] = document.design.elements
        document.design_changed.connect(self._follow)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return the number of elements."""
        return 0 if parent.isValid() else len(self._elements)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return name and icon."""
        if not index.isValid():
            return None
        element = self._elements[self.number(index.row())]
        kind = kind_of(element)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                words = element_words(element)
                return f"{kind_word(kind)}  {words}" if words else kind_word(kind)
            case Qt.ItemDataRole.ToolTipRole:
                return element_words(element) or kind_word(kind)
            case Qt.ItemDataRole.DecorationRole:
                return icon(f"el-{kind}", look().palette.muted)
            case _:
                return None

    def number(self, row: int) -> int:
        """Return the element of a row, or the row of an element."""
        return len(self._elements) - 1 - row

    def speak(self) -> None:
        """Say the names again."""
        if self._elements:
            self.dataChanged.emit(self.index(0), self.index(len(self._elements) - 1))

    def _follow(self) -> None:
        elements = self._document.design.elements
        if len(elements) != len(self._elements):
            self.beginResetModel()
            self._elements = elements
            self.endResetModel()
        elif elements != self._elements:
            self._elements = elements
            self.speak()


class ElementList(Panel):
    """The list; several can be chosen, Delete goes through to the page."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._following = False
        self.model = ElementModel(document, self)
        self.view = _View()
        self.view.setObjectName("elements")
        self.view.setModel(self.model)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(column(self.view))
        self.say(lambda: self.view.setAccessibleName(self.tr("Elements, topmost first")))
        self.say(self.model.speak)
        self.wear(lambda: self.view.setIconSize(QSize(look().px(16), look().px(16))))
        self.view.selectionModel().selectionChanged.connect(self._choose)
        document.chosen_changed.connect(self._follow)
        self.model.modelReset.connect(self._follow)

    def _choose(self) -> None:
        if not self._following:
            rows = self.view.selectionModel().selectedIndexes()
            self._document.choose(self.model.number(index.row()) for index in rows)

    def _follow(self) -> None:
        self._following = True
        wanted = QItemSelection()
        for number in self._document.chosen:
            row = self.model.number(number)
            if 0 <= row < self.model.rowCount():
                index = self.model.index(row)
                wanted.select(index, index)
        flag = QItemSelectionModel.SelectionFlag
        selection = self.view.selectionModel()
        if selection.selection() != wanted:
            selection.select(wanted, flag.ClearAndSelect)
        if len(self._document.chosen) == 1:
            index = self.model.index(self.model.number(self._document.chosen[0]))
            selection.setCurrentIndex(index, flag.NoUpdate)
            self.view.scrollTo(index)
        self._following = False


class _View(QListView):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave keys with Ctrl to the page, except those that choose."""
        if event.key() == Qt.Key.Key_Delete:
            event.ignore()
            return
        super().keyPressEvent(event)
