"""A PDF file written page by page, so that its size never has to fit into memory.

Fonts are embedded as subsets (made by reportlab) behind a composite font whose codes are the
characters themselves; which glyphs are needed is known, and written, only at the end. Text can be
searched and copied. Structure: ISO 32000-1, 7.5 (file), 9.7 (composite fonts).
"""

import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO, Final

from PIL import Image

from app.labels.fonts import font_file
from app.labels.pdf_page import POINTS_PER_MM, picture_name

_TO_UNICODE: Final = b"""/CIDInit /ProcSet findresource begin
12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
%d beginbfrange
%s
endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""
_RANGES_PER_BLOCK: Final = 100
_FIXED_OBJECTS: Final = 3  # 1 catalogue, 2 page tree, 3 resources


class PdfFile:
    """Writes one PDF into an open binary file. Close with :meth:`finish`."""

    def __init__(self, target: BinaryIO, title: str) -> None:
        self._target = target
        self._offsets: dict[int, int] = {}
        self._next = _FIXED_OBJECTS + 1
        self._pages: list[int] = []
        self._characters: dict[str, set[str]] = {}
        self._pictures: set[Path] = set()
        self._title = title
        target.write(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")

    def add_page(
        self,
        width: float,
        height: float,
        packed: bytes,
        characters: Mapping[str, set[str]],
        pictures: Iterable[Path],
    ) -> None:
        """Add a page of ``width`` x ``height`` mm whose operators are zlib-packed already."""
        content = self._stream(b"/Filter /FlateDecode", packed)
        page = self._object(
            b"<< /Type /Page /Parent 2 0 R /Resources 3 0 R /MediaBox [0 0 %s %s]"
            b" /Contents %d 0 R >>"
            % (_number(width * POINTS_PER_MM), _number(height * POINTS_PER_MM), content)
        )
        self._pages.append(page)
        for face, used in characters.items():
            self._characters.setdefault(face, set()).update(used)
        self._pictures.update(pictures)

    def finish(self) -> None:
        """Write fonts, pictures and the tables a reader starts from."""
        fonts = b" ".join(
            b"/F%s %d 0 R" % (face.encode(), self._font(face, used))
            for face, used in sorted(self._characters.items())
        )
        pictures = b" ".join(
            b"/%s %d 0 R" % (picture_name(path).encode(), self._picture(path))
            for path in sorted(self._pictures)
        )
        self._object(b"<< /Font << %s >> /XObject << %s >> >>" % (fonts, pictures), number=3)
        kids = b" ".join(b"%d 0 R" % page for page in self._pages)
        self._object(
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(self._pages)), number=2
        )
        # A label must come out at its size: viewers are asked not to scale it to the paper.
        self._object(
            b"<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /PrintScaling /None >> >>",
            number=1,
        )
        title = self._title.encode("utf-16-be").hex().encode()
        info = self._object(b"<< /Title <FEFF%s> /Producer (Keywright) >>" % title)
        self._cross_reference(info)

    def _cross_reference(self, info: int) -> None:
        start = self._target.tell()
        count = self._next
        rows = [b"0000000000 65535 f \n"]
        rows += [b"%010d 00000 n \n" % self._offsets[number] for number in range(1, count)]
        self._target.write(b"xref\n0 %d\n" % count + b"".join(rows))
        self._target.write(
            b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
            % (count, info, start)
        )

    def _font(self, face: str, used: set[str]) -> int:
        font = font_file(face)
        codes = sorted(ord(char) for char in used)
        glyphs = {0: 0}  # glyph in the whole font -> in the subset, numbered as reportlab does
        to_glyph = bytearray(2 * 65536)
        for code in codes:
            new = glyphs.setdefault(font.charToGlyph.get(code, 0), len(glyphs))
            to_glyph[2 * code : 2 * code + 2] = new.to_bytes(2, "big")
        data = font.makeSubset(codes)
        name = b"KWRGHT+" + font.name if isinstance(font.name, bytes) else b"KWRGHT+Label"
        file = self._stream(b"/Filter /FlateDecode /Length1 %d" % len(data), zlib.compress(data))
        box = " ".join(f"{value:.0f}" for value in font.bbox).encode()
        descriptor = self._object(
            b"<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%s] /ItalicAngle 0"
            b" /Ascent %d /Descent %d /CapHeight %d /StemV %d /FontFile2 %d 0 R >>"
            % (name, box, font.ascent, font.descent, font.capHeight, font.stemV, file)
        )
        mapping = self._stream(b"/Filter /FlateDecode", zlib.compress(bytes(to_glyph)))
        widths = b" ".join(
            b"%d [%s]" % (code, _number(font.charWidths.get(code, font.defaultWidth)))
            for code in codes
        )
        descendant = self._object(
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo"
            b" << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R"
            b" /DW 600 /W [%s] /CIDToGIDMap %d 0 R >>" % (name, descriptor, widths, mapping)
        )
        unicode_map = self._stream(b"/Filter /FlateDecode", zlib.compress(_unicode_map(codes)))
        return self._object(
            b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H"
            b" /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>" % (name, descendant, unicode_map)
        )

    def _picture(self, path: Path) -> int:
        with Image.open(path) as opened:
            colours = opened.convert("RGBA")
        paper = Image.new("RGBA", colours.size, "white")
        paper.alpha_composite(colours)
        flat = paper.convert("RGB")
        return self._stream(
            b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB"
            b" /BitsPerComponent 8 /Filter /FlateDecode" % flat.size,
            zlib.compress(flat.tobytes()),
        )

    def _stream(self, entries: bytes, data: bytes) -> int:
        head = b"<< %s /Length %d >>\nstream\n" % (entries, len(data))
        return self._object(head + data + b"\nendstream")

    def _object(self, body: bytes, number: int | None = None) -> int:
        if number is None:
            number = self._next
            self._next += 1
        self._offsets[number] = self._target.tell()
        self._target.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        return number


def _unicode_map(codes: list[int]) -> bytes:
    spans: list[list[int]] = []
    for code in codes:
        # a span may not cross a change of the high byte (Adobe Technical Note 5014)
        if spans and code == spans[-1][1] + 1 and code & 0xFF:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    blocks = [spans[at : at + _RANGES_PER_BLOCK] for at in range(0, len(spans), _RANGES_PER_BLOCK)]
    rows = [
        b"\n".join(b"<%04X> <%04X> <%04X>" % (low, high, low) for low, high in block)
        for block in blocks
    ] or [b""]
    text = _TO_UNICODE % (len(blocks[0]) if blocks else 0, rows[0])
    more = b"".join(
        b"endbfrange\n%d beginbfrange\n%s\n" % (len(block), row)
        for block, row in zip(blocks[1:], rows[1:], strict=True)
    )
    return text.replace(b"endbfrange\nendcmap", more + b"endbfrange\nendcmap")


def _number(value: float) -> bytes:
    return f"{value:.3f}".rstrip("0").rstrip(".").encode()
