"""Workbooks (xlsx, xls) as tables, through calamine, which reads 100,000 rows in 0.4 s."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import python_calamine as calamine

from app.domain.problems import Problem, Severity
from app.errors import BadInput
from app.intake.bombs import Seen, refuse_bombs
from app.intake.hidden_rows import hidden_rows
from app.intake.old_workbooks import sound_xls
from app.intake.sources import FileKind, SourceFile
from app.intake.tables import Row, SheetInfo, column_letters
from app.intake.unread_cells import Unread, unread_cells, with_unread


class Workbook:
    """One workbook; a sheet is parsed when it is first asked for."""

    def __init__(self, source: SourceFile) -> None:
        self._name = source.path.name
        data = source.data
        seen = Seen(frozenset(), frozenset())
        errors: list[Unread] = []
        hidden: list[tuple[int, ...]] = []
        if source.kind is FileKind.XLSX:
            seen = refuse_bombs(source)
        else:
            data, errors, hidden = sound_xls(source.path, data)
        with self._damage_named():
            self._book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
            self._unread = unread_cells(data, seen.computed) if seen.computed else {}
            self._hidden = hidden_rows(data, seen.hiding) if seen.hiding else {}
            names = [meta.name for meta in self._book.sheets_metadata]
            self._unread |= {name: one for name, one in zip(names, errors, strict=False) if one}
            self._hidden |= dict(zip(names, hidden, strict=False))
        self.sheets = tuple(
            SheetInfo(meta.name, meta.visible is calamine.SheetVisibleEnum.Visible)
            for meta in self._book.sheets_metadata
            if meta.typ is calamine.SheetTypeEnum.WorkSheet
        )
        self._open: dict[str, calamine.CalamineSheet] = {}

    def first_column(self, sheet: str) -> int:
        """See ``tables.Table``."""
        start = self._sheet(sheet).start
        return start[1] if start else 0

    def rows(self, sheet: str) -> Iterator[Row]:
        """See ``tables.Table``."""
        rows = iter(self._sheet(sheet).iter_rows())
        unread = self._unread.get(sheet)
        return with_unread(rows, unread, self.first_column(sheet)) if unread else rows

    def size(self, sheet: str) -> int:
        """See ``tables.Table``."""
        end = self._sheet(sheet).end
        return end[0] + 1 if end else 0

    def hidden_rows(self, sheet: str) -> tuple[int, ...]:
        """See ``tables.Table``."""
        return self._hidden.get(sheet, ())

    def notices(self, sheet: str) -> tuple[Problem, ...]:
        """See ``tables.Table``."""
        return tuple(
            Problem(
                "cells-merged",
                Severity.WARNING,
                sheet,
                first[0] + 1,
                column_letters(first[1]),
                {"last": f"{column_letters(last[1])}{last[0] + 1}"},
            )
            for first, last in self._sheet(sheet).merged_cell_ranges or ()
        )

    def _sheet(self, name: str) -> calamine.CalamineSheet:
        if name not in self._open:
            try:
                with self._damage_named():
                    self._open[name] = self._book.get_sheet_by_name(name)
            except calamine.WorksheetNotFound as error:
                raise BadInput("sheet-missing", file=self._name, sheet=name) from error
        return self._open[name]

    @contextmanager
    def _damage_named(self) -> Iterator[None]:
        """Turn whatever the parser makes of a damaged file into BadInput."""
        try:
            yield
        except calamine.WorksheetNotFound:
            raise
        except calamine.PasswordError as error:
            raise BadInput("workbook-password", file=self._name) from error
        except Exception as error:
            # The parser's errors have no common base that covers a damaged file.
            raise BadInput("workbook-damaged", file=self._name) from error
        except BaseException as error:
            # A panic of its Rust code, which is no Exception and whose class is not importable.
            if type(error).__name__ != "PanicException":
                raise
            raise BadInput("workbook-damaged", file=self._name) from error
