"""A laid out label as PDF drawing operators; pure text, made in any process.

Text is written as UTF-16 code units: the fonts in the file use the character itself as its code
(see ``pdf_file``), so a page can be written before it is known which glyphs the file will need.
A code is one path of horizontal runs, filled at once, so no viewer shows seams between modules.
"""

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.labels.layout import MM_PER_INCH, Area, Laid, PictureArea, Symbol, Words
from app.labels.symbols import Matrix

POINTS_PER_MM: Final = 72 / MM_PER_INCH
_RUN: Final = re.compile(b"\x01+")
_BMP: Final = 0xFFFF


@dataclass(slots=True)
class Page:
    """One page: operators, and what the file has to provide for them."""

    operators: list[str] = field(default_factory=list)
    characters: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    pictures: set[Path] = field(default_factory=set)


def draw_on_page(page: Page, laid: Laid, left: float, top: float, page_height: float) -> None:
    """Add one label to a page; ``left``, ``top``, ``page_height`` in mm."""
    x0 = left * POINTS_PER_MM
    y0 = (page_height - top) * POINTS_PER_MM
    add = page.operators.append
    for item in laid.items:
        match item:
            case Words():
                _words(page, item, x0, y0)
            case Symbol():
                add(_symbol(item, x0, y0))
            case Area():
                x, y = x0 + item.x * POINTS_PER_MM, y0 - (item.y + item.h) * POINTS_PER_MM
                w, h = item.w * POINTS_PER_MM, item.h * POINTS_PER_MM
                add(f"{x:.3f} {y:.3f} {w:.3f} {h:.3f} re f")
            case PictureArea():
                _picture(page, item, x0, y0)


def picture_name(path: Path) -> str:
    """Return the name of a picture inside a PDF; the same in every process."""
    return "P" + hashlib.sha256(str(path).encode()).hexdigest()[:16]


def _words(page: Page, words: Words, x0: float, y0: float) -> None:
    text = "".join(char if ord(char) <= _BMP else "\ufffd" for char in words.text)
    page.characters[words.face].update(text)
    x, y = x0 + words.x * POINTS_PER_MM, y0 - words.y * POINTS_PER_MM
    size = words.size * POINTS_PER_MM
    code = text.encode("utf-16-be").hex()
    page.operators.append(f"BT /F{words.face} {size:.2f} Tf {x:.3f} {y:.3f} Td <{code}> Tj ET")


def _symbol(symbol: Symbol, x0: float, y0: float) -> str:
    x, y = x0 + symbol.x * POINTS_PER_MM, y0 - symbol.y * POINTS_PER_MM
    across = symbol.module * POINTS_PER_MM
    down = across * (symbol.h / symbol.module if symbol.symbology.is_linear else 1)
    runs = matrix_runs(symbol.matrix)
    return f"q {across:.5f} 0 0 {-down:.5f} {x:.4f} {y:.4f} cm\n{runs} f Q"


def matrix_runs(matrix: Matrix) -> str:
    """Return a code as rectangles, one per run of dark modules: ``x y width 1 re``, y down."""
    return "\n".join(
        f"{run.start()} {number} {run.end() - run.start()} 1 re"
        for number, row in enumerate(matrix.rows)
        for run in _RUN.finditer(row)
    )


def _picture(page: Page, item: PictureArea, x0: float, y0: float) -> None:
    from PIL import Image

    with Image.open(item.path) as image:
        scale = min(item.w / image.width, item.h / image.height)
        w, h = image.width * scale, image.height * scale
    page.pictures.add(item.path)
    x = x0 + (item.x + (item.w - w) / 2) * POINTS_PER_MM
    y = y0 - (item.y + (item.h + h) / 2) * POINTS_PER_MM
    page.operators.append(
        f"q {w * POINTS_PER_MM:.3f} 0 0 {h * POINTS_PER_MM:.3f} {x:.3f} {y:.3f} cm "
        f"/{picture_name(item.path)} Do Q"
    )
