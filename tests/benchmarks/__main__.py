"""``make bench``: run every bench and print one table. ``make bench ONLY=write`` runs one."""

import importlib
import pkgutil
import sys
import time

from rich.console import Console
from rich.table import Table

import tests.benchmarks
from tests.benchmarks.figure import Figure


def main(wanted: list[str]) -> int:
    console = Console(width=110)
    missed = 0
    for module in pkgutil.iter_modules(tests.benchmarks.__path__):
        if not module.name.endswith("_bench") or (
            wanted and not any(word in module.name for word in wanted)
        ):
            continue
        began = time.monotonic()
        figures = [
            Figure(*row) for row in importlib.import_module(f"tests.benchmarks.{module.name}").run()
        ]
        table = Table(
            title=f"{module.name} ({time.monotonic() - began:.0f} s)", title_justify="left"
        )
        for column in ("figure", "value", "bound", ""):
            table.add_column(column, justify="left" if column == "figure" else "right")
        for figure in figures:
            missed += not figure.is_kept
            limit = (
                ""
                if figure.bound is None
                else f"{'≥' if figure.is_floor else '≤'} {figure.bound:g}"
            )
            table.add_row(
                figure.name,
                f"{figure.value:,.3f} {figure.unit}",
                limit,
                "" if figure.bound is None else "kept" if figure.is_kept else "MISSED",
                style="" if figure.is_kept else "bold red",
            )
        console.print(table)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
