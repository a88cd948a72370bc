"""The rows that were not imported, written beside the list with the reason of each."""

import csv
import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from app.domain.problems import Problem, Severity
from app.intake.lists import OpenList
from app.intake.tables import Cell

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Say = Callable[[Problem], str]
"""Turns a problem into a sentence of the reader's language."""


def rejected_path(source: Path) -> Path:
    """Return where the rejected rows of a list go: beside it, never over an existing file."""
    number = 1
    while True:
        mark = "" if number == 1 else f"-{number}"
        path = source.with_name(f"{source.stem}.rejected{mark}.csv")
        if not path.exists():
            return path
        number += 1


def write_rejected(
    opened: OpenList, problems: Iterable[Problem], bad_rows: Iterable[int], say: Say, path: Path
) -> Path:
    """Write the bad rows as they stand in the list, with their row numbers and reasons.

    The rows hold secrets, as the list does; the file is made readable for its owner only. Cells
    that Excel would run as a formula are kept as text by a leading apostrophe, which the import
    takes away again.
    """
    reasons: dict[int, list[str]] = defaultdict(list)
    for problem in problems:
        if problem.row is not None and problem.severity is Severity.ERROR:
            place = f"{problem.column or ''}{problem.row}"
            reasons[problem.row].append(f"{place}: {say(problem)}")
    wanted = set(bad_rows)
    layout = opened.layout
    offset = opened.table.first_column(layout.sheet)
    every = opened.table.rows(layout.sheet)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w", encoding="utf-8-sig", newline="") as stream:  # noqa: PTH123
        writer = csv.writer(stream)
        headers = [column.header for column in layout.columns]
        writer.writerow([*headers, "Keywright row", "Keywright reason"])
        for number, row in enumerate(islice(every, layout.header_row, None), layout.header_row + 1):
            if number in wanted:
                places = [column.index - offset for column in layout.columns]
                cells = [keep_text(row[p]) if p < len(row) else "" for p in places]
                writer.writerow([*cells, number, " | ".join(reasons.get(number, []))])
    return path


def keep_text(cell: Cell) -> str:
    """Return a cell as text that Excel does not run: an apostrophe goes before a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
