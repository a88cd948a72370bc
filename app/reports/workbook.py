"""A workbook written row by row: a million rows in a few megabytes of memory.

Texts are inline strings (ECMA-376 part 1, 18.3.1.53), which no spreadsheet program takes for a
formula and which need no table of all texts in memory, as the usual shared strings do.
"""

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

ROWS_A_SHEET: Final = 1_000_000  # a sheet ends at 1,048,576
_PAGE: Final = 500
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MOST_CHARS: Final = 32_767  # in one cell


def write_rows(
    file: BinaryIO, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Write rows below a bold header; a new sheet begins after a million. Returns how many."""
    count = 0
    pages = iter(rows)
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as book:
        sheet = 0
        while True:
            sheet += 1
            written = _write_sheet(book, sheet, columns, pages)
            count += written
            if written < ROWS_A_SHEET:
                break
        _write_frame(book, [title if n == 1 else f"{title} {n}" for n in range(1, sheet + 1)])
    return count


def _write_sheet(book: ZipFile, number: int, columns: Sequence[str], rows: Any) -> int:
    with book.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as out:
        view = '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/>'
        out.write(
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews>{view}</sheetView></sheetViews>'
            f"<sheetData>{_row(columns, style=1)}".encode()
        )
        count = 0
        page: list[str] = []
        for row in rows:
            page.append(_row(row))
            count += 1
            if len(page) == _PAGE:
                out.write("".join(page).encode())
                page.clear()
            if count == ROWS_A_SHEET:
                break
        out.write("".join(page).encode())
        out.write(b"</sheetData></worksheet>")
    return count


def _row(values: Sequence[Any], *, style: int = 0) -> str:
    mark = f' s="{style}"' if style else ""
    return f"<row>{''.join([_cell(value, mark) for value in values])}</row>"


def _cell(value: Any, mark: str) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"<c{mark}><v>{value}</v></c>"
    text = str(value)
    if not text.isprintable():
        text = "".join(char for char in text if char.isprintable() or char in "\n\t\u3000\xa0")
    text = escape(text[:_MOST_CHARS])
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f'<c t="inlineStr"{mark}><is><t{space}>{text}</t></is></c>'


def _write_frame(book: ZipFile, titles: Sequence[str]) -> None:
    sheets = [
        f'<sheet name="{escape(title)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, title in enumerate(titles, start=1)
    ]
    links = [
        f'<Relationship Id="rId{n}" Type="{_RELS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(titles) + 1)
    ]
    links.append(
        f'<Relationship Id="rId{len(titles) + 1}" Type="{_RELS}/styles" Target="styles.xml"/>'
    )
    parts = [
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in range(1, len(titles) + 1)
    ]
    fonts = (
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    )
    rest = (
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf xfId="0"/><xf fontId="1" applyFont="1" xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    )
    root = f'<Relationship Id="rId1" Type="{_RELS}/officeDocument" Target="xl/workbook.xml"/>'
    files = {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}">'
        f"<sheets>{''.join(sheets)}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{''.join(links)}</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{fonts}{rest}</styleSheet>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{root}</Relationships>',
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{"".join(parts)}'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    }
    for name, content in files.items():
        book.writestr(name, _HEAD + content)
