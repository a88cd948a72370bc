"""The bundled fonts: widths for the layout, subsets for PDF, drawing for pictures.

All are TrueType and openly licensed (their licenses stand beside them in ``resources/fonts``).
A character that a face lacks is taken from the Chinese fallback, so every face writes both scripts.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from PIL import ImageFont
from reportlab.pdfbase.ttfonts import TTFontFile

from app.paths import resources_dir

FACES: Final = ("sans", "sans-bold", "mono")
FALLBACK: Final = "cjk"
_FILES: Final = {
    "sans": "NotoSans-Regular.ttf",
    "sans-bold": "NotoSans-Bold.ttf",
    "mono": "DejaVuSansMono.ttf",
    "cjk": "DroidSansFallbackFull.ttf",
}
MISSING_WIDTH: Final = 0.6
"""Width in em of a character that no bundled font has."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one font. ``width`` in em."""

    face: str
    text: str
    width: float


@cache
def font_file(face: str) -> Any:
    """Return reportlab's reader of one bundled font (glyphs, widths, subsets)."""
    return TTFontFile(str(resources_dir() / "fonts" / _FILES[face]))


@lru_cache(maxsize=64)
def drawing_font(face: str, pixels: float) -> ImageFont.FreeTypeFont:
    """Return Pillow's font of one face at a size in pixels per em."""
    path = resources_dir() / "fonts" / _FILES[face]
    return ImageFont.truetype(path, pixels, layout_engine=ImageFont.Layout.BASIC)


@cache
def glyph(face: str, char: str) -> tuple[str, float] | None:
    """Return which face draws a character and its width in em; None where no font has it."""
    code = ord(char)
    for candidate in (face, FALLBACK):
        font = font_file(candidate)
        if code in font.charToGlyph:
            return candidate, font.charWidths.get(code, font.defaultWidth) / 1000
    return None


def runs(face: str, text: str) -> tuple[Run, ...]:
    """Return the text cut into stretches of one font each."""
    found: list[Run] = []
    for char in text:
        drawn = glyph(face, char) or (face, MISSING_WIDTH)
        if found and found[-1].face == drawn[0]:
            last = found[-1]
            found[-1] = Run(last.face, last.text + char, last.width + drawn[1])
        else:
            found.append(Run(drawn[0], char, drawn[1]))
    return tuple(found)


def text_width(face: str, text: str) -> float:
    """Return the width of one line in em."""
    return sum((glyph(face, char) or ("", MISSING_WIDTH))[1] for char in text)


def missing_characters(face: str, text: str) -> str:
    """Return the characters no bundled font can draw, each once."""
    return "".join(dict.fromkeys(char for char in text if glyph(face, char) is None))
