"""How a person proves who they are: badge, or name and PIN; and choosing one's own PIN."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from app.ui.tasks import Known
from app.ui.widgets.form import Field, Form, Value
from app.ui.words import error_words
from flasher.secrets import Secret

translate = QCoreApplication.translate


def credentials() -> Sequence[Field]:
    """Return the fields; a scanner types into the first one and ends the form by its Enter."""
    return (
        Field("badge", translate("SignIn", "Scan your badge"), "", secret=True),
        Field("name", translate("SignIn", "or your name"), ""),
        Field("pin", translate("SignIn", "and your PIN"), "", secret=True),
    )


def who(values: Mapping[str, Value]) -> tuple[str, Secret]:
    """Return name and PIN, or no name and the badge's code."""
    badge = str(values["badge"])
    if badge:
        return "", Secret(badge)
    return str(values["name"]), Secret(str(values["pin"]))


class OwnPin(Form):
    """Asks twice for a PIN that nobody else knows; says first why (``error``)."""

    def __init__(self, parent: QWidget, chosen: Callable[[Secret], None], error: Known) -> None:
        said, advised = error_words(error)
        fields = (
            Field("new", translate("SignIn", "Your own new PIN"), secret=True, needed=True),
            Field("again", translate("SignIn", "The same again"), secret=True, needed=True),
        )
        super().__init__(
            parent,
            translate("SignIn", "Choose your own PIN"),
            fields,
            lambda values: chosen(Secret(str(values["new"]))),
            words=said if error.code == "pin-must-change" else f"{said} {advised}",
            ok=translate("SignIn", "Change and sign in"),
        )

    def _check(self) -> None:
        super()._check()
        values = self.values() if len(self.inputs) == 2 else {"new": "", "again": " "}
        self.ok.setEnabled(self.ok.isEnabled() and values["new"] == values["again"])
