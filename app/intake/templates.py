"""Empty lists to fill in: the headers of a scheme, with notes and cells that stay text."""

import csv
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.errors import BadInput
from app.intake.schemes import Field, Kind, Scheme

TEXT_FORMAT = "@"
TEXT_ROWS = 1000
"""So many rows below the header are text cells, so that Excel keeps ids as they are typed."""


def write_template(scheme: Scheme, path: Path, language: str = "en") -> Path:
    """Write an empty list of a scheme as xlsx or csv, by the file's ending.

    Raises BadInput ``template-kind`` for another ending, ``file-exists`` instead of overwriting.
    """
    suffix = path.suffix.lower()
    if suffix not in {".xlsx", ".csv"}:
        raise BadInput("template-kind", file=path.name)
    if path.exists():
        raise BadInput("file-exists", file=path.name)
    fields = [one for one in scheme.fields if _is_filled_in(one, scheme)]
    if suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerow([header_of(one) for one in fields])
        return path
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = scheme.name
    _head(sheet, fields, language)
    notes = book.create_sheet("Notes")
    _notes(notes, scheme, language)
    book.save(path)
    return path


def header_of(field: Field) -> str:
    """Return the header that a template uses for a field: the first one accepted."""
    return field.headers[0] if field.headers else field.name


def _is_filled_in(field: Field, scheme: Scheme) -> bool:
    # What another tool noted beside a license is no part of a fresh list.
    past = {Kind.STATUS, Kind.TIME, Kind.UNIT}
    return field.kind not in past and not (field.marks and field.name != scheme.identity)


def _head(sheet: Worksheet, fields: list[Field], language: str) -> None:
    for index, one in enumerate(fields, start=1):
        cell = sheet.cell(row=1, column=index, value=header_of(one))
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDE7F3" if one.required else "EEEEEE")
        cell.comment = Comment(rule_in_words(one, language), "Keywright")
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = max(14, min(60, (one.lengths or (24,))[-1] + 4))
        for row in range(1, TEXT_ROWS + 2):
            sheet.cell(row=row, column=index).number_format = TEXT_FORMAT
        rule = _length_rule(one)
        if rule is not None:
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{TEXT_ROWS + 1}")
    sheet.freeze_panes = "A2"


def _length_rule(field: Field) -> DataValidation | None:
    if not field.lengths:
        return None
    rule = DataValidation(
        type="textLength",
        operator="between",
        formula1=str(field.lengths[0]),
        formula2=str(field.lengths[-1]),
        allow_blank=not field.required,
    )
    rule.errorTitle, rule.error = field.name, field.length_words
    return rule


def _notes(sheet: Worksheet, scheme: Scheme, language: str) -> None:
    lines = [scheme.title.get(language) or scheme.title["en"], scheme.notes.get(language, "")]
    lines += [f"{header_of(one)}: {rule_in_words(one, language)}" for one in scheme.fields]
    lines += list(scheme.sources)
    sheet.column_dimensions["A"].width = 110
    for row, line in enumerate(filter(None, lines), start=1):
        cell = sheet.cell(row=row, column=1, value=line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.data_type = "s"


def rule_in_words(field: Field, language: str = "en") -> str:
    """Return a field's rule as a short note."""
    chinese = language == "zh_CN"
    words = []
    if field.required:
        words.append("必填" if chinese else "required")
    if field.lengths:
        words.append(
            f"{field.length_words} 个字符" if chinese else f"{field.length_words} characters"
        )
    if field.form.value != "text":
        words.append("MAC，12 位十六进制" if chinese else "a MAC, 12 hex digits")
        if field.form.value == "unit":
            words.append("或序列号" if chinese else "or a serial number")
    if field.also:
        extra = f"letters, digits and {field.also}"
        words.append(f"字母、数字及 {field.also}" if chinese else extra)
    if field.kind is Kind.SECRET:
        words.append("保密" if chinese else "secret")
    if field.example:
        words.append(f"例如 {field.example}" if chinese else f"e.g. {field.example}")
    return ("；" if chinese else "; ").join(words) or ("选填" if chinese else "optional")
