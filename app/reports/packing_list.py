"""The packing list of a carton or pallet: CSV and PDF."""

import csv
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from io import StringIO

from app.domain.packing import Package, PackageKind, PackedUnit
from app.domain.units import show_mac
from app.reports.paper import bind, facts, grid, heading, title
from app.reports.spreadsheet import safe_cell
from app.texts import Texts


def packing_list_csv(package: Package, units: Sequence[PackedUnit]) -> str:
    """Return the packing list as CSV text; cells safe for spreadsheet programs."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("package", *PackedUnit._fields))
    for unit in units:
        writer.writerow([safe_cell(package.code), *map(safe_cell, unit)])
    return out.getvalue()


def packing_list_pdf(
    package: Package, units: Sequence[PackedUnit], texts: Texts, printed_at: datetime
) -> bytes:
    """Return the packing list as PDF: the package's own code large, then every unit."""
    word = texts.text
    name = f"{word(f'paper-{package.kind.value}')} {package.code}"
    values = {
        word("paper-package"): name,
        word("paper-order"): package.order or "-",
        word("paper-units"): len(units),
        word("paper-state"): word(f"paper-{package.state.value}"),
        word("paper-closed"): f"{package.closed_at or '-'}  {package.closed_by or ''}",
    }
    if package.kind is PackageKind.PALLET:
        cartons = Counter(unit.carton for unit in units)
        told = ", ".join(f"{code} ({n})" for code, n in cartons.items())
        values[word("paper-cartons")] = told or "-"
    rows = [
        (
            number,
            unit.carton,
            unit.identity or "-",
            show_mac(unit.mac) if unit.mac else "-",
            unit.serial or "-",
        )
        for number, unit in enumerate(units, start=1)
    ]
    header = ("#", word("paper-carton"), word("paper-identity"), "MAC", word("paper-serial"))
    return bind(
        [
            *title(word("paper-packing-list"), name),
            facts(values, code=package.code),
            *heading(word("paper-content")),
            grid(header, rows, (8, 30, 52, 42, 40), right=(0,), mono=(1, 2, 3, 4)),
        ],
        f"{word('paper-packing-list')} {package.code}",
        f"{word('paper-packing-list')} {name}",
        printed_at,
    )
