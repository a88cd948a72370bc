"""Words into a box: shrink, wrap, cut, align."""

from dataclasses import dataclass
from typing import Final

from app.labels.design import Text
from app.labels.fonts import text_width

PT_MM: Final = 25.4 / 72
LINE_PITCH: Final = 1.2
_BASELINE: Final = 0.82
"""From the top of a line's em box to its baseline, in em: fits Latin capitals and Chinese."""
_STEP_PT: Final = 0.25
_ELLIPSIS: Final = "…"
_TOLERANCE: Final = 1.001


@dataclass(frozen=True, slots=True)
class SetLine:
    """One line; ``x``, ``y``: start of its baseline in mm."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class SetText:
    """All lines of one element. ``size``: mm per em. ``is_cut``: it does not show everything."""

    lines: tuple[SetLine, ...]
    size: float
    is_cut: bool


def set_text(element: Text, text: str) -> SetText:
    """Return the lines of a text element; control characters become spaces, newlines break."""
    paragraphs = [
        "".join(char if char.isprintable() else " " for char in line) for line in text.splitlines()
    ]
    size_pt = element.size
    lines = _lines(element, paragraphs, size_pt)
    if element.fit == "shrink":
        while size_pt > element.min_size and not _fits(element, lines, size_pt):
            size_pt = max(element.min_size, size_pt - _STEP_PT)
            lines = _lines(element, paragraphs, size_pt)
    cut = not _fits(element, lines, size_pt)
    if cut and element.fit == "cut":
        lines = _shortened(element, lines, size_pt)
    size = size_pt * PT_MM
    height = size * (1 + LINE_PITCH * (len(lines) - 1))
    share = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[element.valign]
    top = element.y + (element.h - height) * share
    aside = {"left": 0.0, "center": 0.5, "right": 1.0}[element.align]
    placed = tuple(
        SetLine(
            element.x + (element.w - text_width(element.font, line) * size) * aside,
            top + size * (_BASELINE + LINE_PITCH * number),
            line,
        )
        for number, line in enumerate(lines)
    )
    return SetText(placed, size, cut)


def _lines(element: Text, paragraphs: list[str], size_pt: float) -> list[str]:
    if not element.wrap:
        return paragraphs
    room = element.w / (size_pt * PT_MM)
    return [line for words in paragraphs for line in _wrapped(element.font, words, room)]


def _wrapped(font: str, text: str, room: float) -> list[str]:
    lines: list[str] = []
    rest = text
    while rest:
        count = _how_many_fit(font, rest, room)
        if count < len(rest):
            space = rest.rfind(" ", 0, count + 1)
            if space > 0:
                count = space
        lines.append(rest[:count].rstrip(" "))
        rest = rest[count:].lstrip(" ")
    return lines or [""]


def _how_many_fit(font: str, text: str, room: float) -> int:
    used = 0.0
    for count, char in enumerate(text):
        used += text_width(font, char)
        if used > room * _TOLERANCE:
            return max(1, count)
    return len(text)


def _fits(element: Text, lines: list[str], size_pt: float) -> bool:
    size = size_pt * PT_MM
    height = size * (1 + LINE_PITCH * (len(lines) - 1))
    if lines and height > element.h * _TOLERANCE + 0.05:
        return False
    return all(text_width(element.font, line) * size <= element.w * _TOLERANCE for line in lines)


def _shortened(element: Text, lines: list[str], size_pt: float) -> list[str]:
    size = size_pt * PT_MM
    most = max(1, int((element.h / size - 1) / LINE_PITCH + 1 + 1e-6))
    room = element.w / size
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] += _ELLIPSIS
    for number, line in enumerate(kept):
        if text_width(element.font, line) <= room:
            continue
        left = room - text_width(element.font, _ELLIPSIS)
        count = _how_many_fit(element.font, line, max(left, 0.0))
        kept[number] = line[:count] + _ELLIPSIS
    return kept
