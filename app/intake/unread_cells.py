"""Cells of an xlsx that its reader gives as empty although something stands in them.

An error (``#N/A``) and a formula that no spreadsheet program has computed yet have no value.
Taken for empty, a status of that kind would make a used license free. Layout: ECMA-376-1, 18.3.1.4
(c), 18.3.1.40 (f), 18.2.19 (sheet).
"""

import io
import posixpath
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO
from xml.etree import ElementTree as ET

from app.intake.tables import Row

_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class UnreadCell:
    """What stands in a cell without a value: an error's name, or a formula with its ``=``."""

    text: str

    def __str__(self) -> str:
        """Return it as a person sees it in the spreadsheet."""
        return self.text


Unread = Mapping[int, Mapping[int, UnreadCell]]
"""Row -> column -> cell, both from 0."""


def unread_cells(data: bytes, entries: Iterable[str]) -> dict[str, Unread]:
    """Return sheet name -> its unread cells, for the sheets stored under these entries.

    Raises ValueError, KeyError or ElementTree.ParseError for a workbook that is not sound.
    """
    wanted = {entry.casefold(): entry for entry in entries}
    found: dict[str, Unread] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name, place in sheet_entries(archive):
            if place.casefold() in wanted:
                with archive.open(wanted.pop(place.casefold())) as stream:
                    if cells := _of_sheet(stream):
                        found[name] = cells
    return found


def with_unread(rows: Iterable[Row], unread: Unread, offset: int) -> Iterator[Row]:
    """Give the rows with their unread cells in place, also those below the last value."""
    number = -1
    for number, row in enumerate(rows):
        yield _filled(row, unread.get(number), offset)
    for number in range(number + 1, max(unread, default=0) + 1):  # noqa: B020 - goes on counting
        yield _filled((), unread.get(number), offset)


def _filled(row: Row, cells: Mapping[int, UnreadCell] | None, offset: int) -> Row:
    if not cells:
        return row
    filled = list(row)
    for column, cell in cells.items():
        place = column - offset
        if place < 0:
            continue
        filled += [""] * (place + 1 - len(filled))
        filled[place] = cell
    return filled


def sheet_entries(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Give each sheet's name and the entry of the archive that holds it."""
    targets = {
        one.attrib["Id"]: one.attrib["Target"]
        for one in ET.fromstring(archive.read(_RELATIONS))  # noqa: S314 - size and bombs are checked
    }
    for one in ET.fromstring(archive.read(_WORKBOOK)).iter():  # noqa: S314 - as above
        if local_name(one.tag) == "sheet":
            key = next(value for name, value in one.attrib.items() if local_name(name) == "id")
            yield (
                one.attrib["name"],
                posixpath.normpath(posixpath.join("/xl", targets[key])).removeprefix("/"),
            )


def _of_sheet(stream: IO[bytes]) -> dict[int, dict[int, UnreadCell]]:
    found: dict[int, dict[int, UnreadCell]] = {}
    row = column = -1
    for event, one in ET.iterparse(stream, ("start", "end")):  # noqa: S314 - as above
        kind = local_name(one.tag)
        if kind == "row" and event == "start":
            row, column = int(one.get("r", row + 2)) - 1, -1
        elif kind == "c" and event == "end":
            column = _column(one.get("r"), column + 1)
            text = _unread(one)
            if text is not None:
                found.setdefault(row, {})[column] = UnreadCell(text[:_SHOWN])
        elif kind == "row":
            one.clear()
    return found


def _unread(cell: ET.Element) -> str | None:
    parts = {local_name(one.tag): one for one in cell}
    value, formula = parts.get("v"), parts.get("f")
    if cell.get("t") == "e":
        return (value.text if value is not None else None) or "#"
    if formula is None or "is" in parts or (value is not None and value.text):
        return None
    if value is not None and cell.get("t") == "str":
        return None  # computed, and what came out is an empty text
    return f"={formula.text or ''}"


def _column(reference: str | None, following: int) -> int:
    letters = [ord(one) - 64 for one in (reference or "").upper() if one.isalpha()]
    return _number(letters) - 1 if letters else following


def _number(letters: Sequence[int]) -> int:
    number = 0
    for one in letters:
        number = number * 26 + one
    return number


def local_name(tag: str) -> str:
    """Return the name of an element without its namespace."""
    return tag.rpartition("}")[2]
