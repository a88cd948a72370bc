"""The window: the rail on the left, one page, the status line below."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from app.bootstrap import default_station
from app.settings import FULL_SCREEN, STATION_NAME
from app.ui.bench_news import BenchNews
from app.ui.desk_bar import DeskBar
from app.ui.icons import icon
from app.ui.leaving import Asks, Leave, ask_leave
from app.ui.look import look
from app.ui.pages.bench import BenchPage
from app.ui.pages.first_start import FirstStartPage
from app.ui.pages.locked import LockedPage
from app.ui.pages.page import Context, Page, PageSpec
from app.ui.rail import Rail, StatusLine
from app.ui.rescale import rescale
from app.ui.tasks import Known, Lasting
from app.ui.theme import Tone
from app.ui.views import AtDesk, LedgerShut
from app.ui.warm import warm
from app.ui.widgets.form import Form
from app.ui.widgets.panel import column, row
from app.ui.words import advice, sentence

LEAST = (640, 360)  # a screen of 1366 x 768 at 200 % is 683 x 384
WARM_MS = 1_000
NEXT_PAGE_MS = 200
OPEN_MS = 300  # a window that is not painted, because it is minimised, opens it all the same
REFRESH_MS = 700  # a page in sight asks again at most this often while units come in
CLOSING_TEST_MS = 200


class FirstPaint(QObject):
    """Calls when the widget was painted, or could have been, and is out of the way then."""

    def __init__(self, widget: QWidget, then: Callable[[], None]) -> None:
        super().__init__(widget)
        self._then = then
        widget.installEventFilter(self)
        QTimer.singleShot(OPEN_MS, self, then)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the painting."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._then)
        return False


class MainWindow(QMainWindow):
    """Shows registered pages; hands station events to the bench; closes safely."""

    _at_desk: AtDesk | None = None  # the last that was seen there

    def __init__(
        self,
        context: Context,
        specs: Sequence[PageSpec],
        *,
        ask: Asks | None = None,
        ledger_name: str = "",
    ) -> None:
        super().__init__()
        self.context = context
        self._specs = {spec.name: spec for spec in specs if spec.name != "welcome"}
        self._welcome = next((spec for spec in specs if spec.name == "welcome"), None)
        self._pages: dict[str, Page] = {}
        self._frames: dict[str, QScrollArea] = {}
        self._stale: set[str] = set()
        self._ask = ask or ask_leave
        self._ledger_name = ledger_name
        self._leaving = False
        self._may_lose = False  # somebody said that what is not saved may be lost
        context.go = self.go
        self.rail = Rail(list(self._specs.values()))
        self.rail.chosen.connect(self.go)
        self.stack = QStackedWidget()
        self.stack.setObjectName("pages")
        self.status = StatusLine()
        middle = row(self.rail, gap=0)
        right = column(gap=0)
        right.addWidget(self.stack, 1)
        right.addWidget(self.status)
        middle.addLayout(right, 1)
        whole = QWidget()
        whole.setLayout(middle)
        self.setCentralWidget(whole)
        self.setWindowTitle("Keywright")
        self.setMinimumSize(*LEAST)
        look().scaled.connect(self._rescale)
        look().changed.connect(self._wear)
        self._wear()
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.setInterval(REFRESH_MS)
        self._refresh.timeout.connect(self._refresh_shown)
        self._closing = QTimer(self)
        self._closing.setInterval(CLOSING_TEST_MS)
        self._closing.timeout.connect(self._try_close)
        self.desk = DeskBar(context.services.sign_in, context.tasks, self._tell_failure)
        self.desk.changed.connect(self._desk_changed)
        self.status.inner.insertWidget(2, self.desk)
        self._add_shortcuts()
        self.news = BenchNews(
            self._bench_page,
            marked=self._mark,
            shut=self._show_locked,
            shown=self._show_status,
            parent=self,
        )
        self.bridge = self.news.bridge
        context.services.bench.subscribe(self.bridge.post)
        self._is_open = False
        FirstPaint(self, self._open)
        context.settings.watch(lambda name: self._show_status() if name else None)
        self._show_status()
        ready = context.services.setup.is_ready() or self._welcome is None
        self.go("bench" if ready else "welcome")

    @property
    def shown(self) -> str:
        """Return the name of the page in sight."""
        current = self.stack.currentWidget()
        return next((name for name, frame in self._frames.items() if frame is current), "")

    def page(self, name: str) -> Page:
        """Return a page, made when it is first asked for."""
        page = self._pages.get(name)
        if page is None:
            page = self._make(name)
            self._pages[name] = page
            self._frames[name] = _framed(page)
            self.stack.addWidget(self._frames[name])
        return page

    def _make(self, name: str) -> Page:
        if name == "locked":
            locked = LockedPage(self.context)
            locked.opened.connect(lambda: self.go("bench"))
            return locked
        spec = self._welcome if name == "welcome" else self._specs[name]
        assert spec is not None
        page = spec.make(self.context)
        if isinstance(page, FirstStartPage):
            page.ready.connect(lambda: self.rail.open_all(ready=True))
            page.import_wanted.connect(self._begin_import)
        return page

    def _begin_import(self) -> None:
        from app.ui.pages.lots import LotsPage  # a start does not wait for it

        self.go("lots")
        page = self.page("lots")
        assert isinstance(page, LotsPage)
        page.open_wizard()

    def go(self, name: str) -> None:
        """Show a page and let it ask for what it shows.

        While the desk is locked only the bench is in sight: boards go on, nothing is clicked.
        """
        if self.desk.desk.is_locked and name not in ("bench", "locked"):
            self.desk.ask_who()
            name = "bench"
        page = self.page(name)
        self.stack.setCurrentWidget(self._frames[name])
        if name in self.rail.buttons:
            self.rail.buttons[name].setChecked(True)
            self.rail.show_button(name)
        self._stale.discard(name)
        is_ready = self._welcome is None or self.context.services.setup.is_ready()
        self.rail.open_all(is_ready and name != "locked")
        page.refresh()
        page.look_at_rights()
        page.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the width to the page where there is little."""
        super().resizeEvent(event)
        self.rail.suit(self.width())

    def toggle_full_screen(self) -> None:
        """Take the whole screen, or give it back."""
        settings = self.context.settings
        settings.put(FULL_SCREEN, not settings.get(FULL_SCREEN))
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_as_set(self) -> None:
        """Show the window as large as the screen: it is read from two metres."""
        state = Qt.WindowState.WindowMaximized
        if self.context.settings.get(FULL_SCREEN):
            state |= Qt.WindowState.WindowFullScreen
        self.setWindowState(state)
        self.show()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to notice who is at the desk."""
        super().showEvent(event)
        self.desk.watch(self.windowHandle())
        self.desk.look()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once while units are in work; the window goes when they ended, as was answered."""
        if not self._may_lose and self._ask_unsaved():
            event.ignore()
            return
        bench, tasks = self.context.services.bench, self.context.tasks
        busy, works = bench.busy_slots(), tasks.lasting
        if (busy or works) and not self._leaving:
            tasks.has_failed = False
            answer = self._ask(self, busy, *works)
            if answer is Leave.STAY:
                self._may_lose = False
                event.ignore()
                return
            self._leaving = True
            if answer is Leave.FINISH:
                bench.finish()
            else:
                bench.stop()
                for work in works:
                    if work.stop is not None:
                        work.stop()
            # some ended while the question stood there
            busy, works = bench.busy_slots(), tasks.lasting
            self._tell_leaving(busy, works)
        if busy or works:
            event.ignore()
            self._closing.start()
            return
        self._closing.stop()
        self.bridge.close()
        bench.close()
        event.accept()

    def _ask_unsaved(self) -> bool:
        """Ask on its page whether what is not saved may be lost; False where all is saved."""
        found = [(name, page.unsaved()) for name, page in self._pages.items()]
        name, lost = next(((name, words) for name, words in found if words), ("", ""))
        if not lost:
            return False

        def close(_values: object) -> None:
            self._may_lose = True
            self.close()

        self.go(name)
        title, ok = self.tr("Close without saving?"), self.tr("Close")
        Form(self.page(self.shown), title, [], close, words=lost, ok=ok).open()
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_status()

    def _tell_leaving(self, busy: int, works: Sequence[Lasting]) -> None:
        if busy:
            self.go("bench")
            words = self.tr("%n unit(s) end; then the window closes.", "", busy)
            self.page("bench").tell(words, tone=Tone.WAIT)
        elif works:
            words = self.tr("Then the window closes.")
            self.page(self.shown).tell(works[0].words(), words, tone=Tone.WAIT)

    def _try_close(self) -> None:
        """Close once everything has ended; stay where work failed: that is to be read."""
        tasks = self.context.tasks
        if tasks.has_failed:
            self._closing.stop()
            self._leaving = False
        elif not self.context.services.bench.busy_slots() and not tasks.lasting:
            self._closing.stop()
            self.close()

    def _open(self) -> None:
        """Open the ledger, on the bench's own thread."""
        if self._is_open:
            return
        self._is_open = True
        self.context.services.bench.settle()
        QTimer.singleShot(WARM_MS, self, self._warm)

    def _warm(self) -> None:
        """Import the other pages, then make them, while nobody waits for one."""
        names = list(self._specs)
        run = self.context.tasks.run
        run(self, "warm", lambda: warm(names), lambda _none: self._make_next(), self._tell_failure)

    def _make_next(self) -> None:
        """Make one page that nobody has asked for yet, and the next a moment later.

        Not while units are written: a page takes longer to make than a card may stand still.
        """
        name = next((name for name in self._specs if name not in self._pages), "")
        if name and not self._leaving:
            if not self.context.services.bench.header().running:
                self.page(name)
            QTimer.singleShot(NEXT_PAGE_MS, self, self._make_next)

    def _show_locked(self, event: LedgerShut) -> None:
        page = self.page("locked")
        assert isinstance(page, LockedPage)
        self.go("locked")
        page.show_trouble(event.code, event.facts)

    def _desk_changed(self, desk: AtDesk) -> None:
        """Show who is here now; a desk that locks itself leaves only the bench in sight."""
        page = self.page(self.shown)
        if desk.is_locked and self.shown != "bench":
            self.go("bench")
            page = self.page("bench")
        if desk.is_locked:
            page.tell(sentence("desk-locked", {}), advice("desk-locked", {}), Tone.DOUBTFUL)
        else:
            if self._at_desk not in (None, desk):  # what was said was said to somebody else
                page.tell("")
            if isinstance(page, BenchPage):
                page.say_notice()  # a locked bench is one for whoever comes
            page.look_at_rights()
        self._at_desk = desk

    def _tell_failure(self, error: Known) -> None:
        self.page(self.shown).fail(error)

    def _bench_page(self) -> BenchPage | None:
        bench = self._pages.get("bench")
        return bench if isinstance(bench, BenchPage) else None

    def _mark(self, what: str) -> None:
        touched = {name for name, spec in self._specs.items() if what in spec.watches}
        self._stale |= touched
        if self.shown in touched and not self._refresh.isActive():
            self._refresh.start()

    def _refresh_shown(self) -> None:
        name = self.shown
        if name in self._stale:
            self._stale.discard(name)
            self.page(name).refresh()

    def _show_status(self) -> None:
        settings, bench = self.context.settings, self.context.services.bench
        station = settings.get(STATION_NAME) or default_station()
        self.status.station.setText(self.tr("Station: {name}").format(name=station))
        self.status.ledger.setText(self.tr("Ledger: {name}").format(name=self._ledger_name or "–"))
        self.status.slots.setText(self.tr("%n slot(s) in work", "", bench.busy_slots()))

    def _add_shortcuts(self) -> None:
        for keys, act in (("F11", self.toggle_full_screen), ("Ctrl+Q", self.close)):
            action = QAction(self)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _checked=False, act=act: act())
            self.addAction(action)

    def _rescale(self, old: float, new: float) -> None:
        rescale(self, old, new)

    def _wear(self) -> None:
        self.rail.suit(self.width())
        self.setWindowIcon(icon("logo", look().palette.accent))


def _framed(page: Page) -> QScrollArea:
    """Return what a page stands in: at large text on a small screen it scrolls, unsqueezed."""
    frame = QScrollArea()
    frame.setWidgetResizable(True)
    frame.setFrameShape(QFrame.Shape.NoFrame)
    frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    frame.setWidget(page)
    return frame
