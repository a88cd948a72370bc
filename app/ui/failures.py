"""Errors that nobody expected: a short report number on the screen, the rest in the log."""

import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

from app.logs import log_unknown

Shows = Callable[[str], None]


class Failures(QObject):
    """Catches what no page caught, from any thread, and shows its number in the GUI thread."""

    _caught = Signal(str)

    def __init__(self, show: Shows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._caught.connect(show, Qt.ConnectionType.QueuedConnection)
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self._catch
        threading.excepthook = self._catch_in_thread

    def close(self) -> None:
        """Put the former handlers back."""
        sys.excepthook, threading.excepthook = self._before

    def _catch(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        self._caught.emit(log_unknown(kind, error, trace))

    def _catch_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._catch(args.exc_type, args.exc_value, args.exc_traceback)
