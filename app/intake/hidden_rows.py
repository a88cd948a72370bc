"""Rows of a workbook that nobody sees: hidden by hand, or by a filter.

They are rows of the list all the same, so they are imported, and somebody is told of them.
Layout: ECMA-376-1, 18.3.1.73 (row; ``hidden`` for both ways).
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO
from xml.etree import ElementTree as ET

from app.domain.problems import Problem, Severity
from app.intake.unread_cells import local_name, sheet_entries

MOST_NAMED = 12
"""So many rows, or stretches of them, are named."""

_VALUES = frozenset({"v", "is", "f"})


def hidden_rows(data: bytes, entries: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return sheet name -> its hidden rows that hold something, as Excel counts.

    ``entries``: the sheets to look into. Raises ValueError, KeyError or ElementTree.ParseError for
    a workbook that is not sound.
    """
    wanted = {entry.casefold() for entry in entries}
    found: dict[str, tuple[int, ...]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name, place in sheet_entries(archive):
            if place.casefold() in wanted:
                with archive.open(place) as stream:
                    if rows := _of_sheet(stream):
                        found[name] = rows
    return found


def told_of(hidden: Sequence[int], sheet: str, header_row: int) -> Problem | None:
    """Return the warning for the hidden rows of a list, or None where none is below its header."""
    rows = [row for row in hidden if row > header_row]
    if not rows:
        return None
    facts = {"n": len(rows), "rows": _stretches(rows)}
    return Problem("rows-hidden", Severity.WARNING, sheet, rows[0], facts=facts)


def _of_sheet(stream: IO[bytes]) -> tuple[int, ...]:
    found: list[int] = []
    number = 0
    for event, one in ET.iterparse(stream, ("start", "end")):  # noqa: S314 - bombs were refused
        if local_name(one.tag) != "row":
            continue
        if event == "start":
            number = int(one.get("r", number + 1))
            continue
        if one.get("hidden") in {"1", "true"} and _holds_something(one):
            found.append(number)
        one.clear()
    return tuple(found)


def _holds_something(row: ET.Element) -> bool:
    return any(local_name(part.tag) in _VALUES for cell in row for part in cell)


def _stretches(rows: Sequence[int]) -> str:
    """Return rows as a person writes them: ``3-7, 12``."""
    parts: list[list[int]] = []
    for row in rows:
        if parts and row == parts[-1][1] + 1:
            parts[-1][1] = row
        else:
            parts.append([row, row])
    words = [str(a) if a == b else f"{a}-{b}" for a, b in parts[:MOST_NAMED]]
    return ", ".join([*words, *(["…"] if len(parts) > MOST_NAMED else [])])
