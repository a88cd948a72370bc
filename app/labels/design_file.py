"""Design files: TOML to a checked design with every problem named."""

import math
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from app.domain.problems import Problem
from app.labels.design import FORMAT, Box, Code, Design, Element, Line, Picture, Sheet, Text
from app.labels.design_writer import KINDS
from app.labels.errors import LabelRefused, error
from app.labels.fields import BUILT_IN, plain_name
from app.labels.fonts import FACES
from app.labels.payloads import Content, plain_content, preset_content
from app.labels.symbols import LEVELS, Symbology

DPIS: Final = (203, 300, 600)
_MAX_FILE_BYTES: Final = 1_000_000
_MAX_MM: Final = 500.0
_MAX_ELEMENTS: Final = 200

_Values = Mapping[str, object]


def read_design(
    path: Path, secrets: Iterable[str] = (), columns: Iterable[str] | None = None
) -> Design:
    """Read one design file. See :func:`parse_design` for the rest.

    Raises LabelRefused ``design-unreadable`` or ``design-bad``.
    """
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            raise LabelRefused("design-too-large", file=path.name)
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as cause:
        raise LabelRefused("design-unreadable", file=path.name) from cause
    return parse_design(text, path.stem, secrets, columns)


def parse_design(
    text: str, name: str = "", secrets: Iterable[str] = (), columns: Iterable[str] | None = None
) -> Design:
    """Return the design a TOML text describes.

    ``secrets``: names that are secret in the lot's scheme. ``columns``: names of the extra columns
    that exist; None does not check them. Raises LabelRefused ``design-bad`` whose ``problems`` name
    every fault with its element (counted from 1) and key.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise LabelRefused("design-not-toml", name=name, detail=str(cause)) from cause
    return design_from(data, name, secrets, columns)


def design_from(
    data: Mapping[str, Any],
    name: str = "",
    secrets: Iterable[str] = (),
    columns: Iterable[str] | None = None,
) -> Design:
    """Return the design that plain tables (from TOML or JSON) describe; as :func:`parse_design`."""
    reader = _Reader(tuple(secrets))
    version = data.get("format")
    if version != FORMAT:
        raise LabelRefused("design-format", name=name, found=version, known=FORMAT)
    design = reader.design(data, name)
    if columns is not None:
        known = {plain_name(column) for column in (*BUILT_IN, *columns)}
        reader.problems += [
            error("label-field-unknown", field=field)
            for field in design.fields
            if plain_name(field) not in known
        ]
    if reader.problems:
        raise LabelRefused("design-bad", reader.problems, name=design.name)
    return design


class _Reader:
    """Takes values out of tables and remembers every problem instead of stopping at the first."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self.problems: list[Problem] = []
        self._secrets = secrets
        self._element = 0

    def design(self, data: _Values, name: str) -> Design:
        known = {"format", "name", "title", "width", "height", "dpi", "shape", "gap", "sheet"}
        self._unknown(data, known | {"element"})
        elements = data.get("element", [])
        if not isinstance(elements, list) or len(elements) > _MAX_ELEMENTS:
            self._bad("element", "list")
            elements = []
        shape = self._choice(data, "shape", ("rect", "round"), "rect")
        width = self._length(data, "width", lowest=5.0)
        height = self._length(data, "height", default=width if shape == "round" else None)
        if shape == "round" and height != width:
            self._bad("height", "equal to width")
        dpi = data.get("dpi", 203)
        if dpi not in DPIS:
            self._bad("dpi", ", ".join(map(str, DPIS)))
            dpi = 203
        title = data.get("title", {})
        if not isinstance(title, dict) or not all(isinstance(v, str) for v in title.values()):
            self._bad("title", "table of texts")
            title = {}
        sheet = data.get("sheet")
        return Design(
            name=self._text(data, "name", name),
            width=width,
            height=height,
            elements=tuple(self._elements(elements)),
            title=title,
            dpi=int(str(dpi)),
            shape="round" if shape == "round" else "rect",
            gap=self._length(data, "gap", default=2.0, lowest=0.0),
            sheet=None if sheet is None else self._sheet(sheet, width, height),
        )

    def _sheet(self, data: object, width: float, height: float) -> Sheet | None:
        if not isinstance(data, dict):
            self._bad("sheet", "table")
            return None
        self._unknown(data, set(Sheet.__slots__))
        numbers = {
            key: self._length(data, key, lowest=0.0)
            for key in ("page_width", "page_height", "left", "top")
        }
        counts = {key: self._count(data, key) for key in ("columns", "rows")}
        sheet = Sheet(
            page_width=numbers["page_width"],
            page_height=numbers["page_height"],
            columns=counts["columns"],
            rows=counts["rows"],
            left=numbers["left"],
            top=numbers["top"],
            pitch_x=self._length(data, "pitch_x", default=width),
            pitch_y=self._length(data, "pitch_y", default=height),
        )
        x, y = sheet.corner(sheet.places - 1)
        slack = 0.01
        if x + width > sheet.page_width + slack or y + height > sheet.page_height + slack:
            self._bad("sheet", "inside the page")
        if (sheet.pitch_x < width - slack and sheet.columns > 1) or (
            sheet.pitch_y < height - slack and sheet.rows > 1
        ):
            self._bad("sheet", "no overlap")
        return sheet

    def _elements(self, elements: list[object]) -> list[Element]:
        found: list[Element] = []
        for self._element, data in enumerate(elements, start=1):
            if not isinstance(data, dict):
                self._bad("element", "table")
                continue
            element = self._one(data)
            if element is not None:
                found.append(element)
        self._element = 0
        return found

    def _one(self, data: _Values) -> Element | None:
        kind = data.get("kind")
        make: Callable[[_Values], Element] | None = None
        if kind in {symbology.value for symbology in Symbology}:
            make = self._code
        elif isinstance(kind, str):
            make = {
                "text": self._words,
                "picture": self._picture,
                "line": self._line,
                "box": self._box,
            }.get(kind)
        if make is None:
            self._bad("kind", ", ".join([*KINDS, *(s.value for s in Symbology)]))
            return None
        return make(data)

    def _area(self, data: _Values) -> dict[str, float]:
        return {
            "x": self._number(data, "x"),
            "y": self._number(data, "y"),
            "w": self._length(data, "w"),
            "h": self._length(data, "h"),
        }

    def _words(self, data: _Values) -> Element:
        names = (set(Text.__slots__) - {"content", "parameters"}) | {"kind", "text", "with"}
        self._unknown(data, names)
        content, payload, given = self._content_or_payload(data, "text")
        fit = self._choice(data, "fit", ("shrink", "cut", "none"), "shrink")
        return Text(
            **self._area(data),
            content=content,
            payload=payload,
            parameters=given,
            font=self._choice(data, "font", FACES, "sans"),
            size=self._length(data, "size", default=8.0, lowest=2.0),
            min_size=self._length(data, "min_size", default=4.0, lowest=2.0),
            fit=fit,  # type: ignore[arg-type]
            wrap=self._flag(data, "wrap"),
            align=self._choice(data, "align", _ALIGN, "left"),  # type: ignore[arg-type]
            valign=self._choice(data, "valign", _VALIGN, "middle"),  # type: ignore[arg-type]
        )

    def _code(self, data: _Values) -> Element:
        names = (set(Code.__slots__) - {"symbology", "parameters"}) | {"kind", "with"}
        self._unknown(data, names)
        content, payload, given = self._content_or_payload(data, "content")
        quiet = data.get("quiet")
        if quiet is not None and (isinstance(quiet, bool) or not isinstance(quiet, int)):
            self._bad("quiet", "whole number")
            quiet = None
        return Code(
            **self._area(data),
            symbology=Symbology(str(data["kind"])),
            content=content,
            level=self._choice(data, "level", tuple(LEVELS), "M"),
            quiet=None if quiet is None else max(0, quiet),
            align=self._choice(data, "align", _ALIGN, "center"),  # type: ignore[arg-type]
            valign=self._choice(data, "valign", _VALIGN, "middle"),  # type: ignore[arg-type]
            payload=payload,
            parameters=given,
        )

    def _content_or_payload(
        self, data: _Values, key: str
    ) -> tuple[Content, str, Mapping[str, str]]:
        payload = self._text(data, "payload", "")
        given = data.get("with", {})
        if not isinstance(given, dict) or not all(isinstance(v, str) for v in given.values()):
            self._bad("with", "table of texts")
            given = {}
        if not payload:
            return self._content(data, key), "", {}
        if key in data:
            self._bad(key, "absent where payload is given")
        return (
            self._guarded(lambda: preset_content(payload, given, self._secrets)),
            payload,
            given,
        )

    def _picture(self, data: _Values) -> Element:
        self._unknown(data, set(Picture.__slots__) | {"kind"})
        return Picture(**self._area(data), file=self._content(data, "file"))

    def _line(self, data: _Values) -> Element:
        self._unknown(data, set(Line.__slots__) | {"kind"})
        line = Line(
            x=self._number(data, "x"),
            y=self._number(data, "y"),
            x2=self._number(data, "x2"),
            y2=self._number(data, "y2"),
            width=self._length(data, "width", default=0.2),
        )
        if line.x != line.x2 and line.y != line.y2:
            self._bad("x2", "level or upright line")
        return line

    def _box(self, data: _Values) -> Element:
        self._unknown(data, set(Box.__slots__) | {"kind"})
        return Box(
            **self._area(data),
            width=self._length(data, "width", default=0.2),
            filled=self._flag(data, "filled"),
        )

    def _content(self, data: _Values, key: str) -> Content:
        source = self._text(data, key, None)
        return self._guarded(lambda: plain_content(source, self._secrets))

    def _guarded(self, make: Callable[[], Content]) -> Content:
        try:
            return make()
        except LabelRefused as refused:
            self.problems += [
                Problem(p.code, p.severity, facts={**p.facts, "element": self._element})
                for p in refused.problems
            ]
            return plain_content("")

    def _text(self, data: _Values, key: str, default: str | None) -> str:
        value = data.get(key, default)
        if isinstance(value, str):
            return value
        self._bad(key, "text")
        return ""

    def _number(self, data: _Values, key: str, default: float | None = None) -> float:
        value = data.get(key, default)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            self._bad(key, "number")
            return 0.0
        return float(value)

    def _length(
        self, data: _Values, key: str, *, default: float | None = None, lowest: float = 0.01
    ) -> float:
        before = len(self.problems)
        value = self._number(data, key, default)
        if len(self.problems) == before and not lowest <= value <= _MAX_MM:
            self._bad(key, f"{lowest:g} … {_MAX_MM:g}")
        return value

    def _count(self, data: _Values, key: str) -> int:
        value = data.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100:  # noqa: PLR2004
            self._bad(key, "1 … 100")
            return 1
        return value

    def _flag(self, data: _Values, key: str) -> bool:
        value = data.get(key, False)
        if not isinstance(value, bool):
            self._bad(key, "true, false")
        return value is True

    def _choice(self, data: _Values, key: str, known: Iterable[str], default: str) -> str:
        value = data.get(key, default)
        if isinstance(value, str) and value in known:
            return value
        self._bad(key, ", ".join(known))
        return default

    def _unknown(self, data: _Values, known: Iterable[str]) -> None:
        for key in data:
            if key not in known:
                self.problems.append(error("design-key-unknown", key=key, element=self._element))

    def _bad(self, key: str, expected: str) -> None:
        problem = error("design-value", key=key, expected=expected, element=self._element)
        self.problems.append(problem)


_ALIGN: Final = ("left", "center", "right")
_VALIGN: Final = ("top", "middle", "bottom")
