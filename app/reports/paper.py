"""PDF pages of a report: title, facts, tables over many pages, codes; both scripts on one page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any, Final

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from app.paths import resources_dir

INK: Final = colors.HexColor("#1b2733")
SOFT: Final = colors.HexColor("#5b6b7b")
LINE: Final = colors.HexColor("#d5dce3")
BAND: Final = colors.HexColor("#f2f5f8")
ACCENT: Final = colors.HexColor("#1f6feb")
GOOD: Final = colors.HexColor("#1a7f4b")
BAD: Final = colors.HexColor("#c0362c")
MARGIN: Final = 16 * mm
PADDING: Final = 6  # what reportlab's frames keep free inside
WIDTH: Final = A4[0] - 2 * MARGIN - 2 * PADDING
_ROOM_BELOW_HEADING: Final = 52 * mm
_FILES: Final = {
    "kw": "NotoSans-Regular.ttf",
    "kw-bold": "NotoSans-Bold.ttf",
    "kw-mono": "DejaVuSansMono.ttf",
    "kw-cjk": "DroidSansFallbackFull.ttf",
}


@cache
def fonts() -> None:
    """Register the bundled fonts, once."""
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(resources_dir() / "fonts" / file)))


@cache
def _has(name: str) -> frozenset[int]:
    fonts()
    face: Any = pdfmetrics.getFont(name)
    return frozenset(face.face.charToGlyph)


def markup(text: object, font: str = "kw") -> str:
    """Return text for a paragraph, with what its font lacks set in the Chinese one."""
    known, parts, other = _has(font), [], False
    for char in str(text):
        foreign = ord(char) not in known and not char.isspace()
        if foreign != other:
            parts.append('<font name="kw-cjk">' if foreign else "</font>")
            other = foreign
        parts.append({"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(char, char))
    return "".join(parts) + ("</font>" if other else "")


def style(font: str = "kw", size: float = 8.5, **more: Any) -> ParagraphStyle:
    """Return a paragraph style in the report's colours; sizes in points."""
    fonts()
    values: dict[str, Any] = {"textColor": INK, "leading": size * 1.35, "wordWrap": "LTR"}
    return ParagraphStyle(f"{font}-{size}", fontName=font, fontSize=size, **(values | more))


def title(text: str, under: str = "") -> list[Flowable]:
    """Return a report's heading."""
    lines: list[Flowable] = [Paragraph(markup(text, "kw-bold"), style("kw-bold", 17))]
    if under:
        lines.append(Paragraph(markup(under), style(size=9.5, textColor=SOFT)))
    return [*lines, Spacer(0, 5 * mm)]


def heading(text: str) -> list[Flowable]:
    """Return the heading of a section."""
    return [
        CondPageBreak(_ROOM_BELOW_HEADING),
        Spacer(0, 4 * mm),
        Paragraph(markup(text, "kw-bold"), style("kw-bold", 11)),
        Spacer(0, 1.5 * mm),
    ]


def facts(values: Mapping[str, object], *, code: str = "") -> Flowable:
    """Return names with their values in two columns, with a QR code beside them where given."""
    label, value = style(size=8.5, textColor=SOFT), style("kw-mono", 8.5)
    rows = [
        [Paragraph(markup(name), label), Paragraph(markup(text, "kw-mono"), value)]
        for name, text in values.items()
    ]
    side = 30 * mm if code else 0
    table = Table(rows, colWidths=[42 * mm, WIDTH - 42 * mm - side], rowHeights=None)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
                ("LINEBELOW", (0, 0), (-1, -2), 0.3, LINE),
            ]
        )
    )
    if not code:
        return table
    beside = Table([[table, qr(code, 27 * mm)]], colWidths=[WIDTH - side, side])
    beside.setStyle(
        TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    )
    return beside


def grid(
    header: Sequence[str],
    rows: Sequence[Sequence[object]],
    widths_mm: Sequence[float],
    *,
    right: Sequence[int] = (),
    mono: Sequence[int] = (),
    marks: Mapping[tuple[int, int], Any] | None = None,
) -> Flowable:
    """Return a table that repeats its header on every page.

    ``right``: columns set to the right; ``mono``: columns of codes; ``marks``: (row, column) to
    the colour of its words.
    """
    head = [
        Paragraph(markup(name, "kw-bold"), style("kw-bold", 7.5, textColor=SOFT)) for name in header
    ]
    styles = [
        style(
            "kw-mono" if at in mono else "kw",
            7.5,
            **({"alignment": TA_RIGHT} if at in right else {}),
        )
        for at in range(len(header))
    ]
    for at in right:
        head[at].style = style("kw-bold", 7.5, textColor=SOFT, alignment=TA_RIGHT)
    colours = marks or {}
    body = []
    for number, row in enumerate(rows):
        line = []
        for at, cell in enumerate(row):
            font = styles[at].fontName
            words = markup("" if cell is None else cell, font)
            colour = colours.get((number, at))
            if colour is not None:
                words = f'<font color="{colour.hexval().replace("0x", "#")}">{words}</font>'
            line.append(Paragraph(words, styles[at]))
        body.append(line)
    total = sum(widths_mm)
    widths = [WIDTH * width / total for width in widths_mm]
    table = Table([head, *body], colWidths=widths, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, SOFT),
                ("LINEBELOW", (0, 1), (-1, -1), 0.25, LINE),
                ("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.white, BAND]),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ]
        )
    )
    return table


def qr(text: str, side: float) -> Drawing:
    """Return a QR code of a side in points, with its quiet zone."""
    widget = QrCodeWidget(text, barLevel="M", barBorder=4)
    left, bottom, right, top = widget.getBounds()
    scale = side / (right - left)
    drawing = Drawing(side, side, transform=[scale, 0, 0, scale, 0, 0])
    del bottom, top
    drawing.add(widget)
    return drawing


def bind(story: Sequence[Flowable], name: str, footer: str, at: datetime) -> bytes:
    """Return the PDF of these parts on A4, with a footer on every page."""
    fonts()
    out = BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=18 * mm,
        title=name,
        author="Keywright",
        invariant=True,
    )

    def foot(canvas: Canvas, _document: Any) -> None:
        canvas.saveState()
        canvas.setStrokeColor(LINE)
        left, right = MARGIN + PADDING, A4[0] - MARGIN - PADDING
        canvas.line(left, 13 * mm, right, 13 * mm)
        words = Paragraph(markup(footer), style(size=7, textColor=SOFT))
        _width, height = words.wrap(WIDTH - 40 * mm, 10 * mm)
        words.drawOn(canvas, left, 12 * mm - height)
        canvas.setFont("kw", 7)
        canvas.setFillColor(SOFT)
        stamp = f"{at:%Y-%m-%d %H:%M} UTC   {canvas.getPageNumber()}"
        canvas.drawRightString(right, 9.6 * mm, stamp)
        canvas.restoreState()

    document.build(list(story), onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()
