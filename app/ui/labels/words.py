"""Names of elements, choices, print states and printer ways in the present language."""

from PySide6.QtCore import QCoreApplication

from app.domain.printing import PrintState
from app.labels.design import Box, Code, Element, Line, Picture, Text
from app.labels.symbols import Symbology
from app.ui.labels.geometry import Arrange
from app.ui.labels.records import JobRow, Way
from app.ui.theme import Tone

KINDS = ("text", *(symbology.value for symbology in Symbology), "picture", "line", "box")


def kind_of(element: Element) -> str:
    """Return the kind of an element, as its file says it."""
    match element:
        case Text():
            return "text"
        case Code():
            return element.symbology.value
        case Picture():
            return "picture"
        case Line():
            return "line"
        case Box():
            return "box"


def kind_word(kind: str) -> str:
    """Return the name of a kind."""
    translate = QCoreApplication.translate
    return {
        "text": translate("Element", "Text"),
        "qr": translate("Element", "QR code"),
        "micro-qr": translate("Element", "Micro QR"),
        "data-matrix": translate("Element", "DataMatrix code"),
        "code-128": translate("Element", "Code 128 bars"),
        "ean": translate("Element", "EAN bars"),
        "picture": translate("Element", "Picture"),
        "line": translate("Element", "Line"),
        "box": translate("Element", "Box"),
    }[kind]


def element_words(element: Element) -> str:
    """Return what tells an element from its neighbours: what it says, or nothing for a line."""
    match element:
        case Text() | Code():
            return element.payload or element.content.template.source
        case Picture():
            return element.file.template.source
        case _:
            return ""


def arrange_word(how: Arrange) -> str:
    """Return what an arrangement does."""
    translate = QCoreApplication.translate
    return {
        Arrange.LEFT: translate("Arrange", "Align left"),
        Arrange.CENTRE: translate("Arrange", "Align centres"),
        Arrange.RIGHT: translate("Arrange", "Align right"),
        Arrange.TOP: translate("Arrange", "Align top"),
        Arrange.MIDDLE: translate("Arrange", "Align middles"),
        Arrange.BOTTOM: translate("Arrange", "Align bottom"),
        Arrange.SPREAD_ACROSS: translate("Arrange", "Equal gaps across"),
        Arrange.SPREAD_DOWN: translate("Arrange", "Equal gaps down"),
    }[how]


def choice_word(name: str) -> str:
    """Return the name of a choice in the properties."""
    translate = QCoreApplication.translate
    return {
        "sans": translate("Choice", "Sans"),
        "sans-bold": translate("Choice", "Sans bold"),
        "mono": translate("Choice", "Fixed width"),
        "shrink": translate("Choice", "shrink to fit"),
        "cut": translate("Choice", "cut off with …"),
        "none": translate("Choice", "leave as it is"),
        "left": translate("Choice", "left"),
        "center": translate("Choice", "centred"),
        "right": translate("Choice", "right"),
        "top": translate("Choice", "top"),
        "middle": translate("Choice", "middle"),
        "bottom": translate("Choice", "bottom"),
        "rect": translate("Choice", "rectangular"),
        "round": translate("Choice", "round"),
        "L": translate("Choice", "L – 7 % may be damaged"),
        "M": translate("Choice", "M – 15 % may be damaged"),
        "Q": translate("Choice", "Q – 25 % may be damaged"),
        "H": translate("Choice", "H – 30 % may be damaged"),
    }[name]


def payload_word(name: str) -> str:
    """Return the name of a ready-made content; empty: the text as it is written."""
    translate = QCoreApplication.translate
    return {
        "": translate("Payload", "Own text with fields"),
        "plain": translate("Payload", "One field"),
        "tuya-bind": translate("Payload", "Tuya scan-to-bind"),
        "tuya-link": translate("Payload", "Tuya short link (column)"),
        "alibaba": translate("Payload", "Alibaba pairing"),
        "rainmaker": translate("Payload", "ESP RainMaker"),
        "rainmaker-qrcode": translate("Payload", "ESP RainMaker (column)"),
        "matter": translate("Payload", "Matter QR"),
        "matter-manual": translate("Payload", "Matter manual code"),
    }.get(name, name)


def field_word(name: str) -> str:
    """Return the name of a field; an extra column goes by its own."""
    translate = QCoreApplication.translate
    return {
        "identity": translate("Field", "Identity"),
        "mac": translate("Field", "MAC address"),
        "serial": translate("Field", "Serial number"),
        "product_id": translate("Field", "Product id"),
        "lot": translate("Field", "Lot"),
        "order": translate("Field", "Work order"),
        "date": translate("Field", "Date"),
        "time": translate("Field", "Time"),
        "station": translate("Field", "Station"),
        "counter": translate("Field", "Counter"),
        "mark": translate("Field", "Reprint mark"),
    }.get(name, name)


def state_word(job: JobRow) -> str:
    """Return where a print job is."""
    translate = QCoreApplication.translate
    if job.doubtful:
        return translate("PrintState", "Printed?")
    return {
        PrintState.QUEUED: translate("PrintState", "Waiting"),
        PrintState.SENDING: translate("PrintState", "Sending"),
        PrintState.SENT: translate("PrintState", "Sent"),
        PrintState.PRINTED: translate("PrintState", "Printed"),
        PrintState.FAILED: translate("PrintState", "Failed"),
        PrintState.VOID: translate("PrintState", "Void"),
    }[job.state]


def state_tone(job: JobRow) -> Tone:
    """Return the tone of a print job."""
    if job.doubtful:
        return Tone.DOUBTFUL
    return {
        PrintState.QUEUED: Tone.WAIT,
        PrintState.SENDING: Tone.RUNNING,
        PrintState.SENT: Tone.RUNNING,
        PrintState.PRINTED: Tone.PASS,
        PrintState.FAILED: Tone.FAIL,
        PrintState.VOID: Tone.STOPPED,
    }[job.state]


def joined(said: str, advised: str) -> str:
    """Return two sentences in a row, as the language sets them."""
    return f"{said}{advised}" if said.endswith("。") else f"{said} {advised}".strip()


def way_word(way: Way) -> str:
    """Return how a printer is reached."""
    translate = QCoreApplication.translate
    return {
        Way.NETWORK: translate("PrinterWay", "Network (raw port 9100)"),
        Way.SERIAL: translate("PrinterWay", "Serial port"),
        Way.SPOOLER: translate("PrinterWay", "Windows printer, raw"),
        Way.SYSTEM: translate("PrinterWay", "System printer (driver)"),
        Way.FILE: translate("PrinterWay", "File or device"),
    }[way]
