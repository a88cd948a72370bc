"""A page for hands that hold a scanner: each scan comes to it while it is in sight."""

from collections.abc import Callable

from PySide6.QtGui import QHideEvent, QShowEvent

from app.settings import SCANNER_PORT
from app.ui.pages.page import Context, Page
from app.ui.quality.serial_scanner import SerialScanner
from app.ui.quality.wedge import Wedge


class ScanPage(Page):
    """Hears the scanner that types and the one on a serial port, and hands both to :meth:`scan`."""

    def __init__(self, context: Context, *, title: Callable[[], str]) -> None:
        super().__init__(context, title=title)
        self.wedge = Wedge(self)
        self.wedge.scanned.connect(self.scan)
        self.scanner = SerialScanner(self)
        self.scanner.scanned.connect(self.scan)
        self.scanner.failed.connect(self.fail)

    def scan(self, raw: str) -> None:
        """Take what was scanned."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        """Hear the scanners from now on."""
        super().showEvent(event)
        self.wedge.listen(True)
        self.scanner.listen(self.context.settings.get(SCANNER_PORT))

    def hideEvent(self, event: QHideEvent) -> None:
        """Hear the scanners no longer."""
        self.wedge.listen(False)
        self.scanner.listen("")
        super().hideEvent(event)
