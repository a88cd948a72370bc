"""Charts as drawings: the same bars in a PDF report and as an SVG picture."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from reportlab.graphics.shapes import Drawing, Line, PolyLine, Rect, String
from reportlab.pdfbase.pdfmetrics import stringWidth

from app.reports.paper import ACCENT, BAD, LINE, SOFT, fonts

HEIGHT: Final = 120.0
_LEFT: Final = 34.0
_BOTTOM: Final = 20.0
_TOP: Final = 12.0
_TICKS: Final = 4
_MOST_LABELS: Final = 16


class Bar(NamedTuple):
    """One bar: ``value`` as bar, ``share`` (0 to 1, or None) as point of the line above."""

    name: str
    value: float
    share: float | None = None


def bars(
    values: Sequence[Bar],
    width: float,
    *,
    unit: str = "",
    share_floor: float = 0.0,
    share_name: str = "",
    is_course: bool = True,
) -> Drawing:
    """Return bars with, where shares are given, their points between ``share_floor`` and 100 %.

    ``share_name`` stands above them. ``is_course``: the bars follow one another, so a line joins
    the points.
    """
    fonts()
    drawing = Drawing(width, HEIGHT)
    room, tall = width - _LEFT - 30, HEIGHT - _BOTTOM - _TOP
    top = _nice(max((bar.value for bar in values), default=0.0))
    for tick in range(_TICKS + 1):
        y = _BOTTOM + tall * tick / _TICKS
        drawing.add(Line(_LEFT, y, _LEFT + room, y, strokeColor=LINE, strokeWidth=0.4))
        label = f"{top * tick / _TICKS:g}"
        drawing.add(_text(_LEFT - 4, y - 2.3, label, "end"))
    drawing.add(_text(_LEFT - 4, HEIGHT - 6, unit, "end"))
    drawing.add(_text(_LEFT + room + 4, HEIGHT - 6, share_name, "start", BAD))
    step = room / max(1, len(values))
    every = -(-len(values) // _MOST_LABELS)
    points: list[float] = []
    for number, bar in enumerate(values):
        x = _LEFT + step * number
        high = tall * bar.value / top
        bar_width = min(step * 0.7, 34.0)
        left = x + (step - bar_width) / 2
        drawing.add(_box(left, _BOTTOM, bar_width, high, ACCENT))
        if number % every == 0:
            words = _fitted(bar.name, step * every - 2)
            drawing.add(_text(x + step / 2, _BOTTOM - 9, words, "middle"))
        if bar.share is not None:
            share = max(0.0, (bar.share - share_floor) / (1 - share_floor))
            points += [x + step / 2, _BOTTOM + tall * share]
    _shares(drawing, points, _LEFT + room, tall, share_floor, is_course=is_course)
    drawing.add(Line(_LEFT, _BOTTOM, _LEFT + room, _BOTTOM, strokeColor=SOFT, strokeWidth=0.6))
    return drawing


def _shares(
    drawing: Drawing,
    points: list[float],
    right: float,
    tall: float,
    floor: float,
    *,
    is_course: bool,
) -> None:
    if not points:
        return
    if is_course and len(points) > 2:  # noqa: PLR2004 - x and y of one point
        drawing.add(PolyLine(points, strokeColor=BAD, strokeWidth=1.2))
    else:
        for x, y in zip(points[::2], points[1::2], strict=True):
            drawing.add(_box(x - 2.2, y - 2.2, 4.4, 4.4, BAD))
    for share in (floor, (floor + 1) / 2, 1.0):
        y = _BOTTOM + tall * (share - floor) / (1 - floor)
        drawing.add(_text(right + 4, y - 2.3, f"{share:.0%}", "start", BAD))


def _box(x: float, y: float, width: float, height: float, colour: Any) -> Any:
    box: Any = Rect(x, y, width, height)
    box.fillColor, box.strokeColor = colour, None
    return box


def _text(x: float, y: float, words: str, anchor: Any, colour: Any = SOFT) -> String:
    font = "kw" if all(ord(char) < 0x2E80 for char in words) else "kw-cjk"  # noqa: PLR2004
    return String(x, y, words, fontName=font, fontSize=6.5, fillColor=colour, textAnchor=anchor)


def _fitted(words: str, room: float) -> str:
    while len(words) > 1 and stringWidth(words, "kw", 6.5) > room:
        words = words[1:] if words[:2].isdigit() else words[:-1]
    return words


def _nice(value: float) -> float:
    """Return the next 1, 2, 4, 5 or 8 times a power of ten, so that ticks are round."""
    if value <= 0:
        return 1.0
    power = 1.0
    while power * 10 <= value:
        power *= 10
    while power > value:
        power /= 10
    return next(power * step for step in (1, 2, 4, 5, 8, 10) if power * step >= value)
