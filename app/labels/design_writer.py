"""A design as the text of its file: TOML that reads back as an equal design."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from app.labels.design import FORMAT, Box, Code, Design, Element, Line, Picture, Sheet, Text

KINDS: Final[Mapping[str, type]] = {"text": Text, "picture": Picture, "line": Line, "box": Box}


def design_text(design: Design) -> str:
    """Return the TOML text of a design; reading it gives an equal design."""
    lines = [f"format = {FORMAT}", *_pairs(design, ("name", "width", "height", "dpi", "shape"))]
    lines.append(f"gap = {_toml(design.gap)}")
    if design.title:
        lines += ["", "[title]", *(f"{k} = {_toml(v)}" for k, v in design.title.items())]
    if design.sheet is not None:
        lines += ["", "[sheet]", *_pairs(design.sheet, Sheet.__slots__)]
    for element in design.elements:
        lines += ["", "[[element]]", *_element_lines(element)]
    return "\n".join(lines) + "\n"


def save_design(design: Design, path: Path) -> None:
    """Write a design file; an interrupted write leaves the old file as it was."""
    waiting = path.with_suffix(".toml.part")
    waiting.write_text(design_text(design), encoding="utf-8", newline="\n")
    waiting.replace(path)


def _element_lines(element: Element) -> list[str]:
    kind = next((kind for kind, known in KINDS.items() if isinstance(element, known)), "")
    skipped = {"content", "symbology", "payload", "parameters", "quiet", "file"}
    names = [name for name in type(element).__slots__ if name not in skipped]
    if isinstance(element, Text | Code):
        if isinstance(element, Text):
            lines = [f"kind = {_toml(kind)}", *_pairs(element, names)]
            return lines + _content_lines(element, "text")
        lines = [f"kind = {_toml(element.symbology.value)}", *_pairs(element, names)]
        if element.quiet is not None:
            lines.append(f"quiet = {element.quiet}")
        return lines + _content_lines(element, "content")
    lines = [f"kind = {_toml(kind)}", *_pairs(element, names)]
    if isinstance(element, Picture):
        lines.append(f"file = {_toml(element.file.template.source)}")
    return lines


def _content_lines(element: Text | Code, key: str) -> list[str]:
    if not element.payload:
        return [f"{key} = {_toml(element.content.template.source)}"]
    lines = [f"payload = {_toml(element.payload)}"]
    given = ", ".join(f"{name} = {_toml(value)}" for name, value in element.parameters.items())
    return [*lines, f"with = {{ {given} }}"] if given else lines


def _pairs(thing: object, names: Iterable[str]) -> list[str]:
    return [f"{name} = {_toml(getattr(thing, name))}" for name in names]


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}" if value != int(value) else f"{int(value)}"
    if isinstance(value, int):
        return str(value)
    # TOML's basic strings are JSON's, but for DEL.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007F")
