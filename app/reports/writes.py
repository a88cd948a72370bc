"""The write report: one line per license, where it went and how."""

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from app.reports.spreadsheet import safe_cell

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


def write_csv(rows: Iterable[Sequence[Any]], out: Path) -> int:
    """Write rows (values in the order of COLUMNS) to a CSV file; returns how many.

    UTF-8 with BOM, so that Excel shows Chinese. The file appears whole or not at all: it is
    written beside its place, then moved there. OSError is the caller's to explain.
    """
    beside = out.with_name(out.name + ".part")
    count = 0
    try:
        with beside.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for row in rows:
                writer.writerow([safe_cell(value) for value in row])
                count += 1
            file.flush()
            os.fsync(file.fileno())
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
    return count
