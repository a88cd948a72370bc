"""One list file, opened: its table, its layout, and what it is not."""

import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from app.errors import BadInput
from app.intake.layout import HEADER_WITHIN_ROWS, Choice, Layout, find_layout, score_rows
from app.intake.schemes import Kind
from app.intake.sources import SourceFile, read_source
from app.intake.tables import Cell, Table, open_table
from app.redaction import strike_keys
from flasher.secrets import DOTS

# One long word of the letters of base64 or hex, alone in its file: what "Credential" delivers.
_TOKEN = re.compile(r"[A-Za-z0-9+/_=.-]{24,512}")
_TOKEN_CELLS = 2
_ID = re.compile(r"(?=.*[0-9])\S{8,512}")


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list file whose layout is known."""

    source: SourceFile
    table: Table
    layout: Layout


def open_list(path: Path, choice: Choice | None = None) -> OpenList:
    """Open a list and find its layout.

    Raises BadInput for whatever keeps the file from being read as a list (see ``sources``,
    ``tables`` and ``layout``), and ``token-file`` for a token of the delivery mode Credential.
    """
    source = read_source(path)
    return lay_out(source, open_table(source, score_rows), choice or Choice())


def lay_out(source: SourceFile, table: Table, choice: Choice) -> OpenList:
    """Find the layout of a table that is open already; raises as :func:`open_list`."""
    name = source.path.name
    try:
        layout = find_layout(table, choice, file=name)
    except BadInput as error:
        if error.code == "header-missing" and _is_token(table):
            raise BadInput("token-file", file=name) from error
        raise
    return OpenList(source, table, layout)


def preview(opened: OpenList, rows: int = 10) -> list[tuple[int, dict[str, str]]]:
    """Return the first rows as Excel's row number and field -> text, secrets as dots.

    Columns without a field are shown as dots too: nobody has said that they are no secrets.
    """
    layout = opened.layout
    offset = opened.table.first_column(layout.sheet)
    shown: list[tuple[int, dict[str, str]]] = []
    every = islice(opened.table.rows(layout.sheet), layout.header_row, layout.header_row + 200)
    for number, row in enumerate(every, start=layout.header_row + 1):
        cells: dict[str, str] = {}
        for column in layout.columns:
            place = column.index - offset
            text = cell_text(row[place]) if place < len(row) else ""
            cells[column.field or column.header] = masked(layout, column.field, text)
        if any(cells.values()):
            shown.append((number, cells))
        if len(shown) == rows:
            break
    return shown


def masked(layout: Layout, field: str | None, text: str) -> str:
    """Return a cell's text as it may be shown; dots for a secret, and for what nobody named."""
    if not text:
        return ""
    if field is None or layout.scheme.field(field).kind is Kind.SECRET:
        return DOTS
    return strike_keys(text)


def cell_text(cell: Cell) -> str:
    """Return a cell as text, without the spaces around it."""
    return "" if cell is None else str(cell).strip()


def _is_token(table: Table) -> bool:
    """Say whether a table holds one token and at most a word about it.

    Two ids side by side are no token and its name: that is a list of one license, without a header.
    """
    rows = [
        [text for cell in row if (text := cell_text(cell))]
        for sheet in table.sheets
        for row in islice(table.rows(sheet.name), HEADER_WITHIN_ROWS)
    ]
    cells = [text for row in rows for text in row]
    if not 0 < len(cells) <= _TOKEN_CELLS or not any(map(_TOKEN.fullmatch, cells)):
        return False
    return not any(len(row) > 1 and all(map(_ID.fullmatch, row)) for row in rows)
