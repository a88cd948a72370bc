"""Raw bytes to a printer of the Windows spooler (winspool.drv, documented Win32 API)."""

import ctypes
from typing import Any


class _DocInfo(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_wchar_p),
        ("output", ctypes.c_wchar_p),
        ("kind", ctypes.c_wchar_p),
    )


class SpoolerConnection:
    """One raw document in the spooler's queue; it prints when closed."""

    def __init__(self, printer: str) -> None:
        loader: Any = ctypes.__dict__["WinDLL"]  # only on Windows
        self._spool = loader("winspool.drv", use_last_error=True)
        self._handle = ctypes.c_void_p()
        self._is_open = False
        self._check(self._spool.OpenPrinterW(printer, ctypes.byref(self._handle), None))
        document = _DocInfo("Keywright label", None, "RAW")
        if not self._spool.StartDocPrinterW(self._handle, 1, ctypes.byref(document)):
            self._spool.ClosePrinter(self._handle)
            raise OSError("the spooler takes no raw document")
        self._is_open = True

    def write(self, data: bytes) -> None:
        """Send everything, or raise OSError."""
        written = ctypes.c_ulong()
        self._check(self._spool.WritePrinter(self._handle, data, len(data), ctypes.byref(written)))
        if written.value != len(data):
            raise OSError("the spooler did not take the whole label")

    def read(self) -> bytes | None:
        """Return None: the spooler gives no answers."""
        return None

    def close(self) -> None:
        """End the document, which lets it print."""
        if self._is_open:
            self._is_open = False
            self._spool.EndDocPrinter(self._handle)
            self._spool.ClosePrinter(self._handle)

    def _check(self, result: int) -> None:
        if not result:
            raise OSError("the Windows spooler refused")
