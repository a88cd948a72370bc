"""A laid out label as dots: PNG files, previews, and the graphics sent to label printers."""

import io
from typing import Final

from PIL import Image, ImageDraw

from app.labels.fonts import drawing_font
from app.labels.layout import MM_PER_INCH, Area, Laid, PictureArea, Symbol, Words
from app.labels.symbols import Matrix

WHITE: Final = 255
BLACK: Final = 0
_MIDDLE: Final = 128
_PIXELS: Final = bytes((WHITE, BLACK))


def draw_label(laid: Laid, *, outline: bool = False) -> Image.Image:
    """Return the label as an 8-bit grey picture, one pixel per dot. ``outline`` draws its edge."""
    size = dots(laid.width, laid.dpi), dots(laid.height, laid.dpi)
    image = Image.new("L", size, WHITE)
    for item in laid.items:
        match item:
            case Words():
                _draw_words(image, item, laid.dpi, 0, 0)
            case Symbol():
                image.paste(symbol_image(item, laid.dpi), _corner(item.x, item.y, laid.dpi))
            case Area():
                _draw_area(image, item, laid.dpi)
            case PictureArea():
                picture, corner = place_picture(item, laid.dpi)
                image.paste(picture, corner)
    if outline:
        pen = ImageDraw.Draw(image)
        box = (0, 0, size[0] - 1, size[1] - 1)
        (pen.ellipse if laid.round else pen.rectangle)(box, outline=_MIDDLE)
    return image


def png_bytes(laid: Laid) -> bytes:
    """Return the label as a PNG that knows its size in millimetres."""
    target = io.BytesIO()
    draw_label(laid).save(target, "PNG", dpi=(laid.dpi, laid.dpi))
    return target.getvalue()


def matrix_image(matrix: Matrix, scale: int, quiet: int = 0) -> Image.Image:
    """Return a matrix code's picture, ``scale`` pixels per module, ``quiet`` modules around."""
    size = matrix.columns, len(matrix.rows)
    code = Image.frombytes("L", size, b"".join(matrix.rows).translate(_PIXEL_OF))
    code = code.resize((size[0] * scale, size[1] * scale), Image.Resampling.NEAREST)
    if not quiet:
        return code
    edge = quiet * scale
    image = Image.new("L", (code.width + 2 * edge, code.height + 2 * edge), WHITE)
    image.paste(code, (edge, edge))
    return image


def symbol_image(symbol: Symbol, dpi: int) -> Image.Image:
    """Return a code's modules as dots, without quiet zone."""
    scale = module_dots(symbol, dpi)
    code = matrix_image(symbol.matrix, scale)
    if symbol.symbology.is_linear:
        return code.resize((code.width, dots(symbol.h, dpi)), Image.Resampling.NEAREST)
    return code


def words_image(line: list[Words], dpi: int) -> tuple[Image.Image, tuple[int, int]] | None:
    """Return a line of text as black (0) and white dots with its corner; None: nothing to see."""
    left = min(dots(words.x, dpi) for words in line) - 2
    right = max(dots(words.x + words.width, dpi) for words in line) + 3
    size = max(words.size for words in line)
    baseline = line[0].y
    top = dots(baseline - 1.1 * size, dpi)
    bottom = dots(baseline + 0.4 * size, dpi) + 1
    image = Image.new("L", (max(1, right - left), max(1, bottom - top)), WHITE)
    for words in line:
        _draw_words(image, words, dpi, left, top)
    sharp = image.point(_THRESHOLD)
    inked = sharp.point(_INVERTED).getbbox()
    if inked is None:
        return None
    return sharp.crop(inked), (left + inked[0], top + inked[1])


def place_picture(item: PictureArea, dpi: int) -> tuple[Image.Image, tuple[int, int]]:
    """Return a picture file in grey dots, fitted into its area and centred, and its corner."""
    with Image.open(item.path) as opened:
        colours = opened.convert("RGBA")
    paper = Image.new("RGBA", colours.size, "white")
    paper.alpha_composite(colours)
    room_w, room_h = max(1, dots(item.w, dpi)), max(1, dots(item.h, dpi))
    scale = min(room_w / paper.width, room_h / paper.height)
    size = max(1, round(paper.width * scale)), max(1, round(paper.height * scale))
    grey = paper.convert("L").resize(size, Image.Resampling.LANCZOS)
    x, y = _corner(item.x, item.y, dpi)
    return grey, (x + (room_w - size[0]) // 2, y + (room_h - size[1]) // 2)


def dots(length: float, dpi: int) -> int:
    """Return millimetres as whole dots."""
    return round(length * dpi / MM_PER_INCH)


def module_dots(symbol: Symbol, dpi: int) -> int:
    """Return a code's module in dots; whole by construction when laid out for this dpi."""
    return max(1, dots(symbol.module, dpi))


def area_dots(area: Area, dpi: int) -> tuple[int, int, int, int]:
    """Return x, y, width, height of a black area in dots; never thinner than one dot."""
    x, y = _corner(area.x, area.y, dpi)
    return x, y, max(1, dots(area.w, dpi)), max(1, dots(area.h, dpi))


def _draw_words(image: Image.Image, words: Words, dpi: int, left: int, top: int) -> None:
    per_mm = dpi / MM_PER_INCH
    font = drawing_font(words.face, round(words.size * per_mm, 2))
    place = words.x * per_mm - left, words.y * per_mm - top
    ImageDraw.Draw(image).text(place, words.text, fill=BLACK, font=font, anchor="ls")


def _draw_area(image: Image.Image, area: Area, dpi: int) -> None:
    x, y, w, h = area_dots(area, dpi)
    ImageDraw.Draw(image).rectangle((x, y, x + w - 1, y + h - 1), fill=BLACK)


def _corner(x: float, y: float, dpi: int) -> tuple[int, int]:
    return dots(x, dpi), dots(y, dpi)


_PIXEL_OF: Final = bytes(_PIXELS[1] if value else _PIXELS[0] for value in range(256))
_THRESHOLD: Final = [BLACK if value < _MIDDLE + 32 else WHITE for value in range(256)]
_INVERTED: Final = [WHITE - value for value in range(256)]
