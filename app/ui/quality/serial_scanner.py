"""A scanner on a serial port, beside the one that types: heard while its page is in sight."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.errors import BadInput
from app.station.scanner import ScannerReader
from app.ui.bridge import Bridge


class SerialScanner(QObject):
    """``scanned`` tells each code, ``failed`` the known error where the scanner is not there.

    As with keys, nothing is heard while a dialog is open: what it asks is about one unit, and a
    scan must not put another behind it.
    """

    scanned = Signal(str)
    failed = Signal(object)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._bridge = Bridge(self._receive, self)
        self._reader: ScannerReader | None = None
        self._last: ScannerReader | None = None

    def listen(self, port: str) -> None:
        """Read the scanner at this port from now on; an empty port hears nothing."""
        if self._reader is not None:
            self._reader.stop()
            self._last, self._reader = self._reader, None
        if port:
            self._reader = ScannerReader(port, self._bridge.post)
            self._reader.start(after=self._last)
            self._last = None

    def _receive(self, items: Sequence[object]) -> None:
        for item in items:
            if self._reader is None:
                return  # the page went out of sight while these were on their way
            if isinstance(item, BadInput):
                self.failed.emit(item)
            elif QApplication.activeModalWidget() is None:
                self.scanned.emit(str(item))
