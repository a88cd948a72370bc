"""Designs as pictures: each drawn by the real renderer with the example unit."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.labels.library import EXAMPLE
from app.ui.labels.drawing import to_qimage
from app.ui.labels.preview import draw_preview
from app.ui.labels.records import DesignRow
from app.ui.language import language
from app.ui.look import colour, look
from app.ui.theme import Tone
from app.ui.widgets.panel import Panel, column

Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 11
CARD_PX = (232, 216)
PICTURE_PX = 132

Drawn = tuple[DesignRow, QImage]


def draw_designs(rows: Sequence[DesignRow]) -> list[Drawn]:
    """Draw each design with the example unit; slow. What cannot be drawn is left blank."""
    return [(row, to_qimage(draw_preview(row.design, EXAMPLE))) for row in rows]


def design_title(row: DesignRow) -> str:
    """Return a design's title in the present language, or its name."""
    title = row.design.title
    return title.get(language().name) or title.get("en") or row.name


class GalleryModel(QAbstractListModel):
    """Designs with their pictures."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.drawn: Sequence[Drawn] = ()

    def show_drawn(self, drawn: Sequence[Drawn]) -> None:
        """Show exactly these."""
        self.beginResetModel()
        self.drawn = tuple(drawn)
        self.endResetModel()

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """Return how many designs there are."""
        return 0 if parent.isValid() else len(self.drawn)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return name, title, picture, row."""
        if not index.isValid():
            return None
        row, image = self.drawn[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.ToolTipRole:
                return design_title(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.name}, {design_title(row)}"
            case Qt.ItemDataRole.DecorationRole:
                return image
            case _ if role == ROW_ROLE:
                return row
            case _:
                return None


class CardDelegate(QStyledItemDelegate):
    """Paints a design as a card: the label on paper, its name, its size, where it comes from."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the size of a card."""
        del option, index
        return QSize(look().px(CARD_PX[0]), look().px(CARD_PX[1]))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one card."""
        row, image = index.data(ROW_ROLE), index.data(Qt.ItemDataRole.DecorationRole)
        if not isinstance(row, DesignRow) or not isinstance(image, QImage):
            return
        palette, px = look().palette, look().px
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect).adjusted(px(5), px(5), -px(5), -px(5))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focus = chosen and bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setBrush(colour(palette.accent_soft if chosen else palette.surface))
        edge = palette.focus if focus else palette.accent if chosen else palette.line
        painter.setPen(QPen(colour(edge), px(3) if focus else px(2) if chosen else 1))
        painter.drawRoundedRect(area, px(12), px(12))
        desk = area.adjusted(px(10), px(10), -px(10), 0)
        desk.setHeight(px(PICTURE_PX))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(palette.sunken))
        painter.drawRoundedRect(desk, px(8), px(8))
        paint_label(painter, row, image, desk.adjusted(px(8), px(8), -px(8), -px(8)))
        words = QRectF(desk.x(), desk.bottom() + px(6), desk.width(), px(24))
        painter.setFont(look().font(14, bold=True))
        painter.setPen(colour(palette.text))
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(words, left, _cut(painter, row.name, words.width()))
        below = words.translated(0, px(22))
        painter.setFont(look().font(12))
        painter.setPen(colour(palette.muted))
        painter.drawText(
            below, left, _cut(painter, size_words(row, dpi=False), below.width() - px(76))
        )
        _paint_origin(painter, row, below)
        painter.restore()


class Gallery(Panel):
    """The cards. ``chosen`` and ``opened`` tell the design."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__(name="card")
        self.model = GalleryModel(self)
        self.view = QListView()
        self.view.setObjectName("gallery")
        self.view.setModel(self.model)
        self.view.setItemDelegate(CardDelegate(self.view))
        self.view.setViewMode(QListView.ViewMode.IconMode)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setMovement(QListView.Movement.Static)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setLayout(column(self.view, edge=8))
        self.say(lambda: self.view.setAccessibleName(self.tr("Label designs")))
        self.wear(self.view.doItemsLayout)
        self.view.selectionModel().currentChanged.connect(lambda now, _old: self._tell(now))
        self.view.activated.connect(lambda index: self.opened.emit(index.data(ROW_ROLE)))

    def current(self) -> DesignRow | None:
        """Return the chosen design."""
        row = self.view.currentIndex().data(ROW_ROLE)
        return row if isinstance(row, DesignRow) else None

    def choose(self, name: str) -> None:
        """Choose a design by its name, else the first."""
        names = [row.name for row, _image in self.model.drawn]
        if names:
            place = names.index(name) if name in names else 0
            self.view.setCurrentIndex(self.model.index(place))

    def _tell(self, now: QModelIndex) -> None:
        row = now.data(ROW_ROLE)
        if isinstance(row, DesignRow):
            self.chosen.emit(row)


def paint_label(painter: QPainter, row: DesignRow, image: QImage, room: QRectF) -> None:
    """Paint a label on paper, as large as fits, in its own shape."""
    design = row.design
    scale = min(room.width() / design.width, room.height() / design.height)
    w, h = design.width * scale, design.height * scale
    paper = QRectF(room.center().x() - w / 2, room.center().y() - h / 2, w, h)
    path = QPainterPath()
    if design.shape == "round":
        path.addEllipse(paper)
    else:
        path.addRoundedRect(paper, 3, 3)
    painter.fillPath(path, colour("#FFFFFF"))
    painter.save()
    painter.setClipPath(path)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    ratio = painter.device().devicePixelRatio()
    fitted = image.scaled(
        round(w * ratio),
        round(h * ratio),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    painter.drawImage(paper, fitted)
    painter.restore()
    painter.setPen(QPen(colour(look().palette.line_strong), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def size_words(row: DesignRow, *, dpi: bool = True) -> str:
    """Return size and resolution: ``50 × 30 mm, 203 dpi``."""
    design = row.design
    sharp = f", {design.dpi} dpi" if dpi else ""
    if design.shape == "round":
        return f"⌀ {design.width:g} mm{sharp}"
    return f"{round(design.width, 1):g} × {round(design.height, 1):g} mm{sharp}"


def origin_words(row: DesignRow) -> str:
    """Return where a design comes from: shipped, or its version."""
    if row.is_shipped:
        return QCoreApplication.translate("Gallery", "Shipped")
    return QCoreApplication.translate("Gallery", "Version {n}").format(n=row.version)


def _paint_origin(painter: QPainter, row: DesignRow, line: QRectF) -> None:
    px = look().px
    tone = look().palette.tone(Tone.STOPPED if row.is_shipped else Tone.RUNNING)
    painter.setFont(look().font(11, bold=True))
    words = origin_words(row)
    width = painter.fontMetrics().horizontalAdvance(words) + px(14)
    chip = QRectF(line.right() - width, line.y() + px(2), width, px(20))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(tone.soft))
    painter.drawRoundedRect(chip, px(10), px(10))
    painter.setPen(colour(tone.text))
    painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), words)


def _cut(painter: QPainter, words: str, room: float) -> str:
    return painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room))
