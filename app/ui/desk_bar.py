"""Who is signed in, and the two things one does about it: sign in (or hand over), and lock."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QLabel

from app.ui.credentials import OwnPin, credentials, who
from app.ui.services import SignInService
from app.ui.tasks import Known, Tasks
from app.ui.views import AtDesk
from app.ui.widgets.form import Form, Value
from app.ui.widgets.panel import Panel, row
from flasher.secrets import Secret

LOOK_MS = 1000
ENTER_KEY = "Ctrl+L"
TOUCHES = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel})


class DeskBar(Panel):
    """Asks once a second who is at the desk; ``changed`` when that is somebody else, or locked.

    Hidden in a ledger without people, where nobody signs in.
    """

    changed = Signal(object)

    def __init__(
        self, sign_in: SignInService, tasks: Tasks, failed: Callable[[Known], None]
    ) -> None:
        super().__init__()
        self._sign_in = sign_in
        self._tasks = tasks
        self._failed = failed
        self.desk = AtDesk()
        self.name = QLabel()
        self.enter = self.button(self._enter_word, self.ask_who, kind="quiet", shortcut=ENTER_KEY)
        self.lock = self.button(
            lambda: self.tr("Lock"), self._lock, kind="quiet", image="lock", shortcut="Ctrl+Shift+L"
        )
        self.setLayout(row(self.name, self.enter, self.lock, gap=8))
        self.say(self._show)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._watched: QWindow | None = None

    def watch(self, window: QWindow | None) -> None:
        """Notice keys and clicks in this window; one filter on it, not on every widget."""
        if window is not None and window is not self._watched:
            self._watched = window
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's shape
        """Notice that somebody is at the desk."""
        if event.type() in TOUCHES:
            self._sign_in.touch()
        return False

    def look(self) -> None:
        """Ask who is at the desk now."""
        self._tasks.run(self, "desk", self._sign_in.at_desk, self.show_desk, lambda _error: None)

    def show_desk(self, desk: AtDesk) -> None:
        """Show this."""
        if desk == self.desk:
            return
        self.desk = desk
        self._show()
        self.changed.emit(desk)

    def ask_who(self) -> None:
        """Ask for badge or PIN; while somebody is signed in this hands the shift over."""

        def done(values: Mapping[str, Value]) -> None:
            name, secret = who(values)
            self._run(
                lambda: self._sign_in.sign_in(name, secret),
                lambda error: self._not_in(error, name, secret),
            )

        words = (
            self.tr("Boards in work go on; the next ones are made in the new name.")
            if self.desk.name
            else ""
        )
        title = self.tr("Sign in")
        Form(self.window(), title, credentials(), done, words=words, ok=title).open()

    def _not_in(self, error: Known, name: str, secret: Secret) -> None:
        """Tell why; where the PIN was chosen by somebody else, ask for an own one."""
        if error.code == "pin-must-change":
            OwnPin(self.window(), lambda new: self._change(name, secret, new), error).open()
        else:
            self._failed(error)

    def _change(self, name: str, old: Secret, new: Secret) -> None:
        self._run(
            lambda: self._sign_in.change_own(name, old, new),
            lambda error: self._not_changed(error, name, old),
        )

    def _not_changed(self, error: Known, name: str, old: Secret) -> None:
        """Ask again after a PIN that is too short, or the same."""
        OwnPin(self.window(), lambda new: self._change(name, old, new), error).open()

    def _lock(self) -> None:
        self._run(self._sign_in.lock)

    def _run(self, call: Callable[[], None], failed: Callable[[Known], None] | None = None) -> None:
        self._tasks.run(self, "sign-in", call, lambda _none: self.look(), failed or self._failed)

    def _show(self) -> None:
        self.setVisible(self.desk.has_people)
        word = self._enter_word()
        self.enter.setText(word)
        self.enter.setToolTip(f"{word}  ({ENTER_KEY})")
        self.enter.setAccessibleName(word)
        self.lock.setVisible(not self.desk.is_locked)
        self.name.setText(self._who())

    def _who(self) -> str:
        if not self.desk.name:
            return self.tr("Nobody is signed in")
        if self.desk.is_locked:
            return self.tr("{name} (locked)").format(name=self.desk.name)
        return self.desk.name

    def _enter_word(self) -> str:
        return (
            self.tr("Hand over")
            if self.desk.name and not self.desk.is_locked
            else self.tr("Sign in")
        )
