"""Serial number patterns: which there are, and a new one, which an order's form then offers."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from app.ui.pages.page import Page
from app.ui.widgets.form import Field, Form, Value

translate = QCoreApplication.translate


def open_patterns(page: Page, known: Mapping[str, str], done: Callable[[str, str], None]) -> None:
    """Open the form of a new pattern, over those that are there; ``done`` gets name and pattern."""
    told = [f"{name}:  {pattern}" for name, pattern in known.items()]
    if told:
        told = [translate("SerialPatterns", "There are:"), *told, ""]
    told += [
        translate(
            "SerialPatterns",
            "Each number is given once across all stations. {yyyy} {yy} {month} {day} {week}: the"
            " day; {line}: the line; {counter:6}: six digits that count; {check}: a check digit at"
            " the end. A pattern keeps its name for ever.",
        )
    ]
    fields = (
        Field("name", translate("SerialPatterns", "Name"), needed=True, most=64),
        Field(
            "pattern", translate("SerialPatterns", "Pattern"), "SN{yy}{week}-{counter:6}", most=128
        ),
    )

    def finished(values: Mapping[str, Value]) -> None:
        done(str(values["name"]), str(values["pattern"]))

    Form(
        page,
        translate("SerialPatterns", "New serial number pattern"),
        fields,
        finished,
        words="\n".join(told),
    ).open()
