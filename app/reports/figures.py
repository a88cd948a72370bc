"""The figures as a file: CSV, XLSX, JSON, and PDF with charts."""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from app.domain.figures import Dashboard, Figures, GroupBy
from app.reports.charts import Bar, bars
from app.reports.paper import WIDTH, bind, facts, grid, heading, title
from app.reports.spreadsheet import safe_cell
from app.texts import Texts

COLUMNS = (
    *("attempts", "tries", "tried", "first_passes", "passed_later", "made", "rechecks"),
    *("fpy", "yield", "uph", "cycle_s"),
)
_MOST_ROWS = 60  # of one group on paper; the newest. The files hold all


def as_json(board: Dashboard) -> bytes:
    """Return all figures as one JSON object."""
    return json.dumps(board.as_record(), ensure_ascii=False, indent=1).encode()


def as_csv(board: Dashboard) -> bytes:
    """Return one line per group and key; UTF-8 with BOM."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("group", "key", *COLUMNS))
    for line in _lines(board):
        writer.writerow([safe_cell(cell) for cell in line])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(board: Dashboard, file: BinaryIO) -> None:
    """Write a workbook: one sheet per group, one for step times, one for failures."""
    book = Workbook(write_only=True)
    groups: Mapping[str, Mapping[str, Figures]] = {
        "total": {"": board.total},
        **{group.value: rows for group, rows in board.groups.items()},
    }
    for name, rows in groups.items():
        sheet = _sheet(book, name, (name, *COLUMNS))
        for key, figures in rows.items():
            record = figures.as_record()
            sheet.append([safe_cell(key), *(record[column] for column in COLUMNS)])
    steps = _sheet(book, "steps", ("station", "slot", "step", "n", "mean_s"))
    for one in board.steps:
        place = [safe_cell(one.station), safe_cell(one.slot), safe_cell(one.step)]
        steps.append([*place, one.n, round(one.mean_s, 4)])
    failures = _sheet(book, "failures", ("outcome", "code", "n", "share", "cumulative"))
    for bad in board.failures:
        told = [bad.outcome, safe_cell(bad.code)]
        failures.append([*told, bad.n, round(bad.share, 4), round(bad.cumulative, 4)])
    book.save(file)


def as_xlsx(board: Dashboard) -> bytes:
    """Return the workbook's bytes."""
    out = BytesIO()
    write_xlsx(board, out)
    return out.getvalue()


def as_pdf(board: Dashboard, texts: Texts, printed_at: datetime) -> bytes:
    """Return the figures on paper: totals, charts, tables."""
    word = texts.text
    parts: list[Any] = [
        *title(word("paper-figures"), _selection(board, texts)),
        facts(_totals(board.total, texts)),
    ]
    for group, rows in board.groups.items():
        if not rows or (len(rows) == 1 and "" in rows):
            continue
        parts += heading(word(f"paper-by-{group.value}"))
        newest = dict(list(rows.items())[-_MOST_ROWS:])
        points = [Bar(_short(group, key), f.made, f.first_pass_yield) for key, f in newest.items()]
        floor = _floor(points)
        chart = bars(
            points,
            WIDTH,
            unit=word("paper-made"),
            share_floor=floor,
            share_name=word("paper-col-fpy"),
            is_course=group in {GroupBy.HOUR, GroupBy.DAY, GroupBy.SHIFT},
        )
        parts.append(chart)
        header = (word(f"paper-{group.value}"), *(word(f"paper-col-{name}") for name in _PAPER))
        table = [
            (key or "-", *(_shown(name, f.as_record()[name]) for name in _PAPER))
            for key, f in newest.items()
        ]
        numbers = tuple(range(1, len(_PAPER) + 1))
        parts.append(grid(header, table, (36, *(18 for _ in _PAPER)), right=numbers, mono=(0,)))
    if board.failures:
        parts += heading(word("paper-failures"))
        worst = board.failures[:12]
        parts.append(
            bars([Bar(f.code, f.n, f.cumulative) for f in worst], WIDTH, unit="n", share_name="Σ")
        )
        failures: list[tuple[object, ...]] = [
            (f.n, f.code, _sentence(texts, f.code), f"{f.share:.1%}", f"{f.cumulative:.1%}")
            for f in board.failures[:_MOST_ROWS]
        ]
        header = ("n", word("paper-code"), word("paper-meaning"), "%", "Σ %")
        parts.append(grid(header, failures, (10, 36, 90, 14, 14), right=(0, 3, 4), mono=(1,)))
    if board.steps:
        parts += heading(word("paper-steps"))
        rows_of: list[tuple[object, ...]] = [
            (s.station, s.slot, s.step, s.n, f"{s.mean_s * 1000:.1f}")
            for s in board.steps[: 4 * _MOST_ROWS]
        ]
        header = (word("paper-station"), word("paper-slot"), word("paper-step"), "n", "ms")
        parts.append(grid(header, rows_of, (50, 20, 40, 20, 20), right=(3, 4), mono=(0, 1, 2)))
    return bind(parts, word("paper-figures"), word("paper-figures-rule"), printed_at)


_PAPER = ("tried", "fpy", "yield", "made", "uph", "cycle_s", "rechecks")


def _lines(board: Dashboard) -> Iterator[list[Any]]:
    total = board.total.as_record()
    yield ["total", "", *(total[column] for column in COLUMNS)]
    for group, rows in board.groups.items():
        for key, figures in rows.items():
            record = figures.as_record()
            yield [group.value, key, *(record[column] for column in COLUMNS)]
    for one in board.steps:
        name = f"{one.station} / {one.slot} / {one.step}"
        yield ["step", name, one.n, *([""] * (len(COLUMNS) - 2)), round(one.mean_s, 4)]
    for bad in board.failures:
        name = f"{bad.outcome} / {bad.code}"
        yield ["failure", name, bad.n, *([""] * (len(COLUMNS) - 1))]


def _sheet(book: Workbook, name: str, header: tuple[str, ...]) -> Any:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = 24
    cells = []
    for text in header:
        cell = WriteOnlyCell(sheet, text)
        cell.font = Font(bold=True)
        cells.append(cell)
    sheet.append(cells)
    return sheet


def _totals(total: Figures, texts: Texts) -> dict[str, str]:
    record = total.as_record()
    names = ("tried", "fpy", "yield", "made", "uph", "cycle_s", "rechecks", "attempts")
    return {texts.text(f"paper-col-{name}"): _shown(name, record[name]) for name in names}


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    if name in {"fpy", "yield"}:
        return f"{value:.1%}"
    if name == "cycle_s":
        return f"{value:.2f} s"
    return f"{value:.1f}" if name == "uph" else f"{value:g}"


def _selection(board: Dashboard, texts: Texts) -> str:
    which = board.filter
    named = {
        "lot": which.lot,
        "order": which.order,
        "station": which.station,
        "slot": which.slot,
        "operator": which.operator,
    }
    words = [f"{texts.text(f'paper-{name}')} {value}" for name, value in named.items() if value]
    if which.since or which.until:
        words.append(f"{which.since or '…'} – {which.until or '…'}")
    return "   ".join(words) or texts.text("paper-everything")


def _short(group: GroupBy, key: str) -> str:
    if group is GroupBy.HOUR:
        return key[-5:].replace("T", " ") + "h"
    return key[5:] if group in {GroupBy.DAY, GroupBy.SHIFT} else key or "-"


def _floor(points: list[Bar]) -> float:
    """Return where the line of shares begins: at 0, or higher where all shares are high."""
    lowest = min((bar.share for bar in points if bar.share is not None), default=0.0)
    return next((floor for floor in (0.9, 0.8, 0.5) if lowest >= floor), 0.0)


def _sentence(texts: Texts, code: str) -> str:
    return texts.sentence(code) if texts.has(code) else ""
