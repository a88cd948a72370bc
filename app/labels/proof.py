"""Proof before print: an independent reader must find in the output what the label should say.

zxing-cpp reads the finished output: a page of the PDF rendered by pdfium, the PNG, or the dots a
printer's commands stand for. Nothing of the layout helps it but where to look.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pypdfium2
import zxingcpp
from PIL import Image

from app.domain.problems import Problem
from app.labels.errors import LabelRefused, error
from app.labels.layout import MM_PER_INCH, Laid
from app.labels.symbols import Symbology, reader_formats

PROOF_DPI: Final = 203
_SHARP_MODULE_MM: Final = 0.36
"""At 203 dpi three pixels; smaller modules are looked at with twice the resolution."""


class Expected(NamedTuple):
    """One code that has to be readable. ``zone``: x, y, w, h in mm on its page."""

    symbology: Symbology
    content: str
    zone: tuple[float, float, float, float]
    module: float
    element: int
    label: int = 0


def expectations(
    laid: Laid, left: float = 0.0, top: float = 0.0, label: int = 0
) -> tuple[Expected, ...]:
    """Return what a reader has to find on a label whose corner is at ``left``, ``top`` mm."""
    return tuple(
        Expected(
            symbol.symbology,
            symbol.content,
            (left + symbol.zone[0], top + symbol.zone[1], symbol.zone[2], symbol.zone[3]),
            symbol.module,
            symbol.element,
            label,
        )
        for symbol in laid.symbols
    )


def prove_image(
    image: Image.Image, dpi: float, expected: Iterable[Expected]
) -> tuple[Problem, ...]:
    """Return a problem for every code that does not say what it should.

    Codes: ``proof-unreadable``; ``proof-differs``. Facts: ``element``, ``label`` (from 0).
    """
    problems: list[Problem] = []
    for code in expected:
        found = _read(image, dpi, code)
        if code.content in found:
            continue
        kind = "proof-differs" if found else "proof-unreadable"
        problems.append(error(kind, element=code.element, label=code.label))
    return tuple(problems)


def prove_label(laid: Laid, image: Image.Image, dpi: int | None = None) -> None:
    """Raise LabelRefused ``proof-failed`` unless every code of the label is read back equal."""
    problems = prove_image(image, dpi or laid.dpi, expectations(laid))
    if problems:
        raise LabelRefused("proof-failed", problems)


def prove_pdf(
    path: Path, first_page: int, pages: Sequence[Sequence[Expected]], dpi: int | None = None
) -> tuple[Problem, ...]:
    """Render pages of a PDF and read every code on them; pages count from 0.

    ``dpi`` None: 203, and twice that where a module is under 0.36 mm.
    """
    problems: list[Problem] = []
    document = pypdfium2.PdfDocument(path)
    try:
        for number, expected in enumerate(pages, start=first_page):
            if not expected:
                continue
            smallest = min(code.module for code in expected)
            used = dpi or (PROOF_DPI if smallest >= _SHARP_MODULE_MM else 2 * PROOF_DPI)
            problems += prove_image(_page_image(document, number, used), used, expected)
    finally:
        document.close()
    return tuple(problems)


def pdf_page_image(path: Path, page: int, dpi: int) -> Image.Image:
    """Return one page of a PDF as a grey picture, for previews and for tests."""
    document = pypdfium2.PdfDocument(path)
    try:
        return _page_image(document, page, dpi)
    finally:
        document.close()


def _page_image(document: Any, number: int, dpi: int) -> Image.Image:
    page = document[number]
    bitmap = page.render(scale=dpi / 72, grayscale=True)
    image: Image.Image = bitmap.to_pil().copy()
    bitmap.close()
    page.close()
    return image


def _read(image: Image.Image, dpi: float, code: Expected) -> set[str]:
    x, y, w, h = (value * dpi / MM_PER_INCH for value in code.zone)
    edge = 2
    box = (
        max(0, int(x) - edge),
        max(0, int(y) - edge),
        min(image.width, int(x + w) + 1 + edge),
        min(image.height, int(y + h) + 1 + edge),
    )
    if box[2] <= box[0] or box[3] <= box[1]:
        return set()
    part = image.crop(box)
    formats = reader_formats(code.symbology)
    quick = _texts(part, formats, hard=False)
    return quick if code.content in quick else quick | _texts(part, formats, hard=True)


def _texts(part: Image.Image, formats: zxingcpp.BarcodeFormats, *, hard: bool) -> set[str]:
    results = zxingcpp.read_barcodes(
        part,
        formats=formats,
        try_rotate=hard,
        try_downscale=hard,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return {result.text for result in results}
