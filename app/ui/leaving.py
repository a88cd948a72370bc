"""What happens to work that runs when the window is closed: asked once, answered in one word."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtWidgets import QMessageBox, QWidget

from app.ui.icons import icon
from app.ui.look import look
from app.ui.tasks import Lasting


class Leave(StrEnum):
    """The three answers."""

    FINISH = "finish"  # every unit and work that runs is finished, no further one is begun
    STOP = "stop"  # each ends at its next safe place
    STAY = "stay"


Asks = Callable[..., Leave]
"""``ask(parent, units, *works)``: asks a person while units are in work and works run."""


class LeaveBox(QMessageBox):
    """The question; Enter and Escape mean to stay, for nobody shall leave by mistake."""

    def __init__(self, parent: QWidget, units: int, *works: Lasting) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Leave Keywright?"))
        told = [self.tr("%n unit(s) are in work.", "", units)] if units else []
        self.setText("\n".join([*told, *(work.words() for work in works)]))
        can_stop = bool(units) or any(work.stop is not None for work in works)
        self.setInformativeText(self._rule(units, can_stop=can_stop))
        role = QMessageBox.ButtonRole
        self.finish = self.addButton(self.tr("&Finish and leave"), role.AcceptRole)
        self.stop = self.addButton(self.tr("S&top safely and leave"), role.DestructiveRole)
        self.stop.setVisible(can_stop)
        self.stay = self.addButton(self.tr("Sta&y"), role.RejectRole)
        self.setDefaultButton(self.stay)
        self.setEscapeButton(self.stay)
        self.setIconPixmap(icon("warning", look().palette.accent_text).pixmap(40, 40))

    def _rule(self, units: int, *, can_stop: bool) -> str:
        """Say what each answer does."""
        if units:
            return self.tr(
                "Finish: each goes on to its PASS or FAIL, and no further board is taken.\n"
                "Stop safely: each ends at its next safe place; no license is lost."
            )
        if can_stop:
            return self.tr(
                "Finish: it goes on to its end, then the window closes.\n"
                "Stop safely: it ends at its next safe place; nothing half done stays."
            )
        return self.tr("It goes on to its end, then the window closes; stopping it is not safe.")

    def answer(self) -> Leave:
        """Return what was pressed."""
        pressed = self.clickedButton()
        if pressed is self.finish:
            return Leave.FINISH
        return Leave.STOP if pressed is self.stop else Leave.STAY


def ask_leave(parent: QWidget, units: int, *works: Lasting) -> Leave:
    """Ask and wait for the answer; boards and works go on meanwhile."""
    box = LeaveBox(parent, units, *works)
    box.exec()
    return box.answer()
