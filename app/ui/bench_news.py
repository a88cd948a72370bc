"""What the station tells, brought to the bench page: the newest of each slot, a few at a time."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.ui.bridge import Bridge
from app.ui.pace import Pace
from app.ui.pages.bench import BenchPage
from app.ui.theme import Tone
from app.ui.views import BenchHeader, Changed, LedgerShut, SlotView
from app.ui.words import advice, sentence

HEADER_MS = 200  # figures that change faster nobody reads


class BenchNews(QObject):
    """Takes the station's events in; of several about one slot only the last is drawn.

    ``page``: the bench page, None while it is not made. ``marked``: told what was recorded.
    ``shut``: told that the ledger did not open. ``shown``: called after each burst of events.
    """

    def __init__(
        self,
        page: Callable[[], BenchPage | None],
        *,
        marked: Callable[[str], None],
        shut: Callable[[LedgerShut], None],
        shown: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._marked = marked
        self._shut = shut
        self._shown = shown
        self.bridge = Bridge(self._receive, self)
        self._pace = Pace(self._show, self)
        self._header: BenchHeader | None = None
        self._beside: tuple[tuple[str, Mapping[str, object]], ...] = ()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(HEADER_MS)
        self._pause.timeout.connect(self._show_header)

    def _receive(self, events: list[object]) -> None:
        for event in events:
            match event:
                case SlotView():
                    self._pace.put(event.number, event)
                case BenchHeader():
                    self._header = event
                    if not self._pause.isActive():
                        self._show_header()
                case Changed(what="slots"):
                    self._pace.forget()  # the page asks for all of them at once
                    self._pace.put("slots", event)
                case Changed():
                    self._marked(event.what)
                case LedgerShut():
                    self._shut(event)
        self._pace.put("status", None)
        self._pace.go()

    def _show_header(self) -> None:
        """Show the newest figures, and those that come meanwhile after a pause."""
        if self._header is not None:
            self._pace.put("header", self._header)
            self._pace.go()
            self._header = None
            self._pause.start()

    def _show(self, event: object) -> None:
        if event is None:
            self._shown()
            return
        page = self._page()
        if page is None:
            return
        if isinstance(event, SlotView | BenchHeader):
            page.receive(event)
            if isinstance(event, BenchHeader):
                self._show_beside(page, event)
        else:
            page.refresh()

    def _show_beside(self, page: BenchPage, header: BenchHeader) -> None:
        """Keep what is to be read beside the notice, once."""
        if header.beside != self._beside:
            self._beside = header.beside
            for code, facts in header.beside:
                page.notes.keep(code, partial(_words, code, facts), Tone.DOUBTFUL)


def _words(code: str, facts: Mapping[str, object]) -> tuple[str, str]:
    return sentence(code, dict(facts)), advice(code, dict(facts))
