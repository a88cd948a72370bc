"""The band across a card that tells the verdict in colour, shape and word."""

from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPixmap

from app.ui.look import colour, look
from app.ui.theme import load_palette
from app.ui.views import SlotState
from app.ui.widgets.shapes import STATE_TONES, draw_shape

QUIET = frozenset({SlotState.WAITING, SlotState.PAUSED, SlotState.UNASSIGNED})
SHAPE, GAP = 1.42, 0.32  # of the shape beside the word and the air between, in sizes of the word
KEPT = 32  # pictures: few verdicts stand on many cards of one size


def verdict_band(
    state: SlotState, verdict: str, size: QSize, edge: float, ratio: float, *, over: bool
) -> QPixmap:
    """Return the picture of a verdict, ``size`` px large, free ``edge`` px at both ends.

    ``ratio``: device pixels per pixel. ``over``: the verdict may not be of the board that is there
    now; it is small and on no ground. The picture is kept and shown again where it fits.
    """
    theme, scale = look().palette.name, look().scale
    return _band(state, over, verdict, size.width(), size.height(), edge, ratio, theme, scale)


@lru_cache(maxsize=KEPT)
def _band(
    state: SlotState,
    over: bool,
    verdict: str,
    width: int,
    height: int,
    edge: float,
    ratio: float,
    theme: str,
    _scale: float,
) -> QPixmap:
    drawn = QPixmap(QSize(width, height) * ratio)
    drawn.setDevicePixelRatio(ratio)
    palette = load_palette(theme)
    tone = palette.tone(STATE_TONES[state])
    quiet = over or state in QUIET
    drawn.fill(Qt.GlobalColor.transparent if quiet else colour(tone.fill))
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font, shape, word = _places(verdict, QRectF(0, 0, width, height), edge, quiet=quiet)
    if over:
        inks = tone.fill, tone.on
    else:
        inks = (palette.sunken, palette.muted) if quiet else (tone.on, tone.fill)
    draw_shape(painter, state, shape, colour(inks[0]), colour(inks[1]))
    painter.setFont(font)
    painter.setPen(colour(tone.text if quiet else tone.on))
    painter.drawText(word, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, verdict)
    painter.end()
    return drawn


def _places(
    verdict: str, where: QRectF, edge: float, *, quiet: bool
) -> tuple[QFont, QRectF, QRectF]:
    """Return font, place of the shape and place of the word, as large as the band allows.

    Shape beside word, or above it, whichever makes the word larger.
    """
    px = look().px
    font = look().font(14, bold=True)
    font.setPixelSize(100)
    wide = QFontMetricsF(font).horizontalAdvance(verdict)  # at 100 px
    room = where.width() - 2 * edge
    largest = px(34 if quiet else 84)
    beside = min(largest, where.height() * 0.46, 100 * room / (wide + 100 * (SHAPE + GAP)))
    above = min(largest, where.height() * 0.3, 100 * room / wide)
    size = max(px(10), int(max(beside, above)))
    font.setPixelSize(size)
    wide = QFontMetricsF(font).horizontalAdvance(verdict)
    middle = where.center()
    if beside >= above:
        shape, gap = size * SHAPE, size * GAP
        left = middle.x() - (shape + gap + wide) / 2
        box = QRectF(left, middle.y() - shape / 2, shape, shape)
        word = QRectF(box.right() + gap, where.y(), wide + 4, where.height())
    else:
        shape = min(where.height() * 0.5, size * 2.2)
        line = size * 1.35
        top = middle.y() - (shape + line) / 2
        box = QRectF(middle.x() - shape / 2, top, shape, shape)
        word = QRectF(middle.x() - wide / 2, box.bottom(), wide + 4, line)
    return font, box, word
