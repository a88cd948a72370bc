"""One label laid out: the only model that every renderer draws.

Places are millimetres from the top left corner. Codes are snapped to whole dots of the device, so
that a module is a whole number of dots on paper, in a picture and in a printer's own language.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.problems import Problem
from app.labels.design import Box, Code, Design, Element, Line, Picture, Text
from app.labels.errors import LabelRefused, error, warning
from app.labels.fields import LabelData
from app.labels.fonts import missing_characters, runs
from app.labels.symbols import QUIET_ZONE, Matrix, Symbology, encode, full_ean
from app.labels.typesetting import PT_MM, set_text

MM_PER_INCH: Final = 25.4
SMALLEST_MODULE_MM: Final = 0.25
_SLACK_MM: Final = 0.02


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text in one font. ``x``, ``y``: start of its baseline; ``size``: mm per em.

    ``line`` numbers the lines of the label, so that a renderer may join runs again.
    """

    x: float
    y: float
    size: float
    face: str
    text: str
    width: float
    line: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """A code. ``x``, ``y``: top left of its first module; ``h``: height of all rows or bars.

    ``zone``: x, y, w, h with its quiet zone. ``element`` counts from 1.
    """

    x: float
    y: float
    module: float
    h: float
    matrix: Matrix
    symbology: Symbology
    content: str
    level: str
    zone: tuple[float, float, float, float]
    element: int

    @property
    def w(self) -> float:
        """Return its width without quiet zone."""
        return self.module * self.matrix.columns


@dataclass(frozen=True, slots=True)
class Area:
    """A black rectangle."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class PictureArea:
    """A picture file, fitted into an area."""

    x: float
    y: float
    w: float
    h: float
    path: Path


Item = Words | Symbol | Area | PictureArea


@dataclass(frozen=True, slots=True)
class Laid:
    """One label, laid out for a device of ``dpi``. ``warnings``: what a person should look at."""

    width: float
    height: float
    round: bool
    dpi: int
    items: tuple[Item, ...]
    warnings: tuple[Problem, ...]

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """Return its codes."""
        return tuple(item for item in self.items if isinstance(item, Symbol))


def lay_out(
    design: Design, data: LabelData, dpi: int | None = None, pictures: Path | None = None
) -> Laid:
    """Lay out one label for one unit.

    ``dpi``: the device's; None takes the design's. ``pictures``: folder of picture files.
    Raises LabelRefused ``label-impossible`` when a code cannot be made: its content is empty, has
    characters the code lacks, or does not fit.
    """
    work = _Work(design, data, dpi or design.dpi, pictures)
    for number, element in enumerate(design.elements, start=1):
        work.add(number, element)
    if work.errors:
        raise LabelRefused("label-impossible", work.errors, name=design.name)
    work.check_quiet_zones()
    return Laid(
        design.width,
        design.height,
        design.shape == "round",
        work.dpi,
        tuple(work.items),
        tuple(work.warnings),
    )


class _Work:
    def __init__(self, design: Design, data: LabelData, dpi: int, pictures: Path | None) -> None:
        self.design = design
        self.data = data
        self.dpi = dpi
        self.items: list[Item] = []
        self.warnings: list[Problem] = []
        self.errors: list[Problem] = []
        self._pictures = pictures
        self._dot = MM_PER_INCH / dpi
        self._lines = 0
        self._places: list[tuple[int, Item]] = []

    def add(self, number: int, element: Element) -> None:
        first = len(self.items)
        try:
            match element:
                case Text():
                    self._text(number, element)
                case Code():
                    self._code(number, element)
                case Picture():
                    self._picture(number, element)
                case Line():
                    self._line(element)
                case Box():
                    self._box(element)
        except LabelRefused as refused:
            facts = {**refused.facts, "element": number}
            self.errors += refused.problems or [error(refused.code, **facts)]
        added = self.items[first:]
        self._places += [(number, item) for item in added]
        if any(self._is_outside(item) for item in added):
            self.warnings.append(warning("label-outside", element=number))

    def check_quiet_zones(self) -> None:
        """Warn where anything else is drawn into a code's quiet zone."""
        for number, symbol in self._places:
            if not isinstance(symbol, Symbol):
                continue
            for other_number, other in self._places:
                if other_number != number and _overlap(symbol.zone, _extent(other)):
                    found = warning("label-quiet-zone", element=number, other=other_number)
                    self.warnings.append(found)
                    break

    def _text(self, number: int, element: Text) -> None:
        text, empty = element.content.fill(self.data)
        self._report_empty(number, empty)
        placed = set_text(element, text)
        if placed.is_cut:
            self.warnings.append(warning("label-text-cut", element=number, text=text))
        missing = missing_characters(element.font, text.replace("\n", ""))
        if missing:
            self.warnings.append(warning("label-glyph-missing", element=number, text=missing))
        for line in placed.lines:
            self._lines += 1
            x = line.x
            for run in runs(element.font, line.text):
                width = run.width * placed.size
                if run.text.strip():
                    self.items.append(
                        Words(x, line.y, placed.size, run.face, run.text, width, self._lines)
                    )
                x += width

    def _code(self, number: int, element: Code) -> None:
        content, empty = element.content.fill(self.data)
        if empty:
            for name in empty:
                self.errors.append(error("label-field-empty", element=number, field=name))
            return
        if element.symbology is Symbology.EAN:
            content = full_ean(content)
        matrix = encode(element.symbology, content, element.level)
        wanted = QUIET_ZONE[element.symbology]
        quiet = wanted if element.quiet is None else element.quiet
        if quiet < wanted:
            self.warnings.append(
                warning("label-quiet-small", element=number, quiet=quiet, wanted=wanted)
            )
        linear = element.symbology.is_linear
        rows = len(matrix.rows)
        room = element.w / (matrix.columns + 2 * quiet)
        if not linear:
            room = min(room, element.h / (rows + 2 * quiet))
        dots = math.floor(room / self._dot + 1e-6)
        if dots < 1:
            raise LabelRefused("code-does-not-fit", symbology=element.symbology.value)
        module = dots * self._dot
        if module < SMALLEST_MODULE_MM - 0.005:
            self.warnings.append(
                warning("label-module-small", element=number, module=round(module, 3))
            )
        zone_w = (matrix.columns + 2 * quiet) * module
        zone_h = element.h if linear else (rows + 2 * quiet) * module
        x = self._snap(element.x + (element.w - zone_w) * _SHARE[element.align])
        y = self._snap(element.y + (element.h - zone_h) * _SHARE[element.valign])
        aside = quiet * module
        self.items.append(
            Symbol(
                x=x + aside,
                y=y if linear else y + aside,
                module=module,
                h=max(1, round(element.h / self._dot)) * self._dot if linear else rows * module,
                matrix=matrix,
                symbology=element.symbology,
                content=content,
                level=element.level,
                zone=(x, y, zone_w, zone_h),
                element=number,
            )
        )

    def _picture(self, number: int, element: Picture) -> None:
        name, empty = element.file.fill(self.data)
        self._report_empty(number, empty)
        if not _is_plain_file_name(name):
            raise LabelRefused("picture-name", file=name)
        path = None if self._pictures is None else self._pictures / name
        if path is None or not path.is_file():
            raise LabelRefused("picture-missing", file=name)
        self.items.append(PictureArea(element.x, element.y, element.w, element.h, path))

    def _line(self, element: Line) -> None:
        half = element.width / 2
        left, right = sorted((element.x, element.x2))
        top, bottom = sorted((element.y, element.y2))
        if top == bottom:
            self.items.append(Area(left, top - half, right - left, element.width))
        else:
            self.items.append(Area(left - half, top, element.width, bottom - top))

    def _box(self, element: Box) -> None:
        x, y, w, h, thick = element.x, element.y, element.w, element.h, element.width
        if element.filled or 2 * thick >= min(w, h):
            self.items.append(Area(x, y, w, h))
            return
        self.items += [
            Area(x, y, w, thick),
            Area(x, y + h - thick, w, thick),
            Area(x, y + thick, thick, h - 2 * thick),
            Area(x + w - thick, y + thick, thick, h - 2 * thick),
        ]

    def _report_empty(self, number: int, empty: tuple[str, ...]) -> None:
        for name in empty:
            self.warnings.append(warning("label-field-empty", element=number, field=name))

    def _snap(self, length: float) -> float:
        return round(length / self._dot) * self._dot

    def _is_outside(self, item: Item) -> bool:
        x, y, w, h = item.zone if isinstance(item, Symbol) else _extent(item)
        if self.design.shape == "rect":
            slack = max(_SLACK_MM, self._dot / 2 + 1e-6)
            return (
                x < -slack
                or y < -slack
                or x + w > self.design.width + slack
                or y + h > self.design.height + slack
            )
        if isinstance(item, Symbol):  # its quiet zone's corners may be cut by the round edge
            x, y, w, h = item.x, item.y, item.w, item.h
        radius = self.design.width / 2
        corners = ((x, y), (x + w, y), (x, y + h), (x + w, y + h))
        return any(math.hypot(cx - radius, cy - radius) > radius + _SLACK_MM for cx, cy in corners)


_SHARE: Final = {"left": 0.0, "top": 0.0, "center": 0.5, "middle": 0.5, "right": 1.0, "bottom": 1.0}


def _extent(item: Item) -> tuple[float, float, float, float]:
    if isinstance(item, Words):
        return item.x, item.y - 0.72 * item.size, item.width, 0.72 * item.size
    return item.x, item.y, item.w, item.h


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return (
        one[0] + _SLACK_MM < other[0] + other[2]
        and other[0] + _SLACK_MM < one[0] + one[2]
        and one[1] + _SLACK_MM < other[1] + other[3]
        and other[1] + _SLACK_MM < one[1] + one[3]
    )


def _is_plain_file_name(name: str) -> bool:
    return bool(name) and name not in {".", ".."} and not any(c in name for c in '/\\:*?"<>|\x00')


Layouter = Callable[[LabelData], Laid]

__all__ = [
    "MM_PER_INCH",
    "PT_MM",
    "SMALLEST_MODULE_MM",
    "Area",
    "Item",
    "Laid",
    "Layouter",
    "PictureArea",
    "Symbol",
    "Words",
    "lay_out",
]
