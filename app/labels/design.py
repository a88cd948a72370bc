"""A label design: size, shape and elements, as every renderer understands them.

All lengths are millimetres from the label's top left corner, x to the right, y down; font sizes
are points. An element's box is what it may cover; a code's box includes its quiet zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from app.labels.payloads import Content
from app.labels.symbols import Symbology

FORMAT: Final = 1
"""Version of the design file format; see docs/labels.md."""

Align = Literal["left", "center", "right"]
Valign = Literal["top", "middle", "bottom"]
Fit = Literal["shrink", "cut", "none"]
Shape = Literal["rect", "round"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words. ``fit``: shrink down to ``min_size``, cut with an ellipsis, or none (only warned).

    ``payload`` and ``parameters`` name the preset the content was made from, for saving.
    """

    x: float
    y: float
    w: float
    h: float
    content: Content
    font: str = "sans"
    size: float = 8.0
    min_size: float = 4.0
    fit: Fit = "shrink"
    wrap: bool = False
    align: Align = "left"
    valign: Valign = "middle"
    payload: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Code:
    """A QR, DataMatrix or bar code. ``quiet`` None: the quiet zone its standard asks for.

    ``payload`` and ``parameters`` name the preset the content was made from, for saving.
    """

    x: float
    y: float
    w: float
    h: float
    symbology: Symbology
    content: Content
    level: str = "M"
    quiet: int | None = None
    align: Align = "center"
    valign: Valign = "middle"
    payload: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Picture:
    """A logo or an imported image, fitted into its box. ``file`` is a file name with fields.

    It is looked up in the folder of pictures given at rendering, so an image exported by a cloud
    can be named ``{serial}.png``.
    """

    x: float
    y: float
    w: float
    h: float
    file: Content


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line of ``width``, level or upright."""

    x: float
    y: float
    x2: float
    y2: float
    width: float = 0.2


@dataclass(frozen=True, slots=True)
class Box:
    """A frame of ``width`` drawn inside its box, or a black area when ``filled``."""

    x: float
    y: float
    w: float
    h: float
    width: float = 0.2
    filled: bool = False


Element = Text | Code | Picture | Line | Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """How labels lie on a page. ``pitch``: from one label's corner to the next one's."""

    page_width: float
    page_height: float
    columns: int
    rows: int
    left: float
    top: float
    pitch_x: float
    pitch_y: float

    @property
    def places(self) -> int:
        """Return how many labels one page takes."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """Return the top left corner of one place; places count from 0, row by row."""
        row, column = divmod(place, self.columns)
        return self.left + column * self.pitch_x, self.top + row * self.pitch_y


@dataclass(frozen=True, slots=True)
class Design:
    """One label design. ``title``: words per language. ``gap``: mm between labels on a roll.

    A round label's diameter is its width.
    """

    name: str
    width: float
    height: float
    elements: tuple[Element, ...]
    title: Mapping[str, str] = field(default_factory=dict)
    dpi: int = 203
    shape: Shape = "rect"
    gap: float = 2.0
    sheet: Sheet | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of all fields it uses, each once."""
        contents = [
            element.file if isinstance(element, Picture) else element.content
            for element in self.elements
            if isinstance(element, Text | Code | Picture)
        ]
        return tuple(dict.fromkeys(name for content in contents for name in content.fields))
