"""A laid out label in TSPL, the language of TSC printers and of most Chinese brands.

As in ZPL, codes are the printer's own where that is safe, and dots otherwise. Quotes and
backslashes in data are syntax, so such contents go as dots. Source: TSPL/TSPL2 programming manual.
"""

from itertools import groupby
from typing import Final

from PIL import Image

from app.labels.layout import MM_PER_INCH, Area, Laid, PictureArea, Symbol, Words
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
from app.labels.zpl import black_rows, is_plain, line_of, on_paper

_MAX_CELL: Final = 10
_SYNTAX: Final = frozenset('"\\')
_EOL: Final = b"\r\n"


def tspl_label(laid: Laid, settings: PrintSettings | None = None, gap: float = 2.0) -> bytes:
    """Return the commands that print one label; ``gap``: mm between labels, 0 for none.

    ``laid`` must be laid out for ``settings.dpi``. Bitmaps are raw bytes, counted by their command.
    """
    settings = settings or PrintSettings(dpi=laid.dpi)
    shift = dots(settings.shift_x, laid.dpi), dots(settings.shift_y, laid.dpi)
    lines = [
        f"SIZE {laid.width:.3f} mm,{laid.height:.3f} mm".encode(),
        f"GAP {gap:.2f} mm,0 mm".encode(),
        b"DIRECTION 1",
        f"REFERENCE {max(0, shift[0])},0".encode(),
        f"SHIFT {shift[1]}".encode(),
    ]
    if settings.darkness is not None:
        lines.append(f"DENSITY {settings.darkness // 2}".encode())
    if settings.speed is not None:
        lines.append(f"SPEED {settings.speed}".encode())
    lines.append(b"CLS")
    for key, group in groupby(laid.items, key=line_of):
        items = list(group)
        if key is not None:
            lines += _text_line([i for i in items if isinstance(i, Words)], laid.dpi, settings)
            continue
        for item in items:
            match item:
                case Symbol():
                    lines.append(_symbol(item, laid.dpi))
                case Area():
                    x, y, w, h = area_dots(item, laid.dpi)
                    lines.append(f"BAR {max(0, x)},{max(0, y)},{w},{h}".encode())
                case PictureArea():
                    lines.append(_bitmap(*place_picture(item, laid.dpi)))
                case Words():
                    raise AssertionError("words always belong to a line")
    lines.append(f"PRINT 1,{settings.copies}".encode())
    return _EOL.join(lines) + _EOL


def _text_line(words: list[Words], dpi: int, settings: PrintSettings) -> list[bytes]:
    text = "".join(run.text for run in words)
    if settings.native_text and _is_safe(text) and all(run.face != "cjk" for run in words):
        points = max(1, round(words[0].size * 72 / MM_PER_INCH))
        x = max(0, dots(words[0].x, dpi))
        y = max(0, dots(words[0].y - 0.82 * words[0].size, dpi))
        return [f'TEXT {x},{y},"0",0,{points},{points},"{text}"'.encode()]
    drawn = words_image(words, dpi)
    return [] if drawn is None else [_bitmap(*drawn)]


def _symbol(symbol: Symbol, dpi: int) -> bytes:
    x, y = dots(symbol.x, dpi), dots(symbol.y, dpi)
    module = module_dots(symbol, dpi)
    height = dots(symbol.h, dpi)
    content = symbol.content
    if _is_safe(content):
        match symbol.symbology:
            case Symbology.QR if module <= _MAX_CELL:
                return f'QRCODE {x},{y},{symbol.level},{module},A,0,M2,S2,"{content}"'.encode()
            case Symbology.DATA_MATRIX if "~" not in content:  # the escape character
                columns, rows = symbol.matrix.columns, len(symbol.matrix.rows)
                room = f"{columns * module},{rows * module}"
                return f'DMATRIX {x},{y},{room},x{module},{rows},{columns},"{content}"'.encode()
            case Symbology.CODE_128:
                bars = f'"128",{height},0,0,{module},{module}'
                return f'BARCODE {x},{y},{bars},"{content}"'.encode()
            case Symbology.EAN:
                bars = f'"EAN{len(content)}",{height},0,0,{module},{module}'
                return f'BARCODE {x},{y},{bars},"{content}"'.encode()
            case _:
                pass
    return _bitmap(symbol_image(symbol, dpi), (x, y))


def _is_safe(content: str) -> bool:
    return is_plain(content) and not _SYNTAX & set(content)


def _bitmap(image: Image.Image, corner: tuple[int, int]) -> bytes:
    image, (x, y) = on_paper(image, corner)
    row_bytes, rows = black_rows(image)
    # in TSPL a 0 bit is black
    data = bytes(255 - byte for row in rows for byte in row)
    return f"BITMAP {x},{y},{row_bytes},{len(rows)},1,".encode() + data
