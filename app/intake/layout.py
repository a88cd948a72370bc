"""Where in a file the list stands, and which column means what."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from app.domain.problems import Problem, Severity
from app.errors import BadInput
from app.intake.hidden_rows import told_of
from app.intake.schemes import Scheme, fold_header, load_schemes
from app.intake.tables import Row, Table, column_letters

HEADER_WITHIN_ROWS = 30
NO_HEADER = 0
"""As ``header_row``: the list has none, its first row is data (columns mapped by letter)."""
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file. ``index`` counts from A = 0; ``field`` None: not used."""

    index: int
    header: str
    field: str | None = None

    @property
    def letters(self) -> str:
        """Return the column as Excel letters it."""
        return column_letters(self.index)


@dataclass(frozen=True, slots=True)
class Layout:
    """How one sheet is read. ``header_row`` as Excel counts; ``reason``: a code with facts."""

    scheme: Scheme
    sheet: str
    header_row: int
    columns: tuple[Column, ...]
    reason: Problem
    problems: tuple[Problem, ...] = field(default=())

    @property
    def by_field(self) -> dict[str, Column]:
        """Return the used columns by field name."""
        return {one.field: one for one in self.columns if one.field is not None}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose instead of letting it be found.

    ``mapping``: field -> header text or column letters.
    """

    scheme: Scheme | None = None
    sheet: str | None = None
    header_row: int | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


def score_rows(rows: Sequence[Row]) -> float:
    """Return how many columns the best header row of some scheme has; 0 where there is none."""
    best = 0.0
    folded = [_folded(row) for row in rows[:HEADER_WITHIN_ROWS]]
    for scheme in load_schemes().values():
        names = scheme.names_by_header()
        for keys in folded:
            best = max(best, len({names[key] for key in keys if key in names}))
    return best


def find_layout(table: Table, choice: Choice, *, file: str) -> Layout:
    """Find sheet, header row, scheme and columns, or take what was chosen.

    Raises BadInput ``sheet-missing``, ``header-missing``, ``columns-missing``,
    ``mapping-column-missing``, ``list-hidden`` or ``scheme-needed``.
    """
    _refuse_unknown_fields(choice)
    found: list[tuple[float, Layout]] = []
    for sheet in _sheets(table, choice, file):
        best = _best_in_sheet(table, sheet, choice)
        if best is not None:
            found.append(best)
    hidden = {sheet.name for sheet in table.sheets if not sheet.visible}
    visible = [one for one in found if one[1].sheet not in hidden or choice.sheet is not None]
    if found and not visible:
        raise BadInput("list-hidden", file=file, sheet=found[0][1].sheet)
    if not visible:
        raise _explain_missing(table, choice, file)
    layout = max(visible, key=lambda one: one[0])[1]
    for name, column in choice.mapping.items():
        if name not in layout.by_field:
            raise BadInput("mapping-column-missing", column=column, field=name)
    others = [one.sheet for _, one in visible if one.sheet != layout.sheet]
    problems = list(layout.problems)
    if others:
        facts = {"sheet": layout.sheet, "others": ", ".join(others)}
        problems.append(Problem("other-lists", Severity.WARNING, layout.sheet, facts=facts))
    problems += [_weighed(one, layout) for one in table.notices(layout.sheet)]
    if told := told_of(table.hidden_rows(layout.sheet), layout.sheet, layout.header_row):
        problems.append(told)
    return Layout(
        layout.scheme,
        layout.sheet,
        layout.header_row,
        layout.columns,
        layout.reason,
        tuple(problems),
    )


def _weighed(notice: Problem, layout: Layout) -> Problem:
    """Make an error of merged cells in the list itself: the rows below the first one seem empty."""
    if notice.code != "cells-merged" or notice.row is None or notice.column is None:
        return notice
    letters, digits = _REFERENCE.fullmatch(str(notice.facts["last"])).groups()  # type: ignore[union-attr]
    used = {one.index for one in layout.by_field.values()}
    across = used & set(range(column_index(notice.column), column_index(letters) + 1))
    rows = int(digits) - max(notice.row, layout.header_row + 1) + 1
    if rows < 1 or rows * len(across) < _SEVERAL:
        return notice
    facts = {"first": f"{notice.column}{notice.row}", "last": notice.facts["last"]}
    # Of the list as a whole: no row of it can be left out by itself.
    return Problem("cells-merged-list", Severity.ERROR, notice.sheet, facts=facts)


def _sheets(table: Table, choice: Choice, file: str) -> list[str]:
    names = [sheet.name for sheet in table.sheets]
    if choice.sheet is None:
        return names
    if choice.sheet not in names:
        raise BadInput("sheet-missing", file=file, sheet=choice.sheet, known=", ".join(names))
    return [choice.sheet]


def _candidates(choice: Choice) -> list[Scheme]:
    """Return the chosen scheme, or those that know every field that was mapped by hand."""
    if choice.scheme is not None:
        return [choice.scheme]
    wanted = set(choice.mapping)
    schemes = [one for one in load_schemes().values() if one.detect]
    return [one for one in schemes if wanted <= {field.name for field in one.fields}]


def _refuse_unknown_fields(choice: Choice) -> None:
    candidates = _candidates(choice)
    scheme = choice.scheme
    known = sorted({field.name for one in candidates for field in one.fields})
    for name in choice.mapping:
        if name in known:
            continue
        if scheme is None:
            anywhere = {field.name for one in load_schemes().values() for field in one.fields}
            raise BadInput("mapping-no-scheme", field=name, known=", ".join(sorted(anywhere)))
        raise BadInput(
            "mapping-field-unknown", field=name, scheme=scheme.name, known=", ".join(known)
        )


def _best_in_sheet(table: Table, sheet: str, choice: Choice) -> tuple[float, Layout] | None:
    offset = table.first_column(sheet)
    head = list(islice(table.rows(sheet), max(HEADER_WITHIN_ROWS, choice.header_row or 0)))
    if choice.header_row == NO_HEADER and choice.scheme is not None:
        return 1.0, _without_header(choice.scheme, sheet, choice.mapping)
    best: tuple[float, Layout] | None = None
    schemes = [(scheme, scheme.names_by_header()) for scheme in _candidates(choice)]
    for number, row in enumerate(head, start=1):
        if choice.header_row is not None and number != choice.header_row:
            continue
        for scheme, names in schemes:
            columns = _columns(row, offset, names, choice.mapping)
            score = _score(columns, scheme)
            if score > 0 and (best is None or score > best[0]):
                best = score, _layout(scheme, sheet, number, columns, choice)
    return best


def _columns(
    row: Row, offset: int, names: Mapping[str, str], mapping: Mapping[str, str]
) -> list[Column]:
    headers = [str(cell).strip() for cell in row]
    folded = [fold_header(header) for header in headers]
    columns: list[Column] = []
    for index, header in enumerate(headers, start=offset):
        key = folded[index - offset]
        fields = [name for name, text in mapping.items() if _means(text, key, index, folded)]
        own = names.get(key)
        if own is not None and own not in mapping:
            fields.append(own)
        # One column may stand for two fields: a serial number can be identity and binding.
        columns += [Column(index, header, name) for name in fields]
        if header and not fields:
            columns.append(Column(index, header))
    return columns


def _means(text: str, folded: str, index: int, all_folded: list[str]) -> bool:
    """Say whether a mapping's text is this header or, where no header reads so, these letters."""
    wanted = fold_header(text)
    if wanted in all_folded:
        return bool(folded) and wanted == folded
    return text.strip().upper() == column_letters(index)


def _score(columns: Iterable[Column], scheme: Scheme) -> float:
    present = {one.field for one in columns if one.field is not None}
    if any(one.required and one.name not in present for one in scheme.fields):
        return 0.0
    marks = sum(2 for one in scheme.fields if one.marks and one.name in present)
    return len(present) + marks + scheme.priority / 100


def _layout(
    scheme: Scheme, sheet: str, number: int, columns: list[Column], choice: Choice
) -> Layout:
    problems = []
    first: dict[str, Column] = {}
    for one in columns:
        if one.field is not None and one.field in first:
            facts = {"header": one.header, "other": first[one.field].letters, "field": one.field}
            problems.append(
                Problem("column-twice", Severity.ERROR, sheet or None, number, one.letters, facts)
            )
        elif one.field is not None:
            first[one.field] = one
        else:
            problems.append(
                Problem(
                    "column-unused",
                    Severity.WARNING,
                    sheet or None,
                    number,
                    one.letters,
                    {"header": one.header},
                )
            )
    headers = ", ".join(one.header for one in first.values())
    code = "scheme-chosen" if choice.scheme else "scheme-by-headers"
    reason = Problem(
        code,
        Severity.WARNING,
        sheet or None,
        number,
        None,
        {"scheme": scheme.name, "headers": headers},
    )
    return Layout(scheme, sheet, number, tuple(columns), reason, tuple(problems))


def _without_header(scheme: Scheme, sheet: str, mapping: Mapping[str, str]) -> Layout:
    columns = tuple(
        Column(column_index(letters), letters.upper(), name) for name, letters in mapping.items()
    )
    missing = [one.name for one in scheme.fields if one.required and one.name not in mapping]
    if missing:
        raise BadInput("columns-missing", scheme=scheme.name, missing=", ".join(missing))
    reason = Problem(
        "scheme-chosen", Severity.WARNING, facts={"scheme": scheme.name, "headers": ""}
    )
    return Layout(scheme, sheet, NO_HEADER, columns, reason)


def column_index(letters: str) -> int:
    """Return the index of a column from Excel's letters; BadInput ``mapping-column-missing``."""
    text = letters.strip().upper()
    if not text.isascii() or not text.isalpha() or len(text) > 3:  # noqa: PLR2004 - XFD is the last
        raise BadInput("mapping-column-missing", column=letters)
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _explain_missing(table: Table, choice: Choice, file: str) -> BadInput:
    """Name the scheme that fits best and what it lacks, or say that no header was found."""
    best: tuple[int, Scheme, list[str]] | None = None
    schemes = [choice.scheme] if choice.scheme else list(load_schemes().values())
    for sheet in _sheets(table, choice, file):
        offset = table.first_column(sheet)
        for row in islice(table.rows(sheet), HEADER_WITHIN_ROWS):
            for scheme in schemes:
                present = {
                    c.field for c in _columns(row, offset, scheme.names_by_header(), choice.mapping)
                } - {None}
                wanted = [one for one in scheme.fields if one.required]
                missing = [
                    one.headers[0] if one.headers else one.name
                    for one in wanted
                    if one.name not in present
                ]
                hits = len(wanted) - len(missing)
                if missing and hits and (best is None or hits > best[0]):
                    best = hits, scheme, missing
    if best is None:
        return BadInput("header-missing", file=file, rows=HEADER_WITHIN_ROWS)
    return BadInput("columns-missing", file=file, scheme=best[1].name, missing=", ".join(best[2]))


def _folded(row: Row) -> list[str]:
    return [fold_header(cell) for cell in row if isinstance(cell, str)]
