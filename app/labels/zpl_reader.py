"""Reads the ZPL this program writes, strictly, and draws what a printer would: the proof's eye.

Any command, parameter or place outside the grammar is an error, so that a slip in the writer shows
before paper is spent. The printer's own font is drawn with the bundled one.
"""

import re
from typing import Final

from PIL import Image, ImageDraw

from app.labels.errors import LabelRefused
from app.labels.fonts import drawing_font, text_width
from app.labels.raster import matrix_image
from app.labels.symbols import Symbology, encode

_COMMAND: Final = re.compile(r"[\^~]([A-Z][A-Z0-9@])([^\^~]*)")
_HEX: Final = re.compile(r"_([0-9A-F]{2})")
_SETTINGS: Final = {
    "CI": r"28",
    "LH": r"0,0",
    "LS": r"-?\d{1,4}",
    "LT": r"-?\d{1,3}",
    "SD": r"[0-3]\d",
    "PR": r"\d{1,2}",
    "PQ": r"\d{1,3},0,1,N",
    "PW": r"\d{1,5}",
    "LL": r"\d{1,5}",
}
_FIELDS: Final = {
    "FO": r"(\d{1,5}),(\d{1,5})",
    "A0": r"N,(\d{1,5}),(\d{1,5})",
    "FB": r"(\d{1,4}),1,0,C,0",
    "FH": r"",
    "FS": r"",
    "BY": r"([1-9]|10)",
    "BQ": r"N,2,([1-9]|10)",
    "BX": r"N,(\d{1,4}),200,(\d{1,3}),(\d{1,3}),,([_|`])",
    "BC": r"N,(\d{1,5}),N,N,N,A",
    "BE": r"N,(\d{1,5}),N,N",
    "B8": r"N,(\d{1,5}),N,N",
    "GB": r"(\d{1,5}),(\d{1,5}),(\d{1,5}),B,0",
    "GF": r"A,(\d+),(\d+),(\d+),([0-9A-Fa-zG-Y,!:]*)",
}


def draw_zpl(commands: bytes) -> list[Image.Image]:
    """Return one grey picture per label. Raises LabelRefused ``zpl-grammar`` (fact ``at``)."""
    try:
        text = commands.decode("ascii")
    except UnicodeDecodeError as cause:
        raise LabelRefused("zpl-grammar", at="not ASCII") from cause
    labels: list[Image.Image] = []
    reader: _Label | None = None
    at = 0
    for found in _COMMAND.finditer(text):
        if text[at : found.start()].strip():
            raise LabelRefused("zpl-grammar", at=text[at : found.start()][:20])
        at = found.end()
        name, value = found[1], found[2].rstrip("\n")
        if name == "XA" and reader is None:
            reader = _Label()
        elif name == "XZ" and reader is not None:
            labels.append(reader.finished())
            reader = None
        elif reader is None:
            raise LabelRefused("zpl-grammar", at=f"^{name} outside a label")
        else:
            reader.take(name, value)
    if reader is not None or text[at:].strip():
        raise LabelRefused("zpl-grammar", at="no ^XZ")
    return labels


class _Label:
    def __init__(self) -> None:
        self._size = {"PW": 0, "LL": 0}
        self._image: Image.Image | None = None
        self._place: tuple[int, int] | None = None
        self._field: dict[str, re.Match[str]] = {}

    def take(self, name: str, value: str) -> None:
        if name in _SETTINGS:
            if not re.fullmatch(_SETTINGS[name], value):
                raise LabelRefused("zpl-grammar", at=f"^{name}{value}")
            if name in self._size:
                self._size[name] = int(value)
            return
        if name == "FD":
            found = re.fullmatch(r"(?s)(.*)", value)
        else:
            found = re.fullmatch(_FIELDS.get(name, r"(?!)"), value)
        if found is None or (name != "FO" and self._place is None):
            raise LabelRefused("zpl-grammar", at=f"^{name}{value[:20]}")
        if name == "FO":
            if self._place is not None:
                raise LabelRefused("zpl-grammar", at=f"^FO{value} inside a field")
            self._place = int(found[1]), int(found[2])
        elif name == "FS":
            self._draw()
            self._place = None
            self._field = {}
        else:
            self._field[name] = found

    def finished(self) -> Image.Image:
        if self._place is not None:
            raise LabelRefused("zpl-grammar", at="no ^FS")
        return self._paper()

    def _paper(self) -> Image.Image:
        if self._image is None:
            if not all(self._size.values()):
                raise LabelRefused("zpl-grammar", at="no ^PW or ^LL")
            self._image = Image.new("L", (self._size["PW"], self._size["LL"]), 255)
        return self._image

    def _draw(self) -> None:
        paper = self._paper()
        field = self._field
        place = self._place or (0, 0)
        if "GB" in field:
            w, h = int(field["GB"][1]), int(field["GB"][2])
            box = (*place, place[0] + w - 1, place[1] + h - 1)
            ImageDraw.Draw(paper).rectangle(box, fill=0)
            return
        if "GF" in field:
            ink = _unpacked(field["GF"])
            paper.paste(0, place, ink)
            return
        if "FD" not in field:
            raise LabelRefused("zpl-grammar", at="field without data")
        data = field["FD"][1]
        if "FH" in field:
            data = _HEX.sub(lambda m: chr(int(m[1], 16)), data)
        if "A0" in field:
            self._draw_text(paper, place, data)
            return
        paper.paste(self._code(data), place)

    def _draw_text(self, paper: Image.Image, place: tuple[int, int], text: str) -> None:
        height, room = int(self._field["A0"][1]), int(self._field["FB"][1])
        font = drawing_font("sans", float(height))
        x = place[0] + (room - text_width("sans", text) * height) / 2
        baseline = place[1] + 0.82 * height
        ImageDraw.Draw(paper).text((x, baseline), text, fill=0, font=font, anchor="ls")

    def _code(self, data: str) -> Image.Image:
        field = self._field
        if "BQ" in field:
            level, comma, content = data[:1], data[1:3], data[3:]
            if level not in set("LMQH") or comma != "A,":
                raise LabelRefused("zpl-grammar", at=f"^FD{data[:3]}")
            return matrix_image(encode(Symbology.QR, content, level), int(field["BQ"][1]))
        if "BX" in field:
            if field["BX"][4] in data:
                raise LabelRefused("zpl-grammar", at="escape character in ^BX data")
            return matrix_image(encode(Symbology.DATA_MATRIX, data), int(field["BX"][1]))
        for name in ("BC", "BE", "B8"):
            if name in field:
                if name == "BC" and ">" in data:
                    raise LabelRefused("zpl-grammar", at="> in ^BC data")
                kind = Symbology.CODE_128 if name == "BC" else Symbology.EAN
                bars = matrix_image(encode(kind, data), int(field["BY"][1]))
                return bars.resize((bars.width, int(field[name][1])), Image.Resampling.NEAREST)
        raise LabelRefused("zpl-grammar", at="data without a kind")


def _unpacked(found: re.Match[str]) -> Image.Image:
    """Return a ^GF graphic as a mask, 255 where black."""
    total, _same, row_bytes = int(found[1]), int(found[2]), int(found[3])
    width = 2 * row_bytes
    rows: list[str] = []
    row = ""
    count = 0
    for char in found[4]:
        if char == ":" and not row and rows:
            rows.append(rows[-1])
        elif char in ",!":
            rows.append(row.ljust(width, "0" if char == "," else "F"))
            row = ""
        elif "G" <= char <= "Y":
            count += ord(char) - ord("G") + 1
        elif "g" <= char <= "z":
            count += 20 * (ord(char) - ord("g") + 1)
        else:
            row += char * max(1, count)
            count = 0
            if len(row) == width:
                rows.append(row)
                row = ""
    data = bytes.fromhex("".join(rows))
    if row or count or len(data) != total or total % row_bytes:
        raise LabelRefused("zpl-grammar", at="^GF has the wrong size")
    return Image.frombytes("1", (row_bytes * 8, total // row_bytes), data).convert("L")
