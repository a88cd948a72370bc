"""Lists made for tests: rows of synthetic licenses, written in any shape."""

import csv
import io
import random
import string
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

LETTERS = string.ascii_letters + string.digits


def licenses(count: int, seed: int = 1) -> list[tuple[str, str]]:
    rng = random.Random(seed)
    return [
        (f"uuid{rng.getrandbits(64):016x}", "".join(rng.choices(LETTERS, k=32)))
        for _ in range(count)
    ]


def csv_bytes(
    rows: Sequence[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8"
) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def write_csv(path: Path, rows: Sequence[Sequence[str]], **shape: str) -> Path:
    path.write_bytes(csv_bytes(rows, **shape))
    return path


def write_xlsx(path: Path, rows: Sequence[Sequence[object]], sheet: str = "Sheet1") -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    book.save(path)
    book.close()
    return path
