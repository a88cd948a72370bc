"""The problems of a list as a file: to send to whoever made the list."""

import csv
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from app.domain.problems import Problem
from app.errors import BadInput
from app.intake.rejected import keep_text

Words = Callable[[Problem], tuple[str, str, str]]
"""Problem -> weight, sentence and advice in the reader's language."""


def write_problems(
    problems: Iterable[Problem], headers: tuple[str, ...], words: Words, file: Path
) -> int:
    """Write one line a problem as CSV for Excel; return how many. A file there is replaced.

    ``headers``: of sheet, cell, weight, problem, advice, code. No secret is in a problem. Raises
    BadInput ``file-not-written``; what stood there before then still does.
    """
    beside = file.with_name(f".{file.name}.part")
    count = 0
    try:
        with beside.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(headers)
            for one in problems:
                cell = f"{one.column or ''}{one.row or ''}"
                weight, said, advised = words(one)
                line = (one.sheet or "", cell, weight, said, advised, one.code)
                writer.writerow([keep_text(part) for part in line])
                count += 1
        os.replace(beside, file)  # noqa: PTH105 - atomic on Windows too
    except OSError as error:
        beside.unlink(missing_ok=True)
        reason = error.strerror or type(error).__name__
        raise BadInput("file-not-written", file=str(file), reason=reason) from error
    return count
