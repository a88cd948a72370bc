"""A laid out label in ZPL II, the language of Zebra printers and of many others.

Codes are the printer's own where its firmware makes the same code for sure; contents with anything
but printable ASCII, or that a command would read as its own syntax, go as dots instead. ``^`` and
``~`` in data are commands: they are sent as hex behind ``^FH``. Source: ZPL II programming guide.
"""

from itertools import groupby
from typing import Final

from PIL import Image

from app.labels.layout import Area, Laid, PictureArea, Symbol, Words
from app.labels.print_settings import PrintSettings
from app.labels.raster import (
    area_dots,
    dots,
    module_dots,
    place_picture,
    symbol_image,
    words_image,
)
from app.labels.symbols import Symbology

_MAX_QR_MAGNIFICATION: Final = 10
_HEX_MARK: Final = "_"
_ESCAPED: Final = "^~_"
_MOST_REPEATS: Final = 400
_THRESHOLD: Final = 160


def zpl_label(laid: Laid, settings: PrintSettings | None = None) -> bytes:
    """Return the commands that print one label, ASCII throughout.

    ``laid`` must be laid out for ``settings.dpi``, or its codes would not be whole dots.
    """
    settings = settings or PrintSettings(dpi=laid.dpi)
    lines = [
        "^XA",
        "^CI28",
        f"^PW{dots(laid.width, laid.dpi)}",
        f"^LL{dots(laid.height, laid.dpi)}",
    ]
    lines.append("^LH0,0")
    lines.append(f"^LS{-dots(settings.shift_x, laid.dpi)}^LT{dots(settings.shift_y, laid.dpi)}")
    if settings.darkness is not None:
        lines.append(f"~SD{settings.darkness:02d}")
    if settings.speed is not None:
        lines.append(f"^PR{settings.speed}")
    for key, group in groupby(laid.items, key=_line_key):
        items = list(group)
        if key is not None:
            lines += _text_line([i for i in items if isinstance(i, Words)], laid.dpi, settings)
            continue
        for item in items:
            match item:
                case Symbol():
                    lines.append(_symbol(item, laid.dpi))
                case Area():
                    lines.append(_area(item, laid.dpi))
                case PictureArea():
                    picture, corner = place_picture(item, laid.dpi)
                    lines.append(_graphic(picture, corner))
                case Words():
                    raise AssertionError("words always belong to a line")
    lines += [f"^PQ{settings.copies},0,1,N", "^XZ"]
    return "\n".join(lines).encode("ascii") + b"\n"


def is_plain(content: str) -> bool:
    """Say whether a content is printable ASCII, which every printer's own encoder agrees on."""
    return content.isascii() and content.isprintable()


def line_of(item: object) -> int | None:
    """Return the number of the text line an item belongs to; None for all but words."""
    return item.line if isinstance(item, Words) else None


_line_key = line_of


def _text_line(words: list[Words], dpi: int, settings: PrintSettings) -> list[str]:
    text = "".join(run.text for run in words)
    if settings.native_text and is_plain(text) and all(run.face != "cjk" for run in words):
        height = max(1, dots(words[0].size, dpi))
        width = max(1, dots(sum(run.width for run in words), dpi))
        x = max(0, dots(words[0].x, dpi))
        y = max(0, dots(words[0].y - 0.82 * words[0].size, dpi))
        return [f"^FO{x},{y}^A0N,{height},{height}^FB{width},1,0,C,0^FH^FD{_field(text)}^FS"]
    drawn = words_image(words, dpi)
    return [] if drawn is None else [_graphic(*drawn)]


def _symbol(symbol: Symbol, dpi: int) -> str:
    place = f"^FO{dots(symbol.x, dpi)},{dots(symbol.y, dpi)}"
    module = module_dots(symbol, dpi)
    data = f"^FH^FD{_field(symbol.content)}^FS"
    height = dots(symbol.h, dpi)
    if not is_plain(symbol.content):
        return _symbol_dots(symbol, dpi)
    match symbol.symbology:
        case Symbology.QR if module <= _MAX_QR_MAGNIFICATION:
            data = f"^FH^FD{symbol.level}A,{_field(symbol.content)}^FS"
            return f"{place}^BQN,2,{module}{data}"
        case Symbology.DATA_MATRIX:
            # the escape character must not occur in the data, or ^BX would act on it
            free = next((char for char in "~_|`" if char not in symbol.content), None)
            if free is None or free == "~":
                free = next((char for char in "_|`" if char not in symbol.content), None)
            size = f"{symbol.matrix.columns},{len(symbol.matrix.rows)}"
            if free is not None:
                return f"{place}^BXN,{module},200,{size},,{free}{data}"
        case Symbology.CODE_128 if ">" not in symbol.content:  # ">" starts a subset command
            return f"{place}^BY{module}^BCN,{height},N,N,N,A{data}"
        case Symbology.EAN:
            command = "BE" if len(symbol.content) == 13 else "B8"  # noqa: PLR2004
            return f"{place}^BY{module}^{command}N,{height},N,N{data}"
        case _:
            pass
    return _symbol_dots(symbol, dpi)


def _symbol_dots(symbol: Symbol, dpi: int) -> str:
    return _graphic(symbol_image(symbol, dpi), (dots(symbol.x, dpi), dots(symbol.y, dpi)))


def _area(area: Area, dpi: int) -> str:
    x, y, w, h = area_dots(area, dpi)
    return f"^FO{max(0, x)},{max(0, y)}^GB{w},{h},{min(w, h)},B,0^FS"


def _field(text: str) -> str:
    return "".join(f"{_HEX_MARK}{ord(c):02X}" if c in _ESCAPED else c for c in text)


def _graphic(image: Image.Image, corner: tuple[int, int]) -> str:
    image, (x, y) = on_paper(image, corner)
    row_bytes, rows = black_rows(image)
    packed: list[str] = []
    before = ""
    for row in rows:
        digits = row.hex().upper()
        packed.append(":" if digits == before else _pack(digits))
        before = digits
    total = row_bytes * len(rows)
    return f"^FO{x},{y}^GFA,{total},{total},{row_bytes},{''.join(packed)}^FS"


def on_paper(image: Image.Image, corner: tuple[int, int]) -> tuple[Image.Image, tuple[int, int]]:
    """Return the part right of and below the label's corner; printers know no negative places."""
    x, y = corner
    if x < 0 or y < 0:
        left, top = max(0, -x), max(0, -y)
        image = image.crop((left, top, max(image.width, left + 1), max(image.height, top + 1)))
    return image, (max(0, x), max(0, y))


def black_rows(image: Image.Image) -> tuple[int, list[bytes]]:
    """Return bytes per row and rows of a grey picture, one bit per dot, 1 black, left first."""
    bits = image.convert("L").point([255 if v < _THRESHOLD else 0 for v in range(256)]).convert("1")
    row_bytes = (image.width + 7) // 8
    data = bits.tobytes()
    return row_bytes, [data[at : at + row_bytes] for at in range(0, len(data), row_bytes)]


def _pack(digits: str) -> str:
    """Return a row in ZPL's run-length form: G to Y repeat 1 to 19, g to z 20 to 400 times."""
    end = ""
    for digit, fill in (("0", ","), ("F", "!")):
        stripped = digits.rstrip(digit)
        if len(stripped) < len(digits):
            digits, end = stripped, fill
            break
    packed = ""
    for digit, group in groupby(digits):
        count = len(list(group))
        while count > 0:
            part = min(count, _MOST_REPEATS)
            packed += _repeat(part) + digit
            count -= part
    return packed + end


def _repeat(count: int) -> str:
    if count == 1:
        return ""
    twenties, ones = divmod(count, 20)
    text = chr(ord("g") + twenties - 1) if twenties else ""
    return text + (chr(ord("G") + ones - 1) if ones else "")
