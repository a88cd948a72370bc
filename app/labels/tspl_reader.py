"""Reads the TSPL this program writes, strictly, and draws what a printer would: the proof's eye."""

import re
from typing import Final

from PIL import Image, ImageDraw

from app.labels.errors import LabelRefused
from app.labels.fonts import drawing_font
from app.labels.raster import matrix_image
from app.labels.symbols import Symbology, encode

_LENGTH: Final = r"\d{1,3}\.\d\d mm"
_SETTINGS: Final = {
    "GAP": rf"{_LENGTH},0 mm",
    "DIRECTION": r"[01]",
    "REFERENCE": r"\d{1,4},\d{1,4}",
    "SHIFT": r"-?\d{1,4}",
    "DENSITY": r"\d|1[0-5]",
    "SPEED": r"\d{1,2}",
    "CLS": r"",
}
_TEXT: Final = r'"([ !#-\[\]-~]*)"'
_DRAWN: Final = {
    "BAR": r"(\d+),(\d+),(\d+),(\d+)",
    "TEXT": rf'(\d+),(\d+),"0",0,(\d+),(\d+),{_TEXT}',
    "QRCODE": rf"(\d+),(\d+),([LMQH]),([1-9]|10),A,0,M2,S([0-8]),{_TEXT}",
    "DMATRIX": rf"(\d+),(\d+),(\d+),(\d+),x(\d+),(\d+),(\d+),{_TEXT}",
    "BARCODE": rf'(\d+),(\d+),"(128|EAN13|EAN8)",(\d+),0,0,(\d+),(\d+),{_TEXT}',
}
_BITMAP: Final = re.compile(rb"BITMAP (\d+),(\d+),(\d+),(\d+),1,")


def draw_tspl(commands: bytes, dpi: int) -> list[Image.Image]:
    """Return one grey picture per label. Raises LabelRefused ``tspl-grammar`` (fact ``at``)."""
    labels: list[Image.Image] = []
    paper: Image.Image | None = None
    at = 0
    while at < len(commands):
        if found := _BITMAP.match(commands, at):
            x, y, row_bytes, rows = (int(value) for value in found.groups())
            end = found.end() + row_bytes * rows
            if paper is None or commands[end : end + 2] != b"\r\n":
                raise LabelRefused("tspl-grammar", at="BITMAP")
            data = bytes(255 - byte for byte in commands[found.end() : end])
            ink = Image.frombytes("1", (row_bytes * 8, rows), data).convert("L")
            paper.paste(0, (x, y), ink)
            at = end + 2
            continue
        line, found_end, _rest = commands[at:].partition(b"\r\n")
        if not found_end or not line.isascii():
            raise LabelRefused("tspl-grammar", at="line end")
        at += len(line) + 2
        name, _space, value = line.decode("ascii").partition(" ")
        if name == "SIZE":
            size = re.fullmatch(r"(\d{1,3}\.\d{3}) mm,(\d{1,3}\.\d{3}) mm", value)
            if size is None:
                raise LabelRefused("tspl-grammar", at=line.decode())
            width, height = (round(float(mm) * dpi / 25.4) for mm in size.groups())
            paper = Image.new("L", (width, height), 255)
        elif name == "PRINT" and paper is not None and re.fullmatch(r"1,\d{1,3}", value):
            labels.append(paper)
            paper = None
        elif paper is None:
            raise LabelRefused("tspl-grammar", at=line.decode()[:40])
        else:
            _take(paper, name, value, dpi)
    if paper is not None:
        raise LabelRefused("tspl-grammar", at="no PRINT")
    return labels


def _take(paper: Image.Image, name: str, value: str, dpi: int) -> None:
    if name in _SETTINGS:
        if not re.fullmatch(_SETTINGS[name], value):
            raise LabelRefused("tspl-grammar", at=f"{name} {value}")
        return
    found = re.fullmatch(_DRAWN.get(name, r"(?!)"), value)
    if found is None:
        raise LabelRefused("tspl-grammar", at=f"{name} {value}"[:40])
    x, y = int(found[1]), int(found[2])
    match name:
        case "BAR":
            box = (x, y, x + int(found[3]) - 1, y + int(found[4]) - 1)
            ImageDraw.Draw(paper).rectangle(box, fill=0)
        case "TEXT":
            size = int(found[3]) * dpi / 72
            font = drawing_font("sans", size)
            place = x, y + 0.82 * size
            ImageDraw.Draw(paper).text(place, found[5], fill=0, font=font, anchor="ls")
        case "QRCODE":
            matrix = encode(Symbology.QR, found[6], found[3])
            paper.paste(matrix_image(matrix, int(found[4])), (x, y))
        case "DMATRIX":
            matrix = encode(Symbology.DATA_MATRIX, found[8])
            paper.paste(matrix_image(matrix, int(found[5])), (x, y))
        case _:
            kind = Symbology.CODE_128 if found[3] == "128" else Symbology.EAN
            bars = matrix_image(encode(kind, found[7]), int(found[5]))
            size_px = bars.width, int(found[4])
            paper.paste(bars.resize(size_px, Image.Resampling.NEAREST), (x, y))
