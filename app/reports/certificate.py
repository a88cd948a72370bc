"""The certificate of conformance as a PDF: one page of numbers, then the exceptions."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from app.paths import resources_dir
from app.texts import Texts, wall_time

_FONTS = {
    "keywright": "NotoSans-Regular.ttf",
    "keywright-bold": "NotoSans-Bold.ttf",
    "keywright-cjk": "DroidSansFallbackFull.ttf",
    "keywright-mono": "DejaVuSansMono.ttf",
}
_FIRST_CJK = 0x2E80  # https://www.unicode.org/charts/: radicals, then all of Han, kana, full-width
MOST_EXCEPTIONS = 500
_GREY = colors.HexColor("#5b6470")
_LINE = colors.HexColor("#d5dae1")
_PASS = colors.HexColor("#0f7b3e")


def draw_certificate(signed: Mapping[str, Any], texts: Texts, out: Path) -> None:
    """Draw a signed certificate document; the numbers are those that are signed. OSError."""
    _register_fonts()
    document, signature = signed["document"], signed["signature"]
    page = SimpleDocTemplate(
        str(out),
        pagesize=A4,
        leftMargin=22 * mm,
        rightMargin=22 * mm,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
        title=texts.text("certificate-title"),
        author=str(document["issuing_software"]),
        invariant=True,
    )
    page.build(
        [*_head(document, texts), *_body(document, texts), *_foot(document, signature, texts)]
    )


def _head(document: Mapping[str, Any], texts: Texts) -> Iterable[Any]:
    yield _words(texts.text("certificate-title"), size=20, bold=True)
    yield Spacer(1, 2 * mm)
    yield _words(
        texts.text("certificate-claim", passed=document["passed"], order=document["order"]),
        size=11,
        colour=_GREY,
    )
    yield Spacer(1, 6 * mm)
    yield _table(
        [
            (texts.text("certificate-order"), document["order"]),
            (texts.text("certificate-product"), document["product"]),
            (texts.text("certificate-quantity"), document["quantity"]),
            (texts.text("certificate-lots"), ", ".join(lot["name"] for lot in document["lots"])),
            (texts.text("certificate-closed"), _time(document["closed_at"])),
            (
                texts.text("certificate-made"),
                f"{_time(document['first_attempt_at'])}  …  {_time(document['last_attempt_at'])}",
            ),
            (texts.text("certificate-stations"), ", ".join(document["stations"])),
            (texts.text("certificate-software"), ", ".join(document["software"])),
        ]
    )


def _body(document: Mapping[str, Any], texts: Texts) -> Iterable[Any]:
    yield _title(texts.text("certificate-licenses"))
    counts = document["counts"]
    rows = [(texts.text(f"state-{state}"), n) for state, n in sorted(counts.items())]
    yield _table([*rows, (texts.text("certificate-total"), sum(counts.values()))])
    yield _title(texts.text("certificate-work"))
    yield _table(
        [
            (texts.text("certificate-tried"), document["units_tried"]),
            (texts.text("certificate-first"), document["passed_at_first_try"]),
            *(
                (f"{texts.text('certificate-by')} {name}", n)
                for name, n in document["operators"].items()
            ),
        ]
    )
    yield _title(texts.text("certificate-exceptions"))
    exceptions = document["exceptions"]
    if not exceptions:
        yield _words(texts.text("certificate-no-exceptions"), size=9)
        return
    yield _table(
        [
            (one["identity"], f"{texts.text('state-' + one['state'])}  {one['mac'] or ''}")
            for one in exceptions[:MOST_EXCEPTIONS]
        ]
    )
    if len(exceptions) > MOST_EXCEPTIONS:
        more = len(exceptions) - MOST_EXCEPTIONS
        yield _words(texts.text("certificate-more", count=more), size=9, colour=_GREY)


def _foot(document: Mapping[str, Any], signature: Mapping[str, Any], texts: Texts) -> Iterable[Any]:
    yield _title(texts.text("certificate-proof"))
    issued = f"{document['issued_by']}  ·  {_time(document['issued_at'])}"
    if document["approved_by"]:
        issued += f"  ·  {texts.text('certificate-approved')} {document['approved_by']}"
    yield _table(
        [
            (texts.text("certificate-issued"), issued),
            (texts.text("certificate-hash"), document["list_sha256"]),
            (texts.text("certificate-record"), document["audit"]["records"]),
            (texts.text("certificate-key"), signature["public_key"]),
            (texts.text("certificate-signature"), signature["value"]),
        ]
    )
    yield Spacer(1, 3 * mm)
    yield _words(texts.text("certificate-check"), size=8, colour=_GREY)


def _time(at: str | None) -> str:
    """Return a time as the clock on the wall showed it, with the zone: a paper travels."""
    return wall_time(at, "%Y-%m-%d %H:%M:%S (UTC%z)") if at else "-"


def _table(rows: Sequence[tuple[object, object]]) -> Table:
    cells = [
        [_words(str(key), size=9, colour=_GREY), _words(str(value), size=9)] for key, value in rows
    ]
    table = Table(cells, colWidths=[48 * mm, 113 * mm], hAlign="LEFT", spaceBefore=0)
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ]
        )
    )
    return table


def _title(text: str) -> Paragraph:
    return _words(text, size=11, bold=True, colour=_PASS, before=6 * mm, after=1.5 * mm)


def _words(
    text: str,
    *,
    size: float,
    bold: bool = False,
    colour: Any = colors.black,
    before: float = 0,
    after: float = 0,
) -> Paragraph:
    style = ParagraphStyle(
        "words",
        fontName="keywright-bold" if bold else "keywright",
        fontSize=size,
        leading=size * 1.35,
        textColor=colour,
        spaceBefore=before,
        spaceAfter=after,
        splitLongWords=True,
    )
    return Paragraph(_marked(text), style)


def _marked(text: str) -> str:
    """Return the text as reportlab's markup: names are data here, and Chinese has its own font."""
    marked, run, is_cjk = "", "", False
    for char in (*(c for c in text if c.isprintable()), ""):
        now = bool(char) and ord(char) >= _FIRST_CJK
        if char == "" or now != is_cjk:
            words = escape(run)
            marked += f'<font name="keywright-cjk">{words}</font>' if is_cjk and run else words
            run, is_cjk = "", now
        run += char
    return marked


@cache
def _register_fonts() -> None:
    for name, file in _FONTS.items():
        pdfmetrics.registerFont(TTFont(name, str(resources_dir() / "fonts" / file)))
