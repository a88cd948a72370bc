"""Badge, or name and PIN: the three fields with which a person proves who they are."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from app.ui.widgets.form import Field, Value
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
