"""Which properties an element has, and the label itself; declared once, shown by the panel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from PySide6.QtCore import QCoreApplication

from app.labels.design import Box, Code, Design, Element, Line, Picture, Shape, Sheet, Text
from app.labels.design_file import DPIS
from app.labels.fonts import FACES
from app.labels.symbols import LEVELS, QUIET_ZONE, Symbology

Value = float | int | str | bool
Sort = Literal["mm", "pt", "count", "choice", "flag", "words"]
A4: Final = (210.0, 297.0)
LARGEST_MM: Final = 500.0


@dataclass(frozen=True, slots=True)
class Property:
    """One property. ``get`` and ``put`` work on a frozen element or design.

    ``wide`` takes a whole line; others stand in pairs.
    """

    name: str
    words: Callable[[], str]
    sort: Sort
    get: Callable[[Any], Value]
    put: Callable[[Any, Any], Any]
    least: float = 0.0
    most: float = LARGEST_MM
    choices: Sequence[str] = ()
    wide: bool = False


def properties_of(thing: Element | Design) -> tuple[Property, ...]:
    """Return the properties of an element, or of the label."""
    match thing:
        case Text():
            return (*_place(), *_text())
        case Code():
            return (*_place(), *_code(thing))
        case Picture():
            return _place()
        case Line():
            return _line(thing)
        case Box():
            return (*_place(), *_box())
        case Design():
            return _design(thing)


def _plain(
    name: str,
    words: Callable[[], str],
    sort: Sort,
    least: float = 0.0,
    most: float = LARGEST_MM,
    choices: Sequence[str] = (),
    *,
    wide: bool = False,
) -> Property:
    return Property(
        name,
        words,
        sort,
        lambda thing: getattr(thing, name),
        lambda thing, value: replace(thing, **{name: value}),
        least,
        most,
        choices,
        wide,
    )


def _place() -> tuple[Property, ...]:
    translate = QCoreApplication.translate
    return (
        _plain("x", lambda: translate("Property", "Left"), "mm", -LARGEST_MM),
        _plain("y", lambda: translate("Property", "Top"), "mm", -LARGEST_MM),
        _plain("w", lambda: translate("Property", "Width"), "mm", 0.5),
        _plain("h", lambda: translate("Property", "Height"), "mm", 0.5),
    )


def _text() -> tuple[Property, ...]:
    translate = QCoreApplication.translate
    return (
        _plain("font", lambda: translate("Property", "Font"), "choice", choices=FACES),
        _plain("size", lambda: translate("Property", "Size"), "pt", 2, 200),
        _plain(
            "fit",
            lambda: translate("Property", "If too long"),
            "choice",
            choices=("shrink", "cut", "none"),
        ),
        _plain("min_size", lambda: translate("Property", "Not below"), "pt", 2, 200),
        *_aligned(),
        _plain("wrap", lambda: translate("Property", "Several lines"), "flag", wide=True),
    )


def _aligned() -> tuple[Property, ...]:
    translate = QCoreApplication.translate
    return (
        _plain(
            "align",
            lambda: translate("Property", "Across"),
            "choice",
            choices=("left", "center", "right"),
        ),
        _plain(
            "valign",
            lambda: translate("Property", "Down"),
            "choice",
            choices=("top", "middle", "bottom"),
        ),
    )


def _code(code: Code) -> tuple[Property, ...]:
    translate = QCoreApplication.translate
    level = _plain(
        "level",
        lambda: translate("Property", "Error correction"),
        "choice",
        choices=tuple(LEVELS),
        wide=True,
    )
    quiet = Property(
        "quiet",
        lambda: translate("Property", "Quiet zone (modules)"),
        "count",
        lambda c: QUIET_ZONE[c.symbology] if c.quiet is None else c.quiet,
        lambda c, value: replace(c, quiet=None if value == QUIET_ZONE[c.symbology] else value),
        0,
        40,
        wide=True,
    )
    levels = (level,) if code.symbology is Symbology.QR else ()
    return (*_aligned(), *levels, quiet)


def _line(line: Line) -> tuple[Property, ...]:
    translate = QCoreApplication.translate
    level = line.y == line.y2

    def shift(name: str) -> Callable[[Line, float], Line]:
        other = f"{name}2"

        def put(old: Line, value: float) -> Line:
            by = value - min(getattr(old, name), getattr(old, other))
            ends = {name: getattr(old, name) + by, other: getattr(old, other) + by}
            return replace(old, **ends)

        return put

    def stretch(old: Line, value: float) -> Line:
        if level:
            return replace(old, x=min(old.x, old.x2), x2=min(old.x, old.x2) + value)
        return replace(old, y=min(old.y, old.y2), y2=min(old.y, old.y2) + value)

    return (
        Property(
            "x",
            lambda: translate("Property", "Left"),
            "mm",
            lambda old: min(old.x, old.x2),
            shift("x"),
            -LARGEST_MM,
        ),
        Property(
            "y",
            lambda: translate("Property", "Top"),
            "mm",
            lambda old: min(old.y, old.y2),
            shift("y"),
            -LARGEST_MM,
        ),
        Property(
            "length",
            lambda: translate("Property", "Length"),
            "mm",
            lambda old: abs(old.x2 - old.x) if level else abs(old.y2 - old.y),
            stretch,
            0.5,
        ),
        _plain("width", lambda: translate("Property", "Thickness"), "mm", 0.05, 20),
        Property(
            "upright",
            lambda: translate("Property", "Upright"),
            "flag",
            lambda old: old.x == old.x2,
            _turned,
            wide=True,
        ),
    )


def _turned(line: Line, upright: bool) -> Line:
    length = max(abs(line.x2 - line.x), abs(line.y2 - line.y))
    x, y = min(line.x, line.x2), min(line.y, line.y2)
    if upright:
        return replace(line, x=x, y=y, x2=x, y2=y + length)
    return replace(line, x=x, y=y, x2=x + length, y2=y)


def _box() -> tuple[Property, ...]:
    translate = QCoreApplication.translate
    return (
        _plain("width", lambda: translate("Property", "Thickness"), "mm", 0.05, 20),
        _plain("filled", lambda: translate("Property", "Filled black"), "flag"),
    )


def _design(design: Design) -> tuple[Property, ...]:
    translate = QCoreApplication.translate
    round_one = design.shape == "round"

    def title(language: str) -> Callable[[Design, str], Design]:
        def put(old: Design, value: str) -> Design:
            kept = {k: v for k, v in old.title.items() if k != language}
            return replace(old, title={**kept, language: value} if value else kept)

        return put

    def width(old: Design, value: float) -> Design:
        return replace(old, width=value, height=value if round_one else old.height)

    def shape(old: Design, value: Shape) -> Design:
        return replace(old, shape=value, height=old.width if value == "round" else old.height)

    made = [
        _plain("name", lambda: translate("Property", "Name of the design"), "words", wide=True),
        Property(
            "title-en",
            lambda: translate("Property", "Title in English"),
            "words",
            lambda d: d.title.get("en", ""),
            title("en"),
            wide=True,
        ),
        Property(
            "title-zh",
            lambda: translate("Property", "Title in Chinese"),
            "words",
            lambda d: d.title.get("zh_CN", ""),
            title("zh_CN"),
            wide=True,
        ),
        Property(
            "width",
            (lambda: translate("Property", "Diameter"))
            if round_one
            else (lambda: translate("Property", "Width")),
            "mm",
            lambda d: d.width,
            width,
            5,
        ),
    ]
    if not round_one:
        made.append(_plain("height", lambda: translate("Property", "Height"), "mm", 5))
    made += [
        Property(
            "shape",
            lambda: translate("Property", "Shape"),
            "choice",
            lambda d: d.shape,
            shape,
            choices=("rect", "round"),
        ),
        Property(
            "dpi",
            lambda: translate("Property", "Dots per inch"),
            "choice",
            lambda d: str(d.dpi),
            lambda d, value: replace(d, dpi=int(value)),
            choices=tuple(str(dpi) for dpi in DPIS),
        ),
        _plain("gap", lambda: translate("Property", "Gap on the roll"), "mm", 0, 50),
        Property(
            "sheet",
            lambda: translate("Property", "Sheet with many labels"),
            "flag",
            lambda d: d.sheet is not None,
            lambda d, value: replace(d, sheet=_new_sheet(d) if value else None),
            wide=True,
        ),
    ]
    return (*made, *(_sheet() if design.sheet is not None else ()))


def _sheet() -> tuple[Property, ...]:
    translate = QCoreApplication.translate
    words: tuple[tuple[str, Callable[[], str], Sort, float], ...] = (
        ("page_width", lambda: translate("Property", "Page width"), "mm", 20),
        ("page_height", lambda: translate("Property", "Page height"), "mm", 20),
        ("columns", lambda: translate("Property", "Columns"), "count", 1),
        ("rows", lambda: translate("Property", "Rows"), "count", 1),
        ("left", lambda: translate("Property", "Left edge"), "mm", 0),
        ("top", lambda: translate("Property", "Top edge"), "mm", 0),
        ("pitch_x", lambda: translate("Property", "Step across"), "mm", 1),
        ("pitch_y", lambda: translate("Property", "Step down"), "mm", 1),
    )

    def of_sheet(name: str, title: Callable[[], str], sort: Sort, least: float) -> Property:
        return Property(
            f"sheet-{name}",
            title,
            sort,
            lambda d: getattr(d.sheet, name),
            lambda d, value: replace(d, sheet=replace(d.sheet, **{name: value})),
            least,
            100 if sort == "count" else LARGEST_MM,
        )

    return tuple(of_sheet(*line) for line in words)


def _new_sheet(design: Design) -> Sheet:
    """Return as many labels as fit on A4, in the middle of the page."""
    columns = max(1, int(A4[0] // design.width))
    rows = max(1, int(A4[1] // design.height))
    left = round(max(0.0, (A4[0] - columns * design.width) / 2), 2)
    top = round(max(0.0, (A4[1] - rows * design.height) / 2), 2)
    return Sheet(*A4, columns, rows, left, top, design.width, design.height)
