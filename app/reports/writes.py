"""The write report: one line per license, where it went and how; and the customer's manifest.

A million lines pass through here one at a time: CSV at twice the bare time of the csv module at
most, XLSX in a fraction of its memory. Cells are text where a spreadsheet would see a formula.
"""

import codecs
import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from app.reports.files import write_whole
from app.reports.spreadsheet import safe_cell
from app.reports.workbook import write_rows

COLUMNS = (
    "lot",
    "row",
    "identity",
    "mac",
    "serial",
    "pickup_status",
    "write_status",
    "attempts",
    "outcome",
    "code",
    "recheck",
    "first_at",
    "last_at",
    "verified_at",
    "seconds",
    "station",
    "slot",
    "port",
    "operator",
    "order",
    "firmware",
    "firmware_version",
    "profile",
    "storage",
    "software",
    "remarks",
)
"""The columns, in their order. No secret is among them, and none can be asked for."""

MANIFEST: Final = ("identity", "mac", "serial", "verified_at", "order", "lot", "write_status")
"""What a customer gets of each delivered unit; ``write_status`` chooses and is not printed."""

_SUSPECT: Final = frozenset("=+-@\t\r")
_PAGE: Final = 1_000


def write_csv(rows: Iterable[Sequence[Any]], out: Path, columns: Sequence[str] = COLUMNS) -> int:
    """Write rows (values in the order of ``columns``) to a CSV file; returns how many.

    UTF-8 with BOM, so that Excel shows Chinese. The file appears whole or not at all. Raises
    OSError.
    """
    counted = _Counted(rows)

    def fill(file: BinaryIO) -> None:
        file.write(codecs.BOM_UTF8)
        file.write(_csv_text([columns]).encode())
        pages = iter(counted)
        while page := list(islice(pages, _PAGE)):
            text = _csv_text(page)
            if _is_suspect(text):
                text = _csv_text(map(_safe_row, page))
            file.write(text.encode())

    write_whole(out, fill)
    return counted.n


def write_xlsx(rows: Iterable[Sequence[Any]], out: Path, columns: Sequence[str] = COLUMNS) -> int:
    """Write rows to a workbook, streamed; a new sheet begins after a million lines."""
    count = 0

    def fill(file: BinaryIO) -> None:
        nonlocal count
        count = write_rows(file, "writes", columns, rows)

    write_whole(out, fill)
    return count


def write_json(rows: Iterable[Sequence[Any]], out: Path, columns: Sequence[str] = COLUMNS) -> int:
    """Write rows as JSON lines: one object each."""
    counted = _Counted(rows)

    def fill(file: BinaryIO) -> None:
        for row in counted:
            record = dict(zip(columns, row, strict=True))
            file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")

    write_whole(out, fill)
    return counted.n


WRITERS: Final = {".csv": write_csv, ".xlsx": write_xlsx, ".json": write_json, ".jsonl": write_json}
"""A file's ending to what writes it."""


def manifest_rows(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Return the lines of written licenses alone, without the column that chose them."""
    return (row[:-1] for row in rows if row[-1] == "written")


def _csv_text(rows: Iterable[Sequence[Any]]) -> str:
    out = StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _is_suspect(text: str) -> bool:
    """Say whether any cell in a page of CSV may begin a formula or hold a control character.

    One look at the whole page costs a tenth of a look at each cell; pages that fail it are
    written again, cell by cell.
    """
    plain = text.replace("\r\n", "")
    return not plain.isprintable() or any(
        char in text and any(before + char in text for before in ',"\n') for char in "=+-@"
    )


def _safe_row(row: Sequence[Any]) -> Sequence[Any]:
    """Return a row whose texts no spreadsheet program runs; most rows need no change."""
    for value in row:
        if type(value) is str and value and (value[0] in _SUSPECT or not value.isprintable()):
            return [safe_cell(cell) if isinstance(cell, str) else cell for cell in row]
    return row


class _Counted:
    """Counts what passes through it."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._rows = rows
        self.n = 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self._rows:
            self.n += 1
            yield row
