"""The form for a printer: how it is reached, what it speaks, how it is set."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from app.labels.design_file import DPIS
from app.ui.labels.records import PrinterDraft, Way
from app.ui.labels.words import way_word
from app.ui.pages.page import Page
from app.ui.theme import Tone
from app.ui.widgets.form import Field, Form, Value

LANGUAGES = (("zpl", "ZPL II (Zebra)"), ("tspl", "TSPL (TSC, Gprinter, …)"), ("pdf", "PDF"))
MOST_DARKNESS, MOST_SPEED = 30, 14


def open_printer_form(
    page: Page, draft: PrinterDraft, save: Callable[[PrinterDraft], None]
) -> Form:
    """Open the form over the page; ``save`` gets what was typed."""
    translate = QCoreApplication.translate
    own = translate("PrinterForm", "as the printer is set")
    fields = [
        Field("name", translate("PrinterForm", "Name"), draft.name, needed=True, most=64),
        Field(
            "way",
            translate("PrinterForm", "Reached by"),
            draft.way.value,
            [(way.value, way_word(way)) for way in Way],
        ),
        Field("address", translate("PrinterForm", "Address"), draft.address, needed=True, most=200),
        Field("language", translate("PrinterForm", "Language"), draft.language, LANGUAGES),
        Field(
            "dpi",
            translate("PrinterForm", "Dots per inch"),
            str(draft.dpi),
            [(str(dpi), str(dpi)) for dpi in DPIS],
        ),
        Field(
            "darkness",
            translate("PrinterForm", "Darkness"),
            _text(draft.darkness),
            _numbers(own, 0, MOST_DARKNESS),
        ),
        Field(
            "speed",
            translate("PrinterForm", "Speed (inches a second)"),
            _text(draft.speed),
            _numbers(own, 1, MOST_SPEED),
        ),
        Field(
            "shift_x", translate("PrinterForm", "Offset right (mm)"), f"{draft.shift_x:g}", most=6
        ),
        Field(
            "shift_y", translate("PrinterForm", "Offset down (mm)"), f"{draft.shift_y:g}", most=6
        ),
        Field("asks", translate("PrinterForm", "Answers for its state"), draft.asks),
    ]

    def done(values: Mapping[str, Value]) -> None:
        typed = draft_of(values)
        if typed is None:
            words = translate("PrinterForm", "An offset must be a number of millimetres.")
            page.tell(words, "", Tone.FAIL)
            return
        save(typed)

    title = (
        translate("PrinterForm", "Printer {name}").format(name=draft.name)
        if draft.name
        else translate("PrinterForm", "New printer")
    )
    words = translate(
        "PrinterForm",
        "Address: host or host:port; serial port or port@baud; name of the printer; file, or folder"
        " for PDF.",
    )
    form = Form(page, title, fields, done, words=words, ok=translate("PrinterForm", "Save"))
    form.inputs["name"].setEnabled(not draft.name)
    form.open()
    return form


def draft_of(values: Mapping[str, Value]) -> PrinterDraft | None:
    """Return what was typed; None where an offset is no number."""
    try:
        shift_x, shift_y = (
            float(str(values[name]).replace(",", ".") or 0) for name in ("shift_x", "shift_y")
        )
    except ValueError:
        return None
    darkness, speed = str(values["darkness"]), str(values["speed"])
    return PrinterDraft(
        name=str(values["name"]),
        way=Way(str(values["way"])),
        address=str(values["address"]),
        language=str(values["language"]),
        dpi=int(str(values["dpi"])),
        darkness=int(darkness) if darkness else None,
        speed=int(speed) if speed else None,
        shift_x=shift_x,
        shift_y=shift_y,
        asks=bool(values["asks"]),
    )


def _numbers(own: str, least: int, most: int) -> list[tuple[str, str]]:
    return [("", own), *((str(n), str(n)) for n in range(least, most + 1))]


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
