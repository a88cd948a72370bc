"""The table of the window: calm rows, chips for states, a word where there is nothing."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.ui.look import colour, look
from app.ui.models.table import MONO_ROLE, TONE_ROLE, PagedModel, TableModel
from app.ui.theme import Tone
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.panel import Panel, column

Row = TypeVar("Row")
ROW_HEIGHT = 40
LEAST_ROWS = 4  # with its titles; a page that has not so much room scrolls


class CellDelegate(QStyledItemDelegate):
    """Paints a cell: plain text, fixed-width text, or a chip in the colours of its tone."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one cell."""
        tone = index.data(TONE_ROLE)
        if not isinstance(tone, str):
            if index.data(MONO_ROLE):
                option.font = look().font(13, mono=True)
            super().paint(painter, option, index)
            return
        palette, px = look().palette, look().px
        area = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, colour(palette.accent_soft))
        colours = palette.tone(Tone(tone))
        font = look().font(13, bold=True)
        metrics = QFontMetricsF(font)
        room = area.width() - px(16) - px(36)
        text = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room)
        height = px(24)
        width = metrics.horizontalAdvance(text) + px(30)
        chip = QRectF(area.x() + px(8), area.center().y() - height / 2 + 0.5, width, height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(colours.soft))
        painter.drawRoundedRect(chip, height / 2, height / 2)
        painter.setBrush(colour(colours.fill))
        dot = px(8)
        painter.drawEllipse(QRectF(chip.x() + px(9), chip.center().y() - dot / 2, dot, dot))
        painter.setFont(font)
        painter.setPen(colour(colours.text))
        words = chip.adjusted(px(21), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return a size in which a gloved finger hits one row."""
        return QSize(super().sizeHint(option, index).width(), look().px(ROW_HEIGHT))


class SortHeader(QHeaderView):
    """The titles of a table; only those that the source can sort by take a click, and show it."""

    def __init__(self, model: TableModel[Row]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._columns = model.columns
        self.setMouseTracking(True)

    def can_sort(self, section: int) -> bool:
        """Say whether a click on this title sorts."""
        return 0 <= section < len(self._columns) and bool(self._columns[section].sort)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the click, or only the pull at a title's edge."""
        self.setSectionsClickable(self.can_sort(self.logicalIndexAt(event.position().toPoint())))
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over a title that sorts; the edge between two keeps its own cursor."""
        section = self.logicalIndexAt(event.position().toPoint())
        self.setSectionsClickable(self.can_sort(section))
        super().mouseMoveEvent(event)
        if self.cursor().shape() is not Qt.CursorShape.SplitHCursor:
            hand = Qt.CursorShape.PointingHandCursor
            self.setCursor(hand if self.can_sort(section) else Qt.CursorShape.ArrowCursor)


class Table(Panel, Generic[Row]):
    """A table on a card. ``chosen`` and ``opened`` tell the row's number."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, model: TableModel[Row], empty: EmptyState, name: Callable[[], str]) -> None:
        super().__init__(name="card")
        self.model = model
        self.view = QTableView()
        self.view.setModel(model)
        self.view.setItemDelegate(CellDelegate(self.view))
        self.view.setShowGrid(False)
        self.view.setAlternatingRowColors(True)
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.verticalHeader().hide()
        if isinstance(model, PagedModel):
            self.view.setHorizontalHeader(SortHeader(model))
        header = self.view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        if isinstance(model, PagedModel):
            header.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
            self.view.setSortingEnabled(True)
        self._stack = QStackedLayout()
        self.setLayout(column(self._stack, edge=6))
        self._stack.addWidget(self.view)
        self._stack.addWidget(empty)
        self.empty = empty
        self.say(lambda: self.view.setAccessibleName(name()))
        self.say(model.speak)
        self.wear(self._measure)
        model.modelReset.connect(self._look_empty)
        self._look_empty()
        self.view.selectionModel().currentRowChanged.connect(self._tell)
        self.view.activated.connect(lambda index: self.opened.emit(index.row()))

    def current(self) -> Row | None:
        """Return the chosen row."""
        index = self.view.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() else None

    def choose(self, number: int) -> None:
        """Choose a row and bring it into sight."""
        if 0 <= number < self.model.rowCount():
            self.view.selectRow(number)
            self.view.scrollTo(self.model.index(number, 0))

    def _tell(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(now.row())

    def _look_empty(self) -> None:
        """Show rows, or that there are none; the keyboard goes along, and is taken from nobody."""
        held = self.window().focusWidget()
        is_ours = held is not None and self.isAncestorOf(held)
        is_nobodys = held is None or held.objectName() == "page"
        is_any = self.model.rowCount() > 0
        if held is not None and is_ours and is_any and self._stack.currentIndex() == 1:
            held.clearFocus()  # hidden with it, it would scroll the page to whatever comes next
        self._stack.setCurrentIndex(0 if is_any else 1)
        if is_any and is_ours:
            self.view.setFocus()
        elif not is_any and (is_ours or is_nobodys) and self.isVisible():
            self.empty.take_focus()

    def _measure(self) -> None:
        self.view.verticalHeader().setDefaultSectionSize(look().px(ROW_HEIGHT))
        self.view.setMinimumHeight(look().px(ROW_HEIGHT) * LEAST_ROWS)
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.view.horizontalHeader()
        header.setStretchLastSection(all(declared.width for declared in self.model.columns))
        for number, declared in enumerate(self.model.columns):
            if declared.width:
                header.resizeSection(number, look().px(declared.width))
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
