"""The window's own icons: simple line drawings, recoloured for the theme."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import resources_dir

SIZE = 24
RATIO = 3  # drawn large enough for 200 % scaling and a high-density screen


@cache
def svg_text(name: str, colour: str) -> str:
    """Return the SVG of an icon in one colour (``#RRGGBB``)."""
    file = resources_dir() / "icons" / f"{name}.svg"
    return file.read_text(encoding="utf-8").replace("currentColor", colour)


def draw_icon(painter: QPainter, name: str, colour: str, where: QRectF) -> None:
    """Draw an icon into a square."""
    _renderer(name, colour).render(painter, where)


@cache
def icon(name: str, colour: str, checked: str = "", disabled: str = "") -> QIcon:
    """Return an icon, with its colours on a button that is down and on one that is disabled."""
    made = QIcon()
    made.addPixmap(_pixmap(name, colour), QIcon.Mode.Normal, QIcon.State.Off)
    if disabled:
        made.addPixmap(_pixmap(name, disabled), QIcon.Mode.Disabled, QIcon.State.Off)
    if checked:
        made.addPixmap(_pixmap(name, checked), QIcon.Mode.Normal, QIcon.State.On)
    return made


def _pixmap(name: str, colour: str) -> QPixmap:
    pixmap = QPixmap(QSize(SIZE, SIZE) * RATIO)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_icon(painter, name, colour, QRectF(0, 0, SIZE * RATIO, SIZE * RATIO))
    painter.end()
    pixmap.setDevicePixelRatio(RATIO)
    return pixmap


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(svg_text(name, colour).encode()))
