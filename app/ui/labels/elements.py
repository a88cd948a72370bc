"""New elements as they come from the tool box: sizes and contents that work at once."""

from typing import Final

from app.labels.design import Box, Code, Design, Element, Line, Picture, Text
from app.labels.payloads import plain_content
from app.labels.symbols import Symbology

EAN_EXAMPLE: Final = "400638133393"
_SIZES: Final = {
    "text": (20.0, 4.0),
    "qr": (16.0, 16.0),
    "micro-qr": (8.0, 8.0),
    "data-matrix": (10.0, 10.0),
    "code-128": (40.0, 10.0),
    "ean": (36.0, 12.0),
    "picture": (12.0, 12.0),
    "line": (20.0, 0.0),
    "box": (20.0, 10.0),
}


def new_element(kind: str, design: Design, picture: str = "") -> Element:
    """Return a new element in the middle of the label, no larger than the label."""
    w, h = _SIZES[kind]
    w, h = min(w, design.width * 0.9), min(h, design.height * 0.9)
    x, y = round((design.width - w) / 2, 1), round((design.height - h) / 2, 1)
    match kind:
        case "text":
            return Text(x, y, w, h, plain_content("{identity:short}"))
        case "picture":
            return Picture(x, y, w, h, plain_content(picture))
        case "line":
            return Line(x, y, x + w, y, 0.3)
        case "box":
            return Box(x, y, w, h, 0.3)
        case _:
            content = {"ean": EAN_EXAMPLE, "micro-qr": "{mac:last6}"}.get(kind, "{identity}")
            if kind == "code-128":
                content = "{mac}"
            return Code(x, y, w, h, Symbology(kind), plain_content(content))
