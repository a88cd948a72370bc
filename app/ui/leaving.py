"""What happens to units in work when the window is closed: asked once, answered in one word."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtWidgets import QMessageBox, QWidget

from app.ui.icons import icon
from app.ui.look import look


class Leave(StrEnum):
    """The three answers."""

    FINISH = "finish"  # every unit in work is finished, no further one is taken
    STOP = "stop"  # each ends at its next safe place
    STAY = "stay"


Asks = Callable[[QWidget, int], Leave]
"""``ask(parent, units)``: asks a person while so many units are in work."""


class LeaveBox(QMessageBox):
    """The question; Enter and Escape mean to stay, for nobody shall leave by mistake."""

    def __init__(self, parent: QWidget, units: int) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Leave Keywright?"))
        self.setText(self.tr("%n unit(s) are in work.", "", units))
        self.setInformativeText(
            self.tr(
                "Finish: each goes on to its PASS or FAIL, and no further board is taken.\n"
                "Stop safely: each ends at its next safe place; no license is lost."
            )
        )
        role = QMessageBox.ButtonRole
        self.finish = self.addButton(self.tr("&Finish and leave"), role.AcceptRole)
        self.stop = self.addButton(self.tr("S&top safely and leave"), role.DestructiveRole)
        self.stay = self.addButton(self.tr("Sta&y"), role.RejectRole)
        self.setDefaultButton(self.stay)
        self.setEscapeButton(self.stay)
        self.setIconPixmap(icon("warning", look().palette.accent_text).pixmap(40, 40))

    def answer(self) -> Leave:
        """Return what was pressed."""
        pressed = self.clickedButton()
        if pressed is self.finish:
            return Leave.FINISH
        return Leave.STOP if pressed is self.stop else Leave.STAY


def ask_leave(parent: QWidget, units: int) -> Leave:
    """Ask and wait for the answer; boards go on meanwhile."""
    box = LeaveBox(parent, units)
    box.exec()
    return box.answer()
