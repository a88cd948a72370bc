"""The operating system's printers, through their drivers and without any dialog.

A label comes as a PDF, as for every printer that takes PDF; it is drawn at the printer's own
resolution on paper of the label's size. The system's queue takes it from there: *sent* is all that
can be known.
"""

import pypdfium2
from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.labels.printers import Connection

POINT_MM = 25.4 / 72
MOST_DPI = 600  # of the picture that is handed to the driver


def system_printers() -> tuple[str, ...]:
    """Return the names of the printers that the system knows."""
    return tuple(QPrinterInfo.availablePrinterNames())


class SystemPrinterLink:
    """A way to a printer with a driver. See ``app.labels.printers.Link``.

    ``output``: a PDF file in place of the printer, for trying it out.
    """

    def __init__(self, printer: str, output: str = "") -> None:
        self.name = printer
        self._output = output

    def open(self) -> Connection:
        """See ``Link.open``; OSError where the system does not know the printer."""
        if self._output:
            printer = QPrinter(QPrinter.PrinterMode.HighResolution)
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(self._output)
        else:
            info = QPrinterInfo.printerInfo(self.name)
            if info.isNull():
                raise OSError(f"no printer named {self.name}")
            printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
        return _Pages(printer)


class _Pages:
    """Takes whole PDF documents, page by page to the driver."""

    def __init__(self, printer: QPrinter) -> None:
        self._printer = printer

    def write(self, data: bytes) -> None:
        """Print every page of a PDF; OSError where the driver does not take it."""
        document = pypdfium2.PdfDocument(data)
        try:
            self._print(document)
        finally:
            document.close()

    def read(self) -> bytes | None:
        """Return None: a driver does not answer."""
        return None

    def close(self) -> None:
        """Nothing is left open between documents."""

    def _print(self, document: pypdfium2.PdfDocument) -> None:
        self._use_paper(document[0].get_size())
        painter = QPainter()
        if not painter.begin(self._printer):
            raise OSError(f"{self._printer.printerName()} does not take the label")
        try:
            for number in range(len(document)):
                if number:
                    self._printer.newPage()
                size = document[number].get_size()
                dpi = min(MOST_DPI, self._printer.resolution())
                picture = _picture(document, number, dpi)
                per_point = self._printer.resolution() / 72
                area = QRectF(0, 0, size[0] * per_point, size[1] * per_point)
                painter.drawImage(area, picture)
        finally:
            painter.end()

    def _use_paper(self, size: tuple[float, float]) -> None:
        w, h = size[0] * POINT_MM, size[1] * POINT_MM
        paper = QPageSize(QSizeF(w, h), QPageSize.Unit.Millimeter)
        layout = QPageLayout(paper, QPageLayout.Orientation.Portrait, QMarginsF())
        layout.setMode(QPageLayout.Mode.FullPageMode)
        self._printer.setPageLayout(layout)
        self._printer.setFullPage(True)


def _picture(document: pypdfium2.PdfDocument, number: int, dpi: int) -> QImage:
    bitmap = document[number].render(scale=dpi / 72, grayscale=True)
    grey = bitmap.to_pil().convert("L")
    data = grey.tobytes()
    shape = QImage.Format.Format_Grayscale8
    made = QImage(data, grey.width, grey.height, grey.width, shape).copy()
    bitmap.close()
    return made
