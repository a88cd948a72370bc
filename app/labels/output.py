"""Labels to a file, its kind told by its name: .pdf .png .zpl .tspl, .zip of QR pictures."""

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from app.labels.design import Design
from app.labels.errors import LabelRefused
from app.labels.fields import LabelData
from app.labels.layout import Laid, lay_out
from app.labels.pdf import Progress, RenderCancelled, RenderReport, write_pdf
from app.labels.print_settings import PrintSettings
from app.labels.proof import prove_label
from app.labels.raster import draw_label, matrix_image, png_bytes
from app.labels.symbols import QUIET_ZONE
from app.labels.tspl import tspl_label
from app.labels.tspl_reader import draw_tspl
from app.labels.zpl import zpl_label
from app.labels.zpl_reader import draw_zpl

KINDS: Final = (".pdf", ".png", ".zip", ".zpl", ".tspl")
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]")
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_QR_SCALE: Final = 8
_LONGEST_NAME: Final = 100


def write_labels(
    design: Design,
    labels: Sequence[LabelData],
    target: Path,
    *,
    start: int = 0,
    prove: bool = True,
    settings: PrintSettings | None = None,
    pictures: Path | None = None,
    progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> RenderReport:
    """Write labels to one file, proved before it gets its name. See :func:`write_pdf`.

    Several labels as PNG become files ``name-0001.png`` and so on. Raises LabelRefused
    ``output-kind`` and whatever a label is refused for.
    """
    kind = target.suffix.lower()
    if kind == ".pdf":
        return write_pdf(
            design,
            labels,
            target,
            start=start,
            prove=prove,
            pictures=pictures,
            progress=progress,
            is_cancelled=is_cancelled,
        )
    if kind not in KINDS:
        raise LabelRefused("output-kind", kind=kind or target.name, known=" ".join(KINDS))
    report = RenderReport(pages=len(labels))
    made: list[tuple[str, bytes]] = []
    for number, data in enumerate(labels, start=1):
        if is_cancelled is not None and is_cancelled():
            raise RenderCancelled
        laid = lay_out(design, data, settings.dpi if settings else None, pictures)
        made.append((data.identity, _render(kind, design, laid, settings, prove=prove)))
        report.note(laid.warnings)
        report.labels += 1
        report.proved += len(laid.symbols) if prove else 0
        if progress is not None:
            progress(number, len(labels))
    if kind == ".zip":
        _replace(target, _zipped(made))
    elif kind == ".png" and len(made) != 1:
        for number, (_identity, content) in enumerate(made, start=1):
            _replace(target.with_stem(f"{target.stem}-{number:04d}"), content)
    else:
        _replace(target, b"".join(content for _identity, content in made))
    return report


def pdf_bytes(
    design: Design, labels: Sequence[LabelData], *, prove: bool, pictures: Path | None = None
) -> bytes:
    """Return a PDF of labels, one after the other, for printers that take PDF."""
    with tempfile.TemporaryDirectory(prefix="keywright-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "label.pdf"
        write_pdf(design, labels, file, prove=prove, pictures=pictures, workers=1)
        return file.read_bytes()


def printer_bytes(
    design: Design,
    data: LabelData,
    language: str,
    settings: PrintSettings,
    *,
    prove: bool = True,
    pictures: Path | None = None,
) -> bytes:
    """Return what goes to a label printer for one label; ``language``: ``zpl`` or ``tspl``.

    ``prove`` draws the commands and reads the codes back. Raises LabelRefused.
    """
    laid = lay_out(design, data, settings.dpi, pictures)
    return _render(f".{language}", design, laid, settings, prove=prove)


def safe_name(identity: str, taken: set[str]) -> str:
    """Return a file name for an identity: no folders, no names Windows reserves, none twice."""
    name = _UNSAFE.sub("_", identity).strip(".")[:_LONGEST_NAME] or "_"
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    free = name
    count = 1
    while free.lower() in taken:
        count += 1
        free = f"{name}-{count}"
    taken.add(free.lower())
    return free


def _render(
    kind: str, design: Design, laid: Laid, settings: PrintSettings | None, *, prove: bool
) -> bytes:
    settings = settings or PrintSettings(dpi=laid.dpi)
    if kind == ".zpl":
        made = zpl_label(laid, settings)
        picture = draw_zpl(made)[0] if prove else None
    elif kind == ".tspl":
        made = tspl_label(laid, settings, design.gap)
        picture = draw_tspl(made, laid.dpi)[0] if prove else None
    elif kind == ".png":
        made = png_bytes(laid)
        picture = draw_label(laid) if prove else None
    else:
        made = _qr_png(laid, design.name)
        picture = draw_label(laid) if prove else None
    if picture is not None:
        prove_label(laid, picture)
    return made


def _qr_png(laid: Laid, name: str) -> bytes:
    symbol = next((s for s in laid.symbols if not s.symbology.is_linear), None)
    if symbol is None:
        raise LabelRefused("output-kind", kind=f".zip ({name})", known=".pdf .png .zpl .tspl")
    target = io.BytesIO()
    quiet = QUIET_ZONE[symbol.symbology]
    matrix_image(symbol.matrix, _QR_SCALE, quiet).convert("1").save(target, "PNG")
    return target.getvalue()


def _zipped(made: list[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for identity, content in made:
            archive.writestr(f"{safe_name(identity, taken)}.png", content)
    return packed.getvalue()


def _replace(target: Path, content: bytes) -> None:
    part = target.with_name(target.name + ".part")
    part.write_bytes(content)
    part.replace(target)
