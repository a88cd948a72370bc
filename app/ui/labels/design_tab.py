"""The designs: pictures, what each says, opening and printing them."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.labels.design import Design
from app.ui.labels.gallery import (
    Drawn,
    Gallery,
    design_title,
    draw_designs,
    origin_words,
    paint_label,
    size_words,
)
from app.ui.labels.records import DesignRow
from app.ui.labels.words import field_word
from app.ui.look import colour, look
from app.ui.pages.page import Page
from app.ui.widgets.flow import Beside
from app.ui.widgets.panel import Panel, card, column, grow, row
from app.ui.words import minute_word, named


class LabelPicture(QWidget):
    """One label, large."""

    def __init__(self) -> None:
        super().__init__()
        self._row: DesignRow | None = None
        self._image = QImage()

    def sizeHint(self) -> QSize:
        """Return room for a picture."""
        return QSize(look().px(300), look().px(230))

    def show_design(self, given: DesignRow, image: QImage) -> None:
        """Show a design."""
        self._row, self._image = given, image
        self.setAccessibleName(design_title(given))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the label on its desk."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(look().palette.sunken))
        room = QRectF(self.rect())
        painter.drawRoundedRect(room, look().px(8), look().px(8))
        if self._row is not None:
            edge = look().px(14)
            paint_label(painter, self._row, self._image, room.adjusted(edge, edge, -edge, -edge))
        painter.end()


class DesignTab(Panel):
    """``design_opened`` asks for the designer, ``print_asked`` for the print form."""

    design_opened = Signal(object)
    print_asked = Signal(str)

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._wanted = ""
        self.gallery = Gallery()
        self.gallery.opened.connect(self.design_opened)
        self.gallery.chosen.connect(self._show_chosen)
        self._name = self.label(lambda: "", "heading", wrap=True)
        self._picture = LabelPicture()
        self._facts = self.label(self._facts_words, "muted", wrap=True)
        self.open_button = self.button(
            lambda: self.tr("Open in the designer"), self._open, kind="primary", image="edit"
        )
        self.copy_button = self.button(lambda: self.tr("Copy…"), self._copy, image="copy")
        self.print_button = self.button(
            lambda: self.tr("Print…"),
            lambda: self.print_asked.emit(self._chosen_name()),
            image="printer",
        )
        self._detail = card(
            self._name,
            self._picture,
            self._facts,
            1,
            self.open_button,
            row(self.copy_button, self.print_button),
            gap=12,
        )
        both = Beside(grow(self.gallery), self._detail, side=350)
        self.setLayout(column(both))
        self._detail.hide()

    def refresh(self, choose: str = "") -> None:
        """Ask for the designs and their pictures."""
        self._wanted = choose or self._chosen_name()
        labels = self._page.services.labels
        self._page.ask("designs", lambda: draw_designs(labels.designs()), self._show)

    def new_design(self) -> None:
        """Begin with an empty label."""
        taken = {given.name for given, _image in self.gallery.model.drawn}
        name = next(n for n in (f"label-{i}" for i in range(1, 1000)) if n not in taken)
        self.design_opened.emit(DesignRow(Design(name, 50, 30, ())))

    def _show(self, drawn: Sequence[Drawn]) -> None:
        self.gallery.model.show_drawn(drawn)
        self._detail.setVisible(bool(drawn))
        self.gallery.choose(self._wanted)

    def _show_chosen(self, given: DesignRow) -> None:
        drawn = self.gallery.model.drawn
        image = next(image for other, image in drawn if other.name == given.name)
        self._name.setText(design_title(given))
        self._picture.show_design(given, image)
        self._facts.setText(self._facts_words())

    def _facts_words(self) -> str:
        given = self.gallery.current()
        if given is None:
            return ""
        design = given.design
        lines = [named(self.tr("Size"), size_words(given))]
        if design.sheet is not None:
            lines.append(self.tr("Sheet: %n label(s) a page", "", design.sheet.places))
        names = self.tr(", ").join(field_word(name) for name in design.fields)
        lines.append(named(self.tr("Fields"), names or "–"))
        origin = origin_words(given)
        saved = f", {minute_word(given.saved_at)}, {given.saved_by}" if given.version else ""
        lines.append(named(self.tr("Origin"), f"{origin}{saved}"))
        return "\n".join(lines)

    def _chosen_name(self) -> str:
        given = self.gallery.current()
        return given.name if given else ""

    def _open(self) -> None:
        given = self.gallery.current()
        if given is not None:
            self.design_opened.emit(given)

    def _copy(self) -> None:
        """Open a copy under a free name."""
        given = self.gallery.current()
        if given is None:
            return
        taken = {other.name for other, _image in self.gallery.model.drawn}
        names = (f"{given.name}-{i}" for i in range(2, 1000))
        name = next(n for n in names if n not in taken)
        self.design_opened.emit(DesignRow(replace(given.design, name=name)))
